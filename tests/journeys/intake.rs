//! What came in can be taken back: undo at any later time, quarantine, merges as decisions, purposes, what is remembered,
//! and files that leave.

use regulars_model::{Basis, Channel, Code, Collected, PermissionState, Permit, Purpose, Rule, SegmentRule};
use regulars_tests::{CUSTOMERS, ORDERS, TestBench};
use regulars_workbench::{
    Provenance, quiet,
    views::{
        CampaignRequest, ExportRequest, ExportShape, FileKind, ImportReportView, LookRequest, OptOut, PeopleRequest,
        PersonView, ProgressView, SegmentChoice, YesRequest,
    },
};
use std::{ops::ControlFlow, path::Path};

fn everyone() -> SegmentChoice {
    SegmentChoice::Rule { rule: SegmentRule::new(Rule::All { rules: Vec::new() }) }
}

fn bring(shop: &mut TestBench, name: &str, text: &str, from: &Provenance) -> ImportReportView {
    let path = shop.file(name, text);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let report = shop.bench.run_import(&plan, &plan.view.mapping, from, &mut quiet()).unwrap();
    assert_eq!(report.rows_read, report.rows_kept + report.rows_not_used + report.erased_kept_out);
    report
}

fn receive(shop: &TestBench) -> u32 {
    let request = CampaignRequest { segment: everyone(), template: shop.bench.campaign_starter(), person: None };
    shop.bench.campaign_preview(&request).unwrap().audience.will_receive
}

fn people(shop: &TestBench) -> u32 {
    shop.bench.people(&PeopleRequest { limit: 50, ..PeopleRequest::default() }).unwrap().total
}

fn field(person: &PersonView, label: &str) -> String {
    person.fields.iter().find(|field| field.label == label).map(|field| field.value.clone()).unwrap_or_default()
}

fn export(shop: &mut TestBench, shape: ExportShape, purpose: Purpose, to: &Path) -> u32 {
    let request =
        ExportRequest { segment: everyone(), channel: Channel::Email, purpose, shape, recipient: "Mailchimp".into() };
    shop.bench.export_audience(&request, to, &mut quiet()).unwrap().people
}

#[test]
fn an_import_is_undone_long_after_and_only_what_it_alone_said_goes() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let before = shop.bench.person("ana@example.com").unwrap();
    let newer = "Customer ID,First Name,Email,City,Email Permission\n1001,Ana,ana@example.com,Braga,subscribed\n\
                 1003,Mei,mei@example.com,Berlin,unsubscribed\n1004,Zoe,zoe@example.com,Lima,subscribed\n";
    shop.import_text("newer.csv", newer).unwrap();
    shop.import_text("orders.csv", ORDERS).unwrap();
    assert_eq!(field(&shop.bench.person("ana@example.com").unwrap(), "City"), "Braga");
    shop.bench.opt_out("zoe@example.com", &OptOut::AllMessages).unwrap();
    assert_eq!(people(&shop), 4);

    let plan = shop.bench.undo_plan("i2", &mut quiet()).unwrap();
    assert_eq!((plan.people_removed, plan.people_reverted, plan.noes_kept), (1, 1, 5), "{}", plan.words);
    assert_eq!(people(&shop), 4, "a plan writes nothing");
    let done = shop.bench.undo_import("i2", &mut quiet()).unwrap();
    assert_eq!(done.did.people_removed, plan.people_removed);
    let after = shop.bench.person("ana@example.com").unwrap();
    assert_eq!(field(&after, "City"), "Porto");
    assert_eq!(after.permissions[0].state, PermissionState::Granted, "the first file said yes too");
    assert_eq!(after.purchases, 2, "what came later stays");
    assert_eq!(after.name, before.name);
    let mei = shop.bench.person("mei@example.com").unwrap();
    assert_eq!(mei.permissions[0].state, PermissionState::Refused, "only the person takes back a no");
    assert!(shop.bench.person("zoe@example.com").is_err());
    assert_eq!(shop.bench.imports().unwrap()[1].undone.as_deref(), Some("Mon 23 Nov 2026"));
    assert!(shop.bench.undo_plan("i2", &mut quiet()).is_err(), "once is enough");
    // Zoe said no: a later file does not change that.
    shop.import_text("again.csv", "Email,First Name,Email Permission\nzoe@example.com,Zoe,subscribed\n").unwrap();
    assert_eq!(shop.bench.person("zoe@example.com").unwrap().permissions[0].state, PermissionState::Refused);
    // The first file goes as well: the orders still speak of the three.
    shop.bench.undo_import("i1", &mut quiet()).unwrap();
    let ana = shop.bench.person("1001").unwrap();
    assert_eq!((ana.purchases, ana.sources.len()), (2, 1));
    assert_eq!(ana.permissions[0].state, PermissionState::Unknown, "nobody says yes any more");
    shop.bench.undo_import("i3", &mut quiet()).unwrap();
    assert_eq!(people(&shop), 1, "Zoe alone, from the file after");
}

