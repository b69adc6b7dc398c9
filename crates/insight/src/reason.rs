//! "Because you bought coffee 4 times this year.": at most ten words to a person about why they hear from the shop,
//! made from the condition that decided and true of that person.

use crate::{
    Bits, Shop,
    evaluate::evaluate_nodes,
    leaf::{day_of, month_day_of, number_of},
    own::{deeds, month_day, purchases, texts_of},
    passes::words_that_pass,
    texts::{Dictionary, norm},
    words,
};
use regulars_model::{
    Channel, CountTest, DateField, DateTest, Day, Deed, EventKind, MonthDay, NumberField, NumberTest, PermissionState,
    ProductFilter, Rule, SegmentRule, TextField, TextTest, Window,
};
use std::sync::Arc;

/// The most words a reason may have.
pub const REASON_WORDS: usize = 10;

/// What a reason states. Everything here is true of the person on `as_of`.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// They bought it this often in the period, up to `as_of`.
    Bought {
        /// What: anything, or one category or product.
        what: ProductFilter,
        /// How often, at least once.
        times: u32,
        /// `Ever`, or since the first day of a month or year, or between the ends of one month.
        when: Window,
    },
    /// They did it, most recently on this day.
    Did {
        /// What.
        event: EventKind,
        /// When last, within the rule's window.
        last: Day,
    },
    /// A day in their history.
    Date {
        /// Which.
        field: DateField,
        /// When.
        day: Day,
    },
    /// Their birthday is this many days ahead.
    Birthday {
        /// Month and day.
        day: MonthDay,
        /// Days from `as_of` to it.
        ahead: u32,
    },
    /// A number about them.
    Number {
        /// Which.
        field: NumberField,
        /// How much, in the unit rules use.
        value: f64,
    },
    /// A text about them.
    Text {
        /// Which.
        field: TextField,
        /// As shown.
        value: String,
    },
    /// They said yes.
    SaidYes {
        /// To which channel.
        channel: Channel,
    },
    /// They have bought something.
    Customer,
    /// They are on file, and have not bought yet.
    SignedUp,
}

/// Reasons for the people of one segment: evaluated once, asked for many.
pub struct Reasons<'a> {
    as_of: Day,
    /// Leaves that can be a reason, best kind first; each with who it holds for.
    leaves: Vec<(&'a Rule, Bits)>,
}

impl<'a> Reasons<'a> {
    /// Evaluates a rule.
    #[must_use]
    pub fn new(shop: &Shop, rule: &'a SegmentRule, as_of: Day) -> Self {
        let nodes = evaluate_nodes(shop, rule, as_of);
        // A leaf counted only where every group above it holds too: another branch of an "any" did not decide.
        let mut whole: Vec<Bits> = Vec::with_capacity(nodes.len());
        let mut leaves = Vec::new();
        for node in nodes {
            let mut people = Arc::unwrap_or_clone(node.people);
            if let Some(parent) = node.parent {
                people.and(&whole[parent]);
            }
            if node.positive && rank(node.rule).is_some() {
                leaves.push((node.rule, people.clone()));
            }
            whole.push(people);
        }
        leaves.sort_by_key(|(rule, _)| rank(rule));
        Self { as_of, leaves }
    }

    /// What is true of the person and made them be in.
    #[must_use]
    pub fn fact(&self, shop: &Shop, person: u32) -> Fact {
        let held = self.leaves.iter().filter(|(_, people)| people.has(person));
        let found = held.filter_map(|(rule, _)| fact(shop, rule, person as usize, self.as_of)).next();
        found.unwrap_or_else(|| match shop.figures(person, self.as_of).purchases {
            0 => Fact::SignedUp,
            _ => Fact::Customer,
        })
    }

    /// The same in at most [`REASON_WORDS`] words.
    #[must_use]
    pub fn note(&self, shop: &Shop, person: u32) -> String {
        // A name that was cut short already ends in dots.
        note(&self.fact(shop, person), shop, self.as_of).replace("….", "…")
    }
}

/// Why one person is in, in at most ten words. For many people use [`Reasons`].
#[must_use]
pub fn reason_note(shop: &Shop, rule: &SegmentRule, person: u32, as_of: Day) -> String {
    Reasons::new(shop, rule, as_of).note(shop, person)
}

