//! The shapes sentences are made of, taken from what [`super::conditions`] says: a condition is put into words with marks in place of
//! its numbers, days and names, and where the marks come out are the places to read them back from.

use super::conditions::{in_such_orders, leaf_words};
use jiff::civil::date;
use regulars_model::{
    Channel, CountTest, Currency, DateField, DateTest, Day, Deed, EventKind, FirstOrLast, LeadTier, NumberField,
    NumberTest, PermissionState, ProductFilter, Purpose, RiskBand, Rule, ScoreTest, Spending, TextField, TextTest,
    Window, group_digits,
};
use serde_json::Value;

/// What kind of thing an unquoted name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOf {
    Country,
    Region,
    City,
    Postcode,
    Category,
    Product,
}

/// A piece of a condition in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// These words, whatever their case.
    Words(String),
    /// A number or an amount, in place of this mark.
    Number(f64),
    /// A count, in place of this mark.
    Count(u32),
    /// A date, in place of this mark.
    Date(Day),
    /// One text in quotation marks, in place of this mark.
    Quoted(&'static str),
    /// Texts in quotation marks: "“a”, “b” or “c”".
    QuotedList,
    /// Names without them, in place of this mark: "Germany or Austria".
    Names(NameOf, &'static str),
    /// In which orders: " in orders of at least €50 through “till”".
    Orders,
}

/// A condition or its opposite, with places to be filled.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) pieces: Vec<Piece>,
    /// The condition as JSON, with marks in it.
    pub(super) rule: Value,
    pub(super) not: bool,
}

/// In place of one quoted text, and of a list.
pub(super) const TEXT: &str = "§t";
pub(super) const LIST: &str = "§l";
/// In place of a second list of names.
const NEXT: &str = "§n";
/// In place of a second quoted text.
pub(super) const SECOND: &str = "§s";
/// In place of the channel of such orders as are asked for.
pub(super) const ORDERS: &str = "§o";
const NUMBERS: [f64; 4] = [7313.0, 7314.0, 7315.0, 73.25];
/// The first three as amounts are written, with a comma.
const GROUPED: [u64; 3] = [7313, 7314, 7315];
const COUNTS: [u32; 4] = [7001, 7002, 7003, 7004];

fn days() -> [Day; 2] {
    [Day::from_date(date(2071, 6, 21)), Day::from_date(date(2071, 6, 22))]
}

/// Every shape, conditions before their opposites.
pub(super) fn shapes(currency: Currency) -> Vec<Shape> {
    let mut rules: Vec<(Rule, Option<NameOf>)> = Vec::new();
    texts(&mut rules);
    numbers(&mut rules);
    dates(&mut rules);
    bought(&mut rules);
    deeds(&mut rules);
    permissions(&mut rules);
    rules.push((Rule::Persona { any_of: vec![LIST.to_owned()], found: None }, None));
    scores(&mut rules);
    distances(&mut rules);
    let with_one = rules.into_iter().map(|(rule, name)| (rule, [name, None]));
    let rules: Vec<(Rule, [Option<NameOf>; 2])> = with_one.chain(sequences()).collect();
    let mut out = Vec::with_capacity(rules.len() * 2);
    for not in [false, true] {
        for (rule, names) in &rules {
            let words = leaf_words(rule, not, currency);
            // A condition that says nothing, or that JSON cannot carry, has no shape.
            if let (false, Ok(json)) = (words.is_empty(), serde_json::to_value(rule)) {
                out.push(Shape { pieces: pieces(&words, *names), rule: json, not });
            }
        }
    }
    out
}

