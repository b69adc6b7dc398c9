//! Files as shops have them, small enough to see what must come out of each line.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

use PermissionState::{Granted, Refused, Unknown};
use regulars_ingest::{
    DateOrder, FileKind, IngestError, Mapping, Row, RowCode, RowProblem, Source, Survey, Target, check, read, survey,
};
use regulars_model::{Channel, Currency, Day, EventKind, MonthDay, PermissionState, PersonFields};
use std::ops::ControlFlow;

fn source(text: &str) -> Source {
    Source::from_bytes("shop.csv", text.as_bytes())
}

fn look(text: &str) -> Survey {
    survey(&source(text), &mut |_| ControlFlow::Continue(())).expect("a file that can be read")
}

fn rows_as(text: &str, survey: &Survey, mapping: &Mapping, currency: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let currency: Currency = currency.parse().expect("a currency");
    read(&source(text), survey, mapping, currency, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })
    .expect("a mapping that can be used");
    rows
}

fn rows(text: &str) -> Vec<Row> {
    let survey = look(text);
    rows_as(text, &survey, &survey.suggested(), "EUR")
}

fn target(survey: &Survey, header: &str) -> Option<Target> {
    survey.columns.iter().find(|column| column.header == header).and_then(|column| column.suggested)
}

fn codes(rows: &[Row]) -> Vec<(u32, &'static str, &str)> {
    let problem = |problem: &RowProblem| (problem.line, problem.code.word());
    rows.iter()
        .filter_map(|row| match row {
            Row::Unusable(it) => Some((problem(it).0, problem(it).1, it.column.as_str())),
            Row::Warning(it) => Some((problem(it).0, problem(it).1, it.column.as_str())),
            _ => None,
        })
        .collect()
}

const SHOPIFY_ORDERS: &str = "\
Name,Email,Financial Status,Accepts Marketing,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Phone,Cancelled at,Refunded Amount,Id,Tags,Lineitem discount,Lineitem category
#1001,ana@example.com,paid,yes,EUR,41.00,2026-03-01 10:00:00 +0100,2,Espresso beans,12.50,ESP-1,Ana Lim,'+31612345678,,0.00,7001,first,0.00,Beans
#1001,ana@example.com,,,,,,1,Tea,16.00,TEA-1,,,,,,,0.00,Tea
#1002,bo@example.com,refunded,no,EUR,10.00,2026-03-02 09:00:00 +0100,1,Tea,12.00,TEA-1,Bo,,,10.00,7002,,2.00,Tea
#1003,cy@example.com,voided,no,EUR,12.00,2026-03-03 09:00:00 +0100,1,Tea,12.00,TEA-1,Cy,,2026-03-03 10:00:00 +0100,0.00,7003,,0.00,Tea
#1004,,paid,no,EUR,24.00,2026-03-03 09:00:00 +0100,1,Tea,12.00,TEA-1,,,,0.00,7004,,0.00,Tea
#1004,,,,,,,1,Tea,12.00,TEA-1,,,,,,,0.00,Tea
#1005,di@example.com,paid,no,USD,12.00,2026-03-03 09:00:00 +0100,1,Tea,12.00,TEA-1,,,,0.00,7005,,0.00,Tea
#1005,di@example.com,,,,,,1,Tea,12.00,TEA-1,,,,,,,0.00,Tea
";

