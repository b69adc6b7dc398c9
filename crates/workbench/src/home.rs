//! Home: how are we, what should I do this week, who are they, is it safe?

use crate::{
    Workbench,
    bench::OpenShop,
    clock::local_date,
    views::{HomeView, SlippingBrief, ToDo, ToDoTarget, WeekCount},
};
use regulars_insight::{Bits, Overview, QUIET_MEANING, REGULARS_MEANING, contactable, overview};
use regulars_model::{
    Channel, CountTest, DateField, DateTest, Day, NumberField, NumberTest, PermissionState, Problem, ProductFilter,
    RiskBand, Rule, ScoreKind, ScoreTest, SegmentRule, Window, group_digits,
};
use regulars_vault::import;

/// The most things to do that are shown.
const TO_DO_LIMIT: usize = 4;

impl Workbench {
    /// Everything the home screen says, as of one day.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn home(&self) -> Result<HomeView, Problem> {
        let open = self.opened()?;
        let as_of = self.as_of();
        let found = overview(&open.shop, as_of);
        let last = open.vault.read(import::list)?.into_iter().next();
        let personas = open.persona_briefs()?;
        let slipping = open.slipping_in_short(as_of)?;
        // The week that is still running would end every chart in a fall that is none.
        let running = usize::from((as_of.0 + 3).rem_euclid(7) != 6);
        let weeks = &found.weeks[..found.weeks.len().saturating_sub(running)];
        let newest = found.newest_order.max(found.newest_event);
        Ok(HomeView {
            empty: found.people == 0,
            as_of: as_of.words(),
            last_import: last
                .map(|import| format!("last import {}, {}", local_date(import.at), import.file_name))
                .unwrap_or_default(),
            newest_data_days: newest.and_then(|day| u32::try_from(as_of.0 - day.0).ok()),
            newest_order: found.newest_order.map(Day::words).unwrap_or_default(),
            people: found.people,
            regulars: found.regulars,
            regulars_meaning: REGULARS_MEANING.to_owned(),
            worth_so_far: open.money(found.net),
            expected_worth: open.expected_in_short(as_of)?,
            gross: open.money(found.gross),
            purchases: found.purchases,
            no_amounts: found.purchases > 0 && !open.has_amounts(),
            refunds: found.refunds,
            quiet: found.quiet.count(),
            quiet_value: open.money(found.quiet_value),
            quiet_meaning: QUIET_MEANING.to_owned(),
            may_email: found.may_email,
            said_no_email: found.said_no_email,
            never_asked_email: found.never_asked_email,
            no_email_address: found.people - found.may_email - found.said_no_email - found.never_asked_email,
            to_do: open.to_do(&found, slipping.as_ref(), personas.is_empty(), as_of),
            slipping,
            personas,
            orders_chart: if found.purchases == 0 { String::new() } else { regulars_paper::orders_per_week(weeks) },
            orders_table: weeks
                .iter()
                .map(|(monday, purchases)| WeekCount { week: monday.to_string(), purchases: *purchases })
                .collect(),
            safe: self.safe()?,
        })
    }
}

impl OpenShop {
    fn to_do(&self, found: &Overview, slipping: Option<&SlippingBrief>, no_personas: bool, as_of: Day) -> Vec<ToDo> {
        let mut list = Vec::new();
        match slipping.and_then(|slipping| self.better_slipping(slipping, as_of)) {
            Some(better) => list.extend(better),
            None => list.extend(self.gone_quiet(found)),
        }
        let tenth = self.count(&tenth_rule(), as_of);
        if tenth > 0 {
            list.push(ToDo {
                title: format!("Thank {} for ten orders or more", named(tenth, "person", "people")),
                detail: "Loyal, and here in the last 60 days. A thank-you costs little and asks for nothing."
                    .to_owned(),
                go: segment("Ten orders or more", tenth_rule()),
            });
        }
        let birthdays = self.count(&birthday_rule(), as_of);
        if birthdays > 0 {
            list.push(ToDo {
                title: format!("{} in the next two weeks", named(birthdays, "birthday", "birthdays")),
                detail: "They told you the day themselves. Only month and day are kept.".to_owned(),
                go: segment("Birthday soon", birthday_rule()),
            });
        }
        let unasked = self.count(&unasked_rule(), as_of);
        if unasked > 0 {
            list.push(ToDo {
                title: format!("Ask {} whether you may write", named(unasked, "regular", "regulars")),
                detail: "They buy, and nobody has asked them about email. Ask at the counter; silence is not a yes."
                    .to_owned(),
                go: segment("Regulars never asked", unasked_rule()),
            });
        }
        if no_personas && found.purchases > 0 {
            list.push(ToDo {
                title: "Find out who your regulars are".to_owned(),
                detail: "Regulars looks for groups of people who buy alike. It takes a few seconds.".to_owned(),
                go: ToDoTarget::Personas,
            });
        }
        if found.purchases == 0 {
            list.push(ToDo {
                title: "Bring in your orders".to_owned(),
                detail: "An export from your shop system is enough: who, when, how much.".to_owned(),
                go: ToDoTarget::Import,
            });
        }
        list.truncate(TO_DO_LIMIT);
        list
    }