#[test]
fn counting_what_an_undo_would_do_tells_how_far_it_is_and_can_be_stopped() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let rows: String = (0..2_500).map(|n| format!("p{n}@example.com,Person {n}\n")).collect();
    shop.import_text("many.csv", &format!("Email,First Name\n{rows}")).unwrap();
    let mut heard = Vec::new();
    let plan = shop
        .bench
        .undo_plan("i2", &mut |view| {
            heard.push(view.clone());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(plan.people_removed, 2_500);
    assert_eq!((heard[0].doing.as_str(), heard[0].total), ("Counting what it said", Some(2_500)));
    let mut asked = 0;
    let mut second = |_: &ProgressView| {
        asked += 1;
        if asked == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert_eq!(shop.bench.undo_plan("i2", &mut second).unwrap_err().code, Code::Cancelled);
    assert_eq!(people(&shop), 2_503);
    shop.bench.undo_import("i2", &mut quiet()).unwrap();
    assert_eq!(people(&shop), 3);
    // Who went went whole: the same file brings them all anew.
    let again = shop.import_text("many.csv", &format!("Email,First Name\n{rows}")).unwrap();
    assert_eq!((again.people_created, again.erased_kept_out), (2_500, 0));
}

#[test]
fn orders_that_a_later_file_held_too_stay_with_that_file() {
    let mut shop = TestBench::new();
    shop.import_text("orders.csv", ORDERS).unwrap();
    let more = format!("{ORDERS}E1,2026-11-22 10:00:00,1003,C1,House espresso,Coffee,1,9.50\n");
    let second = shop.import_text("more.csv", &more).unwrap();
    assert_eq!((second.purchases, second.already_there), (1, 5));
    let before = shop.bench.home().unwrap();
    let plan = shop.bench.undo_plan("i1", &mut quiet()).unwrap();
    assert_eq!((plan.orders, plan.kept_by_others, plan.people_removed), (0, 5, 0), "{}", plan.words);
    shop.bench.undo_import("i1", &mut quiet()).unwrap();
    let after = shop.bench.home().unwrap();
    assert_eq!((before.purchases, before.refunds, before.gross), (after.purchases, after.refunds, after.gross));
    assert_eq!(shop.bench.person("1001").unwrap().timeline_total, 3);
    // The later one goes too, and with it everything.
    let plan = shop.bench.undo_plan("i2", &mut quiet()).unwrap();
    assert_eq!((plan.orders, plan.kept_by_others, plan.people_removed), (6, 0, 3), "{}", plan.words);
    shop.bench.undo_import("i2", &mut quiet()).unwrap();
    assert_eq!(people(&shop), 0);
}

#[test]
fn a_scraped_list_waits_until_somebody_says_yes() {
    let mut shop = TestBench::new();
    let scraped = Provenance { collected: Collected::Scraped, ..Provenance::new("The web", Basis::LegitimateInterest) };
    let list = "Email,First Name,Email Permission\nkim@example.com,Kim,subscribed\nlou@example.com,Lou,\n";
    let report = bring(&mut shop, "list.csv", list, &scraped);
    assert_eq!((report.people_created, report.quarantined, report.not_contactable), (2, 2, 2));
    assert_eq!(report.yes_ignored, 1, "nobody can say how that yes came about");
    assert_eq!((receive(&shop), shop.bench.segment_count(&everyone()).unwrap().size), (0, 0));
    assert_eq!(shop.bench.quarantine().unwrap().people, 2);
    let yes = |purposes: &[Purpose]| YesRequest {
        person: "kim@example.com".into(),
        channel: Channel::Email,
        purposes: purposes.to_vec(),
        how: "at the counter".into(),
    };
    assert!(shop.bench.record_yes(&YesRequest { how: " ".into(), ..yes(&[Purpose::News]) }).is_err());
    // A yes to news is no yes to offers.
    shop.bench.record_yes(&yes(&[Purpose::News])).unwrap();
    assert_eq!((receive(&shop), shop.bench.quarantine().unwrap().people), (0, 1));
    let to = shop.folder.path().join("out.csv");
    assert_eq!(export(&mut shop, ExportShape::Csv, Purpose::News, &to), 1);
    assert_eq!(export(&mut shop, ExportShape::Csv, Purpose::Offers, &to), 0);
    shop.bench.record_yes(&yes(&[Purpose::News, Purpose::Offers])).unwrap();
    assert_eq!(receive(&shop), 1);
    // Whoever also bought is a customer, and waits no more; never asked is never asked.
    shop.import_text("buyers.csv", "Email,First Name\nlou@example.com,Lou\n").unwrap();
    assert_eq!((shop.bench.quarantine().unwrap().people, receive(&shop)), (0, 1));
    assert_eq!(shop.bench.segment_count(&everyone()).unwrap().size, 2);
}

#[test]
fn a_file_stands_for_what_its_people_agreed_to_where_no_column_speaks() {
    let mut shop = TestBench::new();
    let from = Provenance {
        permits: vec![Permit { channel: Channel::Email, purposes: vec![Purpose::Service] }],
        ..Provenance::new("Newsletter form", Basis::Consent)
    };
    bring(&mut shop, "form.csv", "Email,First Name\nkim@example.com,Kim\n", &from);
    let kim = shop.bench.person("kim@example.com").unwrap();
    assert_eq!(kim.permissions[0].state, PermissionState::Granted);
    assert!(kim.permissions[0].words.contains("to service"), "{}", kim.permissions[0].words);
    assert_eq!(receive(&shop), 0, "service is no offer");
    // Where a column speaks, the column is believed.
    bring(&mut shop, "col.csv", "Email,First Name,Email Permission\nlou@example.com,Lou,\n", &from);
    assert_eq!(shop.bench.person("lou@example.com").unwrap().permissions[0].state, PermissionState::Unknown);
    assert!(
        shop.bench
            .run_import(
                &shop
                    .bench
                    .survey_file(
                        &shop.file("x.csv", "Email\nx@example.com\n"),
                        &LookRequest::default(),
                        "t",
                        &mut quiet()
                    )
                    .unwrap(),
                &shop
                    .bench
                    .survey_file(
                        &shop.file("x.csv", "Email\nx@example.com\n"),
                        &LookRequest::default(),
                        "t",
                        &mut quiet()
                    )
                    .unwrap()
                    .view
                    .mapping,
                &Provenance::new(" ", Basis::Consent),
                &mut quiet(),
            )
            .is_err(),
        "where a file comes from is said"
    );
}

#[test]
fn two_entries_become_one_person_and_two_again() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    shop.import_text("orders.csv", ORDERS).unwrap();
    shop.import_text(
        "form.csv",
        "Email,First Name,Last Name,Phone,Email Permission\nana.lim@example.net,Ana,Lim,+351910000000,subscribed\n",
    )
    .unwrap();
    let (one, other) = ("ana@example.com", "ana.lim@example.net");
    let before: Vec<PersonView> = [one, other].iter().map(|who| shop.bench.person(who).unwrap()).collect();
    assert_eq!(receive(&shop), 2);
    let merged = shop.bench.merge(one, other).unwrap();
    assert_eq!(merged.decisions, ["m1"]);
    assert_eq!((people(&shop), receive(&shop)), (3, 1), "one person gets one message");
    for who in [one, other] {
        let both = shop.bench.person(who).unwrap();
        assert_eq!((both.id.as_str(), both.purchases, both.sources.len()), (before[0].id.as_str(), 2, 3));
        assert!(field(&both, "Entries").contains(&before[1].id));
    }
    assert_eq!(shop.bench.merge(one, other).unwrap().changed, 0);
    // A no under one name is a no under both, and it stays after they are parted.
    shop.bench.opt_out(other, &OptOut::Channel { channel: Channel::Email }).unwrap();
    assert_eq!(receive(&shop), 0);
    assert_eq!(shop.bench.unmerge("m1", false).unwrap().decisions, ["m2"]);
    assert!(!shop.bench.merges().unwrap()[0].same && shop.bench.unmerge("m1", false).is_err());
    assert_eq!((people(&shop), receive(&shop)), (4, 0));
    let after = shop.bench.person(other).unwrap();
    assert_eq!((after.id, after.purchases, after.fields), (before[1].id.clone(), 0, before[1].fields.clone()));
    // Erased as one person: both entries go, and both addresses stay out.
    shop.bench.merge(one, other).unwrap();
    let receipt = shop.bench.erase(other).unwrap();
    assert_eq!((receipt.traces_found, people(&shop)), (0, 2));
    let back = shop.import_text("back.csv", &format!("Email\n{one}\n{other}\n")).unwrap();
    assert_eq!((back.erased_kept_out, back.people_created), (2, 0));
}

#[test]
fn people_who_look_alike_are_found_and_decided_on_once() {
    let mut shop = TestBench::new();
    let mut text = "Email,First Name,Last Name,Phone,Street,City,Postcode\n".to_owned();
    for n in 0..60 {
        text.push_str(&format!("p{n}@example.com,Name{n},Family{n},+3161000{n:04},Lane {n},Town{},10{n:02}\n", n % 7));
    }
    text.push_str("p7@other.example,Name7,Family7,+31610000007,Lane 7,Town0,1007\n");
    shop.import_text("customers.csv", &text).unwrap();
    let review = shop.bench.find_matches(&mut quiet()).unwrap();
    assert_eq!(review.people, 61);
    let pair = review.sure.iter().chain(&review.ask).next().expect("a pair");
    assert!(pair.fields.iter().any(|field| field.a == "Family7" && field.b == "Family7"));
    shop.bench.keep_apart(&pair.a.person.id, &pair.b.person.id).unwrap();
    let again = shop.bench.find_matches(&mut quiet()).unwrap();
    assert_eq!((again.sure_total + again.ask_total, again.decided), (review.sure_total + review.ask_total - 1, 1));
}

#[test]
fn a_mapping_is_offered_again_and_fields_of_the_shops_own_have_a_purpose() {
    let mut shop = TestBench::new();
    let text = "Email,First Name,Shoe Size\nkim@example.com,Kim,38\n";
    let path = shop.file("one.csv", text);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    assert!(plan.view.remembered.is_none());
    assert!(plan.view.unmapped.iter().any(|left| left.contains("Shoe Size")), "{:?}", plan.view.unmapped);
    let from = Provenance { collected: Collected::Form, ..Provenance::new("Fitting form", Basis::Consent) };
    shop.bench.run_import(&plan, &plan.view.mapping, &from, &mut quiet()).unwrap();
    let fields = shop.bench.fields().unwrap();
    assert_eq!((fields[0].label.as_str(), fields[0].people, fields[0].purpose.as_str()), ("Shoe Size", 1, ""));
    shop.bench.set_field_purpose(&fields[0].key, "fitting shoes").unwrap();
    // The next file from there has one column more.
    let path = shop.file("two.csv", "Email,First Name,Shoe Size,Colour\nlou@example.com,Lou,39,red\n");
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let remembered = plan.view.remembered.clone().expect("offered again");
    assert_eq!((remembered.source.as_str(), remembered.new_columns), ("Fitting form", vec!["Colour".to_owned()]));
    assert_eq!(remembered.provenance.collected, Collected::Form);
    assert_eq!(plan.view.mapping.columns[2].purpose, "fitting shoes");
    let forgotten = LookRequest { forget: true, ..LookRequest::default() };
    assert!(shop.bench.survey_file(&path, &forgotten, "t", &mut quiet()).unwrap().view.remembered.is_none());
    let kim = shop.bench.person("kim@example.com").unwrap();
    assert_eq!(field(&kim, "Shoe Size"), "38");
    shop.bench.undo_import("i1", &mut quiet()).unwrap();
    assert!(shop.bench.fields().unwrap().is_empty());
}

#[test]
fn an_unsubscribe_list_makes_nobody_a_customer_and_is_not_forgotten() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let path = shop.file(
        "unsubscribed.csv",
        "Email,Email Permission\nana@example.com,unsubscribed\nnew@example.com,unsubscribed\n",
    );
    let report = shop.import_as(&path, Some(FileKind::Consents), |_| {}).unwrap();
    assert_eq!((report.rows_read, report.rows_kept, report.remembered_noes, report.people_created), (2, 2, 1, 0));
    assert_eq!(shop.bench.person("ana@example.com").unwrap().permissions[0].state, PermissionState::Refused);
    shop.import_text("later.csv", "Email,First Name,Email Permission\nnew@example.com,New,subscribed\n").unwrap();
    assert_eq!(shop.bench.person("new@example.com").unwrap().permissions[0].state, PermissionState::Refused);
}