#[test]
fn shopify_orders_keep_their_lines_together() {
    let survey = look(SHOPIFY_ORDERS);
    assert_eq!((survey.recognised_as, survey.kind), ("Shopify orders", FileKind::Orders));
    assert_eq!(target(&survey, "Name"), Some(Target::OrderId));
    assert_eq!(target(&survey, "Id"), None);
    assert_eq!(target(&survey, "Tags"), None);
    assert_eq!(target(&survey, "Lineitem category"), Some(Target::Category));
    let rows = rows(SHOPIFY_ORDERS);
    let ana = PersonFields {
        email: "ana@example.com".into(),
        phone: "+31612345678".into(),
        last_name: "Ana Lim".into(),
        ..PersonFields::default()
    };
    let at = "2026-03-01".parse::<Day>().expect("a day").first_second() + 9 * 3_600;
    let at = regulars_model::moment::in_the_world(at);
    let first = Row::OrderLine {
        line: 2,
        person: ana.clone(),
        permissions: vec![(Channel::Email, Granted)],
        key: "#1001".into(),
        at,
        order_total: Some(4_100),
        refunded: Some(0),
        cancelled: false,
        sku: "ESP-1".into(),
        product: "Espresso beans".into(),
        category: "Beans".into(),
        channel: String::new(),
        quantity: 2,
        amount: 2_500,
        cancellation: false,
    };
    let second = Row::OrderLine {
        line: 3,
        person: ana,
        permissions: vec![(Channel::Email, Granted)],
        key: "#1001".into(),
        at,
        order_total: None,
        refunded: None,
        cancelled: false,
        sku: "TEA-1".into(),
        product: "Tea".into(),
        category: "Tea".into(),
        channel: String::new(),
        quantity: 1,
        amount: 1_600,
        cancellation: false,
    };
    assert_eq!(rows[..2], [first, second]);
    let Row::OrderLine { permissions, refunded, amount, .. } = &rows[2] else { panic!("an order: {:?}", rows[2]) };
    assert_eq!(
        (permissions.as_slice(), *refunded, *amount),
        ([(Channel::Email, Unknown)].as_slice(), Some(1_000), 1_000)
    );
    assert!(matches!(rows[3], Row::OrderLine { cancelled: true, .. }));
    // The lines under an order share its fate.
    assert_eq!(
        codes(&rows),
        [
            (6, "no_customer", "Email"),
            (7, "no_customer", "Email"),
            (8, "other_currency", "Currency"),
            (9, "other_currency", "Currency"),
        ]
    );
}

#[test]
fn a_bad_first_line_does_not_lose_the_order_total() {
    let text = SHOPIFY_ORDERS.replace("+0100,2,Espresso", "+0100,two,Espresso");
    let rows = rows(&text);
    assert_eq!(codes(&rows)[0], (2, "bad_quantity", "Lineitem quantity"));
    assert!(matches!(rows[1], Row::OrderLine { line: 3, order_total: Some(4_100), .. }), "{:?}", rows[1]);
}

#[test]
fn shopify_customers_new_and_old() {
    let new = "\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags,Birth date (customer.metafields.facts.birth_date)
'7210448301122,Jörg,Weiß,Joerg@Example.com,yes,Main St 1,,Köln,NW,DE,'01234,,'+4915112345678,no,12.00,1,,no,\"VIP, Tea\",1980-03-14
'7210448301123,,Bo,not an address,no,,,,,,,,,no,0.00,0,,no,,
,Cy,,nobody at all,unsubscribed,,,,,,,,,,0.00,0,,no,,
";
    let survey = look(new);
    assert_eq!((survey.recognised_as, survey.kind), ("Shopify customers", FileKind::Customers));
    assert_eq!(target(&survey, "Default Address Address1"), Some(Target::Street));
    assert_eq!(target(&survey, "Default Address Address2"), Some(Target::Street2));
    assert_eq!(target(&survey, "Phone"), Some(Target::Phone));
    let rows = rows(new);
    let wanted = PersonFields {
        external_id: "7210448301122".into(),
        email: "Joerg@Example.com".into(),
        phone: "+4915112345678".into(),
        first_name: "Jörg".into(),
        last_name: "Weiß".into(),
        street: "Main St 1".into(),
        city: "Köln".into(),
        region: "NW".into(),
        country: "DE".into(),
        postcode: "01234".into(),
        birthday: Some(MonthDay { month: 3, day: 14 }),
        tags: vec!["VIP".into(), "Tea".into()],
        ..PersonFields::default()
    };
    let said = vec![(Channel::Email, Granted), (Channel::Sms, Unknown)];
    assert_eq!(rows[0], Row::Customer { line: 2, person: wanted, permissions: said });
    // Another identity keeps the person; without one the address was all there was.
    assert_eq!(codes(&rows), [(3, "bad_email", "Email"), (4, "bad_email", "Email")]);
    assert!(matches!(&rows[1], Row::Warning(_)) && matches!(&rows[2], Row::Customer { line: 3, .. }));
    assert!(matches!(&rows[3], Row::Unusable(problem) if problem.raw[1] == "Cy"));

    let old = "First Name,Last Name,Email,Company,Address1,City,Province,Country,Zip,Phone,Accepts Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt\n\
               Ana,Lim,ana@example.com,,,Porto,,Portugal,,,yes,0,0,,,no\n";
    let survey = look(old);
    assert_eq!(survey.recognised_as, "Shopify customers");
    assert_eq!(target(&survey, "Accepts Marketing"), Some(Target::EmailPermission));
}

