//! Two different rights: no messages, and no use. And the third: to be forgotten, with proof.

use regulars_model::{Channel, Code, PermissionState, SegmentRule};
use regulars_tests::{CUSTOMERS, NOON, ORDERS, TestBench, frozen, passphrase};
use regulars_vault::{Actor, Cause, Vault, receipt};
use regulars_workbench::{
    check_proof,
    views::{CampaignRequest, OptOut, PeopleRequest, SegmentChoice},
};

fn everyone() -> SegmentChoice {
    SegmentChoice::Rule { rule: SegmentRule::from_json(r#"{"type":"all","rules":[]}"#).unwrap() }
}

fn will_receive(shop: &TestBench) -> u32 {
    let request = CampaignRequest { segment: everyone(), template: shop.bench.campaign_starter(), person: None };
    shop.bench.campaign_preview(&request).unwrap().audience.will_receive
}

fn shop() -> TestBench {
    TestBench::corner_shop()
}

#[test]
fn no_messages_leaves_the_audience_but_not_the_segment() {
    let mut shop = shop();
    assert_eq!(will_receive(&shop), 1, "only Ana has said yes");
    let receipt = shop.bench.opt_out("ana@example.com", &OptOut::Channel { channel: Channel::Email }).unwrap();
    assert!(receipt.changed);
    assert_eq!(will_receive(&shop), 0);
    assert_eq!(shop.bench.segment_count(&everyone()).unwrap().size, 3);
    assert!(!shop.bench.opt_out("ana@example.com", &OptOut::Channel { channel: Channel::Email }).unwrap().changed);
    shop.import_text("again.csv", CUSTOMERS).unwrap();
    assert_eq!(will_receive(&shop), 0, "a file cannot undo it");
}

#[test]
fn no_use_leaves_segments_personas_and_campaigns_and_survives_import() {
    let mut shop = shop();
    shop.bench.opt_out("1001", &OptOut::Use).unwrap();
    let count = shop.bench.segment_count(&everyone()).unwrap();
    assert_eq!((count.size, count.everyone), (2, 2));
    let why = shop.bench.segment_explain(&everyone(), "1001").unwrap();
    assert!(!why.is_in && why.nodes.is_empty() && why.sentence.contains("opted out"), "{}", why.sentence);
    assert_eq!(will_receive(&shop), 0);
    shop.import_text("again.csv", CUSTOMERS).unwrap();
    assert_eq!(shop.bench.segment_count(&everyone()).unwrap().size, 2);
    let ana = shop.bench.person("1001").unwrap();
    assert!(!ana.use_allowed);
    assert_eq!(ana.permissions[0].state, PermissionState::Granted, "the two rights are apart");
}

#[test]
fn all_messages_means_every_channel() {
    let mut shop = shop();
    shop.bench.opt_out("1001", &OptOut::AllMessages).unwrap();
    let ana = shop.bench.person("1001").unwrap();
    assert!(ana.permissions.iter().all(|permission| permission.state == PermissionState::Refused));
}

#[test]
fn the_erased_are_gone_with_proof_and_stay_gone() {
    let mut shop = shop();
    let plan = shop.bench.erasure_plan("ana@example.com").unwrap();
    assert!(plan.what.contains("3 orders") || plan.what.contains("orders"), "{}", plan.what);
    let receipt = shop.bench.erase("ana@example.com").unwrap();
    assert_eq!(receipt.traces_found, 0);
    assert!(receipt.values_searched >= 2 && receipt.bytes_searched > 0.0);
    assert!(receipt.tokens_kept >= 2);
    for lost in ["ana@example.com", "1001", "p1"] {
        assert_eq!(shop.bench.person(lost).unwrap_err().code, Code::NotFound, "{lost}");
    }
    let found = shop.bench.people(&PeopleRequest { search: "ana".into(), limit: 10, ..Default::default() }).unwrap();
    assert_eq!(found.total, 0);
    let again = shop.import_text("again.csv", CUSTOMERS).unwrap();
    assert_eq!((again.people_created, again.erased_kept_out), (0, 1));
    let orders = shop.import_text("orders-again.csv", ORDERS).unwrap();
    assert_eq!((orders.purchases, orders.erased_kept_out), (0, 4));
    assert_eq!(shop.bench.privacy().unwrap().erasures.len(), 1);
    assert!(shop.bench.log_verify().unwrap().sound);

    // Gone from the decrypted pages too, seen by a second, independent reader after a fresh start.
    shop.bench.lock();
    let dir = shop.vault_dir();
    let mut bench = frozen();
    bench.open_vault(&dir, &passphrase()).unwrap();
    assert_eq!(bench.vault_info().unwrap().people, 2);
    bench.lock();
    let mut vault = regulars_vault::Vault::at(&dir).unwrap().unlock(&passphrase()).unwrap();
    let needles: Vec<Vec<u8>> =
        ["ana@example.com", "+351912345678", "Porto"].iter().map(|text| text.as_bytes().to_vec()).collect();
    assert_eq!(vault.residue(&needles).unwrap().hits, 0);
    let control = vec![b"joerg@example.org".to_vec()];
    assert!(vault.residue(&control).unwrap().hits > 0, "the search can find what is there");
}

#[test]
fn an_erased_address_does_not_come_back_with_somebody_else() {
    let mut shop = TestBench::new();
    let before = "Customer ID,First Name,Email,Phone,Email permission\n\
                  7,Ana,ana@example.com,+49 30 1234567,yes\n\
                  8,Bea,bea@example.com,+49 30 1234567,yes\n\
                  9,Cid,,+49 30 7654321,yes\n";
    shop.import_text("family.csv", before).unwrap();
    assert_eq!(will_receive(&shop), 2);
    shop.bench.erase("7").unwrap();
    assert_eq!(will_receive(&shop), 1, "Bea is still written to");

    // The same file again: the telephone they shared stays Bea's to show, and never makes her the one who was erased.
    let again = shop.import_text("again.csv", before).unwrap();
    assert_eq!((again.people_created, again.people_updated, again.erased_kept_out), (0, 0, 1));
    assert_eq!(will_receive(&shop), 1);
    let by_phone = "Phone,First Name\n0049 30 1234567,Ana\n";
    assert_eq!(shop.import_text("phone.csv", by_phone).unwrap().erased_kept_out, 1);
    assert_eq!(shop.bench.person("8").unwrap().name, "Bea");

    // And a file that gives the erased address to somebody who is known.
    let given = "Customer ID,First Name,Email,Email permission\n9,Ana,  ANA@example.com ,yes\n";
    assert_eq!(shop.import_text("given.csv", given).unwrap().erased_kept_out, 1);
    assert_eq!(shop.bench.person("ana@example.com").unwrap_err().code, Code::NotFound);
    let cid = shop.bench.person("9").unwrap();
    assert_eq!(cid.name, "Cid");
    assert!(cid.fields.iter().all(|field| !field.value.to_lowercase().contains("ana@")));
    assert_eq!(will_receive(&shop), 1);
}

#[test]
fn an_erasure_that_was_cut_off_is_finished_at_the_next_opening() {
    let mut shop = shop();
    shop.bench.lock();
    let dir = shop.vault_dir();
    let mut vault = Vault::at(&dir).unwrap().unlock(&passphrase()).unwrap();
    // What a power cut between the removal and its check leaves.
    let cut_off = r#"{"checked":false,"values":3,"bytes":0,"traces":0,"rows":4,"tokens":2}"#;
    let cause = Cause { actor: Actor::User, verb: "erase", now: NOON };
    vault.write(cause, |tx| receipt::add(tx, NOON, cut_off)).unwrap();
    drop(vault.lock());
    for _ in 0..2 {
        shop.bench.open_vault(&dir, &passphrase()).unwrap();
        let privacy = shop.bench.privacy().unwrap();
        assert!(privacy.erasures[0].proof.contains("files rebuilt"), "{}", privacy.erasures[0].proof);
        let entries = privacy.log.iter().filter(|entry| entry.about.contains("receipt-1")).count();
        assert_eq!(entries, 2, "added, finished, and not finished again");
        assert!(shop.bench.log_verify().unwrap().sound);
    }
}

#[test]
fn receipts_carry_a_proof_that_outlives_the_erasure() {
    let mut shop = shop();
    let no = shop.bench.opt_out("1001", &OptOut::Use).unwrap();
    assert_eq!(shop.bench.opt_out("1001", &OptOut::Use).unwrap().proof, None, "nothing was written");
    let no = no.proof.unwrap();
    assert!(check_proof(&no.text, None).unwrap().sound);
    let receipt = shop.bench.erase("1001").unwrap();
    let gone = receipt.proof.unwrap();
    assert!(gone.entry > no.entry && gone.log_size > gone.entry && gone.key == no.key);
    let checked = check_proof(&gone.text, None).unwrap();
    assert!(checked.sound && checked.what == "Erased a person", "{checked:?}");
    assert!(checked.about.contains(&format!("receipt-{}", receipt.receipt)), "{}", checked.about);
    // Who they were by number is nowhere in what the erasure tells; what was told of them alone is gone.
    assert!(!checked.about.split([' ', ':', ',']).any(|word| word == "p1"), "{}", checked.about);
    let rows = shop.bench.log_list(0, 500).unwrap();
    let row = rows.iter().find(|row| row.number == no.entry).unwrap();
    assert_eq!((row.what.as_str(), row.about.as_str()), ("What it told was erased (receipt 1)", ""));
    // Their own proof still holds, by itself and against the vault; one that was changed does not.
    assert!(check_proof(&no.text, None).unwrap().sound && shop.bench.log_compare(&no.text).unwrap().sound);
    assert!(!check_proof(&no.text.replace("entry ", "entry 1"), None).unwrap().sound);
    let check = shop.bench.log_verify().unwrap();
    assert_eq!((check.sound, check.erased), (true, 1), "{}", check.words);
    assert!(check_proof(&gone.text, Some(&check.public_key)).unwrap().sound);
}

#[test]
fn a_yes_beside_an_erased_persons_address_is_nobodys() {
    let mut shop = shop();
    shop.bench.erase("ana@example.com").unwrap();
    // Mei's number, the erased person's address, and a yes.
    let text = "Customer ID,Email,Email Permission\n1003,ana@example.com,subscribed\n";
    shop.import_text("mixed.csv", text).unwrap();
    assert_eq!(shop.bench.person("1003").unwrap().permissions[0].state, PermissionState::Unknown);
}

#[test]
fn a_stranger_who_unsubscribed_has_said_no_when_a_later_file_brings_them() {
    let mut shop = shop();
    let events = "email,event,campaign,occurred at\nnew@example.com,unsubscribed,Autumn,2026-11-01 10:00:00\n";
    let report = shop.import_text("events.csv", events).unwrap();
    assert_eq!((report.rows_not_used, report.opt_outs_added, report.people_created), (1, 1, 0));
    assert_eq!(shop.import_text("events.csv", events).unwrap().opt_outs_added, 0);
    shop.import_text("later.csv", "Email,Email Permission\nnew@example.com,subscribed\n").unwrap();
    assert_eq!(shop.bench.person("new@example.com").unwrap().permissions[0].state, PermissionState::Refused);
}

#[test]
fn an_id_that_is_also_anothers_number_is_refused_where_it_was_typed() {
    let mut shop = shop();
    shop.import_text("more.csv", "Customer ID,Email\np1,other@example.com\n").unwrap();
    assert_eq!(shop.bench.who("p1").unwrap_err().code, Code::Usage);
    assert_eq!(shop.bench.who("p2").unwrap().id, "p2");
    assert_eq!(shop.bench.who("1002").unwrap().id, "p2");
}