#[test]
fn what_leaves_reads_back_as_it_was() {
    let mut shop = TestBench::new();
    let text = "Customer ID,First Name,Last Name,Email,Phone,Street,City,Postcode,Country,Birthday,Tags,Email Permission,Shoe Size,Joined\n\
                00721,=cmd(),'t Hart,ana@example.com,+351912345678,-1 Lane,@home,01234,PT,14 March 1980,\"vip, tea\",subscribed,38.5,2026-01-05\n\
                C-9,Jörg,\"Weiß, Dr.\",joerg@example.org,,Kade 1,Köln,50667,DE,,,subscribed,41,2025-12-31\n\
                C-10,No,One,no@example.org,,,,,,,,unsubscribed,40,2026-02-01\n";
    let report = shop.import_text("people.csv", text).unwrap();
    assert_eq!(report.people_created, 3);
    for field in shop.bench.fields().unwrap() {
        shop.bench.set_field_purpose(&field.key, "fitting").unwrap();
    }
    let shown = |shop: &TestBench| ["00721", "C-9"].map(|who| shop.bench.person(who).unwrap().fields);
    let before = shown(&shop);
    let mut shapes = vec![(ExportShape::Csv, "out.csv")];
    for (shape, name) in [
        (ExportShape::Mailchimp, "mailchimp.csv"),
        (ExportShape::Klaviyo, "klaviyo.csv"),
        (ExportShape::Shopify, "shopify.csv"),
        (ExportShape::Listmonk, "listmonk.csv"),
    ] {
        shapes.push((shape, name));
    }
    let entries = shop.bench.safe().unwrap().log_entries;
    for (shape, name) in &shapes {
        let to = shop.folder.path().join(name);
        assert_eq!(export(&mut shop, *shape, Purpose::Offers, &to), 2, "{name}: who said no is not in it");
        let text = std::fs::read_to_string(&to).unwrap();
        assert!(!text.contains("no@example.org"));
        assert!(!text.lines().any(|line| line.split(',').any(|cell| cell.trim_matches('"').starts_with(['=', '@']))));
        let again = shop.import(&to).unwrap();
        assert_eq!(
            (again.people_created, again.people_updated),
            (0, 0),
            "{name} back in changes nothing: {}",
            again.summary
        );
        assert_eq!(shown(&shop), before, "{name}");
    }
    let to = shop.folder.path().join("out.xlsx");
    assert_eq!(export(&mut shop, ExportShape::Xlsx, Purpose::Offers, &to), 2);
    assert_eq!(shop.bench.safe().unwrap().log_entries, entries + 6, "each is in the log");
    let request = ExportRequest {
        segment: everyone(),
        channel: Channel::Email,
        purpose: Purpose::Offers,
        shape: ExportShape::Csv,
        recipient: " ".into(),
    };
    assert!(shop.bench.export_audience(&request, &to, &mut quiet()).is_err(), "who gets it is said");
}

