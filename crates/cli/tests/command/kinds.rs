//! Each kind of file comes in as what it is, and bad ones are refused in words.

use crate::support::{CUSTOMERS, Shop, number, text};

#[test]
fn consents_add_noes_and_make_nobody_a_customer() {
    let shop = Shop::filled();
    let list = shop.write(
        "unsubscribed.csv",
        "email,email permission\nANA@example.com,unsubscribed\nzoe@example.com,unsubscribed\n",
    );
    let report = shop.json(&["import", &list, "--as", "consents"]);
    assert_eq!((text(&report["kind"]), number(&report["people_created"])), ("consents".into(), 0), "{report}");
    assert_eq!(number(&report["remembered_noes"]), 1, "{report}");
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 6);
    let ana = shop.json(&["people", "show", "1001"]);
    assert_eq!(text(&ana["permissions"][0]["state"]), "refused");
    // A later file that brings her finds that she has said no.
    let later = shop.write("later.csv", "email,email permission\nzoe@example.com,subscribed\n");
    shop.done(&["import", &later, "--as", "customers"]);
    assert_eq!(text(&shop.json(&["people", "show", "zoe@example.com"])["permissions"][0]["state"]), "refused");
    // And neither does the customers' own file, once more.
    shop.done(&[
        "import",
        &shop.write("again.csv", format!("{CUSTOMERS}1007,Di,Ek,di@example.com,Hull,UK,subscribed\n")),
    ]);
    assert_eq!(text(&shop.json(&["people", "show", "1001"])["permissions"][0]["state"]), "refused");
}

#[test]
fn events_products_and_campaign_results_come_in() {
    let shop = Shop::filled();
    let events = shop.write(
        "events.csv",
        "email,event,time\nana@example.com,opened,2026-10-01 10:00:00\nana@example.com,clicked,2026-10-01 10:01:00\n",
    );
    let report = shop.json(&["import", &events, "--as", "events"]);
    assert_eq!((text(&report["kind"]), number(&report["events"])), ("events".into(), 2), "{report}");
    let products =
        shop.write("products.csv", "sku,name,category,price\nT1,Green tea,Tea,8.00\nC1,Espresso beans,Coffee,12.50\n");
    let report = shop.json(&["import", &products, "--as", "products"]);
    assert_eq!((text(&report["kind"]), number(&report["products"])), ("products".into(), 2), "{report}");
    let results = shop.write(
        "results.csv",
        "campaign,sent at,sent,opened,clicked,bounced,unsubscribed\nSpring letter,2026-04-01,120,60,12,2,1\n",
    );
    let report = shop.json(&["import", &results, "--as", "campaign-results"]);
    assert_eq!(
        (text(&report["kind"]), number(&report["campaign_results"])),
        ("campaign_results".into(), 1),
        "{report}"
    );
    for (id, kind) in [("i3", "events"), ("i4", "products"), ("i5", "campaign results")] {
        assert!(shop.done(&["import", "history", id]).contains(kind), "{id}");
    }
    // The same again changes nothing.
    for (file, kind) in [(&events, "events"), (&products, "products"), (&results, "campaign-results")] {
        assert!(shop.json(&["import", file, "--as", kind])["import"].is_null(), "{kind}");
    }
}

#[test]
fn a_zip_of_two_files_comes_in_like_any_file() {
    let shop = Shop::empty();
    let head =
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n";
    let row = |email: &str, id: u32| {
        format!("{email},Ana,Sousa,2,2024-01-02 03:04:05,2024-01-02 03:04:05,2024-01-02 03:04:05,{id},e{id},,\n")
    };
    let zip = stored_zip(&[
        ("subscribed_members_export_1.csv", format!("{head}{}", row("ana@example.com", 1))),
        ("unsubscribed_members_export_1.csv", format!("{head}{}", row("bo@example.com", 2))),
    ]);
    let file = shop.write("export.zip", zip);
    let looked = shop.run(&["import", &file, "--dry-run"]);
    assert!(looked.err.contains("unsubscribed_members_export_1.csv"), "{looked:?}");
    let report = shop.json(&["import", &file]);
    assert_eq!(number(&report["rows_read"]), 2, "{report}");
    assert_eq!(text(&shop.json(&["people", "show", "ana@example.com"])["permissions"][0]["state"]), "granted");
    let bo = shop.json(&["people", "list", "--search", "bo@example.com"]);
    let refused = number(&bo["total"]) == 0 || text(&bo["rows"][0]["email_permission"]) == "refused";
    assert!(refused, "{bo}");
}

/// A ZIP whose files are not packed.
fn stored_zip(files: &[(&str, String)]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let at = u32::try_from(body.len()).unwrap();
        let (size, long) = (u32::try_from(text.len()).unwrap(), u16::try_from(name.len()).unwrap());
        let mut facts = Vec::new();
        facts.extend([10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        facts.extend(crc32(text.as_bytes()).to_le_bytes());
        facts.extend(size.to_le_bytes());
        facts.extend(size.to_le_bytes());
        facts.extend(long.to_le_bytes());
        facts.extend([0, 0]);
        body.extend(b"PK\x03\x04");
        body.extend(&facts);
        body.extend(name.as_bytes());
        body.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, at) = (u16::try_from(files.len()).unwrap(), u32::try_from(body.len()).unwrap());
    let size = u32::try_from(directory.len()).unwrap();
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count.to_le_bytes());
    body.extend(count.to_le_bytes());
    body.extend(size.to_le_bytes());
    body.extend(at.to_le_bytes());
    body.extend([0, 0]);
    body
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn files_that_cannot_be_used_are_refused_and_nothing_is_written() {
    let shop = Shop::empty();
    let log = shop.json(&["log", "list"])["total"].clone();
    let folder = shop.folder.path().to_string_lossy().into_owned();
    assert_eq!(text(&shop.refused(3, &["import", &folder])["code"]), "input_refused");
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("blank.csv", b"\n\n\n"),
        ("binary.csv", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00\x3e\x00"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"),
        ("broken.xlsx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00broken"),
        ("broken.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03broken"),
    ] {
        let path = shop.write(name, bytes);
        let refusal = shop.refused(3, &["import", &path]);
        assert_eq!(text(&refusal["code"]), "input_refused", "{name}");
    }
    // A table that is not the kind that was said: what is missing is named.
    let colours = shop.write("colours.csv", "colour,size\nred,4\nblue,5\n");
    for kind in ["customers", "orders", "events", "consents"] {
        shop.refused(3, &["import", &colours, "--as", kind]);
    }
    assert_eq!(shop.json(&["log", "list"])["total"], log);
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
}

#[test]
fn phones_without_a_country_are_asked_about_and_the_answer_is_used() {
    let shop = Shop::empty();
    let file = shop.write(
        "phones.csv",
        "email,first name,phone\nana@example.com,Ana,912 345 678\nbo@example.com,Bo,913 456 789\n",
    );
    let refusal = shop.refused(3, &["import", &file, "--as", "customers"]);
    assert!(text(&refusal["hint"]).contains("--phone-country"), "{refusal}");
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
    shop.done(&["import", &file, "--as", "customers", "--phone-country", "pt"]);
    assert_eq!(shop.id("+351912345678"), shop.id("ana@example.com"));
    let plain = Shop::empty();
    let file = plain.write("phones.csv", std::fs::read(&file).unwrap());
    plain.done(&["import", &file, "--as", "customers", "--phone-country", "none"]);
    assert_eq!(number(&plain.json(&["people", "list"])["total"]), 2);
}
