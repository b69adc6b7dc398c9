//! Columns with nothing sensitive in them that look as if they had: how often the detectors are wrong, printed, and
//! bounded.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::print_stdout, reason = "the figures are the point")]

use regulars_ingest::{Class, Finding, Source, survey};
use std::{fmt::Write, ops::ControlFlow};

const ROWS: usize = 10_000;
const SEEDS: u64 = 3;

/// SplitMix64: the same columns on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// The last digit by weights 1 and 3 from the left of twelve (EAN-13), or from the right in general.
fn ean(front: &str) -> String {
    let sum: u32 =
        front.bytes().rev().enumerate().map(|(at, b)| u32::from(b - b'0') * if at % 2 == 0 { 3 } else { 1 }).sum();
    format!("{front}{}", (10 - sum % 10) % 10)
}

fn luhn(front: &str) -> String {
    let sum: u32 = front
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| match u32::from(b - b'0') {
            digit if at % 2 == 1 => digit,
            digit if digit > 4 => digit * 2 - 9,
            digit => digit * 2,
        })
        .sum();
    format!("{front}{}", (10 - sum % 10) % 10)
}

fn isbn10(front: &str) -> String {
    let sum: u32 = front.bytes().enumerate().map(|(at, b)| u32::from(b - b'0') * (10 - at as u32)).sum();
    match (11 - sum % 11) % 11 {
        10 => format!("{front}X"),
        digit => format!("{front}{digit}"),
    }
}

type Make = fn(&mut Chance, usize) -> String;

