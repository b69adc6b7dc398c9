//! What is laid out of a vault is kept for the next opening: with it and without it every answer is the same, and it never
//! outlives what it says of anybody.

use regulars_model::{Channel, Code, SegmentRule};
use regulars_tests::{TestBench, copy, frozen, passphrase};
use regulars_workbench::{
    OpenWith, RestoreTo, quiet, unless_kept_is_lost,
    views::{BackupRule, OptOut, PeopleRequest, PeopleSort, SegmentChoice},
};
use std::{fmt::Write as _, fs, path::PathBuf};

fn file(shop: &TestBench) -> PathBuf {
    shop.vault_dir().join("vault.laid")
}

fn keep(shop: &mut TestBench) {
    while shop.bench.keep_laid_out().unwrap() {}
    assert!(file(shop).is_file());
}

/// Opens it anew. Says whether it was laid out from what was kept.
fn reopen(shop: &mut TestBench) -> bool {
    let dir = shop.vault_dir();
    shop.bench.lock();
    shop.bench.open_vault(&dir, &passphrase()).unwrap();
    shop.bench.is_laid_out_from_kept()
}

/// Everything a screen shows of the people: the first page, the lists, each person, each saved segment.
fn answers(shop: &TestBench) -> String {
    let bench = &shop.bench;
    let mut home = bench.home().unwrap();
    // As of the last opening or write that people are laid out from.
    home.safe.log_entries = 0;
    let mut said = format!("{home:?}\n{:?}\n{:?}\n", bench.rule_options(), bench.vault_info().map(|info| info.name));
    for sort in [PeopleSort::Name, PeopleSort::Value] {
        let page = bench.people(&PeopleRequest { search: String::new(), sort, offset: 0, limit: 200 }).unwrap();
        for person in &page.rows {
            said += &format!("{:?}\n", bench.person(&person.id));
        }
        said += &format!("{page:?}\n");
    }
    for segment in bench.segments().unwrap() {
        let choice = SegmentChoice::Saved { segment: segment.id.clone() };
        let mut count = bench.segment_count(&choice).unwrap();
        // How long it took is another matter.
        count.milliseconds = 0.0;
        said += &format!("{segment:?} {:?} {:?}\n", count, bench.segment_members(&choice, 0, 200));
    }
    said
}

/// Somebody new, somebody known who moved and says yes, and orders of both and of others; two files.
fn import_more(shop: &mut TestBench) {
    let people = "customer_id,email,city,email_permission\n2001,new@example.com,Porto,subscribed\n1003,mei@example.com,Lima,subscribed\n";
    assert_eq!(shop.import_text("more.csv", people).unwrap().people_created, 1);
    let orders = "Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price\n\
                  E1,2026-11-20 10:00:00,2001,C1,House espresso,Coffee,1,9.50\n\
                  E2,2026-11-21 10:00:00,1003,M1,Mug,Gifts,2,5.00\n\
                  E2,2026-11-21 10:00:00,1003,C1,House espresso,Coffee,1,9.50\n\
                  E3,2026-11-22 10:00:00,3007,T2,Sencha,Tea,1,9.99\n";
    assert_eq!(shop.import_text("lately.csv", orders).unwrap().purchases, 3);
}