/// Cuts words where marks stand.
fn pieces(words: &str, names: [Option<NameOf>; 2]) -> Vec<Piece> {
    let mut marks: Vec<(String, Piece)> = vec![(format!("“{LIST}”"), Piece::QuotedList)];
    marks.extend([TEXT, SECOND].map(|mark| (format!("“{mark}”"), Piece::Quoted(mark))));
    marks.push((format!(" through “{ORDERS}”"), Piece::Orders));
    let named = names.into_iter().zip([LIST, NEXT]).filter_map(|(of, mark)| Some((of?, mark)));
    marks.extend(named.map(|(of, mark)| (mark.to_owned(), Piece::Names(of, mark))));
    for mark in NUMBERS {
        marks.push((crate::words::number(mark), Piece::Number(mark)));
    }
    for (mark, number) in GROUPED.into_iter().zip(NUMBERS) {
        marks.push((group_digits(mark), Piece::Number(number)));
    }
    for mark in COUNTS {
        marks.push((mark.to_string(), Piece::Count(mark)));
        marks.push((group_digits(mark.into()), Piece::Count(mark)));
    }
    marks.extend(days().map(|day| (crate::words::day(day), Piece::Date(day))));
    let mut out = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let next = marks.iter().filter_map(|(mark, piece)| Some((rest.find(mark.as_str())?, mark, piece)));
        let Some((at, mark, piece)) = next.min_by_key(|(at, mark, _)| (*at, usize::MAX - mark.len())) else {
            out.push(Piece::Words(rest.to_owned()));
            break;
        };
        if at > 0 {
            out.push(Piece::Words(rest[..at].to_owned()));
        }
        out.push(piece.clone());
        rest = &rest[at + mark.len()..];
    }
    out
}

fn texts(out: &mut Vec<(Rule, Option<NameOf>)>) {
    let name = |field| match field {
        TextField::Country => Some(NameOf::Country),
        TextField::Region => Some(NameOf::Region),
        TextField::City => Some(NameOf::City),
        TextField::Postcode => Some(NameOf::Postcode),
        TextField::Tag | TextField::Source => None,
    };
    for field in
        [TextField::Country, TextField::Region, TextField::City, TextField::Postcode, TextField::Tag, TextField::Source]
    {
        for test in text_tests() {
            out.push((Rule::Text { field, test }, name(field)));
        }
    }
}

fn text_tests() -> Vec<TextTest> {
    let value = || TEXT.to_owned();
    vec![
        TextTest::In { values: vec![LIST.to_owned()] },
        TextTest::Contains { value: value() },
        TextTest::StartsWith { value: value() },
        TextTest::EndsWith { value: value() },
        TextTest::Matches { pattern: value() },
        TextTest::IsSet,
    ]
}

/// The same and their opposites, where a text stands beside a deed or an answer: "through any channel but “web”".
fn named_tests() -> Vec<TextTest> {
    let value = || TEXT.to_owned();
    let opposites = [
        TextTest::NotIn { values: vec![LIST.to_owned()] },
        TextTest::NotContains { value: value() },
        TextTest::NotStartsWith { value: value() },
        TextTest::NotEndsWith { value: value() },
        TextTest::NotMatches { pattern: value() },
        TextTest::NotSet,
    ];
    text_tests().into_iter().chain(opposites).collect()
}

fn number_tests() -> Vec<NumberTest> {
    let [value, low, high, percent] = NUMBERS;
    vec![
        NumberTest::AtLeast { value },
        NumberTest::AtMost { value },
        NumberTest::MoreThan { value },
        NumberTest::LessThan { value },
        NumberTest::Equals { value },
        NumberTest::NotEquals { value },
        NumberTest::Between { low, high },
        NumberTest::NotBetween { low, high },
        NumberTest::TopPercent { percent },
        NumberTest::BottomPercent { percent },
        NumberTest::TopCount { n: COUNTS[0] },
        NumberTest::BottomCount { n: COUNTS[0] },
        NumberTest::IsSet,
    ]
}

fn numbers(out: &mut Vec<(Rule, Option<NameOf>)>) {
    for field in [
        NumberField::Purchases,
        NumberField::NetValue,
        NumberField::AveragePurchase,
        NumberField::Refunds,
        NumberField::DaysSinceLastPurchase,
        NumberField::UsualGaps,
    ] {
        out.extend(number_tests().into_iter().map(|test| (Rule::Number { field, test }, None)));
    }
}

