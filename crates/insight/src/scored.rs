//! What scores say of people, as rules ask it: each as it was worked out, for the day it was worked out for. Whoever has no such
//! score is neither above nor below, and in no band.

use crate::{
    Shop,
    english::{score_asked, score_words},
    passes::{ends_at, passes},
    turn::Turn,
    words,
};
use regulars_model::{Day, NumberTest, PersonId, RiskBand, ScoreKind, ScorePlace, ScoreTest, Scored, ScoresFound};
use std::sync::Arc;
use zeroize::Zeroize;

/// Everybody's score in the order of the shop.
#[derive(Debug)]
pub(crate) struct Lined {
    /// Not a number for whoever has none.
    pub(crate) values: Vec<f64>,
    /// Where each is put, from 1 on in `palette`; 0 for whoever has no score, or one without places.
    pub(crate) codes: Vec<u8>,
    palette: Vec<(ScorePlace, bool)>,
}

impl Zeroize for Lined {
    fn zeroize(&mut self) {
        self.values.zeroize();
        self.codes.zeroize();
    }
}

impl Lined {
    fn of(shop: &Shop, found: &ScoresFound) -> Self {
        let ids = &shop.people.ids;
        let mut lined = Self { values: vec![f64::NAN; ids.len()], codes: vec![0; ids.len()], palette: Vec::new() };
        let mut next = 0;
        for one in found.people() {
            next += ids[next..].iter().take_while(|held| **held < one.person.0).count();
            if ids.get(next) != Some(&one.person.0) {
                continue;
            }
            lined.values[next] = one.value;
            if let Some(place) = one.place {
                lined.codes[next] = lined.code((place, one.at_risk));
            }
        }
        lined
    }

    fn code(&mut self, place: (ScorePlace, bool)) -> u8 {
        let at = self.palette.iter().position(|held| *held == place).unwrap_or_else(|| {
            self.palette.push(place);
            self.palette.len() - 1
        });
        u8::try_from(at + 1).unwrap_or(0)
    }

    /// Whether a rule takes each code.
    pub(crate) fn taken(&self, asks: &ScoreTest) -> Vec<bool> {
        let takes = self.palette.iter().map(|(place, at_risk)| asks.takes(*place, *at_risk) == Some(true));
        [false].into_iter().chain(takes).collect()
    }
}

/// Put in line once, and again when the shop has changed or scores were worked out anew.
pub(crate) fn lined(shop: &Shop, found: &ScoresFound) -> Arc<Lined> {
    shop.kept.scores.get(found, || Lined::of(shop, found))
}

/// The scores that may be asked on a day: those of that day and of the kind that is asked for.
pub(crate) fn of_that_day<'a>(found: Option<&'a ScoresFound>, asks: &ScoreTest, as_of: Day) -> Option<&'a ScoresFound> {
    found.filter(|found| found.as_of() == as_of && found.kind() == asks.kind())
}

impl Shop {
    /// People whose use is allowed and who have no score of this kind: they never bought, or are no leads.
    #[must_use]
    pub fn without_a_score(&self, found: &ScoresFound) -> u32 {
        let lined = lined(self, found);
        let scored = self.everyone.iter().filter(|person| !lined.values[*person as usize].is_nan()).count();
        self.everyone.count().saturating_sub(u32::try_from(scored).unwrap_or(u32::MAX))
    }
}

fn one<'a>(shop: &Shop, found: &'a ScoresFound, person: usize) -> Option<&'a Scored> {
    found.of(PersonId(*shop.people.ids.get(person)?))
}

/// What is asked for, with where the highest or lowest begin.
fn asked(shop: &Shop, asks: &ScoreTest, found: &ScoresFound) -> (String, Option<f64>) {
    let words = score_asked(asks, shop.currency);
    let end = asks.number().and_then(|test| {
        let lined = lined(shop, found);
        ends_at(shop, test, &|person| lined.values.get(person).copied().filter(|value| !value.is_nan()))
    });
    let Some((end, test)) = end.zip(asks.number()) else { return (words, None) };
    let highest = matches!(test, NumberTest::TopPercent { .. } | NumberTest::TopCount { .. });
    let verb = if highest { "begins" } else { "ends" };
    (format!("{words}, which {verb} at {}", plain(shop, asks, end)), Some(end))
}

