//! Sheets read back are the shop that was written; whatever is changed in one is noticed.

use super::{KeptIsLost, NotASheet, Sheet, Sheets};
use crate::{
    Directory, Shop, ShopBuilder, Sort,
    builder::likeness::shops,
    evaluate,
    town::{AS_OF, euro, line, purchase, someone},
};
use proptest::prelude::*;
use regulars_model::{
    CountTest, EventKind, ImportId, NumberField, NumberTest, ProductFilter, Rule, SegmentRule, TextField, TextTest,
    Window,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

const TIE: u64 = 0x1234_5678_9abc_def0;

/// Sheets in memory.
#[derive(Default)]
struct Heap {
    sheets: BTreeMap<String, Vec<u8>>,
    read: Mutex<BTreeSet<String>>,
    lost: AtomicBool,
}

impl Heap {
    fn of(shop: &Shop, directory: &Directory) -> Self {
        let sheet = |sheet: Sheet| (sheet.name(), sheet.write(shop, directory, TIE).to_vec());
        Self { sheets: Sheet::all().into_iter().map(sheet).collect(), ..Self::default() }
    }

    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Sheets for Heap {
    fn hand_over(&self, sheet: Sheet, to: &mut dyn FnMut(&[u8], u64)) {
        let is_new = self.read.lock().expect("a lock").insert(sheet.name());
        assert!(is_new, "{} is read twice", sheet.name());
        if let Some(bytes) = self.sheets.get(&sheet.name()) {
            to(bytes, TIE);
        }
    }

    fn lost(&self) {
        self.lost.store(true, Ordering::Relaxed);
    }
}

fn read_back(shop: &Shop, directory: &Directory) -> Result<(Shop, Directory), NotASheet> {
    Shop::kept(Arc::new(Heap::of(shop, directory)))
}

/// All of it read, or what that ends with.
fn read_all(heap: &Arc<Heap>) -> Result<(Shop, Directory), KeptIsLost> {
    let (mut shop, directory) = Shop::kept(Arc::clone(heap) as Arc<dyn Sheets>).map_err(|NotASheet| KeptIsLost)?;
    let all = catch_unwind(AssertUnwindSafe(|| {
        shop.read_on();
        directory.read_on();
    }));
    all.map_err(|left| *left.downcast::<KeptIsLost>().expect("that and nothing else"))?;
    Ok((shop, directory))
}

fn small() -> Shop {
    let mut builder = ShopBuilder::new(euro());
    builder.person(someone(1, "Ana Lim"));
    builder.person(someone(5, "Mei Tan"));
    let order = purchase(5, "1001", 3, 700);
    builder.lines(ImportId(1), [line(&order, "Beans", "Coffee"), line(&order, "Mug", "")]);
    builder.orders(ImportId(1), [order]);
    builder.build()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::town::cases(500), ..ProptestConfig::default() })]
    #[test]
    fn a_shop_comes_back_as_it_was(shop in shops(), from in 0usize..4) {
        let directory = Directory::new(&shop);
        let (mut read, index) = read_back(&shop, &directory).expect("sheets");
        prop_assert_eq!(&read, &shop);
        prop_assert_eq!(read.rows_told(), shop.rows_told());
        read.read_on();
        // What two shops need not have in common to be the same: what rules are answered from, and what people are found by.
        // Sorted values that nobody asked for yet are laid out when they are.
        prop_assert_eq!(format!("{:?}", read.postings), format!("{:?}", shop.postings));
        prop_assert_eq!(format!("{index:?}"), format!("{directory:?}"));
        prop_assert_eq!(index.page(&index.search("a"), Sort::Name, from, 9), directory.page(&directory.search("a"), Sort::Name, from, 9));
        prop_assert_eq!(read.overview_of(AS_OF), shop.overview_of(AS_OF));
        // Codes that are looked up by their text are those that were given: another person shows that.
        let everyone = shop.people().min(1);
        if let Some(id) = shop.id_of(0).filter(|_| everyone == 1) {
            let facts = crate::PersonFacts::new(id, &regulars_model::PersonFields::default(), Vec::new(), [regulars_model::PermissionState::Refused; 4], false);
            let mut other = read_back(&shop, &directory).expect("sheets").0;
            let heard = other.hear(std::slice::from_ref(&facts));
            prop_assert_eq!(heard, read.hear(&[facts]));
            prop_assert_eq!(other, read);
        }
    }
}

impl Shop {
    /// Every figure of every person.
    fn overview_of(&self, as_of: regulars_model::Day) -> Vec<(crate::Figures, usize, Option<u32>)> {
        let of = |index| (self.figures(index, as_of), self.timeline(index, 99).1, self.usual_gap(index, as_of));
        (0..self.people()).map(of).collect()
    }
}

#[test]
fn no_changed_byte_and_no_cut_goes_unnoticed() {
    let (shop, mut seen) = (small(), BTreeSet::new());
    let directory = Directory::new(&shop);
    for sheet in Sheet::all() {
        assert!(seen.insert(sheet.name()), "{}", sheet.name());
        let bytes = sheet.write(&shop, &directory, TIE);
        let is_whole = |bytes: &[u8], tie: u64| super::In::new(&sheet.name(), tie, bytes).is_ok();
        assert!(is_whole(&bytes, TIE), "the control");
        assert!(!is_whole(&bytes, TIE + 1), "of another shop");
        for at in 0..bytes.len() {
            assert!(!is_whole(&bytes[..at], TIE), "{} cut at {at}", sheet.name());
            for bit in [0x01, 0x80, 0xff] {
                let mut changed = bytes.to_vec();
                changed[at] ^= bit;
                assert!(!is_whole(&changed, TIE), "{} at {at}", sheet.name());
            }
        }
    }
    assert_eq!(seen.len(), 24 + 2 * EventKind::COUNT);
}