/// The corner shop among forty others: news of a few are taken in beside what is known of many.
fn shop() -> TestBench {
    let mut shop = TestBench::corner_shop();
    let mut others = "customer_id,first_name,email,city,email_permission\n".to_owned();
    for number in 3001..3041 {
        let city = ["Porto", "Lima", "Hamburg"][number % 3];
        let said = ["subscribed", ""][number % 2];
        writeln!(others, "{number},Guest{number},guest{number}@example.com,{city},{said}").unwrap();
    }
    shop.import_text("guests.csv", &others).unwrap();
    for (name, rule) in [
        (
            "Coffee",
            r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#,
        ),
        ("Porto", r#"{"type":"text","field":"city","test":{"op":"is","value":"Porto"}}"#),
        ("Lately", r#"{"type":"number","field":"purchases","test":{"op":"at_least","value":1}}"#),
    ] {
        shop.bench.segment_save(None, name, &SegmentRule::from_json(rule).unwrap()).unwrap();
    }
    shop
}

#[test]
fn the_second_opening_reads_what_was_kept_and_answers_the_same() {
    let mut shop = shop();
    let before = answers(&shop);
    assert!(before.contains("Coffee") && before.len() > 1_000);
    assert!(!reopen(&mut shop), "nothing was kept yet");
    assert_eq!(answers(&shop), before);
    let entries = shop.bench.log_count().unwrap();
    keep(&mut shop);
    assert!(!shop.bench.keep_laid_out().unwrap(), "once is enough");
    assert!(reopen(&mut shop) && reopen(&mut shop), "again and again");
    assert_eq!(answers(&shop), before);
    assert_eq!(shop.bench.log_count().unwrap(), entries, "it says nothing new");
    assert!(shop.bench.log_verify().unwrap().sound && shop.bench.findings().unwrap().is_empty());
    // Saving a segment touches nobody.
    let rule = SegmentRule::from_json(r#"{"type":"text","field":"city","test":{"op":"is","value":"Berlin"}}"#).unwrap();
    shop.bench.segment_save(None, "Berlin", &rule).unwrap();
    let with_one_more = answers(&shop);
    assert!(reopen(&mut shop));
    assert_eq!(answers(&shop), with_one_more);
}

#[test]
fn what_only_adds_leaves_it_and_is_taken_in_at_the_next_opening() {
    let mut shop = shop();
    keep(&mut shop);
    let (before, sealed) = (answers(&shop), fs::read(file(&shop)).unwrap());
    import_more(&mut shop);
    let after = answers(&shop);
    assert_ne!(after, before);
    assert_eq!(fs::read(file(&shop)).unwrap(), sealed, "nothing is written anew");
    // As after a kill: whatever the computer has of it now is opened elsewhere.
    let elsewhere = shop.folder.path().join("elsewhere.regulars");
    copy(&shop.vault_dir(), &elsewhere);
    let mut killed = TestBench { bench: frozen(), folder: tempfile::tempdir().unwrap() };
    killed.bench.open_vault(&elsewhere, &passphrase()).unwrap();
    assert!(killed.bench.is_laid_out_from_kept());
    assert_eq!(answers(&killed), after);
    drop(killed);
    // Opened again and again it is the same, and so it is beside a third import, and read plainly.
    assert!(reopen(&mut shop) && reopen(&mut shop));
    assert_eq!(answers(&shop), after);
    shop.import_text("third.csv", "customer_id,city\n3011,Berlin\n1001,Berlin\n").unwrap();
    let third = answers(&shop);
    assert_ne!(third, after);
    assert!(reopen(&mut shop));
    assert_eq!(answers(&shop), third);
    // Laid out anew when nobody waits, it is behind nothing.
    keep(&mut shop);
    assert!(!shop.bench.keep_laid_out().unwrap(), "once is enough");
    assert_ne!(fs::read(file(&shop)).unwrap(), sealed);
    assert!(reopen(&mut shop));
    assert_eq!(answers(&shop), third);
    shop.bench.lock();
    fs::remove_file(file(&shop)).unwrap();
    assert!(!reopen(&mut shop));
    assert_eq!(answers(&shop), third, "the control: read plainly");
}

#[test]
fn a_backup_from_after_an_import_is_laid_out_from_what_it_holds() {
    let mut shop = shop();
    keep(&mut shop);
    import_more(&mut shop);
    let after = answers(&shop);
    let backup = shop.bench.backup_now(None, &mut quiet()).unwrap();
    let backup = shop.bench.backup_path(&backup.id).unwrap();
    shop.import_text("third.csv", "customer_id,city\n3011,Berlin\n").unwrap();
    assert_ne!(answers(&shop), after);
    let (place, word) = (shop.vault_dir(), passphrase());
    let with = OpenWith::Passphrase(&word);
    shop.bench.restore(&backup, &with, &RestoreTo::InPlaceOf(&place), false, &mut quiet()).unwrap();
    assert!(!reopen(&mut shop) && !file(&shop).exists());
    assert_eq!(answers(&shop), after);
    keep(&mut shop);
    assert!(reopen(&mut shop));
    assert_eq!(answers(&shop), after);
}

#[test]
fn what_takes_anything_away_from_anybody_takes_it_along_and_the_next_opening_is_right() {
    type Change = fn(&mut TestBench);
    let changes: [(&str, Change); 8] = [
        ("erase", |shop| drop(shop.bench.erase("1003").unwrap())),
        ("say no to any use", |shop| drop(shop.bench.opt_out("1001", &OptOut::Use).unwrap())),
        ("say no to text messages", |shop| {
            drop(shop.bench.opt_out("1001", &OptOut::Channel { channel: Channel::Sms }).unwrap());
        }),
        ("import with a no", |shop| {
            drop(shop.import_text("noes.csv", "customer_id,email_permission\n1001,unsubscribed\n").unwrap());
        }),
        ("undo of an import", |shop| {
            let newest = shop.bench.imports().unwrap()[0].id.clone();
            drop(shop.bench.undo_import(&newest, &mut quiet()).unwrap());
        }),
        ("import, and then erase somebody of it", |shop| {
            import_more(shop);
            drop(shop.bench.erase("2001").unwrap());
        }),
        ("import, and then undo it", |shop| {
            import_more(shop);
            let newest = shop.bench.imports().unwrap()[0].id.clone();
            drop(shop.bench.undo_import(&newest, &mut quiet()).unwrap());
            shop.import_text("third.csv", "customer_id,city\n3011,Berlin\n1001,Berlin\n").unwrap();
        }),
        ("import, and then somebody known says no", |shop| {
            import_more(shop);
            drop(shop.bench.opt_out("1001", &OptOut::Use).unwrap());
        }),
    ];
    for (what, change) in changes {
        let mut shop = shop();
        keep(&mut shop);
        let before = answers(&shop);
        change(&mut shop);
        assert!(!file(&shop).exists(), "{what}");
        let after = answers(&shop);
        assert_ne!(after, before, "{what}");
        assert!(!reopen(&mut shop), "{what}");
        assert_eq!(answers(&shop), after, "{what}");
        keep(&mut shop);
        assert!(reopen(&mut shop), "{what}");
        assert_eq!(answers(&shop), after, "{what}");
    }
}

/// What is noted apart from people reads nothing and leaves what is kept; what is not, reads all of it before.
#[test]
fn whatever_is_written_on_a_kept_shop_is_followed_by_right_answers() {
    type Write = fn(&mut TestBench);
    let apart: [(&str, Write); 6] = [
        ("a segment", |shop| {
            let rule = SegmentRule::from_json(r#"{"type":"text","field":"city","test":{"op":"is","value":"Lima"}}"#);
            drop(shop.bench.segment_save(None, "Lima", &rule.unwrap()).unwrap());
        }),
        ("its size", |shop| drop(shop.bench.segment_history("Porto").unwrap())),
        ("a look", |shop| drop(shop.bench.segment_seen("Coffee").unwrap())),
        ("one deleted", |shop| shop.bench.segment_delete(&shop.bench.segments().unwrap()[0].id.clone()).unwrap()),
        ("a backup", |shop| drop(shop.bench.backup_now(None, &mut quiet()).unwrap())),
        ("scores", |shop| while shop.bench.work_on_scores().unwrap() {}),
    ];
    let others: [(&str, Write); 4] = [
        ("how many backups", |shop| {
            drop(shop.bench.set_backup_rule(BackupRule { newest: 3, weeks: 3 }).unwrap());
        }),
        ("points", |shop| shop.bench.score_points_save(None).unwrap()),
        ("personas", |shop| drop(shop.bench.personas_build(&mut quiet()).unwrap())),
        ("a no", |shop| drop(shop.bench.opt_out("1003", &OptOut::AllMessages).unwrap())),
    ];
    let all = apart.into_iter().map(|one| (one, true)).chain(others.into_iter().map(|one| (one, false)));
    for ((what, write), leaves_it) in all {
        let mut shop = shop();
        keep(&mut shop);
        assert!(reopen(&mut shop));
        write(&mut shop);
        if leaves_it {
            assert!(file(&shop).is_file(), "{what}");
        }
        let said = unless_kept_is_lost(|| answers(&shop)).unwrap_or_else(|_| panic!("{what}"));
        let was_there = file(&shop).is_file();
        // What was worked out of scores is held until the vault is locked.
        let anew = |shop: &mut TestBench| {
            if what == "scores" {
                write(shop);
            }
            answers(shop)
        };
        assert_eq!(reopen(&mut shop), was_there, "{what}");
        assert!(anew(&mut shop) == said, "{what}");
        shop.bench.lock();
        let _ = fs::remove_file(file(&shop));
        assert!(!reopen(&mut shop));
        assert!(anew(&mut shop) == said, "{what}, read plainly");
    }
}

/// The same where what was kept may be damaged: how often it was found to be while all of this was asked.
fn answers_after_all(shop: &mut TestBench) -> (String, u32) {
    for found in 0.. {
        if let Ok(said) = unless_kept_is_lost(|| answers(shop)) {
            return (said, found);
        }
        let problem = shop.bench.read_anew();
        assert_eq!((problem.code, problem.hint.as_str()), (Code::Failed, "Ask again."));
        assert!(!shop.bench.is_laid_out_from_kept());
    }
    unreachable!("it is found once")
}

#[test]
fn a_copy_that_was_changed_is_never_answered_from_and_is_made_anew() {
    let mut shop = shop();
    let before = answers(&shop);
    keep(&mut shop);
    let (steps, mut at_opening, mut later, mut unasked) = (40, 0, 0, 0);
    for step in 0..steps {
        let mut changed = fs::read(file(&shop)).unwrap();
        let at = (changed.len() - 1) * step / (steps - 1);
        changed[at] ^= 4;
        shop.bench.lock();
        fs::write(file(&shop), changed).unwrap();
        let opened = reopen(&mut shop);
        let (said, found) = answers_after_all(&mut shop);
        assert_eq!(said, before, "byte {at}");
        assert!(found < 2 && shop.bench.findings().unwrap().is_empty(), "it is no sign of anything");
        at_opening += u32::from(!opened);
        later += found;
        if opened && found == 0 {
            // In a part that nothing asked for yet: whatever is written reads it before.
            unasked += 1;
            let zone = shop.bench.zone().unwrap().zone;
            shop.bench.set_zone("Asia/Kathmandu").unwrap();
            shop.bench.set_zone(&zone).unwrap();
            assert!(!file(&shop).exists());
            assert_eq!(answers(&shop), before, "byte {at}");
        }
        keep(&mut shop);
        assert!(reopen(&mut shop), "made anew");
    }
    assert!(at_opening > 0 && later > 5, "{at_opening} at opening, {later} later, {unasked} in what nobody asked for");
}

#[test]
fn a_copy_that_is_gone_or_of_earlier_is_made_anew() {
    let mut shop = shop();
    let before = answers(&shop);
    keep(&mut shop);
    let whole = fs::read(file(&shop)).unwrap();
    shop.bench.lock();
    fs::remove_file(file(&shop)).unwrap();
    assert!(!reopen(&mut shop));
    keep(&mut shop);
    assert!(reopen(&mut shop));
    // Taken away while the vault is open.
    fs::remove_file(file(&shop)).unwrap();
    assert_eq!(answers_after_all(&mut shop), (before.clone(), 1));
    keep(&mut shop);
    // Found to be damaged and locked at once: the next opening does not try it again.
    assert!(reopen(&mut shop));
    fs::remove_file(file(&shop)).unwrap();
    assert!(unless_kept_is_lost(|| answers(&shop)).is_err());
    assert!(!reopen(&mut shop));
    assert_eq!(answers(&shop), before);
    // One that was kept earlier is not taken for the one of now.
    keep(&mut shop);
    shop.bench.lock();
    fs::write(file(&shop), whole).unwrap();
    assert!(!reopen(&mut shop));
    assert_eq!(answers(&shop), before);
}