/// Which kinds of leaves make the better reason; `None` for those that make none ("never bought", "said no").
fn rank(rule: &Rule) -> Option<u8> {
    let counts = |times: &CountTest| matches!(times, CountTest::AtLeast { n } | CountTest::Exactly { n } if *n > 0);
    match rule {
        Rule::Bought { times, .. } if counts(times) => Some(0),
        // What somebody bought is what put them into a group or at a stage.
        Rule::Rfm { .. } | Rule::RfmScore { .. } => Some(2),
        Rule::Lifecycle { .. } => Some(3),
        Rule::Consent { .. } => Some(6),
        Rule::Spent { test, .. } if !is_small(test) => Some(0),
        Rule::BoughtDay { test, .. } if !matches!(test, DateTest::NotSet | DateTest::NotInLast { .. }) => Some(0),
        Rule::Sequence { .. } => Some(1),
        Rule::Did { times, event, .. }
            if counts(times) && !matches!(event, EventKind::EmailBounced | EventKind::Unsubscribed) =>
        {
            Some(1)
        }
        // That somebody is away says more than the day they were last here.
        Rule::Number { field: NumberField::UsualGaps, test } => (!is_small(test)).then_some(2),
        Rule::Date { test, .. } if !matches!(test, DateTest::NotSet | DateTest::NotInLast { .. }) => Some(3),
        Rule::Number { field, test } if *field != NumberField::Refunds => {
            // A small number is no reason to write to somebody, except that they have not been for a while.
            let least = is_small(test) && *field != NumberField::DaysSinceLastPurchase;
            (!least).then_some(4)
        }
        Rule::Text { test, .. } if !is_absence(test) => Some(5),
        Rule::Permission { state: PermissionState::Granted, .. }
        | Rule::SaidAt { state: PermissionState::Granted, .. } => Some(6),
        _ => None,
    }
}

/// Whether a small number, or none, is what was asked for.
fn is_small(test: &NumberTest) -> bool {
    matches!(
        test,
        NumberTest::AtMost { .. }
            | NumberTest::LessThan { .. }
            | NumberTest::BottomPercent { .. }
            | NumberTest::BottomCount { .. }
            | NumberTest::NotEquals { .. }
            | NumberTest::NotBetween { .. }
            | NumberTest::NotSet
    )
}

/// Whether something that is not so was asked for.
fn is_absence(test: &TextTest) -> bool {
    matches!(
        test,
        TextTest::IsNot { .. }
            | TextTest::NotIn { .. }
            | TextTest::NotContains { .. }
            | TextTest::NotStartsWith { .. }
            | TextTest::NotEndsWith { .. }
            | TextTest::NotMatches { .. }
            | TextTest::NotSet
    )
}