#[test]
fn two_systems_that_number_from_one_do_not_make_one_person_of_two() {
    let mut shop = TestBench::new();
    let from = Provenance::new("Shop till", Basis::Contract);
    bring(&mut shop, "shop.csv", "Customer ID,First Name,Last Name,Email\n1,Zoe,Adams,zoe@example.com\n", &from);
    let other = "Customer ID,First Name,Last Name,Email,City\n1,Jörg,Weiß,joerg@example.com,Ulm\n";
    let report = bring(&mut shop, "newsletter.csv", other, &from);
    assert_eq!((report.people_created, report.people_updated), (1, 0));
    assert_eq!(report.problems.iter().map(|group| group.code.as_str()).collect::<Vec<_>>(), ["other_number"]);
    assert_eq!(shop.bench.person("1").unwrap().name, "Zoe Adams");
    assert_eq!(field(&shop.bench.person("joerg@example.com").unwrap(), "City"), "Ulm");
    // The same file again makes nobody new; somebody who has another email or another name now is still the same.
    assert_eq!(bring(&mut shop, "newsletter.csv", other, &from).people_created, 0);
    let moved = "Customer ID,First Name,Last Name,Email\n1,Zoe,Adams,zoe@new.example.com\n";
    assert_eq!(bring(&mut shop, "moved.csv", moved, &from).people_created, 0);
    let married = "Customer ID,First Name,Last Name,Email\n1,Z.,Lim,zoe@new.example.com\n";
    assert_eq!(bring(&mut shop, "married.csv", married, &from).people_created, 0);
    assert_eq!(people(&shop), 2);
}