const COLUMNS: &[(&str, &str, Make)] = &[
    ("order numbers, 16 digits", "Order number", |c, _| c.digits(16)),
    ("order numbers, 16 digits from 4", "Order number", |c, _| format!("4{}", c.digits(15))),
    ("the same, name says nothing", "Vorgang", |c, _| format!("4{}", c.digits(15))),
    ("numbers of 15 digits from 37", "Reference", |c, _| format!("37{}", c.digits(13))),
    ("numbers in sequence, 16 digits", "Transaction", |_, at| format!("{}", 5_123_450_000_000_000_u64 + at as u64)),
    ("Shopify ids, 13 digits", "Id", |c, _| format!("{}", 4_000_000_000_000 + c.below(3_000_000_000_000))),
    ("Shopify ids, 14 digits", "Variant ID", |c, _| format!("4{}", c.digits(13))),
    ("the same, name says nothing", "Lieferung", |c, _| format!("4{}", c.digits(12))),
    ("order names", "Name", |_, at| format!("#{}", 1_001 + at)),
    ("Amazon order numbers", "order-id", |c, _| format!("{}-{}-{}", c.digits(3), c.digits(7), c.digits(7))),
    ("EAN-13", "EAN", |c, _| {
        let front = format!("40{}", c.digits(10));
        ean(&front)
    }),
    ("EAN-13, name says nothing", "Zahl", |c, _| {
        let front = c.digits(12);
        ean(&front)
    }),
    ("UPC-12", "UPC", |c, _| {
        let front = c.digits(11);
        ean(&front)
    }),
    ("GTIN-14", "GTIN", |c, _| {
        let front = format!("3{}", c.digits(12));
        ean(&front)
    }),
    ("ISBN-10", "ISBN", |c, _| {
        let front = c.digits(9);
        isbn10(&front)
    }),
    ("ISBN-10, name says nothing", "Buch", |c, _| {
        let front = c.digits(9);
        isbn10(&front)
    }),
    ("phones, Dutch", "Phone", |c, _| format!("+316{}", c.digits(8))),
    ("phones, 11 digits", "Telefoon", |c, _| format!("07{}", c.digits(9))),
    ("phones, American", "Phone", |c, _| format!("({}) {}-{}", 200 + c.below(700), c.digits(3), c.digits(4))),
    ("phones, 9 digits, no name", "Contact", |c, _| format!("6{}", c.digits(8))),
    ("seconds since 1970", "Created", |c, _| format!("{}", 1_600_000_000 + c.below(200_000_000))),
    ("milliseconds since 1970", "timestamp", |c, _| format!("{}", 1_600_000_000_000 + c.below(200_000_000_000))),
    ("microseconds, no name", "when", |c, _| format!("{}", 1_600_000_000_000_000 + c.below(200_000_000_000_000))),
    ("20261123101530", "stamp", |c, _| {
        format!(
            "2026{:02}{:02}{:02}{:02}{:02}",
            1 + c.below(12),
            1 + c.below(28),
            c.below(24),
            c.below(60),
            c.below(60)
        )
    }),
    ("dates and times", "Created at", |c, _| {
        format!(
            "2026-{:02}-{:02} {:02}:{:02}:{:02}",
            1 + c.below(12),
            1 + c.below(28),
            c.below(24),
            c.below(60),
            c.below(60)
        )
    }),
    ("parcels, 12 digits", "Tracking number", |c, _| c.digits(12)),
    ("parcels, 22 digits", "Tracking number", |c, _| format!("9400{}", c.digits(18))),
    ("parcels, 1Z", "Shipment", |c, _| format!("1Z{}{}", c.of(&["A1B2C3", "X9Y8Z7"]), c.digits(10))),
    ("parcels, 14 digits, no name", "Sendung", |c, _| c.digits(14)),
    ("prices", "Total", |c, _| format!("{}.{:02}", c.below(900), c.below(100))),
    ("prices with thousands", "Total", |c, _| {
        format!("{},{:03}.{:02}", 1 + c.below(900), c.below(1_000), c.below(100))
    }),
    ("German postcodes", "PLZ", |c, _| c.digits(5)),
    ("Dutch postcodes", "Postcode", |c, _| format!("{} {}", 1_000 + c.below(9_000), c.of(&["AB", "CD", "XZ"]))),
    ("British postcodes", "Postcode", |c, _| format!("SW{}A {}AA", 1 + c.below(9), 1 + c.below(9))),
    ("Indian postcodes", "Pincode", |c, _| format!("{}", 110_000 + c.below(700_000))),
    ("dates", "Date", |c, _| format!("{:02}/{:02}/2026", 1 + c.below(12), 1 + c.below(28))),
    ("given names", "First name", |c, _| {
        c.of(&["Christian", "Ana", "Bo", "Jordan", "Asia", "Gay", "Lourdes"]).to_owned()
    }),
    ("streets", "Street", |c, _| {
        format!("{} {}", c.of(&["Church Street", "Keizersgracht", "Rue de la Paix"]), c.below(400))
    }),
    ("article numbers", "SKU", |c, _| format!("{}-{}", c.of(&["ESP", "TEA", "MUG"]), c.digits(4))),
    ("article numbers AB1234567", "Artikel", |c, _| format!("{}{}", c.of(&["AB", "FX", "MA"]), c.digits(7))),
    ("article numbers AB123456C", "SKU", |c, _| {
        format!("{}{}{}", c.of(&["AB", "FX", "MA"]), c.digits(6), c.of(&["X", "Y", "Z"]))
    }),
    ("article numbers 123-45-6789", "SKU", |c, _| format!("{}-{}-{}", c.digits(3), c.digits(2), c.digits(4))),
    ("article numbers A12.5", "Item", |c, _| format!("A{}.{}", c.digits(2), c.digits(1))),
    ("serial numbers, 17 signs", "Serial", |c, _| format!("W{}K{}", c.digits(7), c.digits(8))),
    ("customer numbers, 9 digits", "Customer ID", |c, _| c.digits(9)),
    ("customer numbers, 9 digits, no name", "Konto", |c, _| c.digits(9)),
    ("numbers of 10 digits, no name", "Kunde", |c, _| c.digits(10)),
    ("numbers of 11 digits, no name", "Kunde", |c, _| c.digits(11)),
    ("numbers of 12 digits, no name", "Kunde", |c, _| c.digits(12)),
    ("numbers of 13 digits, no name", "Kunde", |c, _| c.digits(13)),
    ("numbers of 15 digits, no name", "Kunde", |c, _| c.digits(15)),
    ("loyalty cards with check digit", "Loyalty card number", |c, _| {
        let front = format!("6299{}", c.digits(11));
        luhn(&front)
    }),
    ("gift cards", "Gift card code", |c, _| format!("{}-{}-{}-{}", c.digits(4), c.digits(4), c.digits(4), c.digits(4))),
    ("phones' serial numbers", "IMEI", |c, _| {
        let front = format!("35{}", c.digits(12));
        luhn(&front)
    }),
    ("UUIDs", "Customer UUID", |c, _| {
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            c.below(1 << 32),
            c.below(1 << 16),
            c.below(1 << 12),
            c.below(1 << 12),
            c.below(1 << 48)
        )
    }),
    ("hexadecimal ids", "LEID", |c, _| format!("{:016x}{:016x}", c.next(), c.next())),
    ("email addresses", "Email", |c, _| format!("customer{}@example.com", c.digits(6))),
    ("web addresses", "Page", |c, _| {
        format!("https://example.com/products/a-long-name-of-a-thing?variant={}", c.digits(14))
    }),
    ("card brands and last four", "Card last4", |c, _| c.digits(4)),
    ("card checks", "Card CVC Status", |c, _| c.of(&["pass", "fail", "unchecked"]).to_owned()),
    ("colours", "Lineitem variant", |c, _| c.of(&["Black", "White", "Asian pear", "Mixed"]).to_owned()),
    ("short notes", "Notes", |c, _| {
        format!("Called on {} about order {}, ref {}", c.of(&["Mon", "Tue"]), c.digits(6), c.digits(16))
    }),
    ("versions", "App version", |c, _| format!("{}.{}.{}", c.below(9), c.below(20), c.below(99))),
    ("quantities", "Quantity", |c, _| format!("{}", 1 + c.below(9))),
];