#[test]
fn email_events() {
    let text = "email,event,campaign,occurred at\n\
                ana@example.com,opened,Spring,2026-03-01T10:00:00Z\n\
                ana@example.com,unsubscribed,Spring,2026-03-01T10:05:00Z\n\
                ana@example.com,danced,Spring,2026-03-01T10:05:00Z\n\
                ana@example.com,sent,Spring,\n";
    let survey = look(text);
    assert_eq!((survey.recognised_as, survey.kind), ("Email events", FileKind::Events));
    let rows = rows(text);
    assert!(matches!(&rows[0], Row::Event { kind: EventKind::EmailOpened, subject, .. } if subject == "Spring"));
    assert!(matches!(rows[1], Row::Event { kind: EventKind::Unsubscribed, .. }));
    assert_eq!(codes(&rows), [(4, "unknown_event", "event"), (5, "no_date", "occurred at")]);
}

#[test]
fn invoice_lines_of_a_known_layout() {
    let text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
                536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\n\
                C536379,D,Discount,-1,12/13/2010 9:41,27.50,14527.0,United Kingdom\n\
                536370,22728,CLOCK,3,12/1/2010 8:45,0.125,12583.0,France\n\
                536414,22139,,56,12/1/2010 11:52,0.0,,United Kingdom\n";
    let survey = look(text);
    assert_eq!(survey.recognised_as, "Invoice lines");
    assert!(survey.columns[4].note.contains("month first"), "{}", survey.columns[4].note);
    let rows = rows(text);
    let line = |row: &Row| match row {
        Row::OrderLine { person, amount, quantity, cancellation, at, .. } => {
            (person.external_id.clone(), *amount, *quantity, *cancellation, Day::of_second(*at).to_string())
        }
        other => panic!("a line: {other:?}"),
    };
    assert_eq!(line(&rows[0]), ("17850".into(), 1_530, 6, false, "2010-12-01".into()));
    assert_eq!(line(&rows[1]), ("14527".into(), -2_750, -1, true, "2010-12-13".into()));
    assert_eq!(line(&rows[2]).1, 38, "37.5 goes to the even neighbour");
    assert_eq!(codes(&rows), [(5, "no_customer", "CustomerID")]);
}

#[test]
fn day_and_month_are_asked_and_never_guessed() {
    let text = "customer,date,amount\n1,03/04/2026,5\n2,05/06/2026,7\n";
    let survey = look(text);
    let mut mapping = survey.suggested();
    assert!(matches!(check(&survey, &mapping), Err(IngestError::AmbiguousDates { .. })));
    let question = survey.date_question(&mapping).expect("a question");
    assert!(question.contains("03/04/2026"), "{question}");
    assert!(survey.missing(&mapping).is_empty(), "{:?}", survey.missing(&mapping));
    let day = |mapping: &Mapping| match &rows_as(text, &survey, mapping, "EUR")[0] {
        Row::OrderLine { at, .. } => Day::of_second(*at).to_string(),
        other => panic!("an order: {other:?}"),
    };
    mapping.date_order = Some(DateOrder::DayFirst);
    assert_eq!(day(&mapping), "2026-04-03");
    mapping.date_order = Some(DateOrder::MonthFirst);
    assert_eq!(day(&mapping), "2026-03-04");
    assert_eq!(survey.date_question(&mapping), None);
}

