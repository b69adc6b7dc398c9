//! What is kept in memory over a write is what reading the vault anew would give: a no and a yes are heard, orders and events
//! that are the same stay as they are laid out, and an import's news are taken in.

use super::{Dice, NOW, Truth, fresh, histories, rehearse, step};
use crate::{
    about::facts_of,
    groups::Groups,
    import::new_chunk,
    loading::{Deeds, Kept, load_shop},
    progress::quiet,
    taking_in::news,
};
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_insight::{Directory, Sheet, Sheets, Shop};
use regulars_model::{Currency, Day, EventKind, EventRow, LineRow, OrderKind, OrderRow, PersonId, Problem, Zone};
use regulars_vault::{Tx, chunk, import, person, product};
use std::{collections::HashMap, sync::Arc};

#[test]
fn what_is_heard_is_what_would_be_read() {
    let (_dir, mut vault) = fresh();
    let (mut heard, mut news) = (0, 0);
    for seed in 1..=histories() {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut truth = Truth::default();
            let mut held: Option<Shop> = None;
            for nth in 0..5 + dice.below(8) {
                let what = step(tx, &mut dice, &mut truth, nth == 0);
                let groups = Groups::load(tx).unwrap();
                let read =
                    load_shop(tx, &groups, Currency::UNKNOWN, &Zone::utc(), Kept::nothing(), &mut quiet()).unwrap();
                if let (Some(mut shop), "opt-out" | "yes") = (held.take(), what) {
                    let other = |index: &u32| shop.person(*index) != read.person(*index);
                    let about = (0..read.people()).filter(other).count();
                    assert!(about <= 1, "seed {seed}: it was about one person");
                    news += u64::from(shop != read);
                    let mut everybody: Vec<PersonId> = Vec::new();
                    person::for_each(tx, |row| {
                        everybody.push(row.id);
                        Ok::<(), Problem>(())
                    })
                    .unwrap();
                    assert!(shop.hear(&facts_of(tx, &groups, &everybody).unwrap()), "seed {seed}");
                    assert!(shop == read, "seed {seed}: {what}");
                    heard += 1;
                }
                held = Some(read);
            }
        });
    }
    assert!(heard > histories() / 2 && news * 4 > heard, "{heard} times something was said, {news} times it was news");
}

/// What people of a made-up file bought or did: people who are there, now and then somebody who is gone.
fn deeds(tx: &Tx<'_>, dice: &mut Dice) {
    let imports = import::list(tx).unwrap();
    let Some(import) = imports.get(dice.below(imports.len().max(1))) else { return };
    let mut last = 0;
    person::for_each(tx, |row| {
        last = row.id.0;
        Ok::<(), Problem>(())
    })
    .unwrap();
    if last == 0 {
        return;
    }
    // Numbers are given once: nobody comes later under one that stands in a chunk already.
    let people: Vec<PersonId> =
        (0..8).map(|_| PersonId(1 + u32::try_from(dice.below(last as usize)).unwrap())).collect();
    let at = |dice: &mut Dice| NOW - i64::try_from(dice.below(5)).unwrap() * 43_200;
    let text = |dice: &mut Dice| ["a", "b", "", "A "][dice.below(4)].to_owned();
    let (kind, encoded) = match dice.below(4) {
        0 => {
            let row = |person: &PersonId, dice: &mut Dice| OrderRow {
                person: *person,
                key: text(dice),
                at: at(dice),
                kind: if dice.one_in(3) { OrderKind::Refund } else { OrderKind::Purchase },
                total: i64::try_from(dice.below(90)).unwrap(),
                channel: text(dice),
            };
            let rows: Vec<OrderRow> = people.iter().map(|person| row(person, dice)).collect();
            (ChunkKind::Orders, OrderColumns::encode(&rows).unwrap())
        }
        1 => {
            let row = |person: &PersonId, dice: &mut Dice| LineRow {
                person: *person,
                order: text(dice),
                at: at(dice),
                sku: text(dice),
                product: text(dice),
                category: if dice.one_in(2) { String::new() } else { text(dice) },
                quantity: 1,
                amount: 5,
            };
            let rows: Vec<LineRow> = people.iter().map(|person| row(person, dice)).collect();
            (ChunkKind::Lines, LineColumns::encode(&rows).unwrap())
        }
        2 => {
            let row = |person: &PersonId, dice: &mut Dice| EventRow {
                person: *person,
                kind: EventKind::ALL[dice.below(9)],
                at: at(dice),
                subject: text(dice),
            };
            let rows: Vec<EventRow> = people.iter().map(|person| row(person, dice)).collect();
            (ChunkKind::Events, EventColumns::encode(&rows).unwrap())
        }
        _ => {
            let told = format!("{{\"sku\": \"a\", \"category\": \"{}\"}}", text(dice));
            product::tell(tx, "a", import.id, &told).unwrap();
            return;
        }
    };
    chunk::add(tx, &new_chunk(kind, import.id, &encoded)).unwrap();
}

/// A shop as it is kept beside a vault, and read after the next opening.
#[derive(Clone)]
struct Written(HashMap<Sheet, Vec<u8>>);

impl Written {
    fn of(shop: &Shop) -> Self {
        let directory = Directory::new(shop);
        Self(Sheet::all().into_iter().map(|sheet| (sheet, sheet.write(shop, &directory, 7).to_vec())).collect())
    }

    fn read(&self) -> Shop {
        Shop::kept(Arc::new(self.clone())).unwrap().0
    }
}

impl Sheets for Written {
    fn hand_over(&self, sheet: Sheet, to: &mut dyn FnMut(&[u8], u64)) {
        to(&self.0[&sheet], 7);
    }