/// A score's number, rounded as people say it.
fn plain(shop: &Shop, asks: &ScoreTest, value: f64) -> String {
    match asks.kind() {
        ScoreKind::Value => words::money(value, shop.currency),
        ScoreKind::Risk | ScoreKind::Subscriber => format!("{}%", words::number(tenths(value))),
        ScoreKind::Lead => words::number(tenths(value)),
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The same, and "just under" or "just over" it where rounding would hide on which side of the bound it is.
fn shown(shop: &Shop, asks: &ScoreTest, value: f64, end: Option<f64>) -> String {
    let rounded = match asks.kind() {
        ScoreKind::Value => (value * shop.unit()).round() / shop.unit(),
        ScoreKind::Risk | ScoreKind::Lead | ScoreKind::Subscriber => tenths(value),
    };
    let misleads = asks.number().is_some_and(|test| passes(test, rounded, end) != passes(test, value, end));
    let side = match (misleads, value < rounded) {
        (false, _) => "",
        (true, true) => "just under ",
        (true, false) => "just over ",
    };
    format!("{side}{}", plain(shop, asks, value))
}

fn place_words(place: ScorePlace) -> String {
    match place {
        ScorePlace::Band(band) => band.words().to_owned(),
        ScorePlace::Tier(tier) => format!("“{}”", tier.words()),
    }
}

/// Where somebody is put, and by whom.
fn placed(one: &Scored) -> String {
    let put = one.place.map(place_words).unwrap_or_default();
    match one.instead_of {
        None if matches!(one.place, Some(ScorePlace::Band(_))) => format!("{put} by their own habit"),
        None => put,
        Some(said) => format!("{put}, as you put them (the program says {})", place_words(said)),
    }
}

/// What a score says of one person, and what was asked of it.
pub(crate) fn own(
    shop: &Shop,
    asks: &ScoreTest,
    found: Option<&ScoresFound>,
    person: usize,
    as_of: Day,
) -> (String, String) {
    let Some(found) = of_that_day(found, asks, as_of) else {
        let day = words::short_day(as_of);
        return (format!("scores that were not worked out for {day}"), score_asked(asks, shop.currency));
    };
    let (asked, end) = asked(shop, asks, found);
    let Some(one) = one(shop, found, person) else { return (none(shop, asks, person, as_of).to_owned(), asked) };
    let value = || shown(shop, asks, one.value, end);
    let fact = match asks {
        ScoreTest::Worth { .. } => format!("expected to bring {} in the next year", value()),
        ScoreTest::Buys { .. } => format!("{} likely to buy within {}", value(), words::days(found.horizon())),
        ScoreTest::Cancels { .. } => {
            format!("{} likely to cancel a subscription within {}", value(), words::days(found.horizon()))
        }
        ScoreTest::Lead { .. } => format!("scores {} of 100 as a lead", value()),
        ScoreTest::Tier { .. } => format!("{} as a lead", placed(one)),
        ScoreTest::Band { .. } => placed(one),
        ScoreTest::AtRisk => match (one.at_risk, one.place) {
            (true, _) => format!("{}, and one of the better customers", placed(one)),
            (false, Some(ScorePlace::Band(RiskBand::Slipping))) => {
                format!("{}, and not one of the better customers", placed(one))
            }
            (false, _) => placed(one),
        },
    };
    (fact, asked)
}

/// Why somebody has no such score.
fn none(shop: &Shop, asks: &ScoreTest, person: usize, as_of: Day) -> &'static str {
    let bought = shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of).purchases > 0;
    match (asks.kind(), bought) {
        (ScoreKind::Value | ScoreKind::Risk, false) => "no such score before a first purchase",
        (ScoreKind::Value | ScoreKind::Risk, true) => "no such score",
        (ScoreKind::Subscriber, _) => "no such score, having no subscription that runs",
        (ScoreKind::Lead, true) => "no lead score, having bought already",
        (ScoreKind::Lead, false) => "no lead score, not being one of the leads",
    }
}

