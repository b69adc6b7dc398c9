//! Groups of RFM, stages, yeses, own fields and lists, read plainly: by counting everybody who is worse off.

use super::{PersonHistory, day_passes, number, text};
use regulars_model::{
    Channel, ConsentTest, Currency, CustomTest, Day, LifeStage, NumberField, OrderKind, PersonaMembers, RfmGroup, Rule,
    ScoreKind, ScorePlace, ScoreTest, Scored, ScoresFound, YesNo,
};
use std::collections::BTreeSet;

/// Whether one of these conditions holds; of any other, never.
pub(super) fn holds(
    person: &PersonHistory,
    rule: &Rule,
    as_of: Day,
    currency: Currency,
    shop: &[PersonHistory],
) -> bool {
    match rule {
        Rule::Rfm { groups } => {
            person.rfm(as_of, currency, shop).is_some_and(|[r, f, m]| groups.contains(&RfmGroup::of(r, (f + m) / 2)))
        }
        Rule::RfmScore { part, least, most } => {
            person.rfm(as_of, currency, shop).is_some_and(|scores| (*least..=*most).contains(&scores[*part as usize]))
        }
        Rule::Lifecycle { stages } => person.stage(as_of, shop).is_some_and(|stage| stages.contains(&stage)),
        Rule::Consent { channel, test } => {
            let at = Channel::ALL.iter().position(|each| each == channel);
            let given = at.and_then(|at| person.facts.given[at]).filter(|given| given.day <= as_of);
            match test {
                ConsentTest::Basis { any_of } => given.is_some_and(|given| any_of.contains(&given.basis)),
                ConsentTest::Given { test } => {
                    let day = given.map(|given| given.day);
                    day_passes(day, day.map(month_and_day), test, as_of)
                }
            }
        }
        Rule::Custom { field, test, .. } => {
            let value = |one: &PersonHistory| one.facts.custom.get(field).map(|own| own.trim().to_lowercase());
            let own = value(person).unwrap_or_default();
            match test {
                CustomTest::Text { test } => text(&Vec::from_iter(Some(own).filter(|own| !own.is_empty())), test),
                CustomTest::List { test } => {
                    let items = own.split('\u{1f}').map(|item| item.trim().to_owned());
                    text(&items.filter(|item| !item.is_empty()).collect::<Vec<_>>(), test)
                }
                CustomTest::Number { test } => {
                    let read = |one: &PersonHistory| value(one)?.parse::<f64>().ok().filter(|own| own.is_finite());
                    number(read(person), test, &|| {
                        shop.iter().filter(|other| other.is_asked()).filter_map(read).collect()
                    })
                }
                CustomTest::Date { test } => {
                    let day = own.parse::<Day>().ok();
                    day_passes(day, day.map(month_and_day), test, as_of)
                }
                CustomTest::YesNo { test } => match test {
                    YesNo::Yes => own == "yes",
                    YesNo::No => own == "no",
                    YesNo::IsSet => own == "yes" || own == "no",
                    YesNo::NotSet => own != "yes" && own != "no",
                },
            }
        }
        // The first that has them, as a page about somebody says it.
        Rule::Persona { any_of, found } => {
            let mut personas = found.iter().flat_map(PersonaMembers::each);
            let own = personas.find(|(_, members)| members.contains(&person.facts.id));
            let asked = |name: &str| any_of.iter().any(|each| each.trim().to_lowercase() == name.to_lowercase());
            own.is_some_and(|(name, _)| asked(name))
        }
        Rule::Score { asks, found } => {
            let found = found.as_ref().filter(|found| found.as_of() == as_of);
            found.is_some_and(|found| scored(person, asks, found, shop))
        }
        Rule::People { people } => people.contains(&person.facts.id),
        _ => false,
    }
}

/// Looked up person by person among all that were handed over.
fn scored(person: &PersonHistory, asks: &ScoreTest, found: &ScoresFound, shop: &[PersonHistory]) -> bool {
    let of = |one: &PersonHistory| found.people().iter().find(|scored| scored.person == one.facts.id).copied();
    let own: Option<Scored> = of(person);
    let asked = |kind: ScoreKind, test| {
        let others = || shop.iter().filter(|other| other.is_asked()).filter_map(of).map(|other| other.value).collect();
        found.kind() == kind && number(own.map(|own| own.value), test, &others)
    };
    match asks {
        ScoreTest::Worth { test } => asked(ScoreKind::Value, test),
        ScoreTest::Buys { test } => asked(ScoreKind::Risk, test),
        ScoreTest::Lead { test } => asked(ScoreKind::Lead, test),
        ScoreTest::Cancels { test } => asked(ScoreKind::Subscriber, test),
        ScoreTest::AtRisk => found.kind() == ScoreKind::Risk && own.is_some_and(|own| own.at_risk),
        ScoreTest::Band { any_of } => {
            any_of.iter().any(|band| own.and_then(|own| own.place) == Some(ScorePlace::Band(*band)))
        }
        ScoreTest::Tier { any_of } => {
            any_of.iter().any(|tier| own.and_then(|own| own.place) == Some(ScorePlace::Tier(*tier)))
        }
    }
}

