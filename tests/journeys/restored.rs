//! Histories with real files, backups and restores: whatever is put back, nobody leaves who said no or was erased since.
//! Four; sixty with `REGULARS_FAULTS=long`.

use regulars_model::{Channel, Purpose, Rule, SegmentRule};
use regulars_tests::{TestBench, dice::Dice, passphrase};
use regulars_workbench::{
    OpenWith, RestoreTo, quiet,
    views::{ExportRequest, ExportShape, OptOut, SegmentChoice},
};
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: usize = 5;

fn email(who: usize) -> String {
    format!("person{who}@example.com")
}

/// The emails in the file that leaves.
fn leaving(shop: &mut TestBench) -> BTreeSet<usize> {
    let to = shop.folder.path().join("out.csv");
    let request = ExportRequest {
        segment: SegmentChoice::Rule { rule: SegmentRule::new(Rule::All { rules: Vec::new() }) },
        channel: Channel::Email,
        purpose: Purpose::Offers,
        shape: ExportShape::Csv,
        recipient: "Mailchimp".into(),
    };
    shop.bench.export_audience(&request, &to, &mut quiet()).unwrap();
    let text = std::fs::read_to_string(to).unwrap();
    (0..PEOPLE).filter(|who| text.contains(&email(*who))).collect()
}

#[test]
fn no_history_of_imports_merges_undoings_and_restores_lets_out_who_said_no_or_was_erased() {
    let long = std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long");
    let mut did: BTreeMap<&str, u32> = BTreeMap::new();
    let (histories, mut left) = (if long { 60 } else { 4 }, 0);
    for seed in 1..=histories {
        let mut dice = Dice::new(seed);
        let mut shop = TestBench::new();
        let mut out: BTreeSet<usize> = BTreeSet::new();
        let mut backups: Vec<String> = Vec::new();
        for nth in 0..14 {
            let here: Vec<usize> = (0..PEOPLE).filter(|who| shop.bench.person(&email(*who)).is_ok()).collect();
            let someone = here.get(dice.below(here.len())).copied();
            let what = match (if nth == 0 { 0 } else { dice.below(12) }, someone) {
                (0..=2, _) => {
                    let mut text = "Email,First Name,City,Email Permission\n".to_owned();
                    let mut noes = Vec::new();
                    for who in (0..PEOPLE).filter(|_| dice.chance(60)) {
                        let says = ["subscribed", "subscribed", "subscribed", "", "unsubscribed"][dice.below(5)];
                        noes.extend((says == "unsubscribed").then_some(who));
                        let city = ["Porto", "Braga"][dice.below(2)];
                        text.push_str(&format!("{},Name{who},{city},{says}\n", email(who)));
                    }
                    if text.lines().count() < 2 {
                        continue;
                    }
                    shop.import_text(&format!("file{nth}.csv"), &text).unwrap();
                    out.extend(noes);
                    "import"
                }
                (3 | 4, _) => {
                    let live = shop.bench.imports().unwrap().into_iter().find(|import| import.undone.is_none());
                    let Some(live) = live else { continue };
                    shop.bench.undo_import(&live.id, &mut quiet()).unwrap();
                    "undo"
                }
                (5 | 6, Some(who)) => {
                    let other = here[dice.below(here.len())];
                    // Somebody and themself are refused; two that are one already are told so.
                    let _ = shop.bench.merge(&email(who), &email(other));
                    "merge"
                }
                (7, Some(who)) => {
                    let mine = shop.bench.person(&email(who)).unwrap().id;
                    shop.bench.opt_out(&email(who), &OptOut::AllMessages).unwrap();
                    // A no is the person's: whoever is one with them is out.
                    out.extend(here.iter().filter(|who| shop.bench.person(&email(**who)).unwrap().id == mine));
                    "opt-out"
                }
                (8, Some(who)) => {
                    let mine = shop.bench.person(&email(who)).unwrap().id;
                    let group: Vec<usize> = here
                        .iter()
                        .copied()
                        .filter(|who| shop.bench.person(&email(*who)).unwrap().id == mine)
                        .collect();
                    shop.bench.erase(&email(who)).unwrap();
                    out.extend(group);
                    "erase"
                }
                (9, _) => {
                    backups.push(shop.bench.backup_now(None, &mut quiet()).unwrap().id);
                    "backup"
                }
                (10 | 11, _) if !backups.is_empty() => {
                    let id = &backups[dice.below(backups.len())];
                    let Ok(path) = shop.bench.backup_path(id) else { continue };
                    let (place, word) = (shop.vault_dir(), passphrase());
                    let with = OpenWith::Passphrase(&word);
                    shop.bench.restore(&path, &with, &RestoreTo::InPlaceOf(&place), false, &mut quiet()).unwrap();
                    // What was made of the vault before it lies with that one.
                    backups.clear();
                    "restore"
                }
                _ => continue,
            };
            *did.entry(what).or_default() += 1;
            let leaves = leaving(&mut shop);
            left += leaves.len();
            let wrong: Vec<&usize> = leaves.intersection(&out).collect();
            assert!(wrong.is_empty(), "seed {seed}, step {nth}, after {what}: {wrong:?} left");
        }
    }
    println!("{histories} histories, {did:?}; somebody left {left} times");
    assert!(left > 0 && did.contains_key("restore"), "{did:?}");
}
