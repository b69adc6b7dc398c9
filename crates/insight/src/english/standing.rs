//! In words: groups of RFM, stages, what is on record of a yes, fields of the shop's own, segments and lists.

use super::conditions::{Happened, compared, day_words, ranked, text_words};
use crate::words;
use regulars_model::{
    Basis, Channel, ConsentTest, Currency, CustomTest, LifeStage, NumberField, RfmPart, Rule, TextTest, YesNo,
    group_digits,
};

/// One of these conditions of many people, or its opposite. Empty for any other.
pub(super) fn words_of(rule: &Rule, not: bool, currency: Currency) -> String {
    let are = if not { "are not" } else { "are" };
    match rule {
        Rule::Rfm { groups } => {
            let names: Vec<String> = groups.iter().map(|group| words::quoted(group.words())).collect();
            format!("{are} among the {}", words::any_of(&names))
        }
        Rule::RfmScore { part, .. } => {
            let verb = if not { "do not score" } else { "score" };
            format!("{verb} {} for {}", rfm_asked(rule), part_words(*part))
        }
        Rule::Lifecycle { stages } => {
            format!("{} as {}", if not { "do not count" } else { "count" }, stages_words(stages))
        }
        Rule::Consent { channel, test } => consent(*channel, test, not),
        Rule::Custom { field, test, label } => {
            custom(&words::quoted(if label.is_empty() { field } else { label }), test, not, currency)
        }
        Rule::Segment { segment, opened } => {
            let name = opened.as_ref().map_or_else(|| segment.to_string(), |opened| opened.name.clone());
            format!("{are} in {}", words::quoted(&name))
        }
        Rule::Persona { any_of, .. } => format!("{are} in the persona {}", personas_asked(any_of)),
        Rule::People { people } => format!("{are} among {} picked by hand", group_digits(people.len() as u64)),
        _ => String::new(),
    }
}

/// What was asked of RFM, beside somebody's own scores.
pub(crate) fn rfm_asked(rule: &Rule) -> String {
    match rule {
        Rule::Rfm { groups } => {
            words::any_of(&groups.iter().map(|group| words::quoted(group.words())).collect::<Vec<_>>())
        }
        Rule::RfmScore { least, most, .. } => match (least, most) {
            (least, most) if least == most => format!("{least} of 5"),
            (1, most) => format!("at most {most} of 5"),
            (least, 5) => format!("at least {least} of 5"),
            (least, most) => format!("{least} to {most} of 5"),
        },
        _ => String::new(),
    }
}

fn part_words(part: RfmPart) -> &'static str {
    match part {
        RfmPart::Recency => "how lately they bought",
        RfmPart::Frequency => "how often they bought",
        RfmPart::Money => "how much they spent",
    }
}

/// "“Often coffee” or “Came once”".
pub(crate) fn personas_asked(any_of: &[String]) -> String {
    words::any_of(&any_of.iter().map(|name| words::quoted(name)).collect::<Vec<_>>())
}

/// "cooling or at risk".
pub(crate) fn stages_words(stages: &[LifeStage]) -> String {
    words::any_of(&stages.iter().map(|stage| stage.words().to_owned()).collect::<Vec<_>>())
}

/// What a yes rests on.
pub(crate) fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "consent",
        Basis::Contract => "a purchase",
        Basis::LegitimateInterest => "a balanced interest",
        Basis::Unstated => "nothing that was stated",
    }
}

fn bases(any_of: &[Basis]) -> String {
    words::any_of(&any_of.iter().map(|basis| basis_words(*basis).to_owned()).collect::<Vec<_>>())
}

/// What was asked of a yes, beside what is on record of it. Empty where a day was asked for: the condition says it.
pub(crate) fn given_asked(test: &ConsentTest) -> String {
    match test {
        ConsentTest::Basis { any_of } => bases(any_of),
        ConsentTest::Given { .. } => String::new(),
    }
}

fn consent(channel: Channel, test: &ConsentTest, not: bool) -> String {
    let about = words::channel(channel);
    match test {
        ConsentTest::Basis { any_of } => {
            format!("have {} to {about} that rests on {}", if not { "no yes" } else { "a yes" }, bases(any_of))
        }
        ConsentTest::Given { test } => {
            let happened = Happened {
                did: format!("said yes to {about}"),
                did_not: format!("did not say yes to {about}"),
                known: format!("have a yes to {about} on record"),
                unknown: format!("have no yes to {about} on record"),
                of: format!("their yes to {about}"),
            };
            day_words(&happened, test, not)
        }
    }
}

/// What was asked of a field of the shop's own, beside what somebody has there. Empty where the condition says it.
pub(crate) fn custom_asked(test: &CustomTest, currency: Currency) -> String {
    match test {
        CustomTest::Number { test } => compared(NumberField::Purchases, test, currency),
        _ => String::new(),
    }
}

fn custom(name: &str, test: &CustomTest, not: bool, currency: Currency) -> String {
    let one = |not: bool| if not { "have no" } else { "have a" };
    match test {
        CustomTest::Text { test } | CustomTest::List { test } => {
            let equal = |values: &[String], not: bool| {
                let values: Vec<String> = values.iter().map(|value| words::quoted(value)).collect();
                format!("{} {name} {}", one(not), words::any_of(&values))
            };
            match test {
                TextTest::IsSet | TextTest::NotSet => {
                    format!("{} known {name}", one(matches!(test, TextTest::NotSet) != not))
                }
                _ => text_words(name, &equal, test, not),
            }
        }
        CustomTest::Number { test } => {
            let how = compared(NumberField::Purchases, test, currency);
            ranked(&how, name, test, not).unwrap_or_else(|| format!("{} {name} of {how}", one(not)))
        }
        CustomTest::Date { test } => {
            let happened = Happened {
                did: format!("have a {name}"),
                did_not: format!("have no {name}"),
                known: format!("have a known {name}"),
                unknown: format!("have no known {name}"),
                of: format!("their {name}"),
            };
            day_words(&happened, test, not)
        }
        CustomTest::YesNo { test } => match test {
            YesNo::Yes => format!("{} yes under {name}", one(not)),
            YesNo::No => format!("{} no under {name}", one(not)),
            YesNo::IsSet => format!("{} known {name}", one(not)),
            YesNo::NotSet => format!("{} known {name}", one(!not)),
        },
    }
}