#[test]
fn european_amounts() {
    let text = "Kundennummer;Bestelldatum;Betrag\n1;31.12.2025;1.234,50\n2;01.02.2026;1.000\n3;02.02.2026;-3,00 €\n4;03.02.2026;12 USD\n";
    let survey = look(text);
    assert_eq!((survey.delimiter, survey.kind), ("semicolon", FileKind::Orders));
    let rows = rows(text);
    let amounts: Vec<i64> = rows
        .iter()
        .filter_map(|row| if let Row::OrderLine { amount, .. } = row { Some(*amount) } else { None })
        .collect();
    assert_eq!(amounts, [123_450, 100_000, -300]);
    assert_eq!(codes(&rows), [(5, "other_currency", "Betrag")]);
}

#[test]
fn headers_of_no_known_layout() {
    for (headers, row, wanted) in [
        ("cust,date,n,amt", "1,2026-01-01,2,29.33", "external_id ordered_at quantity order_total"),
        ("mid,cust,date,n,amt", "4,1,2026-01-01,2,29.33", "- external_id ordered_at quantity order_total"),
        ("Id,Date,Price", "1,2026-01-01,230.3", "external_id ordered_at order_total"),
        ("Id,Email,Date,Total", "1,a@example.com,2026-01-01,230.3", "order_id email ordered_at order_total"),
        ("Customer,Date,Qty,Price", "1,2026-01-01,2,3.50", "external_id ordered_at quantity unit_price"),
        ("Email Address,First Name,Surname,ZIP", "a@example.com,Ana,Lim,01234", "email first_name last_name postcode"),
        ("E-Mail,Status", "a@example.com,unsubscribed", "email email_permission"),
        ("E-Mail,Status", "a@example.com,gold", "email custom"),
        ("contact,Telephone", "a@example.com,", "email phone"),
        (
            "Buyer,Email,Created at,Grand Total",
            "x,a@example.com,2026-01-01,5",
            "external_id email ordered_at order_total",
        ),
    ] {
        let survey = look(&format!("{headers}\n{row}\n"));
        let found: Vec<&str> = survey.columns.iter().map(|column| column.suggested.map_or("-", Target::id)).collect();
        assert_eq!(found.join(" "), wanted, "{headers}");
    }
}

#[test]
fn two_columns_of_one_name() {
    let text = "email,name,email\nana@example.com,Ana,other@example.com\n";
    let survey = look(text);
    let found: Vec<_> = survey.columns.iter().map(|column| column.suggested).collect();
    assert_eq!(found, [Some(Target::Email), Some(Target::FullName), None]);
    assert!(survey.columns[2].note.contains("same name"), "{}", survey.columns[2].note);
    let mut mapping = survey.suggested();
    mapping.targets[2] = Some(Target::Email);
    assert!(matches!(check(&survey, &mapping), Err(IngestError::Twice { .. })));
}

#[test]
fn of_two_answers_the_no_holds() {
    let text = "email,Email Marketing Consent,Email Suppressions\n\
                ana@example.com,SUBSCRIBED,SPAM_COMPLAINT\n\
                bo@example.com,SUBSCRIBED,\n\
                cy@example.com,NEVER_SUBSCRIBED,\n";
    let said: Vec<_> = rows(text)
        .into_iter()
        .map(|row| if let Row::Customer { permissions, .. } = row { permissions[0].1 } else { panic!("{row:?}") })
        .collect();
    assert_eq!(said, [Refused, Granted, Unknown]);
}

