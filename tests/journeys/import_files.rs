//! A file goes in: everything usable arrives, everything else is named, and the same file twice changes nothing.

use regulars_model::{Code, PermissionState};
use regulars_tests::{CUSTOMERS, ORDERS, TestBench, provenance, shared_data};
use regulars_workbench::{
    quiet,
    views::{LookRequest, PeopleRequest},
};

#[test]
fn customers_and_orders_arrive_and_a_second_time_adds_nothing() {
    let mut shop = TestBench::new();
    let customers = shop.import_text("customers.csv", CUSTOMERS).unwrap();
    assert_eq!((customers.rows_read, customers.people_created, customers.rows_not_used), (3, 3, 0));
    assert_eq!(customers.opt_outs_added, 1, "Jörg is unsubscribed");

    let orders = shop.import_text("orders.csv", ORDERS).unwrap();
    assert_eq!((orders.rows_read, orders.purchases, orders.refunds, orders.lines), (6, 4, 1, 6));
    assert_eq!((orders.gross.minor, orders.net.minor), (6450.0, 5500.0));
    assert_eq!(orders.people_created, 0);

    let before = shop.bench.vault_info().unwrap();
    let again = shop.import_text("orders.csv", ORDERS).unwrap();
    assert_eq!((again.purchases, again.refunds, again.lines, again.already_there), (0, 0, 0, 5));
    assert_eq!(again.import, None);
    let again = shop.import_text("customers.csv", CUSTOMERS).unwrap();
    assert_eq!((again.people_created, again.people_updated, again.people_unchanged), (0, 0, 3));
    let after = shop.bench.vault_info().unwrap();
    assert_eq!((before.people, before.imports, before.log_entries), (after.people, after.imports, after.log_entries));
}

#[test]
fn a_dry_run_counts_exactly_and_writes_nothing() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let path = shop.file("orders.csv", ORDERS);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let before = shop.bench.vault_info().unwrap();
    let dry = shop.bench.check_import(&plan, &plan.view.mapping, &provenance(), &mut quiet()).unwrap();
    let after = shop.bench.vault_info().unwrap();
    assert_eq!((before.imports, before.log_entries), (after.imports, after.log_entries));
    assert!(dry.dry_run && dry.import.is_none());
    let real = shop.bench.run_import(&plan, &plan.view.mapping, &provenance(), &mut quiet()).unwrap();
    assert_eq!((dry.purchases, dry.refunds, dry.lines, dry.net), (real.purchases, real.refunds, real.lines, real.net));
}

#[test]
fn an_import_can_add_an_opt_out_and_never_remove_one() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let yes = shop
        .import_text("later.csv", "Customer ID,Email,Email Permission\n1002,joerg@example.org,subscribed\n")
        .unwrap();
    assert_eq!((yes.yes_ignored, yes.opt_outs_added), (1, 0));
    let joerg = shop.bench.person("joerg@example.org").unwrap();
    assert_eq!(joerg.permissions[0].state, regulars_model::PermissionState::Refused);
    let no = shop
        .import_text("gone.csv", "Customer ID,Email,Email Permission\n1001,ana@example.com,unsubscribed\n")
        .unwrap();
    assert_eq!(no.opt_outs_added, 1);
}

#[test]
fn unusable_rows_are_named_by_line_and_can_be_saved() {
    let mut shop = TestBench::new();
    let text = "Order ID,Date,Customer ID,Quantity,Unit Price\n\
                A1,2026-09-01,1001,1,9.50\n\
                A2,2026-09-02,,1,9.50\n\
                A3,never,1001,1,9.50\n\
                A4,2026-09-04,1001,one,9.50\n\
                A5,2026-09-05,1001\n";
    let path = shop.file("orders.csv", text);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let report = shop.bench.run_import(&plan, &plan.view.mapping, &provenance(), &mut quiet()).unwrap();
    assert_eq!((report.rows_read, report.rows_not_used, report.purchases), (5, 4, 1));
    let lines: Vec<(&str, &[u32])> =
        report.problems.iter().map(|group| (group.code.as_str(), group.first_lines.as_slice())).collect();
    for expected in [("no_customer", 3), ("bad_date", 4), ("bad_quantity", 5), ("ragged", 6)] {
        assert!(lines.contains(&(expected.0, &[expected.1][..])), "{expected:?} in {lines:?}");
    }
    let saved = shop.folder.path().join("rejects.csv");
    let rows = shop.bench.save_rejects(&plan, &plan.view.mapping, &saved, &mut quiet()).unwrap();
    assert_eq!(rows, 4);
    let saved = std::fs::read_to_string(saved).unwrap();
    assert!(saved.contains("never") && saved.contains("bad_date") || saved.contains("date"), "{saved}");
}

