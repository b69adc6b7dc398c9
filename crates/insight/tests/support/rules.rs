//! Random rules over the random shops beside them.

use super::*;

/// A distance to each of them, exactly so far, a metre less, and others.
fn near() -> impl Strategy<Value = Rule> {
    let metres = (spot(), spot(), -1i32..=1).prop_map(|(one, other, off)| {
        f64::from(one.metres_to(other).saturating_add_signed(off).clamp(1, 20_000_000)) / 1000.0
    });
    let km = prop_oneof![2 => metres, 1 => select(vec![0.5, 10.0, 600.0, 20_000.0])];
    let centre = option::weighted(0.9, (spot(), word(&["", "Berlin"])));
    let named = (word(&["10115", " d-10115", "1010"]), option::of(word(&["Germany", "AT"])));
    (named, km, any::<bool>(), centre).prop_map(|((postcode, country), km, within, centre)| {
        let centre = centre.map(|(spot, name)| Centre { spot, name });
        Rule::Near { postcode, country, km, within, centre }
    })
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::Ever),
        (0u32..400).prop_map(|days| Window::LastDays { days }),
        select(vec![5_000_000, u32::MAX]).prop_map(|days| Window::LastDays { days }),
        day().prop_map(|day| Window::Since { day }),
        (day(), day()).prop_map(|(a, b)| Window::Between { from: a.min(b), to: a.max(b) }),
    ]
}

fn times() -> impl Strategy<Value = CountTest> {
    prop_oneof![
        3 => (0u32..4).prop_map(|n| CountTest::AtLeast { n }),
        1 => (0u32..4).prop_map(|n| CountTest::AtMost { n }),
        1 => (0u32..4).prop_map(|n| CountTest::Exactly { n }),
    ]
}