#[test]
fn a_mapping_that_cannot_work_is_refused() {
    let survey = look("email,joined,total,note\nana@example.com,2026-01-01,5,x\n");
    let with = |kind: FileKind, targets: [Option<Target>; 4]| check(&survey, &Mapping::new(kind, targets.into()));
    use FileKind::{Customers, Events, Orders};
    assert!(matches!(with(Customers, [None; 4]), Err(IngestError::NoIdentity)));
    assert!(with(Customers, [Some(Target::Email), None, None, None]).is_ok());
    assert!(matches!(
        with(Orders, [Some(Target::Email), None, Some(Target::OrderTotal), None]),
        Err(IngestError::NoDate)
    ));
    assert!(matches!(
        with(Orders, [Some(Target::Email), Some(Target::OrderedAt), None, None]),
        Err(IngestError::NoAmount)
    ));
    let without = |targets: [Option<Target>; 4]| {
        check(&survey, &Mapping { unpriced: true, ..Mapping::new(Orders, targets.into()) })
    };
    assert!(without([Some(Target::Email), Some(Target::OrderedAt), None, None]).is_ok(), "whoever imports says so");
    assert!(matches!(without([Some(Target::Email), None, None, None]), Err(IngestError::NoDate)));
    assert!(matches!(
        with(Events, [Some(Target::Email), Some(Target::EventAt), None, None]),
        Err(IngestError::NoEventKind)
    ));
    let words = [Some(Target::Email), Some(Target::OrderedAt), None, Some(Target::OrderTotal)];
    assert!(matches!(with(Orders, words), Err(IngestError::NotNumbers { .. })));
    let dates = [Some(Target::Email), None, Some(Target::OrderTotal), Some(Target::OrderedAt)];
    assert!(matches!(with(Orders, dates), Err(IngestError::NotDates { .. })));
    assert!(matches!(
        with(Customers, [Some(Target::Email), None, Some(Target::OrderTotal), None]),
        Err(IngestError::NotForKind { .. })
    ));
    let short = Mapping::new(Customers, vec![Some(Target::Email)]);
    assert!(matches!(check(&survey, &short), Err(IngestError::WrongColumns { given: 1, columns: 4 })));
    let orders = survey.suggested_for(Orders);
    assert_eq!(orders.targets, [Some(Target::Email), None, Some(Target::OrderTotal), None]);
    assert!(matches!(survey.missing(&orders).as_slice(), [IngestError::NoDate]));
}

#[test]
fn one_currency_a_file() {
    let text = "customer,date,total,currency\n1,2026-01-01,5,GBP\n2,2026-01-02,5,gbp\n3,2026-01-03,5,EUR\n";
    let survey = look(text);
    let rows = rows_as(text, &survey, &survey.suggested(), "XXX");
    assert_eq!(codes(&rows), [(4, "other_currency", "currency")], "the first one named is the one");
    let mut mapping = survey.suggested();
    mapping.currency = "GBP".parse().ok();
    let end = read(&source(text), &survey, &mapping, "EUR".parse::<Currency>().expect("euros"), &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(end, Err(IngestError::OtherCurrency { .. })));
}

#[test]
fn reading_stops_when_asked() {
    let text = "email\nana@example.com\nbo@example.com\n";
    let survey = look(text);
    let mut seen = 0;
    let end = read(&source(text), &survey, &survey.suggested(), Currency::UNKNOWN, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    let end = end.expect("a stop is no failure");
    assert!(end.cancelled && seen == 1 && end.rows == 1);
}

#[test]
fn spreadsheet_dust_is_left_out_or_told() {
    let text = "\u{feff}customer id;phone;name\r\n17850.0;'+31612345678;=1+1\r\n13047.0;1.23E+10;'t Hart\r\n\r\n;;\r\n";
    let survey = look(text);
    assert_eq!((survey.rows, survey.columns[0].header.as_str()), (2, "customer id"));
    assert!(survey.columns[1].note.contains("cut digits off in 1 rows"), "{}", survey.columns[1].note);
    let rows = rows(text);
    let person = |row: &Row| match row {
        Row::Customer { person, .. } => (person.external_id.clone(), person.phone.clone(), person.last_name.clone()),
        other => panic!("a person: {other:?}"),
    };
    assert_eq!(person(&rows[0]), ("17850".into(), "+31612345678".into(), "=1+1".into()), "a formula is only text");
    assert!(matches!(&rows[1], Row::Warning(problem) if problem.code == RowCode::CutDigits && problem.line == 3));
    assert_eq!(person(&rows[2]), ("13047".into(), String::new(), "'t Hart".into()), "a number cut off is nobody's");
    assert!(codes(&rows).iter().all(|(_, code, _)| *code != RowCode::Ragged.word()));
}