fn date_tests(birthday: bool) -> Vec<DateTest> {
    let [from, to] = days();
    // Nought and one are said in words of their own.
    let spans = [0, 1, COUNTS[1]];
    let mut out: Vec<DateTest> = spans
        .iter()
        .flat_map(|days| [DateTest::AnniversaryInNext { days: *days }, DateTest::AnniversaryInLast { days: *days }])
        .chain((1..=12).map(|month| DateTest::InMonth { month }))
        .chain([DateTest::AnniversaryThisMonth, DateTest::IsSet])
        .collect();
    if !birthday {
        out.extend(spans.iter().flat_map(|days| {
            [
                DateTest::InLast { days: *days },
                DateTest::NotInLast { days: *days },
                DateTest::MoreThanAgo { days: *days },
            ]
        }));
        out.push(DateTest::AgoBetween { least: COUNTS[2], most: COUNTS[1] });
        out.push(DateTest::Between { from, to });
        out.extend([DateTest::On { day: from }, DateTest::Before { day: from }, DateTest::After { day: from }]);
    }
    out
}

fn dates(out: &mut Vec<(Rule, Option<NameOf>)>) {
    for field in [DateField::FirstPurchase, DateField::LastPurchase, DateField::SignedUp, DateField::Birthday] {
        for test in date_tests(field == DateField::Birthday) {
            out.push((Rule::Date { field, test }, None));
        }
    }
}

fn windows() -> Vec<Window> {
    let [from, to] = days();
    let spans = [0, 1, COUNTS[1]].map(|days| Window::LastDays { days });
    [Window::Ever].into_iter().chain(spans).chain([Window::Since { day: from }, Window::Between { from, to }]).collect()
}

fn products() -> Vec<(ProductFilter, Option<NameOf>)> {
    products_in(LIST)
}

fn products_in(mark: &str) -> Vec<(ProductFilter, Option<NameOf>)> {
    let any_of = || vec![mark.to_owned()];
    vec![
        (ProductFilter::Anything, None),
        (ProductFilter::Category { any_of: any_of() }, Some(NameOf::Category)),
        (ProductFilter::Product { any_of: any_of() }, Some(NameOf::Product)),
    ]
}

/// The same in orders of some kind.
fn in_orders() -> Vec<(ProductFilter, Option<NameOf>)> {
    let such = |(what, name)| {
        let through = Some(TextTest::Is { value: ORDERS.to_owned() });
        (ProductFilter::Orders { what: Box::new(what), through, amount: None }, name)
    };
    products().into_iter().map(such).collect()
}

/// Every way to say which orders, to stand where [`Piece::Orders`] does.
pub(super) fn order_shapes(currency: Currency) -> Vec<Shape> {
    let amounts = number_tests().into_iter().filter(|test| !test.is_among_others()).map(Some);
    let amounts: Vec<Option<NumberTest>> = amounts.chain([None]).collect();
    let mut out = Vec::new();
    for through in named_tests().into_iter().map(Some).chain([None]) {
        for amount in &amounts {
            let what = Box::new(ProductFilter::Anything);
            let such = ProductFilter::Orders { what, through: through.clone(), amount: amount.clone() };
            let words = in_such_orders(&such, currency);
            if let (false, Ok(rule)) = (words.is_empty(), serde_json::to_value(&such)) {
                out.push(Shape { pieces: pieces(&words, [None; 2]), rule, not: false });
            }
        }
    }
    out
}

fn often() -> Vec<CountTest> {
    let each = [0, 1, 2, COUNTS[0]];
    let tests = each.map(|n| [CountTest::AtLeast { n }, CountTest::AtMost { n }, CountTest::Exactly { n }]);
    tests.into_iter().flatten().collect()
}

fn bought(out: &mut Vec<(Rule, Option<NameOf>)>) {
    for (what, name) in products().into_iter().chain(in_orders()) {
        for when in windows() {
            out.extend(often().into_iter().map(|times| (Rule::Bought { what: what.clone(), times, when }, name)));
            for how in [Spending::InAll, Spending::OnAverage, Spending::AtOnce] {
                out.extend(
                    number_tests().into_iter().map(|test| (Rule::Spent { what: what.clone(), how, test, when }, name)),
                );
            }
        }
        for which in [FirstOrLast::First, FirstOrLast::Last] {
            out.extend(
                date_tests(false).into_iter().map(|test| (Rule::BoughtDay { what: what.clone(), which, test }, name)),
            );
        }
    }
}