fn text_test() -> impl Strategy<Value = TextTest> {
    let value = || select(vec!["berlin", "Bern", " KÖLN", "vip", "Nowhere", "b"]).prop_map(str::to_owned);
    prop_oneof![
        value().prop_map(|value| TextTest::Is { value }),
        value().prop_map(|value| TextTest::IsNot { value }),
        value().prop_map(|value| TextTest::Contains { value }),
        value().prop_map(|value| TextTest::StartsWith { value }),
        vec(value(), 1..3).prop_map(|values| TextTest::In { values }),
        vec(value(), 1..3).prop_map(|values| TextTest::NotIn { values }),
        value().prop_map(|value| TextTest::NotContains { value }),
        value().prop_map(|value| TextTest::NotStartsWith { value }),
        value().prop_map(|value| TextTest::EndsWith { value }),
        value().prop_map(|value| TextTest::NotEndsWith { value }),
        pattern().prop_map(|pattern| TextTest::Matches { pattern }),
        pattern().prop_map(|pattern| TextTest::NotMatches { pattern }),
        Just(TextTest::IsSet),
        Just(TextTest::NotSet),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    select(vec!["berlin", "b*", "*n", "b?rn", "*", "?*", "k*l*n*", "v?p", "*r*i*", "??"]).prop_map(str::to_owned)
}

fn number_test() -> impl Strategy<Value = NumberTest> {
    let value = || select(vec![0.0, 0.5, 1.0, 2.0, 2.1, 3.0, 12.5, 13.49, 50.0, 50.01, 90.0]);
    prop_oneof![
        value().prop_map(|value| NumberTest::AtLeast { value }),
        value().prop_map(|value| NumberTest::AtMost { value }),
        value().prop_map(|value| NumberTest::Equals { value }),
        (value(), value()).prop_map(|(a, b)| NumberTest::Between { low: a.min(b), high: a.max(b) }),
        select(vec![1.0, 10.0, 33.3, 50.0, 100.0]).prop_map(|percent| NumberTest::TopPercent { percent }),
        select(vec![1.0, 10.0, 33.3, 50.0, 100.0]).prop_map(|percent| NumberTest::BottomPercent { percent }),
        (1u32..12).prop_map(|n| NumberTest::TopCount { n }),
        (1u32..12).prop_map(|n| NumberTest::BottomCount { n }),
        value().prop_map(|value| NumberTest::MoreThan { value }),
        value().prop_map(|value| NumberTest::LessThan { value }),
        value().prop_map(|value| NumberTest::NotEquals { value }),
        (value(), value()).prop_map(|(a, b)| NumberTest::NotBetween { low: a.min(b), high: a.max(b) }),
        Just(NumberTest::IsSet),
        Just(NumberTest::NotSet),
    ]
}

fn date_test() -> impl Strategy<Value = DateTest> {
    prop_oneof![
        (0u32..400).prop_map(|days| DateTest::InLast { days }),
        select(vec![5_000_000, u32::MAX]).prop_map(|days| DateTest::MoreThanAgo { days }),
        (0u32..400).prop_map(|days| DateTest::MoreThanAgo { days }),
        (day(), day()).prop_map(|(a, b)| DateTest::Between { from: a.min(b), to: a.max(b) }),
        day().prop_map(|day| DateTest::Before { day }),
        day().prop_map(|day| DateTest::After { day }),
        (0u32..367).prop_map(|days| DateTest::AnniversaryInNext { days }),
        (0u32..367).prop_map(|days| DateTest::AnniversaryInLast { days }),
        (1u8..=12).prop_map(|month| DateTest::InMonth { month }),
        Just(DateTest::AnniversaryThisMonth),
        prop_oneof![0u32..400, Just(u32::MAX)].prop_map(|days| DateTest::NotInLast { days }),
        (0u32..400, prop_oneof![0u32..400, Just(u32::MAX)])
            .prop_map(|(a, b)| DateTest::AgoBetween { least: a.min(b), most: a.max(b) }),
        day().prop_map(|day| DateTest::On { day }),
        Just(DateTest::IsSet),
        Just(DateTest::NotSet),
    ]
}

fn date_rule() -> impl Strategy<Value = Rule> {
    let any = prop_oneof![
        (0u32..400).prop_map(|days| DateTest::AnniversaryInNext { days: days.min(366) }),
        (0u32..400).prop_map(|days| DateTest::AnniversaryInLast { days: days.min(366) }),
        (1u8..=12).prop_map(|month| DateTest::InMonth { month }),
        Just(DateTest::AnniversaryThisMonth),
        Just(DateTest::IsSet),
        Just(DateTest::NotSet),
    ];
    let past = select(vec![DateField::FirstPurchase, DateField::LastPurchase, DateField::SignedUp]);
    prop_oneof![
        1 => any.prop_map(|test| Rule::Date { field: DateField::Birthday, test }),
        2 => (past, date_test()).prop_map(|(field, test)| Rule::Date { field, test }),
    ]
}

fn what() -> impl Strategy<Value = ProductFilter> {
    prop_oneof![
        2 => thing(),
        1 => (thing(), option::of(channel_test()), option::of(order_amount()))
            .prop_map(|(what, through, amount)| ProductFilter::Orders { what: Box::new(what), through, amount }),
    ]
}

/// Nothing that looks at other people: one order is asked.
fn order_amount() -> impl Strategy<Value = NumberTest> {
    number_test().prop_filter("a test of one order", |test| !test.is_among_others())
}

fn channel_test() -> impl Strategy<Value = TextTest> {
    let value = || select(vec!["till", "WEB shop", " Market", "none such"]).prop_map(str::to_owned);
    prop_oneof![
        2 => value().prop_map(|value| TextTest::Is { value }),
        1 => value().prop_map(|value| TextTest::IsNot { value }),
        2 => vec(value(), 1..3).prop_map(|values| TextTest::In { values }),
        1 => vec(value(), 1..3).prop_map(|values| TextTest::NotIn { values }),
        1 => text_test(),
    ]
}

fn place_test() -> impl Strategy<Value = TextTest> {
    let value = || select(vec!["till form", " WEB shop", "nowhere"]).prop_map(str::to_owned);
    prop_oneof![
        2 => value().prop_map(|value| TextTest::Is { value }),
        1 => vec(value(), 1..3).prop_map(|values| TextTest::NotIn { values }),
        1 => value().prop_map(|value| TextTest::Contains { value }),
        1 => text_test(),
    ]
}

fn thing() -> impl Strategy<Value = ProductFilter> {
    let names = |names: Vec<&'static str>| vec(select(names).prop_map(str::to_owned), 1..3);
    prop_oneof![
        2 => Just(ProductFilter::Anything),
        3 => names(vec!["COFFEE", "tea", "gift sets and wrapping paper", "none such", " "])
            .prop_map(|any_of| ProductFilter::Category { any_of }),
        3 => names(vec!["espresso beans", "850A", "77", "White hanging heart T-light holder", " "])
            .prop_map(|any_of| ProductFilter::Product { any_of }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        what().prop_map(|what| Deed::Bought { what }),
        (select(EventKind::ALL.to_vec()), option::of(text_test()))
            .prop_map(|(event, about)| Deed::Did { event, about }),
    ]
}

/// Leaves of every kind.
pub fn leaf() -> impl Strategy<Value = Rule> {
    let texts = select(vec![
        TextField::Country,
        TextField::Region,
        TextField::City,
        TextField::Postcode,
        TextField::Tag,
        TextField::Source,
    ]);
    let numbers = select(vec![
        NumberField::Purchases,
        NumberField::NetValue,
        NumberField::AveragePurchase,
        NumberField::Refunds,
        NumberField::DaysSinceLastPurchase,
        NumberField::UsualGaps,
    ]);
    let spending = select(vec![Spending::InAll, Spending::OnAverage, Spending::AtOnce]);
    prop_oneof![
        (texts, text_test()).prop_map(|(field, test)| Rule::Text { field, test }),
        (numbers, number_test()).prop_map(|(field, test)| Rule::Number { field, test }),
        date_rule(),
        (what(), times(), window()).prop_map(|(what, times, when)| Rule::Bought { what, times, when }),
        (what(), spending, number_test(), window()).prop_map(|(what, how, test, when)| Rule::Spent {
            what,
            how,
            test,
            when
        }),
        (what(), select(vec![FirstOrLast::First, FirstOrLast::Last]), date_test())
            .prop_map(|(what, which, test)| Rule::BoughtDay { what, which, test }),
        (deed(), window(), deed(), prop_oneof![1u32..60, Just(u32::MAX)], any::<bool>())
            .prop_map(|(first, when, then, within, not)| Rule::Sequence { first, when, then, within, not }),
        (select(EventKind::ALL.to_vec()), option::of(text_test()), times(), window())
            .prop_map(|(event, about, times, when)| Rule::Did { event, about, times, when }),
        (select(Channel::ALL.to_vec()), state(), option::of(select(Purpose::ALL.to_vec()))).prop_map(
            |(channel, state, purpose)| {
                let purpose = purpose.filter(|_| state == PermissionState::Granted);
                Rule::Permission { channel, state, purpose }
            }
        ),
        (select(Channel::ALL.to_vec()), any::<bool>(), place_test()).prop_map(|(channel, yes, test)| {
            let state = if yes { PermissionState::Granted } else { PermissionState::Refused };
            Rule::SaidAt { channel, state, test }
        }),
        near(),
        (select(vec![1.0, 30.0, 100.0]), any::<u32>()).prop_map(|(percent, seed)| Rule::Sample { percent, seed }),
        standing(),
        scores::scored(number_test().boxed()),
        (select(Channel::ALL.to_vec()), date_test())
            .prop_map(|(channel, test)| Rule::Consent { channel, test: ConsentTest::Given { test } }),
        (select(Channel::ALL.to_vec()), subsequence(Basis::ALL.to_vec(), 1..=3))
            .prop_map(|(channel, any_of)| Rule::Consent { channel, test: ConsentTest::Basis { any_of } }),
        (select(vec!["size", "renewal", "pet", "animals", "nothing"]), custom_test())
            .prop_map(|(field, test)| Rule::Custom { field: field.to_owned(), test, label: String::new() }),
        vec((0u32..30).prop_map(PersonId), 0..8).prop_map(|people| Rule::People { people }),
        (vec(select(vec!["often COFFEE", "Big baskets ", "Came once", "none such"]), 1..3), prop::bool::weighted(0.9))
            .prop_map(|(names, is_found)| Rule::Persona {
                any_of: names.into_iter().map(str::to_owned).collect(),
                found: is_found.then(|| PERSONAS.clone()),
            }),
    ]
}

/// What the latest run found: some are in none, one is named twice.
pub static PERSONAS: LazyLock<PersonaMembers> = LazyLock::new(|| {
    let persona = |name: &str, members: Vec<u32>| Persona {
        name: name.to_owned(),
        portrait: 0,
        size: 0,
        share_of_people: 0.0,
        share_of_value: 0.0,
        value: 0,
        stability: 0.0,
        traits: Vec::new(),
        members: members.into_iter().map(PersonId).collect(),
    };
    let nth = |rest: u32| (1u32..60).filter(move |id| id % 7 == rest);
    let personas = vec![
        persona("Often coffee", nth(1).chain(nth(4)).collect()),
        persona("Big baskets", nth(0).chain([1]).collect()),
        persona("Came once", nth(3).chain([999]).collect()),
    ];
    PersonaMembers::of(PersonaSet { personas, people: 0, stability: 0.0, resamples: 0, as_of: AS_OF, seed: 7 })
});

fn custom_test() -> impl Strategy<Value = CustomTest> {
    let size = select(vec![39.0, 40.0, 40.5]);
    prop_oneof![
        text_test().prop_map(|test| CustomTest::Text { test }),
        text_test().prop_map(|test| CustomTest::List { test }),
        word(&["red", "DOG", "fish", "nothing"]).prop_map(|value| CustomTest::List { test: TextTest::Is { value } }),
        size.prop_map(|value| CustomTest::Number { test: NumberTest::AtLeast { value } }),
        number_test().prop_map(|test| CustomTest::Number { test }),
        date_test().prop_map(|test| CustomTest::Date { test }),
        select(vec![YesNo::Yes, YesNo::No, YesNo::IsSet, YesNo::NotSet]).prop_map(|test| CustomTest::YesNo { test }),
    ]
}

/// Groups of RFM, scores and stages.
pub fn standing() -> impl Strategy<Value = Rule> {
    prop_oneof![
        subsequence(RfmGroup::ALL.to_vec(), 1..=4).prop_map(|groups| Rule::Rfm { groups }),
        (select(RfmPart::ALL.to_vec()), 1u8..=5, 1u8..=5).prop_map(|(part, a, b)| Rule::RfmScore {
            part,
            least: a.min(b),
            most: a.max(b)
        }),
        subsequence(LifeStage::ALL.to_vec(), 1..=3).prop_map(|stages| Rule::Lifecycle { stages }),
    ]
}

/// Rules of every kind, in groups of every kind, up to four deep.
pub fn rule() -> impl Strategy<Value = Rule> {
    leaf().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|rules| Rule::All { rules }),
            vec(inner.clone(), 0..4).prop_map(|rules| Rule::Any { rules }),
            vec(inner.clone(), 0..4).prop_map(|rules| Rule::None { rules }),
            other_segment(inner),
        ]
    })
}