#[test]
fn people_are_matched_by_number_or_email_whatever_the_spelling() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let report = shop.import_text("more.csv", "Email,City\nANA@Example.com,Lisboa\nnew@example.com,Faro\n").unwrap();
    assert_eq!((report.people_created, report.people_updated), (1, 1));
    let page = shop.bench.people(&PeopleRequest { limit: 10, search: "lisboa".into(), ..Default::default() }).unwrap();
    assert_eq!((page.total, page.rows[0].name.as_str()), (1, "Ana Lim"));
}

#[test]
fn hostile_files_get_a_clear_answer_and_leave_nothing() {
    let mut shop = TestBench::new();
    let files: [(&str, Vec<u8>); 5] = [
        ("empty.csv", Vec::new()),
        ("header.csv", b"Email,First Name\n".to_vec()),
        ("binary.csv", (0..=255u8).cycle().take(10_000).collect()),
        ("sheet.xlsx", b"PK\x03\x04 not really".to_vec()),
        ("nothing-known.csv", b"alpha,beta\n1,2\n".to_vec()),
    ];
    for (name, bytes) in files {
        let path = shop.file(name, bytes);
        let problem = shop.import(&path).expect_err(name);
        assert_eq!(problem.code, Code::InputRefused, "{name}: {problem:?}");
        assert!(!problem.hint.is_empty(), "{name}");
    }
    let missing = shop.import(std::path::Path::new("no-such-file.csv")).unwrap_err();
    assert_eq!(missing.code, Code::NotFound);
    assert_eq!(shop.bench.vault_info().unwrap().people, 0);
}

#[test]
fn strange_rows_are_kept_as_text_or_named() {
    let mut shop = TestBench::new();
    let report = shop
        .import_text(
            "odd.csv",
            "Email,First Name,City,City\n\
             a@example.com,=1+1,Porto,Braga\n\
             b@example.com,\"O'Brien, \"\"Bo\"\"\",Faro,x\n\
             c@example.com,Nul\0Byte,Faro,x\n\
             d@example.com,D\n",
        )
        .unwrap();
    assert_eq!((report.rows_read, report.people_created, report.rows_not_used), (4, 2, 2));
    let person = shop.bench.person("a@example.com").unwrap();
    assert_eq!(person.name, "=1+1");
}

#[test]
fn other_encodings_and_delimiters_are_read() {
    let mut shop = TestBench::new();
    let path = shop.file("latin.csv", b"Email;Vorname;City\nj@example.org;J\xf6rg;K\xf6ln\n".as_slice());
    shop.import_as(&path, None, |mapping| {
        mapping.columns[1].target = Some("first_name".into());
    })
    .unwrap();
    assert_eq!(shop.bench.person("j@example.org").unwrap().name, "Jörg");
    let mut utf16 = vec![0xFF, 0xFE];
    for unit in "Email,First Name\nu@example.org,Ольга\n".encode_utf16() {
        utf16.extend(unit.to_le_bytes());
    }
    let path = shop.file("utf16.csv", utf16);
    shop.import(&path).unwrap();
    assert_eq!(shop.bench.person("u@example.org").unwrap().name, "Ольга");
}

#[test]
fn cancelling_leaves_nothing_behind() {
    let mut shop = TestBench::new();
    let mut text = String::from("Email,First Name\n");
    for n in 0..20_000 {
        text.push_str(&format!("p{n}@example.com,Person {n}\n"));
    }
    let path = shop.file("many.csv", text);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let mut stop = |_: &regulars_workbench::views::ProgressView| std::ops::ControlFlow::Break(());
    let problem = shop.bench.run_import(&plan, &plan.view.mapping, &provenance(), &mut stop).unwrap_err();
    assert_eq!(problem.code, Code::Cancelled);
    assert_eq!(shop.bench.vault_info().unwrap().people, 0);
    assert_eq!(shop.bench.imports().unwrap().len(), 0);
}

