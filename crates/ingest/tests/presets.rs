//! Each program's file in its exact headers, read with nothing mapped by hand: every row is kept or reported, and the fields are
//! those a person would read in it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod fixtures;

use PermissionState::{Granted, Refused, Unknown};
use fixtures::{Fixture, all};
use regulars_ingest::{
    DateOrder, FileKind, IngestError, Mapping, Row, RowCode, Source, Survey, Target, check, read, signature, survey,
};
use regulars_model::{
    Channel, Collected, Currency, Day, EventKind, FieldType, MonthDay, PermissionState, PersonFields,
};
use std::ops::ControlFlow;

fn look_at(name: &str, text: &str) -> Survey {
    survey(&Source::from_bytes(name, text.as_bytes()), &mut |_| ControlFlow::Continue(()))
        .expect("a file that can be read")
}

fn rows_as(name: &str, text: &str, survey: &Survey, mapping: &Mapping) -> Vec<Row> {
    let mut rows = Vec::new();
    let source = Source::from_bytes(name, text.as_bytes());
    let end = read(&source, survey, mapping, "EUR".parse::<Currency>().expect("euros"), &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    let end = end.expect("a mapping that can be used");
    let told = rows.iter().filter(|row| !matches!(row, Row::Warning(_) | Row::Also(_))).count();
    assert_eq!(end.rows as usize, told, "every row is kept or reported");
    rows
}

fn find(preset: &str, file: &str) -> (Survey, Vec<Row>) {
    let fixture = all().into_iter().find(|it| it.preset == preset && it.file_name.contains(file)).expect("a fixture");
    read_in(fixture)
}

fn read_in(fixture: &Fixture) -> (Survey, Vec<Row>) {
    let text = fixture.text();
    let survey = look_at(fixture.file_name, &text);
    let mapping = survey.suggested();
    // Stripe's and Square's dollars would be another currency than euros; their amounts are what is looked at.
    let text = text.replace('$', "€");
    let survey = if text == fixture.text() { survey } else { look_at(fixture.file_name, &text) };
    let rows = rows_as(fixture.file_name, &text, &survey, &mapping);
    (survey, rows)
}

fn kept(rows: &[Row]) -> Vec<&Row> {
    rows.iter().filter(|row| !matches!(row, Row::Warning(_) | Row::Also(_) | Row::Unusable(_))).collect()
}

fn person(row: &Row) -> (&PersonFields, &[(Channel, PermissionState)]) {
    match row {
        Row::Customer { person, permissions, .. }
        | Row::OrderLine { person, permissions, .. }
        | Row::Consent { person, permissions, .. } => (person, permissions),
        other => panic!("nobody: {other:?}"),
    }
}

fn email(row: &Row) -> Option<PermissionState> {
    person(row).1.iter().find(|(channel, _)| *channel == Channel::Email).map(|(_, state)| *state)
}

fn custom<'r>(row: &'r Row, key: &str) -> &'r str {
    person(row).0.custom.get(key).map_or("", String::as_str)
}

fn target(survey: &Survey, header: &str) -> Option<Target> {
    survey.columns.iter().find(|column| column.header == header).unwrap_or_else(|| panic!("no {header}")).suggested
}

fn codes(rows: &[Row]) -> Vec<RowCode> {
    let code = |row: &Row| match row {
        Row::Unusable(problem) | Row::Warning(problem) => Some(problem.code),
        _ => None,
    };
    rows.iter().filter_map(code).collect()
}

#[test]
fn each_is_known_and_comes_in_by_itself() {
    for fixture in all() {
        let name = format!("{} ({})", fixture.preset, fixture.file_name);
        let (survey, rows) = read_in(fixture);
        assert_eq!((survey.recognised_as, survey.kind), (fixture.preset, fixture.kind), "{name}");
        assert!(check(&survey, &survey.suggested()).is_ok(), "{name}");
        assert_eq!(survey.rows as usize, fixture.rows.len(), "{name}");
        assert_eq!(kept(&rows).len(), fixture.kept, "{name}: {rows:#?}");
    }
}