#[test]
fn who_gave_a_yes_by_hand_stays_when_the_file_that_brought_them_is_undone() {
    let mut shop = TestBench::new();
    let from = Provenance::new("Shop till", Basis::Contract);
    bring(&mut shop, "list.csv", "Email,First Name\nana@example.com,Ana\nbo@example.com,Bo\n", &from);
    let yes = YesRequest {
        person: "ana@example.com".into(),
        channel: Channel::Email,
        purposes: vec![Purpose::News],
        how: "at the counter".into(),
    };
    shop.bench.record_yes(&yes).unwrap();
    let plan = shop.bench.undo_plan("i1", &mut quiet()).unwrap();
    assert_eq!((plan.people_removed, plan.yeses), (1, 0), "{}", plan.words);
    assert!(plan.words.contains("1 person stays as they are"), "{}", plan.words);
    shop.bench.undo_import("i1", &mut quiet()).unwrap();
    let ana = shop.bench.person("ana@example.com").unwrap();
    assert_eq!((ana.permissions[0].state, ana.sources.len()), (PermissionState::Granted, 0));
    assert!(shop.bench.person("bo@example.com").is_err());
    bring(&mut shop, "list.csv", "Email,First Name\nana@example.com,Ana\nbo@example.com,Bo\n", &from);
    assert_eq!(people(&shop), 2);
}