    /// The better customers who are slipping away, where a rule may ask the score. `Some` with nothing in it where none is.
    fn better_slipping(&self, slipping: &SlippingBrief, as_of: Day) -> Option<Option<ToDo>> {
        let found = self.scores_found(ScoreKind::Risk, as_of).ok()?;
        // Without amounts nobody is known to be better than another.
        let (asks, [one, many, name]) = match slipping.at_stake {
            Some(_) => (ScoreTest::AtRisk, ["better customer", "better customers", "Better customers slipping away"]),
            None => (
                ScoreTest::Band { any_of: vec![RiskBand::Slipping] },
                ["customer", "customers", "Customers slipping away"],
            ),
        };
        let rule = |found| SegmentRule::new(Rule::Score { asks: asks.clone(), found });
        let people = regulars_insight::evaluate(&self.shop, &rule(Some(found)), as_of).members;
        let better = people.count();
        let missed = slipping.at_stake.as_ref().map(|stake| format!(": {} would be missed", stake.rounded));
        Some((better > 0).then(|| ToDo {
            title: format!("Write to {} before they are gone", named(better, one, many)),
            detail: format!("They are slipping away{}. {}", missed.unwrap_or_default(), self.may_email(&people)),
            go: segment(name, rule(None)),
        }))
    }

    /// Regulars gone quiet: told of their own rhythm, without a score.
    fn gone_quiet(&self, found: &Overview) -> Option<ToDo> {
        let quiet = found.quiet.count();
        let gap = found
            .quiet_usual_gap
            .map(|days| format!("They usually come every {days} days or so. "))
            .unwrap_or_default();
        let spent = match self.has_amounts() {
            true => format!("Together they spent {} in their last good year. ", self.money(found.quiet_value).rounded),
            false => String::new(),
        };
        (quiet > 0).then(|| ToDo {
            title: format!("Write to {} gone quiet", named(quiet, "regular", "regulars")),
            detail: format!("{gap}{spent}{}", self.may_email(&found.quiet)),
            go: segment("Regulars gone quiet", quiet_rule()),
        })
    }

    fn may_email(&self, people: &Bits) -> String {
        match contactable(&self.shop, people, Channel::Email).may {
            0 => "None of them may be emailed: ask them first, at the counter.".to_owned(),
            may => format!("{} of them may be emailed.", group_digits(may.into())),
        }
    }

    fn count(&self, rule: &SegmentRule, as_of: Day) -> u32 {
        regulars_insight::evaluate(&self.shop, rule, as_of).members.count()
    }
}

fn named(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", group_digits(number.into()), if number == 1 { one } else { many })
}

fn segment(name: &str, rule: SegmentRule) -> ToDoTarget {
    ToDoTarget::Segment { name: name.to_owned(), rule }
}

fn bought(n: u32, when: Window) -> Rule {
    Rule::Bought { what: ProductFilter::Anything, times: CountTest::AtLeast { n }, when }
}

fn at_least(field: NumberField, value: f64) -> Rule {
    Rule::Number { field, test: NumberTest::AtLeast { value } }
}

/// "Regulars gone quiet" as a rule the user can open and change: the very people of [`regulars_insight::gone_quiet`].
fn quiet_rule() -> SegmentRule {
    SegmentRule::new(Rule::All {
        rules: vec![
            at_least(NumberField::Purchases, 3.0),
            Rule::Date { field: DateField::LastPurchase, test: DateTest::InLast { days: 365 } },
            at_least(NumberField::DaysSinceLastPurchase, 15.0),
            at_least(NumberField::UsualGaps, 2.0),
        ],
    })
}

fn tenth_rule() -> SegmentRule {
    SegmentRule::new(Rule::All { rules: vec![bought(10, Window::Ever), bought(1, Window::LastDays { days: 60 })] })
}

fn birthday_rule() -> SegmentRule {
    SegmentRule::new(Rule::Date { field: DateField::Birthday, test: DateTest::AnniversaryInNext { days: 14 } })
}

fn unasked_rule() -> SegmentRule {
    SegmentRule::new(Rule::All {
        rules: vec![
            at_least(NumberField::Purchases, 2.0),
            bought(1, Window::LastDays { days: 365 }),
            Rule::Permission { channel: Channel::Email, state: PermissionState::Unknown, purpose: None },
        ],
    })
}
