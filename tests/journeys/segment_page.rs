//! What is told of a segment beyond its count: what would turn it for somebody, how it lies beside the others, how it grew, who
//! came and went; and that a kept list of members forgets whom it must.

use regulars_model::{Code, ImportId, PersonId, SegmentId, SegmentRule};
use regulars_tests::{TestBench, passphrase};
use regulars_vault::{Vault, segment_seen, segment_size};
use regulars_workbench::{
    quiet,
    views::{OptOut, SegmentChoice, SegmentHistoryView},
};

const COFFEE: &str = r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
const TWICE: &str = r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":2},"when":{"in":"last_days","days":90}}"#;
const EVERYONE: &str = r#"{"type":"all","rules":[]}"#;

const MORE_ORDERS: &str = "\
Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price
E1,2026-11-22 10:00:00,1003,C1,House espresso,Coffee,1,9.50
E2,2026-11-22 11:00:00,1002,C1,House espresso,Coffee,1,9.50
";

fn shop() -> TestBench {
    TestBench::corner_shop()
}

fn rule(text: &str) -> SegmentRule {
    SegmentRule::from_json(text).unwrap()
}

fn by_rule(text: &str) -> SegmentChoice {
    SegmentChoice::Rule { rule: rule(text) }
}

fn names(list: &[regulars_workbench::views::MovedView]) -> Vec<&str> {
    list.iter().map(|moved| moved.person.name.as_str()).collect()
}

/// Who came and who left, by name.
fn moves(view: &SegmentHistoryView) -> (Vec<&str>, Vec<&str>) {
    assert_eq!((view.entered.len(), view.left.len()), (view.entered_total as usize, view.left_total as usize));
    (names(&view.entered), names(&view.left))
}

/// The entries that a mark keeps, read from the vault itself.
fn kept(shop: &mut TestBench, segment: &str) -> Vec<u32> {
    shop.bench.lock();
    let dir = shop.vault_dir();
    let vault = Vault::at(&dir).unwrap().unlock(&passphrase()).unwrap();
    let id: SegmentId = segment.parse().unwrap();
    let seen = vault.read(|read| segment_seen::of(read, id)).unwrap();
    drop(vault.lock());
    shop.bench.open_vault(&dir, &passphrase()).unwrap();
    seen.map(|seen| seen.entries.into_iter().map(|entry| entry.0).collect()).unwrap_or_default()
}

fn entry(shop: &TestBench, person: &str) -> u32 {
    shop.bench.who(person).unwrap().id.parse::<PersonId>().unwrap().0
}

#[test]
fn what_would_turn_it_turns_it() {
    let mut shop = shop();
    let mei = shop.bench.segment_explain(&by_rule(TWICE), "1003").unwrap();
    assert!(!mei.is_in);
    assert_eq!(mei.flip, "They would be in if they bought coffee once more by 23 Nov 2026.");
    assert!(mei.turns.len() == 1 && mei.turns[0].theirs && mei.turns[0].path == "root", "{:?}", mei.turns);
    let ana = shop.bench.segment_explain(&by_rule(TWICE), "1001").unwrap();
    assert!(
        ana.is_in && ana.flip.starts_with("They would be out if they did not buy coffee until 1 Dec 2026"),
        "{}",
        ana.flip
    );
    shop.import_text("more.csv", MORE_ORDERS).unwrap();
    assert!(shop.bench.segment_explain(&by_rule(TWICE), "1003").unwrap().is_in, "one more order did it");
    let abroad = format!(
        r#"{{"type":"all","rules":[{TWICE},{{"type":"text","field":"country","test":{{"op":"is","value":"NL"}}}}]}}"#
    );
    let ana = shop.bench.segment_explain(&by_rule(&abroad), "1001").unwrap();
    assert_eq!(ana.flip, "They would be in if the rule took “PT” too.");
    assert!(!ana.turns[0].theirs, "where she lives is not hers to change for a rule");
    shop.bench.opt_out("1002", &OptOut::Use).unwrap();
    let gone = shop.bench.segment_explain(&by_rule(TWICE), "1002").unwrap();
    assert!(gone.flip.is_empty() && gone.turns.is_empty() && gone.nodes.is_empty(), "nothing is looked at");
}