fn month_and_day(day: Day) -> (u8, u8) {
    (day.date().month().unsigned_abs(), day.date().day().unsigned_abs())
}

impl PersonHistory {
    /// Whether rules see them at all.
    fn is_asked(&self) -> bool {
        self.facts.use_allowed && !self.facts.quarantined
    }

    /// How lately, how often and how much: as numbers of which more is better. `None` without a purchase.
    fn measures(&self, as_of: Day, currency: Currency) -> Option<[f64; 3]> {
        let number = |field| self.number(field, currency, as_of);
        let quiet = number(NumberField::DaysSinceLastPurchase)?;
        Some([-quiet, number(NumberField::Purchases)?, number(NumberField::NetValue)?])
    }

    /// The three scores: everybody who is strictly worse off is counted.
    fn rfm(&self, as_of: Day, currency: Currency, shop: &[Self]) -> Option<[u8; 3]> {
        let own = self.measures(as_of, currency)?;
        let all: Vec<[f64; 3]> =
            shop.iter().filter(|other| other.is_asked()).filter_map(|other| other.measures(as_of, currency)).collect();
        Some([0, 1, 2].map(|at| {
            let below = all.iter().filter(|other| other[at] < own[at]).count();
            let different: BTreeSet<u64> = all.iter().map(|other| other[at].to_bits()).collect();
            let group = |groups: usize| u8::try_from(below * groups / all.len().max(1)).unwrap_or(0);
            if different.len() >= 100 { 1 + group(5) } else { 1 + 2 * group(3) }
        }))
    }

    /// The days on which they bought, each once, oldest first.
    fn purchase_days(&self, as_of: Day) -> Vec<i32> {
        let orders = self.counted(OrderKind::Purchase, as_of);
        let days: BTreeSet<i32> = orders.iter().map(|place| Day::of_second(self.orders[*place].1.at).0).collect();
        days.into_iter().collect()
    }

    fn stage(&self, as_of: Day, shop: &[Self]) -> Option<LifeStage> {
        let days = self.purchase_days(as_of);
        let quiet = f64::from(as_of.0 - days.last()?);
        if as_of.0 - days[0] <= 30 {
            return Some(LifeStage::New);
        }
        let mut returns: Vec<i32> = shop
            .iter()
            .filter(|other| other.is_asked())
            .map(|other| other.purchase_days(as_of))
            .filter(|days| days.len() > 1)
            .map(|days| days[1] - days[0])
            .collect();
        returns.sort_unstable();
        // The first day by which at least such a share had come back.
        let by = |percent: usize| {
            returns.iter().find(|day| {
                let back = returns.iter().filter(|other| other <= day).count();
                back * 100 >= percent * returns.len()
            })
        };
        let ladder = if returns.len() < 30 { None } else { by(50).zip(by(75)).zip(by(90)) };
        let shop_gap = ladder.map_or(0.0, |((half, _), _)| f64::from(*half));
        let mut gaps: Vec<i32> = days.iter().zip(days.iter().skip(1)).map(|(a, b)| b - a).collect();
        gaps.sort_unstable();
        let gap = match gaps.len() {
            0 => {
                let ((half, most), nearly) = ladder?;
                let within = |day: &i32| quiet <= f64::from(*day);
                return Some(match (within(half), within(most), within(nearly)) {
                    (true, ..) => LifeStage::Active,
                    (_, true, _) => LifeStage::Cooling,
                    (.., true) => LifeStage::AtRisk,
                    _ => LifeStage::Lost,
                });
            }
            1 => f64::from(gaps[0]).max(shop_gap),
            n => (f64::from(gaps[(n - 1) / 2] + gaps[n / 2]) / 2.0).ceil(),
        };
        Some(match quiet / gap.max(7.0) {
            times if times < 1.5 => LifeStage::Active,
            times if times < 2.0 => LifeStage::Cooling,
            times if times < 4.0 => LifeStage::AtRisk,
            _ => LifeStage::Lost,
        })
    }
}