#[test]
fn each_is_known_in_any_order_and_case() {
    for fixture in all().into_iter().filter(|fixture| fixture.preset != "Columns matched by name") {
        let mut table = fixture.cells();
        for row in &mut table {
            row.reverse();
        }
        for header in &mut table[0] {
            *header = header.to_uppercase();
        }
        let text = fixtures::write(&table, fixture.delimiter, "\r\n");
        let survey = look_at(fixture.file_name, &text);
        assert_eq!(survey.recognised_as, fixture.preset);
        assert_eq!(survey.signature(), look_at(fixture.file_name, &fixture.text()).signature());
    }
}

#[test]
fn shopify() {
    let (survey, rows) = find("Shopify customers", "customers_export");
    let (joerg, said) = person(&rows[0]);
    let phone_warnings = codes(&rows);
    assert_eq!(joerg.phone, "+491711234567", "the row's own country says which: {phone_warnings:?}");
    assert_eq!((joerg.street.as_str(), joerg.postcode.as_str()), ("Ring 1, 3. OG", "01234"));
    assert_eq!(joerg.birthday, Some(MonthDay { month: 3, day: 14 }));
    assert_eq!(said, [(Channel::Email, Granted), (Channel::Sms, Unknown)]);
    assert!(joerg.custom.is_empty(), "{:?}", joerg.custom);
    assert!(survey.unmapped(&survey.suggested()).iter().any(|it| it.contains("“Total Spent” is left out")));
    let (_, rows) = find("Shopify orders", "orders");
    assert!(
        matches!(&rows[0], Row::OrderLine { order_total: Some(4_100), amount: 2_500, category, .. } if category == "Roastery")
    );
    // Through which channel: named as Shopify names it, and as other shops do.
    for (head, file) in [
        (
            "Name,Email,Financial Status,Created at,Lineitem name,Lineitem price,Lineitem quantity,Source",
            "#1,a@example.com,paid,2026-11-02,Tea,5.00,1,pos",
        ),
        ("order_id,email,ordered_at,order_total,Sales channel", "1,a@example.com,2026-11-02,5.00,pos"),
        ("Order ID,Email,Order date,Total,Created via", "1,a@example.com,2026-11-02,5.00,pos"),
    ] {
        let text = format!("{head}\n{file}\n");
        let survey = look_at("orders.csv", &text);
        let rows = rows_as("orders.csv", &text, &survey, &survey.suggested());
        assert!(
            matches!(&rows[0], Row::OrderLine { channel, .. } if channel == "pos"),
            "{:?} {:?}",
            survey.suggested(),
            rows
        );
    }
}

#[test]
fn mailchimp() {
    let (survey, rows) = find("Mailchimp audience", "subscribed_members");
    let (ana, _) = person(&rows[0]);
    assert_eq!(ana.tags, ["VIP", "Blog"]);
    assert_eq!(ana.signed_up.map(|day| day.to_string()).as_deref(), Some("2025-01-02"));
    assert_eq!(ana.birthday, Some(MonthDay { month: 3, day: 14 }));
    assert_eq!(ana.region, "", "guessed from the machine's address");
    assert_eq!(ana.custom.keys().collect::<Vec<_>>(), ["favouriteteas"]);
    assert_eq!(email(&rows[0]), Some(Granted), "the file's name is where Mailchimp keeps it");
    for header in ["OPTIN_IP", "LATITUDE", "GMTOFF", "MEMBER_RATING", "NOTES"] {
        assert_eq!(target(&survey, header), None, "{header}");
    }
    assert_eq!(survey.collected, Collected::Form);
    let (_, rows) = find("Mailchimp audience", "unsubscribed");
    assert_eq!(email(&rows[0]), Some(Refused));
    let (_, rows) = find("Mailchimp audience", "zip");
    assert_eq!(
        rows.iter().map(email).collect::<Vec<_>>(),
        [Some(Granted), Some(Refused), Some(Unknown), Some(Unknown)]
    );
}