#[test]
fn segments_are_laid_over_each_other() {
    let mut shop = shop();
    shop.bench.segment_save(None, "Coffee", &rule(COFFEE)).unwrap();
    shop.bench.segment_save(None, "Coffee twice", &rule(TWICE)).unwrap();
    shop.bench.segment_save(None, "Nobody", &rule(r#"{"type":"any","rules":[]}"#)).unwrap();
    let all = shop.bench.segment_overlap(&by_rule(EVERYONE)).unwrap();
    assert_eq!((all.people, all.segments.len(), all.left_out), (3, 2, 1), "who shares nobody is not drawn");
    let told: Vec<(u32, &str)> = all.combinations.iter().map(|one| (one.people, one.words.as_str())).collect();
    assert_eq!(told, [(1, "“Coffee” and “Coffee twice”: all of them"), (1, "Only “Coffee”"), (1, "In none of them")]);
    let own = shop.bench.segment_overlap(&SegmentChoice::Saved { segment: "Coffee".into() }).unwrap();
    assert_eq!((own.people, own.segments[0].name.as_str(), own.segments[0].shared), (2, "Coffee twice", 1));
    let open = shop.bench.segment_overlap(&by_rule(COFFEE)).unwrap();
    assert_eq!(open.segments, own.segments, "a saved rule that is open is not laid over itself");

    let saved = |name: &str| SegmentChoice::Saved { segment: name.into() };
    let both = shop.bench.segment_compare(&[saved("Coffee"), saved("Coffee twice")]).unwrap();
    assert_eq!(both.overlap.people, 2);
    assert_eq!(both.overlap.combinations.iter().map(|one| one.people).sum::<u32>(), 2);
    assert!(both.segments[0].against.about.starts_with("Not enough data: 2 people here"), "{:?}", both.segments[0]);
    assert_eq!(shop.bench.segment_compare(&[saved("Coffee")]).unwrap_err().code, Code::Usage);
}

#[test]
fn a_real_shop_is_told_apart_from_everyone() {
    let shop = TestBench::sample();
    let often = r#"{"type":"number","field":"purchases","test":{"op":"at_least","value":6}}"#;
    let view = shop.bench.segment_against(&by_rule(often)).unwrap();
    assert!(view.figures.len() == 4 && view.people > 20, "{view:?}");
    let orders = &view.figures[1];
    assert!(orders.clear && orders.index.unwrap() > 120, "{orders:?}");
    let lot = r#"{"type":"sample","percent":30,"seed":5}"#;
    let view = shop.bench.segment_against(&by_rule(lot)).unwrap();
    assert!(view.habits.is_empty() && view.figures.iter().all(|one| !one.clear), "drawn by lot: {view:?}");
    let all = shop.bench.segment_against(&by_rule(EVERYONE)).unwrap();
    assert!(all.figures.is_empty() && all.about.starts_with("They are everyone"), "{}", all.about);
}

#[test]
fn sizes_are_noted_once_a_day_and_counted_for_the_days_before() {
    let mut shop = shop();
    let saved = shop.bench.segment_save(None, "Coffee", &rule(COFFEE)).unwrap();
    let log = |shop: &TestBench| shop.bench.safe().unwrap().log_entries;
    let view = shop.bench.segment_history(&saved.id).unwrap();
    let entries = log(&shop);
    let sizes: Vec<(&str, u32, bool)> = view.sizes.iter().map(|one| (one.date.as_str(), one.size, one.noted)).collect();
    // The shop's first order is of 1 September; Mei's first coffee of 20 November.
    assert_eq!(sizes, [("2026-09-28", 1, false), ("2026-10-26", 1, false), ("2026-11-23", 2, true)]);
    assert!(view.about_sizes.contains("counted now") && view.about_sizes.contains("as they are today"));
    shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(log(&shop), entries, "a second look notes nothing");
    shop.bench.set_as_of("2026-11-24".parse().ok());
    assert_eq!(shop.bench.segment_seen(&saved.id).unwrap_err().code, Code::Usage, "a mark is of today");
    shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(log(&shop), entries, "a look at another day is not noted");
    shop.bench.set_as_of(None);
    shop.bench.segment_save(Some(&saved.id), "Coffee", &rule(TWICE)).unwrap();
    let view = shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(view.sizes.last().map(|one| one.size), Some(1), "another question begins anew");
    shop.bench.segment_delete(&saved.id).unwrap();
    assert_eq!(shop.bench.segment_history(&saved.id).unwrap_err().code, Code::NotFound);
    shop.bench.lock();
    let vault = Vault::at(&shop.vault_dir()).unwrap().unlock(&passphrase()).unwrap();
    assert_eq!(vault.read(|read| segment_size::of(read, saved.id.parse().unwrap())), Ok(vec![]));
}

#[test]
fn who_came_and_who_left_is_told_with_their_reasons_and_goes_with_an_undone_import() {
    let mut shop = shop();
    let saved = shop.bench.segment_save(None, "Coffee twice", &rule(TWICE)).unwrap();
    let never = shop.bench.segment_history(&saved.id).unwrap();
    assert!(never.seen.is_empty() && never.about_seen.starts_with("Not marked"), "{never:?}");
    let seen = shop.bench.segment_seen(&saved.id).unwrap();
    assert_eq!((seen.seen.as_str(), seen.seen_size, moves(&seen)), ("Mon 23 Nov 2026", 1, (vec![], vec![])));
    shop.import_text("more.csv", MORE_ORDERS).unwrap();
    let view = shop.bench.segment_history("coffee twice").unwrap();
    assert_eq!(moves(&view), (vec!["Mei Tan"], vec![]));
    assert_eq!(view.entered[0].why, "In: 2 coffee orders since 25 Aug 2026 (you asked for at least 2).");
    shop.bench.undo_import("i3", &mut quiet()).unwrap();
    assert_eq!(moves(&shop.bench.segment_history(&saved.id).unwrap()), (vec![], vec![]), "as if it had never been");
    shop.bench.undo_import("i2", &mut quiet()).unwrap();
    let view = shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(moves(&view), (vec![], vec!["Ana Lim"]));
    assert_eq!(view.left[0].why, "Not in: no coffee orders since 25 Aug 2026 (you asked for at least 2).");
    shop.bench.segment_save(Some(&saved.id), "Coffee twice", &rule(COFFEE)).unwrap();
    assert!(shop.bench.segment_history(&saved.id).unwrap().about_seen.contains("was changed since"));
}

#[test]
fn a_kept_list_forgets_whom_it_must() {
    let mut shop = shop();
    let saved = shop.bench.segment_save(None, "Everyone", &rule(EVERYONE)).unwrap();
    shop.import_text(
        "others.csv",
        "Customer ID,First Name,Email\n2001,Zoe,zoe@example.com\n2002,Ivo,ivo@example.com\n",
    )
    .unwrap();
    shop.bench.segment_seen(&saved.id).unwrap();
    let ids: Vec<u32> = ["1001", "1002", "1003", "2001", "2002"].iter().map(|who| entry(&shop, who)).collect();
    assert_eq!(kept(&mut shop, &saved.id), ids, "the control: all of them are there");

    shop.bench.opt_out("1002", &OptOut::Use).unwrap();
    assert_eq!(kept(&mut shop, &saved.id), [ids[0], ids[2], ids[3], ids[4]], "no use, no list");

    let receipt = shop.bench.erase("1003").unwrap();
    assert_eq!(receipt.traces_found, 0);
    assert_eq!(kept(&mut shop, &saved.id), [ids[0], ids[3], ids[4]], "erased here too");

    let third: ImportId = "i3".parse().unwrap();
    shop.bench.undo_import(&third.to_string(), &mut quiet()).unwrap();
    assert_eq!(kept(&mut shop, &saved.id), [ids[0]], "taken back with the import that brought them");
    let view = shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(moves(&view), (vec![], vec![]), "whoever is gone is not listed as having left");
    assert_eq!(view.seen_size, 5, "the figure of its day stays");
    assert!(shop.bench.log_verify().unwrap().sound, "and the log holds");
}

#[test]
fn a_merge_and_its_taking_back_move_nobody() {
    let mut shop = shop();
    shop.import_text("second.csv", "Customer ID,First Name,Last Name,Email\n3001,Mei,Tan,mei.tan@example.com\n")
        .unwrap();
    let saved = shop.bench.segment_save(None, "Everyone", &rule(EVERYONE)).unwrap();
    shop.bench.segment_seen(&saved.id).unwrap();
    let merged = shop.bench.merge("1003", "3001").unwrap();
    let still = |shop: &mut TestBench| {
        let view = shop.bench.segment_history("Everyone").unwrap();
        (view.entered_total, view.left_total)
    };
    assert_eq!(still(&mut shop), (0, 0), "two entries of one person, who was there");
    shop.bench.segment_seen(&saved.id).unwrap();
    shop.bench.unmerge(&merged.decisions[0], false).unwrap();
    assert_eq!(still(&mut shop), (0, 0), "marked as one, and both are still here");
    shop.bench.merge("1003", "3001").unwrap();
    shop.bench.opt_out("3001", &OptOut::Use).unwrap();
    assert_eq!(still(&mut shop), (0, 0), "said no by either entry: not kept, not listed");
}