#[test]
fn a_real_shop_to_the_penny() {
    let Some(path) = shared_data("online_retail_2010_2011.csv.gz") else { return };
    let mut shop = TestBench::with_currency("GBP");
    let report = shop.import(&path).unwrap();
    assert_eq!(report.rows_read, 541_909);
    assert_eq!(report.rows_not_used, 135_080);
    assert_eq!(report.problems.iter().find(|group| group.code == "no_customer").unwrap().rows, 135_080);
    assert_eq!(report.people_created, 4_372);
    assert_eq!((report.purchases, report.refunds), (18_536, 3_654));
    assert_eq!(report.net.text, "£8,300,065.81");
    assert_eq!(report.gross.text, "£8,911,407.90");
    let again = shop.import(&path).unwrap();
    assert_eq!((again.people_created, again.purchases, again.refunds, again.lines), (0, 0, 0, 0));
    assert_eq!(again.import, None);
}

#[test]
fn orders_without_a_number_are_told_apart_and_come_in_once() {
    let Some(path) = shared_data("cdnow_sample_elog.csv") else { return };
    let mut shop = TestBench::with_currency("XXX");
    let report = shop.import(&path).unwrap();
    assert_eq!((report.rows_read, report.people_created, report.purchases), (6_919, 2_357, 6_919));
    let again = shop.import(&path).unwrap();
    assert_eq!((again.purchases, again.already_there, again.import), (0, 6_919, None));
}

#[test]
fn a_vault_without_a_currency_learns_it_from_the_first_file_that_says() {
    let mut shop = TestBench::with_currency("XXX");
    let text = "Order ID,Date,Customer ID,Total,Currency\nA1,2026-09-01,1,9.50,CHF\nA2,2026-09-02,1,9.50,EUR\n";
    let report = shop.import_text("orders.csv", text).unwrap();
    assert_eq!((report.purchases, report.rows_not_used), (1, 1));
    assert_eq!(report.problems[0].code, "other_currency");
    assert_eq!(shop.bench.vault_info().unwrap().currency, "CHF");
    assert_eq!(shop.bench.person("1").unwrap().value.text, "9.50 CHF");
}

#[test]
fn who_paid_in_another_currency_comes_in_and_their_order_is_told_of() {
    let mut shop = TestBench::new();
    let text = "Order ID,Date,Email,First Name,Total,Currency,Email Permission\n\
                A1,2026-09-01,ana@example.com,Ana,9.50,EUR,subscribed\n\
                A2,2026-09-02,kim@example.com,Kim,9.50,USD,subscribed\n\
                A3,2026-09-03,kim@example.com,Kim,4.00,USD,unsubscribed\n\
                A4,2026-09-03,ana@example.com,Ana,4.00,GBP,\n\
                A5,2026-09-04,,,4.00,USD,\n\
                A6,2026-09-05,kim@example.com,Kim,5.00,EUR,\n";
    let report = shop.import_text("orders.csv", text).unwrap();
    assert_eq!((report.rows_read, report.rows_kept, report.rows_not_used), (6, 2, 4));
    assert_eq!((report.people_created, report.purchases), (2, 2));
    let groups: Vec<_> = report.problems.iter().map(|group| (group.code.as_str(), group.rows)).collect();
    assert_eq!(groups, [("other_currency", 3), ("no_customer", 1)]);
    let kim = shop.bench.person("kim@example.com").unwrap();
    assert_eq!((kim.name.as_str(), kim.purchases), ("Kim", 1), "the euros came in, the dollars did not");
    assert_eq!(kim.permissions[0].state, PermissionState::Refused, "a no on such a row is a no");
    // A file of nothing else brings its people too.
    let dollars = "Order ID,Date,Email,Total,Currency\nB1,2026-09-02,lou@example.com,9.50,USD\n";
    let report = shop.import_text("dollars.csv", dollars).unwrap();
    assert_eq!((report.rows_read, report.rows_not_used, report.people_created, report.purchases), (1, 1, 1, 0));
    assert_eq!(shop.bench.person("lou@example.com").unwrap().purchases, 0);
}

#[test]
fn an_order_that_changed_is_said_to_take_the_place_of_the_older_one() {
    let mut shop = TestBench::new();
    let file = |pieces| {
        format!(
            "Order ID,Customer ID,Date,Product,Quantity,Price\nA1,7,2026-10-01,Tea,{pieces},5.00\nA2,7,2026-10-02,Tea,1,5.00\n"
        )
    };
    shop.import_text("first.csv", &file(1)).unwrap();
    let second = shop.import_text("second.csv", &file(3)).unwrap();
    assert_eq!((second.purchases, second.already_there), (1, 1));
    assert!(second.summary.contains("1 order was here already and takes the place"), "{}", second.summary);
    assert_eq!(shop.bench.person("7").unwrap().purchases, 2);
}
