//! The ten invariants of docs/ARCHITECTURE.md that a journey can hold; each test names its number. The others are held
//! by `architecture.rs` (3), by the vault's own tests (5, 9) and by the property tests of `insight` (8).

use crate::sources::{files, none};
use proptest::prelude::*;
use regulars_model::{Channel, Code, PermissionState, SegmentRule};
use regulars_tests::{CUSTOMERS, ORDERS, TestBench, frozen, passphrase};
use regulars_workbench::{
    Passphrase, quiet,
    views::{CampaignRequest, OptOut, PersonasState, SegmentChoice},
};
use std::collections::BTreeMap;

fn everyone() -> SegmentChoice {
    SegmentChoice::Rule { rule: SegmentRule::from_json(r#"{"type":"all","rules":[]}"#).unwrap() }
}

#[test]
fn invariant_1_one_door_out() {
    // An audience is built in one file, and a message is rendered for a member of an audience or not at all.
    let built = files(&["crates"], &["rs"])
        .into_iter()
        .filter(|source| !source.path.ends_with("workbench/src/eligible.rs"))
        .filter(|source| source.text.contains("EligibleAudience {"))
        .map(|source| source.path)
        .collect::<Vec<_>>();
    none("Only eligible.rs builds an EligibleAudience.", &built);
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    for person in ["joerg@example.org", "mei@example.com"] {
        let request = CampaignRequest {
            segment: everyone(),
            template: shop.bench.campaign_starter(),
            person: Some(person.to_owned()),
        };
        let problem = shop.bench.campaign_preview(&request).unwrap_err();
        assert_eq!(problem.code, Code::PrivacyRule, "{person}");
    }
}

#[test]
fn invariant_2_every_write_is_in_the_log_and_no_value_is() {
    let mut shop = TestBench::new();
    let mut entries = shop.bench.log_count().unwrap();
    let mut wrote = |shop: &TestBench, what: &str, more: u32| {
        let now = shop.bench.log_count().unwrap();
        assert_eq!(now - entries, more, "{what}");
        entries = now;
    };
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    wrote(&shop, "an import", 1);
    shop.import_text("orders.csv", ORDERS).unwrap();
    wrote(&shop, "another", 1);
    shop.import_text("orders.csv", ORDERS).unwrap();
    wrote(&shop, "the same again", 0);
    shop.bench.opt_out("1001", &OptOut::Channel { channel: Channel::Sms }).unwrap();
    wrote(&shop, "an opt-out", 1);
    let rule = SegmentRule::from_json(r#"{"type":"text","field":"city","test":{"op":"is","value":"Porto"}}"#).unwrap();
    let saved = shop.bench.segment_save(None, "People of Porto", &rule).unwrap();
    wrote(&shop, "a segment", 1);
    shop.bench.segment_delete(&saved.id).unwrap();
    wrote(&shop, "a segment deleted", 1);
    shop.bench.erase("1003").unwrap();
    wrote(&shop, "an erasure and its proof", 2);
    while shop.bench.keep_laid_out().unwrap() {}
    assert!(shop.vault_dir().join("vault.laid").is_file());
    wrote(&shop, "what is laid out, kept for the next opening: it says nothing new", 0);

    let log = serde_json::to_string(&shop.bench.log_list(0, 500).unwrap()).unwrap().to_lowercase();
    for value in ["ana", "joerg", "example", "porto", "+351", "espresso", "1001", "people of"] {
        assert!(!log.contains(value), "the log holds “{value}”: {log}");
    }
    assert!(shop.bench.log_verify().unwrap().sound);
}

#[test]
fn invariant_5_a_wrong_passphrase_changes_nothing() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    shop.bench.lock();
    let before = contents(&shop);
    for wrong in ["", "wrong", "correct horse batterY"] {
        let problem = frozen().open_vault(&shop.vault_dir(), &Passphrase::new(wrong.to_owned())).unwrap_err();
        assert_eq!(problem.code, Code::WrongPassphrase);
        assert_eq!(contents(&shop), before, "“{wrong}” changed a file");
    }
    std::fs::remove_file(shop.vault_dir().join("vault.hdr")).unwrap();
    let problem = frozen().open_vault(&shop.vault_dir(), &passphrase()).unwrap_err();
    assert!(matches!(problem.code, Code::Damaged | Code::NotFound), "{problem:?}");
    assert!(!shop.vault_dir().join("vault.hdr").exists(), "a missing key never makes a new one");
}

fn contents(shop: &TestBench) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(shop.vault_dir())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn invariant_6_same_file_same_day_same_answers_to_the_byte() {
    let answers = || {
        let mut shop = TestBench::sample();
        let personas = shop.bench.personas_build(&mut quiet()).unwrap();
        let mut home = shop.bench.home().unwrap();
        home.safe.open_sockets = None;
        let members = shop.bench.segment_members(&everyone(), 0, 500).unwrap();
        serde_json::to_string(&(personas, home, members)).unwrap()
    };
    assert_eq!(answers(), answers());
}

#[test]
#[cfg(target_os = "linux")]
fn invariant_7_the_whole_way_opens_no_internet_socket() {
    // The count's own positive control stands beside it in the workbench: an open socket is counted.
    let mut shop = TestBench::sample();
    shop.bench.personas_build(&mut quiet()).unwrap();
    assert_eq!(shop.bench.safe().unwrap().open_sockets, Some(0));
}

#[test]
fn invariant_10_too_few_people_are_said_to_be_too_few() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    shop.import_text("orders.csv", ORDERS).unwrap();
    let personas = shop.bench.personas_build(&mut quiet()).unwrap();
    assert_eq!((personas.state, personas.personas.len()), (PersonasState::NotEnoughData, 0));
    assert!(personas.stability.contains("at least"), "{}", personas.stability);

    let mut sample = TestBench::sample();
    for persona in sample.bench.personas_build(&mut quiet()).unwrap().personas {
        for found in &persona.traits {
            assert!(found.here.contains('(') && found.here.contains(" to "), "no uncertainty: {}", found.here);
        }
    }
}

/// What can happen to one person's email permission.
#[derive(Debug, Clone)]
enum Step {
    FileSays(&'static str),
    AsksUs,
    ReopensVault,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop_oneof![Just("subscribed"), Just("unsubscribed"), Just(""), Just("yes"), Just("maybe")]
            .prop_map(Step::FileSays),
        1 => Just(Step::AsksUs),
        1 => Just(Step::ReopensVault),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariant_4_no_history_of_imports_takes_back_a_no(steps in prop::collection::vec(step(), 1..8)) {
        let mut shop = TestBench::new();
        shop.import_text("first.csv", "Email,First Name\nana@example.com,Ana\n").unwrap();
        let (mut said_no, mut said_yes) = (false, false);
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::FileSays(word) => {
                    let text = format!("Email,Email Permission\nana@example.com,{word}\nfiller{number}@example.com,\n");
                    shop.import_text("more.csv", &text).unwrap();
                    said_no |= *word == "unsubscribed";
                    said_yes |= matches!(*word, "subscribed" | "yes");
                }
                Step::AsksUs => {
                    shop.bench.opt_out("ana@example.com", &OptOut::Channel { channel: Channel::Email }).unwrap();
                    said_no = true;
                }
                Step::ReopensVault => {
                    shop.bench.lock();
                    let dir = shop.vault_dir();
                    shop.bench.open_vault(&dir, &passphrase()).unwrap();
                }
            }
            let state = shop.bench.person("ana@example.com").unwrap().permissions[0].state;
            let expected = match (said_no, said_yes) {
                (true, _) => PermissionState::Refused,
                (false, true) => PermissionState::Granted,
                (false, false) => PermissionState::Unknown,
            };
            prop_assert_eq!(state, expected);
            let request = CampaignRequest { segment: everyone(), template: shop.bench.campaign_starter(), person: None };
            let receives = shop.bench.campaign_preview(&request).unwrap().audience.will_receive;
            prop_assert_eq!(receives, u32::from(state == PermissionState::Granted));
        }
    }
}