fn fact(shop: &Shop, rule: &Rule, person: usize, as_of: Day) -> Option<Fact> {
    match rule {
        Rule::Bought { what, when, .. } | Rule::Spent { what, when, .. } => bought(shop, what, *when, person, as_of),
        Rule::BoughtDay { what, .. } => bought(shop, what, Window::Ever, person, as_of),
        Rule::Sequence { first: Deed::Bought { what }, when, .. } => bought(shop, what, *when, person, as_of),
        Rule::Sequence { first: Deed::Did { event, about }, when, .. } => {
            deeds(shop, *event, about.as_ref(), *when, person, as_of)
                .last()
                .map(|last| Fact::Did { event: *event, last: *last })
        }
        Rule::Did { event, about, when, .. } => deeds(shop, *event, about.as_ref(), *when, person, as_of)
            .last()
            .map(|last| Fact::Did { event: *event, last: *last }),
        Rule::Date { field: DateField::Birthday, .. } => {
            let day = month_day_of(shop, person, DateField::Birthday, as_of)?;
            Some(Fact::Birthday { day, ahead: days_ahead(day, as_of)? })
        }
        Rule::Date { field, .. } => day_of(shop, person, *field, as_of).map(|day| Fact::Date { field: *field, day }),
        Rule::Number { field, .. } => {
            let value = number_of(shop, person, *field, as_of)?;
            (value > 0.0).then_some(Fact::Number { field: *field, value })
        }
        Rule::Text { field, test } => {
            let mine = texts_of(shop, *field, person);
            let passes = |text: &String| {
                let mut one = Dictionary::new();
                let code = one.code(text);
                let (marks, wanted) = words_that_pass(&one, test);
                marks.get(code as usize) == Some(&wanted)
            };
            mine.into_iter().find(passes).map(|value| Fact::Text { field: *field, value })
        }
        Rule::Permission { channel, .. } | Rule::SaidAt { channel, .. } => Some(Fact::SaidYes { channel: *channel }),
        Rule::Consent { channel, .. } => (shop.people.permissions[person][channel.place()] == PermissionState::Granted)
            .then_some(Fact::SaidYes { channel: *channel }),
        Rule::Rfm { .. } | Rule::RfmScore { .. } => bought(shop, &ProductFilter::Anything, Window::Ever, person, as_of),
        Rule::Lifecycle { .. } => {
            let field = DateField::LastPurchase;
            day_of(shop, person, field, as_of).map(|day| Fact::Date { field, day })
        }
        // What somebody told the shop in confidence, how far off they live, what it expects of them, and the lists and groups it
        // makes, are no reason to read aloud.
        Rule::Near { .. }
        | Rule::Score { .. }
        | Rule::Custom { .. }
        | Rule::Persona { .. }
        | Rule::People { .. }
        | Rule::Segment { .. }
        | Rule::All { .. }
        | Rule::Any { .. }
        | Rule::None { .. }
        | Rule::Sample { .. } => None,
    }
}

/// Of the things asked for, the one they bought most; counted again over a period that can be said in two words.
fn bought(shop: &Shop, what: &ProductFilter, when: Window, person: usize, as_of: Day) -> Option<Fact> {
    // Through which channel somebody bought is no reason to read aloud: what they bought is.
    let what = what.thing();
    let single: Vec<ProductFilter> = match what {
        ProductFilter::Anything | ProductFilter::Orders { .. } => vec![ProductFilter::Anything],
        ProductFilter::Category { any_of } => {
            any_of.iter().map(|one| ProductFilter::Category { any_of: vec![one.trim().to_owned()] }).collect()
        }
        ProductFilter::Product { any_of } => {
            any_of.iter().map(|one| ProductFilter::Product { any_of: vec![one.trim().to_owned()] }).collect()
        }
    };
    let counted = single.into_iter().map(|what| (purchases(shop, &what, when, person, as_of), what));
    // Of equals the first named.
    let (orders, what) = counted.reduce(|best, next| if next.0.len() > best.0.len() { next } else { best })?;
    let last = Day(shop.orders.day[*orders.last()?]);
    let when = match when {
        Window::Ever => Window::Ever,
        Window::Between { .. } => month_of(last)?,
        Window::LastDays { .. } | Window::Since { .. } => {
            let from = words::calendar(when.days(as_of).0);
            let same_year = from.year() == words::calendar(as_of).year();
            let first = if same_year { from.first_of_year() } else { from.first_of_month() };
            // "in the last 40,000 days" means ever.
            let ever = from.year() < words::calendar(as_of).year() - 20;
            if ever { Window::Ever } else { Window::Since { day: Day::from_date(first) } }
        }
    };
    let times = u32::try_from(purchases(shop, &what, when, person, as_of).len()).unwrap_or(u32::MAX);
    Some(Fact::Bought { what, times, when })
}

fn month_of(day: Day) -> Option<Window> {
    let date = words::calendar(day);
    Some(Window::Between { from: Day::from_date(date.first_of_month()), to: Day::from_date(date.last_of_month()) })
}

fn days_ahead(day: MonthDay, as_of: Day) -> Option<u32> {
    (0..=366).find(|ahead| {
        let date = words::calendar(as_of.plus(i32::try_from(*ahead).unwrap_or(0)));
        let (month, this) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        (month, this) == (day.month, day.day)
            || ((day.month, day.day) == (2, 29) && (month, this) == (2, 28) && !date.in_leap_year())
    })
}