fn findings(header: &str, make: Make, seed: u64) -> Vec<Finding> {
    let mut chance = Chance(seed);
    let mut text = format!("\"{header}\",Key\n");
    for at in 0..ROWS {
        let cell = make(&mut chance, at);
        writeln!(text, "\"{cell}\",k").expect("a text grows");
    }
    let source = Source::from_bytes("columns.csv", text.as_bytes());
    let survey = survey(&source, &mut |_| ControlFlow::Continue(())).expect("a file that can be read");
    survey.findings(0, "2026-11-25".parse().expect("a day"))
}

#[test]
fn ordinary_columns_are_not_called_sensitive() {
    let mut wrong = Vec::new();
    println!("{:<40} {:<22} false alarms in {SEEDS} columns of {ROWS} cells", "column", "named");
    for &(what, header, make) in COLUMNS {
        let mut alarms = Vec::new();
        let mut notes = 0;
        for seed in 1..=SEEDS {
            for finding in findings(header, make, seed * 7_919) {
                if finding.class == Class::Noted {
                    notes += 1;
                } else {
                    alarms.push(finding.words);
                }
            }
        }
        println!(
            "{what:<40} {header:<22} {} {}",
            alarms.len(),
            if notes > 0 { format!("(noted {notes})") } else { String::new() }
        );
        if !alarms.is_empty() {
            wrong.push(format!("{what} ({header}): {}", alarms.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The control: the same columns with what they are not.
#[test]
fn the_same_columns_with_cards_in_them_are() {
    let with_cards: &[(&str, Make)] = &[
        ("Order number", |c, _| {
            let front = format!("4{}", c.digits(14));
            luhn(&front)
        }),
        ("Vorgang", |c, _| {
            let front = format!("4{}", c.digits(14));
            luhn(&front)
        }),
        ("Notes", |c, at| {
            if at % 3_400 == 7 {
                let front = format!("53{}", c.digits(13));
                format!("paid with {}", luhn(&front))
            } else {
                "nothing to say".into()
            }
        }),
        ("Reference", |c, at| {
            if at == 9_999 {
                let front = format!("37{}", c.digits(12));
                let all = luhn(&front);
                format!("{} {} {}", &all[..4], &all[4..10], &all[10..])
            } else {
                c.digits(7)
            }
        }),
    ];
    for &(header, make) in with_cards {
        let found = findings(header, make, 1);
        assert_eq!(found.first().map(|finding| finding.class), Some(Class::Shortened), "{header}: {found:?}");
    }
}