/// Another segment that asks this, or that is not there any more.
fn other_segment(rule: impl Strategy<Value = Rule>) -> impl Strategy<Value = Rule> {
    (1u32..9, option::weighted(0.9, rule)).prop_map(|(id, rule)| {
        let opened = rule.map(|rule| Opened { name: format!("Segment {id}"), rule: Box::new(rule) });
        Rule::Segment { segment: SegmentId(id), opened }
    })
}

/// Rules that may be asked, up to six deep and often that deep.
pub fn deep_rule() -> impl Strategy<Value = Rule> {
    group(5)
}

/// A group with so many levels below it at most.
fn group(levels: u32) -> BoxedStrategy<Rule> {
    let asked = leaf().prop_filter("a rule that may be asked", |leaf| SegmentRule::new(leaf.clone()).check().is_ok());
    let part = match levels {
        0 | 1 => asked.boxed(),
        _ => prop_oneof![2 => asked, 3 => group(levels - 1)].boxed(),
    };
    prop_oneof![
        vec(part.clone(), 0..4).prop_map(|rules| Rule::All { rules }),
        vec(part.clone(), 0..4).prop_map(|rules| Rule::Any { rules }),
        vec(part.clone(), 0..4).prop_map(|rules| Rule::None { rules }),
        (vec(part.clone(), 0..3), other_segment(part)).prop_map(|(mut rules, other)| {
            rules.push(other);
            Rule::All { rules }
        }),
    ]
    .boxed()
}