fn deeds(out: &mut Vec<(Rule, Option<NameOf>)>) {
    let abouts = [
        None,
        Some(TextTest::In { values: vec![LIST.to_owned()] }),
        Some(TextTest::Contains { value: TEXT.to_owned() }),
    ];
    for event in EventKind::ALL {
        for about in &abouts {
            for when in windows() {
                out.extend(
                    often().into_iter().map(|times| (Rule::Did { event, about: about.clone(), times, when }, None)),
                );
            }
        }
    }
}

/// Only of deeds without a subject: "bought tea and then opened an email", "bought tea and then bought sweets".
fn sequences() -> Vec<(Rule, [Option<NameOf>; 2])> {
    let deeds = |mark| {
        let bought = products_in(mark).into_iter().map(|(what, name)| (Deed::Bought { what }, name));
        bought.chain(EventKind::ALL.into_iter().map(|event| (Deed::Did { event, about: None }, None)))
    };
    let mut out = Vec::new();
    for (first, one) in deeds(LIST) {
        // The first mark is that of the first names, wherever they stand.
        for (then, other) in deeds(if one.is_some() { NEXT } else { LIST }) {
            out.extend(sequences_of(&first, &then).map(|rule| (rule, [one.or(other), one.and(other)])));
        }
    }
    out
}

fn sequences_of(first: &Deed, then: &Deed) -> impl Iterator<Item = Rule> {
    let each = |when| [1, COUNTS[2]].map(|within| [(when, within, false), (when, within, true)]);
    windows().into_iter().flat_map(each).flatten().map(|(when, within, not)| Rule::Sequence {
        first: first.clone(),
        when,
        then: then.clone(),
        within,
        not,
    })
}

fn permissions(out: &mut Vec<(Rule, Option<NameOf>)>) {
    for channel in Channel::ALL {
        for state in [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown] {
            out.push((Rule::Permission { channel, state, purpose: None }, None));
        }
        for state in [PermissionState::Granted, PermissionState::Refused] {
            out.extend(named_tests().into_iter().map(|test| (Rule::SaidAt { channel, state, test }, None)));
        }
        for purpose in Purpose::ALL {
            let state = PermissionState::Granted;
            out.push((Rule::Permission { channel, state, purpose: Some(purpose) }, None));
        }
    }
}

/// Bands and tiers are few: every choice of them has a shape of its own.
fn scores(out: &mut Vec<(Rule, Option<NameOf>)>) {
    fn choices<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
        let chosen = |of: u32| all.iter().enumerate().filter(move |(at, _)| of >> at & 1 == 1).map(|(_, one)| *one);
        (1..1 << all.len()).map(|of| chosen(of).collect()).collect()
    }
    let mut asked = vec![ScoreTest::AtRisk];
    for test in number_tests() {
        asked.push(ScoreTest::Worth { test: test.clone() });
        asked.push(ScoreTest::Buys { test: test.clone() });
        asked.push(ScoreTest::Cancels { test: test.clone() });
        asked.push(ScoreTest::Lead { test });
    }
    asked.extend(choices(&RiskBand::ALL).into_iter().map(|any_of| ScoreTest::Band { any_of }));
    asked.extend(choices(&LeadTier::ALL).into_iter().map(|any_of| ScoreTest::Tier { any_of }));
    out.extend(asked.into_iter().map(|asks| (Rule::Score { asks, found: None }, None)));
}

fn distances(out: &mut Vec<(Rule, Option<NameOf>)>) {
    for country in [None, Some(SECOND.to_owned())] {
        for within in [true, false] {
            let (postcode, country) = (TEXT.to_owned(), country.clone());
            out.push((Rule::Near { postcode, country, km: NUMBERS[0], within, centre: None }, None));
        }
    }
}