/// What would turn it. A score follows from what is past, and nobody can say by how much one purchase would move it before it is
/// worked out anew.
pub(crate) fn turn(
    shop: &Shop,
    asks: &ScoreTest,
    found: Option<&ScoresFound>,
    (person, holds): (usize, bool),
    as_of: Day,
) -> Turn {
    let Some(found) = of_that_day(found, asks, as_of) else {
        return Turn::rule("the rule did not ask for a score");
    };
    let wanted = past(&score_words(asks, holds, shop.currency));
    match one(shop, found, person) {
        Some(_) => Turn::past(format!("they {wanted}")),
        None if matches!(asks.number(), Some(NumberTest::IsSet | NumberTest::NotSet)) => {
            Turn::past(format!("they {wanted}"))
        }
        None => Turn::past(format!("they had such a score, and {wanted}")),
    }
}

/// "are steady" is "were steady" after "if they".
fn past(many: &str) -> String {
    let swaps = [
        ("are ", "were "),
        ("can be ", "could be "),
        ("cannot be ", "could not be "),
        ("have ", "had "),
        ("do not ", "did not "),
        ("score ", "scored "),
    ];
    let found = swaps.iter().find_map(|(from, to)| many.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    found.unwrap_or_else(|| many.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder, evaluate, explain,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::{ImportId, LeadTier, Rule, SegmentRule};

    /// Ana, Mei and Zoë bought; Jo never did; Kim opted out.
    fn shop() -> Shop {
        let mut builder = ShopBuilder::new(euro());
        for (id, name) in [(1, "Ana"), (2, "Mei"), (3, "Zoë"), (4, "Jo"), (5, "Kim")] {
            let mut facts = someone(id, name);
            facts.use_allowed = name != "Kim";
            builder.person(facts);
        }
        for id in [1, 2, 3, 5] {
            builder.orders(ImportId(1), [purchase(id, &id.to_string(), 30, 1_000)]);
        }
        builder.build()
    }

    fn scored(person: u32, value: f64, place: Option<ScorePlace>) -> Scored {
        let at_risk = place == Some(ScorePlace::Band(RiskBand::Slipping)) && value < 10.0;
        Scored { person: PersonId(person), value, place, instead_of: None, at_risk }
    }

    fn worth() -> ScoresFound {
        let people =
            vec![scored(1, 120.0, None), scored(2, 99.999, None), scored(3, 100.0, None), scored(5, 500.0, None)];
        ScoresFound::new(ScoreKind::Value, AS_OF, 365, people)
    }

    fn risk() -> ScoresFound {
        let band = |band| Some(ScorePlace::Band(band));
        let mut zoe = scored(3, 60.0, band(RiskBand::Slipping));
        (zoe.instead_of, zoe.at_risk) = (band(RiskBand::Steady), true);
        let people = vec![scored(1, 8.0, band(RiskBand::Slipping)), scored(2, 12.0, band(RiskBand::Slipping)), zoe];
        ScoresFound::new(ScoreKind::Risk, AS_OF, 90, people)
    }

    fn rule(asks: ScoreTest, found: &ScoresFound) -> SegmentRule {
        SegmentRule::new(Rule::Score { asks, found: Some(found.clone()) })
    }

    fn at_least(value: f64) -> ScoreTest {
        ScoreTest::Worth { test: NumberTest::AtLeast { value } }
    }

    #[test]
    fn who_has_no_score_is_neither_above_nor_below_and_another_day_has_none() {
        let shop = shop();
        let who = |asks: ScoreTest, found: &ScoresFound, as_of: Day| -> Vec<u32> {
            evaluate(&shop, &rule(asks, found), as_of).members.iter().collect()
        };
        let below = ScoreTest::Worth { test: NumberTest::LessThan { value: 100.0 } };
        assert_eq!((who(at_least(100.0), &worth(), AS_OF), who(below, &worth(), AS_OF)), (vec![0, 2], vec![1]));
        let top = |n: u32| ScoreTest::Worth { test: NumberTest::TopCount { n } };
        assert_eq!(who(top(2), &worth(), AS_OF), [0, 2], "whoever opted out is not among them");
        assert_eq!(who(at_least(0.0), &worth(), AS_OF.plus(1)), [0; 0], "of another day");
        assert_eq!(who(at_least(0.0), &risk(), AS_OF), [0; 0], "another score");
        let bands = |any_of: &[RiskBand]| ScoreTest::Band { any_of: any_of.to_vec() };
        assert_eq!(who(bands(&[RiskBand::Slipping]), &risk(), AS_OF), [0, 1, 2]);
        assert_eq!(
            who(bands(&[RiskBand::Steady]), &risk(), AS_OF),
            [0; 0],
            "where the user put them is where they are"
        );
        assert_eq!(who(ScoreTest::AtRisk, &risk(), AS_OF), [0, 2]);
        let tiers = ScoreTest::Tier { any_of: LeadTier::ALL.to_vec() };
        assert_eq!(who(tiers, &risk(), AS_OF), [0; 0]);
        assert_eq!((shop.without_a_score(&worth()), shop.without_a_score(&risk())), (1, 1), "Jo");
        let unknown = SegmentRule::new(Rule::Score { asks: at_least(0.0), found: None });
        assert_eq!(evaluate(&shop, &unknown, AS_OF).members.count(), 0);
    }

    #[test]
    fn everybody_is_told_their_own_score_and_what_would_turn_it() {
        let shop = shop();
        let told = |person: u32, asks: ScoreTest, found: &ScoresFound| {
            let why = explain(&shop, &rule(asks, found), person, AS_OF).expect("somebody");
            (why.nodes[0].own.clone(), why.flip)
        };
        let (own, flip) = told(0, at_least(100.0), &worth());
        assert_eq!(own, "expected to bring €120 in the next year; you asked for at least €100");
        assert_eq!(flip, "They would be out if they could not be expected to bring at least €100 in the next year.");
        assert_eq!(
            told(1, at_least(100.0), &worth()).0,
            "expected to bring just under €100 in the next year; you asked for at least €100"
        );
        let (own, flip) = told(3, at_least(100.0), &worth());
        assert_eq!(own, "no such score before a first purchase; you asked for at least €100");
        assert_eq!(
            flip,
            "They would be in if they had such a score, and could be expected to bring at least €100 in the next year."
        );
        let top = ScoreTest::Worth { test: NumberTest::TopPercent { percent: 30.0 } };
        let (own, flip) = told(2, top, &worth());
        assert_eq!(own, "expected to bring €100 in the next year; you asked for the top 30%, which begins at €120");
        assert_eq!(flip, "They would be in if they were in the top 30% by worth in the next year.");
        let buys = ScoreTest::Buys { test: NumberTest::Between { low: 10.0, high: 20.0 } };
        assert_eq!(told(1, buys, &risk()).0, "12% likely to buy within 90 days; you asked for between 10% and 20%");
        let (own, flip) = told(2, ScoreTest::Band { any_of: vec![RiskBand::Steady] }, &risk());
        assert_eq!(own, "slipping away, as you put them (the program says steady); you asked for steady");
        assert_eq!(flip, "They would be in if they were steady by their own habit.");
        assert_eq!(
            told(1, ScoreTest::AtRisk, &risk()).0,
            "slipping away by their own habit, and not one of the better customers"
        );
    }
}