/// The checksum tells what chance did. What has the right checksum and is wrong all the same must not bring anything down.
#[test]
fn nonsense_under_a_right_checksum_is_refused_or_harmless() {
    let shop = small();
    let heap = Heap::of(&shop, &Directory::new(&shop));
    let (mut refused, mut taken) = (0, 0);
    for sheet in Sheet::all() {
        let bytes = &heap.sheets[&sheet.name()];
        for at in 0..bytes.len() - 4 {
            for value in [0, 1, 2, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let body = changed.len() - 4;
                let sum = crc32fast::hash(&changed[..body]).to_le_bytes();
                changed[body..].copy_from_slice(&sum);
                let mut sheets = heap.sheets.clone();
                sheets.insert(sheet.name(), changed);
                let read = || {
                    let (shop, directory) = Shop::kept(Arc::new(Heap { sheets, ..Heap::default() })).ok()?;
                    if sheet == Sheet::Directory {
                        directory.read_on()
                    } else {
                        shop.look_at(sheet)
                    }
                    Some(())
                };
                match catch_unwind(AssertUnwindSafe(read)) {
                    Ok(Some(())) => taken += 1,
                    Ok(None) => refused += 1,
                    Err(left) => {
                        assert!(left.is::<KeptIsLost>(), "{} with {value} at {at}", sheet.name());
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(refused > 1_000 && taken > 100, "{refused} {taken}");
}

#[test]
fn sheets_that_are_missing_or_of_two_shops_are_no_shop() {
    let (one, other) = (small(), ShopBuilder::new(euro()).build());
    let heap = |shop: &Shop| Heap::of(shop, &Directory::new(shop));
    assert!(read_all(&Arc::new(heap(&one))).is_ok_and(|(shop, _)| shop == one));
    assert!(read_all(&Arc::new(heap(&other))).is_ok_and(|(shop, _)| shop == other));
    let mut differ = 0;
    for odd in Sheet::all() {
        let mut without = heap(&one);
        without.sheets.remove(&odd.name());
        assert!(read_all(&Arc::new(without)).is_err(), "without {}", odd.name());
        if !matches!(odd, Sheet::Events(_)) {
            let mut mixed = heap(&one);
            let strange = heap(&other).sheets.remove(&odd.name()).expect("a sheet");
            let own = mixed.sheets.insert(odd.name(), strange.clone());
            // Neither has any tags.
            let is_another = own.is_some_and(|own| own != strange);
            assert_eq!(read_all(&Arc::new(mixed)).is_err(), is_another, "with another {}", odd.name());
            differ += u32::from(is_another);
        }
    }
    assert!(differ > 20, "{differ}");
}

/// Nothing is read that no question asks for, and what is asked for stands on what is there, or is not answered.
#[test]
fn each_sheet_is_read_when_it_is_looked_at_and_an_answer_ends_without_it() {
    let shop = small();
    let directory = Directory::new(&shop);
    let germany = Rule::Text { field: TextField::Country, test: TextTest::Is { value: "Germany".into() } };
    let bought = Rule::Bought { what: ProductFilter::Anything, times: CountTest::AtLeast { n: 1 }, when: Window::Ever };
    let quiet = Rule::Number { field: NumberField::UsualGaps, test: NumberTest::AtLeast { value: 2.0 } };
    for (rule, sheet) in [(germany, Sheet::Places(0)), (bought, Sheet::Purchases), (quiet, Sheet::Gaps)] {
        let rule = SegmentRule::new(rule);
        let heap = Arc::new(Heap::of(&shop, &directory));
        let (read, _) = Shop::kept(Arc::clone(&heap) as Arc<dyn Sheets>).expect("sheets");
        assert_eq!(evaluate(&read, &rule, AS_OF).members, evaluate(&shop, &rule, AS_OF).members);
        let of_a_count = [Sheet::People, Sheet::Head, sheet].map(Sheet::name);
        assert_eq!(*heap.read.lock().expect("a lock"), BTreeSet::from(of_a_count), "and no other");

        let mut damaged = Heap::of(&shop, &directory);
        damaged.sheets.get_mut(&sheet.name()).expect("a sheet")[20] ^= 1;
        let damaged = Arc::new(damaged);
        let (read, _) =
            Shop::kept(Arc::clone(&damaged) as Arc<dyn Sheets>).expect("those that are read at once are whole");
        assert!(!damaged.is_lost());
        let left = catch_unwind(AssertUnwindSafe(|| evaluate(&read, &rule, AS_OF).members.count()));
        assert!(left.is_err_and(|left| left.is::<KeptIsLost>()) && damaged.is_lost());
    }
}

#[test]
fn before_anything_changes_all_is_read() {
    let shop = small();
    let heap = Arc::new(Heap::of(&shop, &Directory::new(&shop)));
    let (mut read, directory) = Shop::kept(Arc::clone(&heap) as Arc<dyn Sheets>).expect("sheets");
    assert!(read.hear(&[]));
    let of_the_shop = Sheet::all().into_iter().filter(|sheet| *sheet != Sheet::Directory).map(Sheet::name);
    assert_eq!(*heap.read.lock().expect("a lock"), of_the_shop.collect());
    directory.read_on();
    assert_eq!(read, shop);
}