    fn lost(&self) {
        unreachable!("all of them are whole");
    }
}

#[test]
fn what_stays_is_what_would_be_read() {
    let (_dir, mut vault) = fresh();
    let (mut orders, mut events, mut anew) = (0, 0, 0);
    for seed in 1..=histories() / 2 {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut truth = Truth::default();
            let mut held: Option<(Shop, Deeds)> = None;
            for nth in 0..5 + dice.below(12) {
                if nth == 0 || dice.one_in(2) {
                    step(tx, &mut dice, &mut truth, nth == 0);
                } else {
                    deeds(tx, &mut dice);
                }
                let groups = Groups::load(tx).unwrap();
                let load = |kept: Kept<'_>| {
                    load_shop(tx, &groups, Currency::UNKNOWN, &Zone::utc(), kept, &mut quiet()).unwrap()
                };
                let (now, read) = (Deeds::list(tx).unwrap(), load(Kept::nothing()));
                if let Some((mut shop, before)) = held.take() {
                    let kept = before.kept(&now, &mut shop);
                    orders += u64::from(kept.orders);
                    events += u64::from(kept.events);
                    anew += u64::from(!kept.orders && !kept.events);
                    assert!(load(kept) == read, "seed {seed}");
                }
                if dice.one_in(4) {
                    assert!(Written::of(&read).read() == read, "seed {seed}: written and read back");
                }
                held = Some((read, now));
            }
        });
    }
    assert!(
        orders.min(events) > histories() / 2 && anew > histories() / 20,
        "{orders} and {events} times they stayed, {anew} times neither did"
    );
}

/// All that a shop tells of people, however its words are spelt: of two spellings the one that was met first is shown.
fn told(shop: &Shop) -> Vec<String> {
    (0..shop.people())
        .map(|index| {
            let days = [Day(i32::MIN), Day::of_second(NOW).plus(-1), Day(i32::MAX)];
            let figures = days.map(|day| (shop.figures(index, day), shop.usual_gap(index, day)));
            let said = (shop.person(index), shop.tags(index), shop.sources(index));
            format!("{said:?} {figures:?} {:?}", shop.timeline(index, usize::MAX)).to_lowercase()
        })
        .collect()
}

#[test]
fn what_is_taken_in_is_what_would_be_read() {
    let (_dir, mut vault) = fresh();
    let (mut taken, mut anew) = (0, 0);
    for seed in 1..=histories() / 2 {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut truth = Truth::default();
            let mut held: Option<(Shop, Deeds, Groups)> = None;
            for nth in 0..5 + dice.below(12) {
                let what = step(tx, &mut dice, &mut truth, nth == 0);
                if what == "import" {
                    (0..dice.below(4)).for_each(|_| deeds(tx, &mut dice));
                }
                let groups = Groups::load(tx).unwrap();
                let read =
                    load_shop(tx, &groups, Currency::UNKNOWN, &Zone::utc(), Kept::nothing(), &mut quiet()).unwrap();
                let now = Deeds::list(tx).unwrap();
                if let (Some((mut shop, before, groups)), "import") = (held.take(), what) {
                    let news = news(tx, &groups, &Zone::utc(), (&before, &now), &tx.touched_people()).unwrap();
                    if news.and_then(|news| shop.extend(news)).is_some() {
                        assert_eq!(told(&shop), told(&read), "seed {seed}");
                        taken += 1;
                    } else {
                        anew += 1;
                    }
                }
                held = Some((read, now, groups));
            }
        });
    }
    assert!(
        taken > histories() / 5 && anew > histories() / 50,
        "{taken} times news were taken in, {anew} times everything was read"
    );
}

/// What was kept some imports ago is read, and all of them are taken in at once.
#[test]
fn what_is_kept_and_then_taken_in_is_what_would_be_read() {
    let (_dir, mut vault) = fresh();
    let (mut taken, mut at_once, mut anew) = (0, 0, 0);
    for seed in 1..=histories() / 2 {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut truth = Truth::default();
            let mut kept: Option<(Written, Deeds, Groups, u32)> = None;
            for nth in 0..5 + dice.below(12) {
                let what = step(tx, &mut dice, &mut truth, nth == 0);
                if what == "import" {
                    (0..dice.below(4)).for_each(|_| deeds(tx, &mut dice));
                }
                let groups = Groups::load(tx).unwrap();
                let read =
                    load_shop(tx, &groups, Currency::UNKNOWN, &Zone::utc(), Kept::nothing(), &mut quiet()).unwrap();
                let now = Deeds::list(tx).unwrap();
                // Whatever is no import takes what is kept along.
                kept = kept.filter(|_| what == "import").map(|(kept, before, groups, since)| {
                    let before = now.without(&now.since(&before));
                    let news = news(tx, &groups, &Zone::utc(), (&before, &now), &tx.touched_people()).unwrap();
                    let mut shop = kept.read();
                    if news.and_then(|news| shop.extend(news)).is_some() {
                        assert_eq!(told(&shop), told(&read), "seed {seed}, {since} before");
                        taken += 1;
                        at_once += u64::from(since > 0);
                    } else {
                        anew += 1;
                    }
                    (kept, before, groups, since + 1)
                });
                if kept.is_none() || dice.one_in(3) {
                    kept = Some((Written::of(&read), now, groups, 0));
                }
            }
        });
    }
    assert!(
        taken > histories() / 5 && at_once > histories() / 20 && anew > histories() / 50,
        "{taken} taken in, {at_once} of several, {anew} read anew"
    );
}