fn coffee(shop: &TestBench) -> u32 {
    let rule = r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
    shop.bench.segment_count(&SegmentChoice::Rule { rule: SegmentRule::from_json(rule).unwrap() }).unwrap().size
}

#[test]
fn the_list_of_products_says_the_category_of_lines_that_do_not() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let orders = "Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price\n\
                  A1,2026-09-01 10:00:00,1001,C1,House espresso,,2,9.50\n\
                  B1,2026-10-10 16:30:00,1002,,Filter Roast,,3,4.00\n\
                  D1,2026-11-20 11:15:00,1003,C2,Filter roast,Gifts,1,12.00\n";
    shop.import_text("orders.csv", orders).unwrap();
    assert_eq!(coffee(&shop), 0, "nothing says so yet");
    let list = "SKU,Name,Category,Price\nC1,House espresso,Coffee,9.50\nC2,Filter roast,Coffee,12.00\n";
    let report = shop.import_text("products.csv", list).unwrap();
    assert_eq!(report.products, 2);
    assert_eq!(coffee(&shop), 2, "by number and by name; what the line itself says stays");
    shop.bench.undo_import("i3", &mut quiet()).unwrap();
    assert_eq!(coffee(&shop), 0, "undone with the list");
}

#[test]
fn an_import_says_how_many_pairs_may_be_one_person() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).unwrap();
    let other = "First Name,Last Name,Email,Phone\nAna,Lim,ana.lim@example.org,+351912345678\n";
    let report = shop.import_text("other.csv", other).unwrap();
    let review = shop.bench.find_matches(&mut quiet()).unwrap();
    assert_eq!(report.look_alikes, Some(review.sure_total + review.ask_total));
    assert!(report.people_created == 0 || report.look_alikes > Some(0), "{report:?}");
    // Who stops the looking does not stop the import, which stands by then.
    let path = shop.file("more.csv", "First Name,Last Name,Email\nZoe,Tan,zoe@example.com\n");
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let from = Provenance::new("Counter", Basis::LegitimateInterest);
    let mut stops = |told: &regulars_workbench::views::ProgressView| match told.doing.as_str() {
        "Comparing pairs of entries" => std::ops::ControlFlow::Break(()),
        _ => std::ops::ControlFlow::Continue(()),
    };
    let report = shop.bench.run_import(&plan, &plan.view.mapping, &from, &mut stops).unwrap();
    assert_eq!((report.people_created, report.look_alikes), (1, None));
    assert!(shop.bench.person("zoe@example.com").is_ok());
}

