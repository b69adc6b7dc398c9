//! Sheets read back are the shop that was written; whatever is changed in one is noticed.

use super::{NotASheet, ReadSheet, Sheet, gather};
use crate::{
    Directory, Shop, ShopBuilder, Sort,
    builder::likeness::shops,
    town::{AS_OF, euro, line, purchase, someone},
};
use proptest::prelude::*;
use regulars_model::{EventKind, ImportId};
use std::collections::BTreeSet;

const TIE: u64 = 0x1234_5678_9abc_def0;

fn read_back(shop: &Shop, directory: &Directory) -> Result<(Shop, Directory), NotASheet> {
    let read = |sheet: Sheet| sheet.read(&sheet.write(shop, directory, TIE), TIE);
    // In whatever order.
    gather(Sheet::all().into_iter().rev().map(read).collect::<Result<Vec<_>, _>>()?)
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
        assert!(sheet.read(&bytes, TIE).is_ok(), "the control");
        assert!(sheet.read(&bytes, TIE + 1).is_err(), "of another shop");
        for at in 0..bytes.len() {
            assert!(sheet.read(&bytes[..at], TIE).is_err(), "{} cut at {at}", sheet.name());
            for bit in [0x01, 0x80, 0xff] {
                let mut changed = bytes.to_vec();
                changed[at] ^= bit;
                assert!(sheet.read(&changed, TIE).is_err(), "{} at {at}", sheet.name());
            }
        }
    }
    assert_eq!(seen.len(), 12 + 2 * EventKind::COUNT);
}

/// The checksum tells what chance did. What has the right checksum and is wrong all the same must not bring anything down.
#[test]
fn nonsense_under_a_right_checksum_is_refused_or_harmless() {
    let shop = small();
    let directory = Directory::new(&shop);
    let (mut refused, mut taken) = (0, 0);
    for sheet in Sheet::all() {
        let bytes = sheet.write(&shop, &directory, TIE);
        for at in 0..bytes.len() - 4 {
            for value in [0, 1, 2, 0x7f, 0xff] {
                let mut changed = bytes.to_vec();
                changed[at] = value;
                let body = changed.len() - 4;
                let sum = crc32fast::hash(&changed[..body]).to_le_bytes();
                changed[body..].copy_from_slice(&sum);
                match sheet.read(&changed, TIE) {
                    Err(NotASheet) => refused += 1,
                    Ok(_) => taken += 1,
                }
            }
        }
    }
    assert!(refused > 1_000 && taken > 100, "{refused} {taken}");
}

#[test]
fn sheets_that_are_missing_or_of_two_shops_are_no_shop() {
    let (one, other) = (small(), ShopBuilder::new(euro()).build());
    let read =
        |shop: &Shop, sheet: Sheet| sheet.read(&sheet.write(shop, &Directory::new(shop), TIE), TIE).expect("a sheet");
    let all = |of: &dyn Fn(Sheet) -> Option<ReadSheet>| gather(Sheet::all().into_iter().filter_map(of).collect());
    assert!(all(&|sheet| Some(read(&one, sheet))).is_ok_and(|(shop, _)| shop == one));
    assert!(all(&|sheet| Some(read(&other, sheet))).is_ok_and(|(shop, _)| shop == other));
    for odd in Sheet::all() {
        assert!(all(&|sheet| (sheet != odd).then(|| read(&one, sheet))).is_err(), "without {}", odd.name());
        if !matches!(odd, Sheet::Events(_)) {
            let mixed = all(&|sheet| Some(read(if sheet == odd { &other } else { &one }, sheet)));
            assert!(mixed.is_err(), "with another {}", odd.name());
        }
    }
}