/// The words of a fact.
fn note(fact: &Fact, shop: &Shop, as_of: Day) -> String {
    let month = |day: Day| {
        let form = if words::calendar(day).year() == words::calendar(as_of).year() { "%B" } else { "%B %Y" };
        words::calendar(day).strftime(form).to_string()
    };
    match fact {
        Fact::Bought { what, times, when } => {
            let period = match *when {
                Window::Ever | Window::LastDays { .. } => String::new(),
                Window::Since { day }
                    if words::calendar(day).day_of_year() == 1
                        && words::calendar(day).year() == words::calendar(as_of).year() =>
                {
                    " this year".to_owned()
                }
                Window::Since { day } => format!(" since {}", words::calendar(day).strftime("%B %Y")),
                Window::Between { from, .. } => format!(" in {}", month(from)),
            };
            let often = if *times < 2 { String::new() } else { format!(" {}", words::times(*times)) };
            let thing = match what {
                ProductFilter::Anything | ProductFilter::Orders { .. } => "from us".to_owned(),
                ProductFilter::Category { any_of } => {
                    let shown = |text: &String| shop.categories.find(text).map(|code| shop.categories.shown(code));
                    any_of.first().and_then(shown).map_or_else(String::new, |text| short(text, 2))
                }
                ProductFilter::Product { any_of } => short(&product_shown(shop, any_of), 2),
            };
            format!("Because you bought {thing}{often}{period}.")
        }
        Fact::Did { event, last } => {
            let month = month(*last);
            match event {
                EventKind::EmailSent => format!("Because we sent you an email in {month}."),
                EventKind::EmailOpened => format!("Because you opened our email in {month}."),
                EventKind::EmailClicked => format!("Because you clicked in our email in {month}."),
                EventKind::Visit => format!("Because you visited us in {month}."),
                EventKind::EmailBounced => format!("Because our email came back in {month}."),
                EventKind::Unsubscribed => format!("Because you unsubscribed in {month}."),
                EventKind::SurveyAnswered => format!("Because you answered our survey in {month}."),
                EventKind::ContestEntered => format!("Because you entered our contest in {month}."),
                EventKind::SupportAsked => format!("Because you asked us for help in {month}."),
                EventKind::SubscriptionStarted => format!("Because you subscribed in {month}."),
                EventKind::SubscriptionCancelled => format!("Because your subscription ended in {month}."),
            }
        }
        Fact::Date { field, day } => match field {
            DateField::FirstPurchase => format!("Because you first bought from us in {}.", month(*day)),
            DateField::LastPurchase => format!("Because you last bought from us in {}.", month(*day)),
            DateField::SignedUp | DateField::Birthday => format!("Because you signed up with us in {}.", month(*day)),
        },
        Fact::Birthday { ahead: 0, .. } => "Because it is your birthday today.".to_owned(),
        Fact::Birthday { ahead: 1..=31, .. } => "Because it is your birthday soon.".to_owned(),
        Fact::Birthday { day, .. } => format!("Because your birthday is on {}.", month_day(*day)),
        Fact::Number { field, value } => match field {
            NumberField::Purchases if (*value - 1.0).abs() < 0.5 => "Because you have bought from us.".to_owned(),
            NumberField::Purchases => format!("Because you have bought from us {} times.", words::number(*value)),
            NumberField::NetValue => format!("Because you have spent {} with us.", one_word_money(*value, shop)),
            NumberField::AveragePurchase => format!("Because your average order is {}.", one_word_money(*value, shop)),
            NumberField::DaysSinceLastPurchase if (*value - 1.0).abs() < 0.5 => {
                "Because your last order was yesterday.".to_owned()
            }
            NumberField::DaysSinceLastPurchase => {
                format!("Because your last order was {} days ago.", words::number(*value))
            }
            NumberField::UsualGaps if *value > 1.0 => "Because you have been away longer than usual.".to_owned(),
            NumberField::UsualGaps => "Because you keep coming back.".to_owned(),
            NumberField::Refunds => format!("Because you had {} refunds.", words::number(*value)),
        },
        Fact::Text { field, value } => match field {
            TextField::Country | TextField::Region | TextField::City => {
                format!("Because your address is in {}.", short(value, 4))
            }
            TextField::Postcode => format!("Because your postcode is {}.", short(value, 4)),
            TextField::Tag => format!("Because we noted “{}” for you.", short(value, 4)),
            TextField::Source => format!("Because we know you from “{}”.", short(value, 4)),
        },
        Fact::SaidYes { channel } => match channel {
            Channel::Email => "Because you said yes to our emails.".to_owned(),
            Channel::Sms => "Because you said yes to our text messages.".to_owned(),
            Channel::Post => "Because you said yes to our letters.".to_owned(),
            Channel::Phone => "Because you said yes to our calls.".to_owned(),
        },
        Fact::Customer => "Because you are one of our customers.".to_owned(),
        Fact::SignedUp => "Because you signed up with us.".to_owned(),
    }
}