#[test]
fn klaviyo_and_hubspot() {
    let (survey, rows) = find("Klaviyo profiles", "");
    assert_eq!(
        rows.iter().map(email).collect::<Vec<_>>(),
        [Some(Granted), Some(Refused), Some(Refused), Some(Refused)]
    );
    assert_eq!(person(&rows[0]).0.custom.keys().collect::<Vec<_>>(), ["favouriteroast"], "no guesses of theirs");
    let note = &survey.columns.iter().find(|it| it.header == "Churn Risk Prediction").expect("a column").note;
    assert!(note.contains("guess"), "{note}");
    let (_, rows) = find("HubSpot contacts", "");
    assert_eq!(rows.iter().map(email).collect::<Vec<_>>(), [Some(Unknown), Some(Refused)]);
    let (ana, _) = person(&rows[0]);
    assert_eq!((ana.external_id.as_str(), ana.company.as_str()), ("501", "Lim Ltd"));
    assert_eq!(custom(&rows[0], "lifecyclestage"), "Customer");
}

#[test]
fn square() {
    let (_, rows) = find("Square customers", "");
    let birthdays: Vec<_> = rows.iter().map(|row| person(row).0.birthday.map(|it| (it.month, it.day))).collect();
    assert_eq!(birthdays, [Some((3, 14)), Some((2, 3)), Some((12, 24))]);
    assert_eq!(rows.iter().map(email).collect::<Vec<_>>(), [Some(Granted), Some(Refused), Some(Unknown)]);
    assert_eq!(person(&rows[0]).0.external_id, "SQ1");
    let (survey, rows) = find("Square item sales", "");
    let morning = "2026-11-23".parse::<Day>().expect("a day").first_second() + 15 * 3_600 + 15 * 60;
    let morning = regulars_model::moment::in_the_world(morning);
    assert!(
        matches!(&rows[0], Row::OrderLine { at, amount: 1_000, quantity: 2, .. } if *at == morning),
        "{:?}",
        rows[0]
    );
    assert!(matches!(&rows[1], Row::OrderLine { amount: -800, quantity: -1, .. }));
    assert!(survey.advice.contains("Customer ID"));
    // Without the customer, it is said plainly and nothing is guessed.
    let nameless = "Date,Time,Time Zone,Category,Item,Qty,SKU,Net Sales,Transaction ID\n11/23/26,10:15:00,UTC,Tea,Tea,1,GT,5.00,T1\n";
    let survey = look_at("items.csv", nameless);
    assert_eq!(survey.recognised_as, "Square item sales");
    assert!(survey.missing(&survey.suggested()).iter().any(|it| matches!(it, IngestError::NoIdentity)));
}