#[test]
fn an_import_says_who_would_be_the_only_one_of_their_kind() {
    let mut shop = TestBench::new();
    let people = "Email,First Name,Postcode,Birthday\na@example.com,Ana,10115,1990-03-14\n\
                  b@example.com,Bo,10115,1980-03-14\nc@example.com,Cy,10115,1980-07-23\n";
    let path = shop.file("people.csv", people);
    let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
    let from = Provenance::new("Counter", Basis::LegitimateInterest);
    let said = "1 of 3 people are the only one with their postcode and birthday";
    let rehearsed = shop.bench.check_import(&plan, &plan.view.mapping, &from, &mut quiet()).unwrap();
    assert!(rehearsed.notes.concat().contains(said), "{:?}", rehearsed.notes);
    let report = shop.bench.run_import(&plan, &plan.view.mapping, &from, &mut quiet()).unwrap();
    assert!(report.notes.concat().contains(said), "{:?}", report.notes);
    let report = shop.import_text("customers.csv", CUSTOMERS).unwrap();
    assert!(report.notes.is_empty(), "one field is no combination: {:?}", report.notes);
}

#[test]
fn who_is_known_by_another_sources_number_alone_is_counted() {
    let mut shop = TestBench::new();
    let mut bring = |name: &str, text: &str, source: &str, for_real: bool| {
        let path = shop.file(name, text);
        let plan = shop.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet()).unwrap();
        let from = Provenance::new(source, Basis::Contract);
        let report = if for_real {
            shop.bench.run_import(&plan, &plan.view.mapping, &from, &mut quiet())
        } else {
            shop.bench.check_import(&plan, &plan.view.mapping, &from, &mut quiet())
        };
        report.unwrap()
    };
    let people = "customer number,email,last name\n1001,ana@example.com,Lim\n1002,bo@example.com,Berg\n";
    bring("customers.csv", people, "Shop counter", true);
    let orders = "order,customer number,date,total\nO-1,1001,2026-01-02,12.50\nO-2,1002,2026-01-03,8.00\n";
    for (source, says) in [("Another till", true), ("shop counter ", false)] {
        let report = bring("orders.csv", orders, source, false);
        assert_eq!((report.purchases, report.people_created), (2, 0), "{report:?}");
        let said = "2 people were known by customer number alone, from “Shop counter”";
        assert_eq!(report.notes.concat().contains(said), says, "{:?}", report.notes);
    }
    let with_email = "order,customer number,email,date,total\nO-1,1001,ana@example.com,2026-01-02,12.50\n";
    assert!(!bring("more.csv", with_email, "Another till", false).notes.concat().contains("number alone"));
}

#[test]
fn what_is_said_again_as_at_first_is_news_when_others_said_otherwise_in_between() {
    let mut shop = TestBench::new();
    let says = |city: &str| format!("Email,City\nana@example.com,{city}\n");
    for (at, city) in ["Porto", "Braga", "Porto"].into_iter().enumerate() {
        let report = shop.import_text(&format!("{at}.csv"), &says(city)).unwrap();
        assert_eq!(
            (report.people_created, report.people_updated),
            (u32::from(at == 0), u32::from(at > 0)),
            "{report:?}"
        );
        let ana = shop.bench.person("ana@example.com").unwrap();
        assert!(format!("{ana:?}").contains(city), "{city}: {ana:?}");
    }
    let report = shop.import_text("again.csv", "City,Email\nPorto,ana@example.com\n").unwrap();
    assert_eq!(report.people_updated, 0, "{report:?}");
}