/// Money in at most two words: "€512", "512 CHF".
fn one_word_money(major: f64, shop: &Shop) -> String {
    words::money(major, shop.currency())
}

/// A product asked for by name or number, as the files call it.
fn product_shown(shop: &Shop, any_of: &[String]) -> String {
    let Some(wanted) = any_of.first() else { return String::new() };
    let key = norm(wanted);
    let found = shop.articles.iter().find(|article| norm(&article.product) == key || norm(&article.sku) == key);
    found.map_or_else(|| wanted.trim().to_owned(), |article| article.shown().to_owned())
}

/// The first words of a name, with an ellipsis where it goes on; a very long word is cut.
fn short(text: &str, words: usize) -> String {
    const LETTERS: usize = 28;
    let mut kept: Vec<String> = Vec::new();
    let mut cut = false;
    for (at, word) in text.split_whitespace().enumerate() {
        if at == words {
            cut = true;
            break;
        }
        if word.chars().count() > LETTERS {
            kept.push(word.chars().take(LETTERS).collect());
            cut = true;
            break;
        }
        kept.push(word.to_owned());
    }
    let mut out = kept.join(" ");
    if cut {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, line, purchase, someone},
    };
    use regulars_model::{EventRow, ImportId, PersonId};

    fn note_for(json: &str) -> String {
        let mut builder = ShopBuilder::new(euro());
        let mut person = someone(1, "Ana Lim");
        person.city = "Villanueva de la Serena y Don Benito".to_owned();
        person.birthday = Some(MonthDay { month: 11, day: 30 });
        person.permissions[0] = PermissionState::Granted;
        builder.person(person);
        builder.person(someone(2, "Zoë"));
        for (nth, ago) in [(1, 10), (2, 100), (3, 200), (4, 300), (5, 400)] {
            let order = purchase(1, &nth.to_string(), ago, 1_250);
            builder.lines(ImportId(1), [line(&order, "White hanging heart t-light holder", "Coffee")]);
            builder.orders(ImportId(1), [order]);
        }
        let at = AS_OF.plus(-40).first_second();
        builder.events(
            ImportId(1),
            [EventRow { person: PersonId(1), kind: EventKind::EmailOpened, at, subject: String::new() }],
        );
        let rule = SegmentRule::from_json(json).unwrap();
        reason_note(&builder.build(), &rule, 0, AS_OF)
    }

    const NEVER_TEA: &str = r#"{"type":"none","rules":[{"type":"bought","what":{"of":"category","any_of":["tea"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}]}"#;

    fn bought(of: &str, n: u32, when: &str) -> String {
        format!(r#"{{"type":"bought","what":{of},"times":{{"op":"at_least","n":{n}}},"when":{when}}}"#)
    }

    #[test]
    fn reasons_read_like_a_shopkeeper() {
        let coffee = r#"{"of":"category","any_of":["tea","COFFEE"]}"#;
        let days = |n: u32| format!(r#"{{"in":"last_days","days":{n}}}"#);
        assert_eq!(note_for(&bought(coffee, 2, &days(150))), "Because you bought Coffee 4 times this year.");
        assert_eq!(note_for(&bought(coffee, 1, r#"{"in":"ever"}"#)), "Because you bought Coffee 5 times.");
        assert_eq!(note_for(&bought(coffee, 1, &days(380))), "Because you bought Coffee 4 times since November 2025.");
        assert_eq!(note_for(&bought(coffee, 1, &days(u32::MAX))), "Because you bought Coffee 5 times.");
        let between = r#"{"in":"between","from":"2026-08-01","to":"2026-08-31"}"#;
        assert_eq!(note_for(&bought(coffee, 1, between)), "Because you bought Coffee in August.");
        let heart = r#"{"of":"product","any_of":["white hanging heart T-LIGHT holder"]}"#;
        assert_eq!(
            note_for(&bought(heart, 1, &days(420))),
            "Because you bought White hanging… 5 times since September 2025."
        );
        assert_eq!(
            note_for(&bought(r#"{"of":"anything"}"#, 1, r#"{"in":"ever"}"#)),
            "Because you bought from us 5 times."
        );
        let opened = r#"{"type":"did","event":"email_opened","times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
        assert_eq!(note_for(opened), "Because you opened our email in October.");
        let birthday = r#"{"type":"date","field":"birthday","test":{"op":"anniversary_in_next","days":14}}"#;
        assert_eq!(note_for(birthday), "Because it is your birthday soon.");
        let yes = r#"{"type":"permission","channel":"email","state":"granted"}"#;
        assert_eq!(note_for(yes), "Because you said yes to our emails.");
        assert_eq!(note_for(&format!(r#"{{"type":"all","rules":[{yes},{birthday},{opened}]}}"#)), note_for(opened));
        let city = r#"{"type":"text","field":"city","test":{"op":"starts_with","value":"villa"}}"#;
        assert_eq!(note_for(city), "Because your address is in Villanueva de la Serena…");
        let worth = r#"{"type":"number","field":"net_value","test":{"op":"top_percent","percent":50}}"#;
        assert_eq!(note_for(worth), "Because you have spent €62.50 with us.");
    }

    #[test]
    fn being_away_is_said_only_of_those_who_are() {
        // Usually every 100 days; ten days ago they were here.
        let gaps = |test: &str| format!(r#"{{"type":"number","field":"usual_gaps","test":{test}}}"#);
        assert_eq!(note_for(&gaps(r#"{"op":"at_least","value":0.1}"#)), "Because you keep coming back.");
        assert_eq!(note_for(&gaps(r#"{"op":"at_most","value":2}"#)), "Because you are one of our customers.");
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        builder.orders(ImportId(1), [81, 61, 41].map(|ago| purchase(1, &ago.to_string(), ago, 100)));
        let seen = r#"{"type":"date","field":"last_purchase","test":{"op":"in_last","days":365}}"#;
        let json = format!(r#"{{"type":"all","rules":[{seen},{}]}}"#, gaps(r#"{"op":"at_least","value":2.05}"#));
        let (shop, rule) = (builder.build(), SegmentRule::from_json(&json).unwrap());
        assert_eq!(reason_note(&shop, &rule, 0, AS_OF), "Because you have been away longer than usual.");
    }

    #[test]
    fn what_somebody_did_not_do_is_never_a_reason() {
        assert_eq!(note_for(NEVER_TEA), "Because you are one of our customers.");
        let few = r#"{"type":"bought","what":{"of":"category","any_of":["tea"]},"times":{"op":"at_most","n":0},"when":{"in":"ever"}}"#;
        assert_eq!(note_for(few), "Because you are one of our customers.");
        // Twice none is not a reason's business to untangle: what holds there, holds.
        let twice = format!(r#"{{"type":"none","rules":[{NEVER_TEA}]}}"#);
        assert_eq!(note_for(&twice), "Because you are one of our customers.");
    }

    #[test]
    fn a_branch_that_did_not_decide_gives_no_reason() {
        let coffee = bought(r#"{"of":"category","any_of":["coffee"]}"#, 1, r#"{"in":"ever"}"#);
        let visited = r#"{"type":"did","event":"visit","times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
        let yes = r#"{"type":"permission","channel":"email","state":"granted"}"#;
        // Coffee holds, but its branch also asks for a visit: she is in for her yes.
        let rule = format!(r#"{{"type":"any","rules":[{{"type":"all","rules":[{coffee},{visited}]}},{yes}]}}"#);
        assert_eq!(note_for(&rule), "Because you said yes to our emails.");
    }
}