#[test]
fn a_subscription_is_when_it_began_and_when_it_was_cancelled() {
    let (_, rows) = find("Stripe subscriptions", "");
    let told: Vec<_> = rows
        .iter()
        .map(|row| match row {
            Row::Also(also) => also,
            row => row,
        })
        .map(|row| match row {
            Row::Event { kind, subject, person, .. } => (*kind, subject.as_str(), person.external_id.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    let (began, cancelled) = (EventKind::SubscriptionStarted, EventKind::SubscriptionCancelled);
    let plan = "Beans every month";
    assert_eq!(told, [(began, plan, "cus_1"), (cancelled, plan, "cus_1"), (began, plan, "cus_2")]);
    let unknown = "email,subscription start,cancelled at,plan,price\nana@example.com,2026-01-02,2026-03-04,Box,12.00\n";
    let survey = look_at("members.csv", unknown);
    assert_eq!(survey.kind, FileKind::Events, "{survey:?}");
    assert!(survey.missing(&survey.suggested()).is_empty());
    let orders =
        look_at("o.csv", "email,order id,created at,cancelled at,total\nana@example.com,1,2026-01-02,,12.00\n");
    assert_eq!(orders.kind, FileKind::Orders);
}

#[test]
fn stripe_never_tells_of_cards() {
    for preset in ["Stripe customers", "Stripe payments"] {
        let (survey, _) = find(preset, "");
        let cards = |header: &str| header.starts_with("Card ") || header == "Default Card";
        for column in survey.columns.iter().filter(|column| cards(&column.header)) {
            assert_eq!(column.suggested, None, "{}", column.header);
            assert!(column.filled == 0.0 || column.note.contains("never taken"), "{}: {}", column.header, column.note);
        }
        // Not even when asked.
        let mut mapping = survey.suggested();
        let at = survey.columns.iter().position(|column| column.header == "Card Last4").expect("a column");
        mapping.targets[at] = Some(Target::Custom);
        assert!(check(&survey, &mapping).expect_err("refused").to_string().contains("never taken"));
    }
    let (_, rows) = find("Stripe customers", "");
    assert_eq!(email(&rows[0]), None, "an active plan is no permission");
    assert_eq!((custom(&rows[0], "plan"), custom(&rows[0], "shirtsize")), ("gold", "M"));
    let (_, rows) = find("Stripe payments", "");
    assert!(
        matches!(&rows[0], Row::OrderLine { amount: 1_200, refunded: Some(200), cancelled: false, .. }),
        "{:?}",
        rows[0]
    );
    assert!(matches!(&rows[1], Row::OrderLine { cancelled: true, .. }));
}

#[test]
fn woocommerce() {
    let (_, rows) = find("WooCommerce customers", "");
    let (ana, _) = person(&rows[0]);
    assert_eq!((ana.last_name.as_str(), ana.phone.as_str()), ("Ana Lim", "+351912345678"));
    let (survey, rows) = find("WooCommerce orders", "");
    assert_eq!(codes(&rows), [RowCode::NameOnly, RowCode::NameOnly]);
    assert!(survey.advice.contains("by name only"));
    // With an address beside it, each product is a line of its own, and the amounts add up.
    let text = "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Net Sales,Billing Email\n\
                2026-11-20,811,completed,Ana Lim,new,\"2× Tea, 1× Mug, blue\",3,10,ana@example.com\n";
    let survey = look_at("orders.csv", text);
    let rows = rows_as("orders.csv", text, &survey, &survey.suggested());
    let line = |row: &Row| match row {
        Row::OrderLine { product, quantity, amount, order_total, .. } => {
            (product.clone(), *quantity, *amount, *order_total)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(line(&rows[0]), ("Tea".into(), 2, 667, Some(1_000)));
    let Row::Also(second) = &rows[1] else { panic!("{:?}", rows[1]) };
    assert_eq!(line(second), ("Mug, blue".into(), 1, 333, None));
}

#[test]
fn eventbrite_and_etsy() {
    let (survey, rows) = find("Eventbrite attendees", "");
    assert_eq!(custom(&rows[0], "firsttimehere"), "no");
    assert_eq!(custom(&rows[1], "firsttimehere"), "yes");
    assert_eq!(person(&rows[1]).0.email, "bo@example.com", "each attendee is somebody");
    assert!(matches!(&rows[2], Row::OrderLine { cancelled: true, .. }), "{:?}", rows[2]);
    let fields = survey.fields(&survey.suggested());
    assert!(
        fields
            .iter()
            .any(|field| field.key == "firsttimehere" && field.kind == FieldType::YesNo && field.purpose.is_empty())
    );
    let (survey, orders) = find("Etsy orders", "");
    let (_, items) = find("Etsy items", "");
    assert_eq!(person(kept(&orders)[0]).0.external_id, "ana77");
    assert_eq!(person(kept(&items)[0]).0.external_id, "ana77", "one person in both files");
    assert!(matches!(&items[0], Row::OrderLine { at, .. } if Day::of_second(*at).to_string() == "2026-11-03"));
    assert_eq!(email(kept(&orders)[0]), None, "silence is no yes");
    assert!(survey.advice.contains("until they say yes") && survey.collected == Collected::Purchase);
}

#[test]
fn brevo_and_listmonk() {
    let (survey, rows) = find("Brevo contacts", "");
    assert_eq!(survey.delimiter, "semicolon");
    assert_eq!(
        rows.iter().filter(|row| !matches!(row, Row::Warning(_))).map(email).collect::<Vec<_>>(),
        [Some(Unknown), Some(Refused)]
    );
    assert_eq!(custom(&rows[0], "shoesize"), "39.5");
    assert_eq!(person(&rows[0]).0.phone, "+33612345678", "Brevo keeps the country and leaves out the plus");
    assert_eq!(survey.phone_question(&survey.suggested()), None);
    let (survey, rows) = find("listmonk subscribers", "");
    let own = person(&rows[0]).0.custom.clone();
    let wanted = [("age", "31"), ("city", "Porto"), ("dog", "yes"), ("likes", "tea\u{1f}figs")];
    assert_eq!(own.into_iter().collect::<Vec<_>>(), wanted.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let kinds: Vec<_> = survey.fields(&survey.suggested()).into_iter().map(|field| (field.key, field.kind)).collect();
    let wanted =
        [("age", FieldType::Number), ("city", FieldType::Text), ("dog", FieldType::YesNo), ("likes", FieldType::List)];
    assert_eq!(kinds, wanted.map(|(key, kind)| (key.to_owned(), kind)));
}

#[test]
fn what_people_said_products_and_campaigns() {
    let (survey, rows) = find("Columns matched by name", "unsubscribes");
    assert_eq!(survey.suggested().everybody, [(Channel::Email, Refused)]);
    assert!(kept(&rows).iter().all(|row| email(row) == Some(Refused)));
    assert_eq!(codes(&rows), [RowCode::BadEmail]);
    let (_, rows) = find("Columns matched by name", "suppression");
    assert!(matches!(&rows[0], Row::Consent { at: Some(at), .. } if Day::of_second(*at).to_string() == "2026-11-20"));
    assert!(rows.iter().all(|row| email(row) == Some(Refused)));
    let (_, rows) = find("Columns matched by name", "products");
    assert!(matches!(&rows[0], Row::Product { sku, price: Some(1_250), .. } if sku == "ESP-1"), "{:?}", rows[0]);
    assert_eq!(codes(&rows), [RowCode::BadNumber, RowCode::NoProduct]);
    let (_, rows) = find("Columns matched by name", "campaigns");
    let Row::CampaignResult { campaign, sent, delivered, orders, revenue, .. } = &rows[0] else {
        panic!("{:?}", rows[0])
    };
    assert_eq!(
        (campaign.as_str(), *sent, *delivered, *orders, *revenue),
        ("Spring", Some(1_204), Some(1_200), Some(12), Some(34_560))
    );
    assert_eq!(codes(&rows), [RowCode::NoCampaign]);
}

#[test]
fn events_of_every_kind() {
    let (_, rows) = find("Columns matched by name", "recipients");
    let kinds: Vec<_> = rows
        .iter()
        .filter_map(|row| match row {
            Row::Event { kind, line, .. } => Some((*line, *kind)),
            Row::Also(more) => match more.as_ref() {
                Row::Event { kind, line, .. } => Some((*line, *kind)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    use EventKind::{EmailClicked, EmailOpened, EmailSent, Unsubscribed};
    assert_eq!(kinds, [(2, EmailSent), (2, EmailOpened), (2, EmailClicked), (3, EmailSent), (3, Unsubscribed)]);
    assert_eq!(codes(&rows), [RowCode::NoEvent]);
    let (_, rows) = find("Email events", "");
    assert!(matches!(&rows[1], Row::Event { kind: EventKind::SurveyAnswered, .. }));
}

#[test]
fn a_mapping_fits_again() {
    let old = "Email,Shoe size,Joined\nana@example.com,39,2026-01-02\n";
    let survey = look_at("a.csv", old);
    let mut mapping = survey.suggested();
    mapping.types = vec![None, Some(FieldType::Text), None];
    mapping.phone_country = Some("DE".into());
    let headers: Vec<String> = survey.columns.iter().map(|column| column.header.clone()).collect();
    let new = look_at("b.csv", "JOINED,Dog,E-mail,shoe size,Email\n2026-01-02,yes,x@example.com,39,bo@example.com\n");
    let fits = new.adapt(&mapping, &headers).expect("nearly the same columns");
    let wanted = [Some(Target::SignedUp), Some(Target::Custom), None, Some(Target::Custom), Some(Target::Email)];
    assert_eq!(fits.mapping.targets, wanted, "the very header goes before one like it");
    assert_eq!((fits.new_columns, fits.gone), (vec!["Dog".to_owned(), "E-mail".to_owned()], vec![]));
    assert_eq!(fits.mapping.types[3], Some(FieldType::Text));
    assert_eq!(fits.mapping.phone_country.as_deref(), Some("DE"));
    let other = look_at("c.csv", "Name,Phone\nAna,123456789\n");
    assert!(other.adapt(&mapping, &headers).is_none());
    assert_eq!(signature(["Email", "Shoe size"]), signature(["shoe_size", "E-MAIL"]));
    assert_ne!(signature(["Email"]), signature(["Email", "Name"]));
    let text = serde_json::to_string(&mapping).expect("a mapping is JSON");
    assert_eq!(serde_json::from_str::<Mapping>(&text).expect("and back"), mapping);
    let before = r#"{"kind":"customers","targets":["email"],"date_order":null,"currency":null}"#;
    assert!(serde_json::from_str::<Mapping>(before).is_ok(), "mappings kept by earlier versions");
}

#[test]
fn columns_above_the_names_and_cells_of_the_wrong_kind() {
    let text = "Our customers\nexported 23.11.2026\n\nEmail,First name,City,Shoe size,Gender\n\
                ana@example.com,Ana,Porto,39,f\nbo@example.com,Bo,Lyon,large,m\n"
        .to_owned()
        + &"cy@example.com,Cy,Bonn,40,m\n".repeat(40);
    let survey = look_at("list.csv", &text);
    assert_eq!((survey.above, survey.rows), (3, 42));
    let rows = rows_as("list.csv", &text, &survey, &survey.suggested());
    assert!(
        matches!(&rows[0], Row::Customer { line: 5, person, .. } if person.custom["shoesize"] == "39"),
        "{:?}",
        rows[0]
    );
    assert!(matches!(&rows[1], Row::Warning(problem) if problem.code == RowCode::BadValue && problem.line == 6));
    assert!(matches!(&rows[2], Row::Customer { person, .. } if !person.custom.contains_key("shoesize")));
    assert_eq!(target(&survey, "Gender"), None);
    assert!(survey.unmapped(&survey.suggested())[0].contains("what kind of person"));
}

#[test]
fn a_number_that_a_spreadsheet_cut_asks_for_no_country() {
    let asked = |last: &str| {
        let text = format!("Email,Phone\nana@example.com,+351 912 345 678\nbo@example.com,{last}\n");
        let survey = look_at("list.csv", &text);
        survey.phone_question(&survey.suggested())
    };
    assert!(asked("0171 1234567").is_some_and(|asks| asks.contains("1 of 2 numbers")));
    assert_eq!(asked("4.9171E+11"), None);
}

#[test]
fn telephone_numbers_ask_for_their_country_once() {
    let text = "Email,Phone\nana@example.com,0171 1234567\nbo@example.com,+351 912 345 678\n";
    let survey = look_at("list.csv", text);
    let mut mapping = survey.suggested();
    assert!(survey.phone_question(&mapping).is_some_and(|asks| asks.contains("1 of 2 numbers")));
    let phones = |mapping: &Mapping| -> Vec<String> {
        rows_as("list.csv", text, &survey, mapping).iter().map(|row| person(row).0.phone.clone()).collect()
    };
    assert_eq!(phones(&mapping), ["0171 1234567", "+351 912 345 678"], "nothing is guessed");
    mapping.phone_country = Some("DE".into());
    assert_eq!(phones(&mapping), ["+491711234567", "+351 912 345 678"]);
    assert_eq!(survey.phone_question(&mapping), None);
}

/// A mapping must not be shown as complete: whatever is left out of a file we know is named, each with its own reason.
#[test]
fn nothing_is_left_out_of_a_known_file_without_a_reason() {
    let mut unexplained = Vec::new();
    for fixture in all().into_iter().filter(|fixture| fixture.preset != "Columns matched by name") {
        let survey = look_at(fixture.file_name, &fixture.text());
        let mapping = survey.suggested();
        let left = survey.unmapped(&mapping);
        for (at, column) in survey.columns.iter().enumerate() {
            if mapping.targets[at].is_none() && column.filled > 0.0 {
                let said = left.iter().find(|said| said.starts_with(&format!("“{}” ", column.header)));
                let said = said.unwrap_or_else(|| panic!("{}: “{}” is not named", fixture.preset, column.header));
                if said.ends_with("is left out")
                    || said.ends_with("nothing here has a use for it")
                    || column.note.is_empty()
                {
                    unexplained.push(format!("{}: {said}", fixture.preset));
                }
            }
        }
    }
    assert_eq!(unexplained, Vec::<String>::new());
}

/// Every column that programs write, filled or not in the shop's own file.
#[test]
fn every_column_of_a_known_file_has_a_place_or_a_reason() {
    let mut unexplained = Vec::new();
    for fixture in all().into_iter().filter(|fixture| fixture.preset != "Columns matched by name") {
        let table = fixture.cells();
        for at in 0..table[0].len() {
            if table[1..].iter().any(|row| !row[at].is_empty()) {
                continue;
            }
            for value in ["Lemon", "12.50"] {
                let mut filled = table.clone();
                filled[1..].iter_mut().for_each(|row| row[at] = value.to_owned());
                let text = fixtures::write(&filled, fixture.delimiter, "\n");
                let survey = look_at(fixture.file_name, &text);
                let mapping = survey.suggested();
                let generic = |said: &String| {
                    said.starts_with(&format!("“{}” ", survey.columns[at].header))
                        && (said.ends_with("is left out") || said.ends_with("nothing here has a use for it"))
                };
                if mapping.targets[at].is_none() && survey.unmapped(&mapping).iter().any(generic) {
                    unexplained.push(format!("{}: {} ({value})", fixture.preset, survey.columns[at].header));
                }
            }
        }
    }
    assert_eq!(unexplained, Vec::<String>::new());
}

#[test]
fn mailchimp_writes_birthdays_month_first() {
    let header = "Email Address,Birthday,MEMBER_RATING,LEID,EUID,Anniversary\n";
    let born = |cells: &[&str]| {
        let rows: String = cells.iter().map(|cell| format!("ana@example.com,{cell},2,1,x,\n")).collect();
        let text = format!("{header}{rows}");
        let survey = look_at("subscribed_members_export_1.csv", &text);
        let mapping = survey.suggested();
        assert_eq!(survey.date_question(&mapping), None, "{cells:?}");
        // An answer about other dates does not turn the birthdays.
        let answered = Mapping { date_order: Some(DateOrder::DayFirst), ..mapping.clone() };
        let read = |mapping: &Mapping| person(&rows_as("a.csv", &text, &survey, mapping)[0]).0.birthday;
        (read(&mapping), read(&answered))
    };
    let third_of_april = Some(MonthDay { month: 4, day: 3 });
    assert_eq!(born(&["04/03", "05/06"]), (third_of_april, third_of_april));
    // What the column itself proves goes before.
    assert_eq!(born(&["03/04", "25/12"]).0, third_of_april);
    let survey = look_at("list.csv", "Email,Birthday\nana@example.com,04/03\n");
    assert!(survey.date_question(&survey.suggested()).is_some(), "elsewhere it is asked");
}

#[test]
fn brevo_asks_only_about_numbers_written_at_home() {
    let text = "EMAIL;SMS;EMAIL_BLACKLISTED\nana@example.com;4917112345678;No\nbo@example.com;0612345678;No\n";
    let survey = look_at("contacts.csv", text);
    let mut mapping = survey.suggested();
    assert!(survey.phone_question(&mapping).is_some_and(|asks| asks.contains("1 of 2 numbers")));
    mapping.phone_country = Some("NL".into());
    let rows = rows_as("contacts.csv", text, &survey, &mapping);
    let phones: Vec<&str> = rows.iter().map(|row| person(row).0.phone.as_str()).collect();
    assert_eq!(phones, ["+4917112345678", "+31612345678"]);
}
