//! Says a rule in plain English: "People in Germany or Austria who bought coffee at least twice since 21 June 2026,
//! never bought tea, and opened an email in the last 30 days."

mod conditions;
mod everyday;
mod scores;
mod shapes;
mod standing;
mod understand;

pub(crate) use conditions::{compared, deed_words, in_such_orders, noun, product, spent_on, such_orders};
pub(crate) use scores::{score_asked, score_words};
pub(crate) use standing::{basis_words, custom_asked, given_asked, personas_asked, rfm_asked, stages_words};

pub use everyday::understand_loosely;
pub use understand::{NotUnderstood, OtherNames, Phrases, understand};

use crate::words;
use conditions::leaf_words;
use regulars_model::{Currency, Rule, SegmentRule, TextField, TextTest};

/// The whole rule as one sentence. It says the same for every person and on every day.
#[must_use]
pub fn english(rule: &SegmentRule, currency: Currency) -> String {
    let phrase = phrase(&rule.root, false, currency);
    let (places, rest): (Vec<Phrase>, Vec<Phrase>) = match phrase {
        Phrase::Everyone => return "Everyone.".to_owned(),
        Phrase::Nobody => return "Nobody.".to_owned(),
        Phrase::All(parts) => parts.into_iter().partition(|part| matches!(part, Phrase::Place(_))),
        Phrase::Place(_) => (vec![phrase], vec![]),
        other => (vec![], vec![other]),
    };
    let mut sentence = "People".to_owned();
    for (at, place) in places.iter().enumerate() {
        sentence.push_str(if at == 0 { " " } else { " and " });
        sentence.push_str(place.words().trim_start_matches("are "));
    }
    if !rest.is_empty() {
        sentence.push_str(" who ");
        sentence.push_str(&outermost(&rest));
    }
    sentence.push('.');
    sentence
}

/// One node in words: a group as "All of these", a condition as "Bought coffee at least twice".
#[must_use]
pub fn node_words(rule: &Rule, currency: Currency) -> String {
    match rule {
        Rule::All { .. } => "All of these".to_owned(),
        Rule::Any { .. } => "Any of these".to_owned(),
        Rule::None { .. } => "None of these".to_owned(),
        leaf => words::capital(&singular(&leaf_words(leaf, false, currency))),
    }
}

/// "are in Berlin" of many is "in Berlin" of one.
pub(crate) fn singular(many: &str) -> String {
    let swaps = [
        ("are not ", "not "),
        ("are ", ""),
        ("have ", "has "),
        ("do not ", "does not "),
        ("were ", "was "),
        ("spend ", "spends "),
        ("count as ", "counts as "),
        ("score ", "scores "),
    ];
    for (from, to) in swaps {
        if let Some(rest) = many.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    many.to_owned()
}

/// What a rule says of people, before it is put into a sentence.
enum Phrase {
    Everyone,
    Nobody,
    /// "are in Germany": goes before "who".
    Place(String),
    Verb(String),
    All(Vec<Phrase>),
    Any(Vec<Phrase>),
}

impl Phrase {
    /// As one part among others; groups stand in brackets.
    fn words(&self) -> String {
        match self {
            Self::Everyone => "are anyone".to_owned(),
            Self::Nobody => "are nobody".to_owned(),
            Self::Place(words) | Self::Verb(words) => words.clone(),
            Self::All(parts) => format!("({})", parts.iter().map(Self::words).collect::<Vec<_>>().join(" and ")),
            Self::Any(parts) => format!("({})", parts.iter().map(Self::words).collect::<Vec<_>>().join(" or ")),
        }
    }
}

/// The outermost "and": its commas bind loosest, so that an "or" inside needs no brackets.
fn outermost(parts: &[Phrase]) -> String {
    let bare = |part: &Phrase| match part {
        Phrase::Any(parts) => parts.iter().map(Phrase::words).collect::<Vec<_>>().join(" or "),
        other => other.words(),
    };
    let simple = parts.iter().all(|part| !matches!(part, Phrase::Any(_)));
    match parts {
        [only] => bare(only),
        [first, second] if simple => format!("{} and {}", bare(first), bare(second)),
        [most @ .., last] => {
            format!("{}, and {}", most.iter().map(bare).collect::<Vec<_>>().join(", "), bare(last))
        }
        [] => String::new(),
    }
}

/// A rule, or its opposite. "None of" is taken apart: none of A and B is not A and not B.
fn phrase(rule: &Rule, not: bool, currency: Currency) -> Phrase {
    let (rules, every, not) = match rule {
        Rule::All { rules } => (rules, !not, not),
        Rule::Any { rules } => (rules, not, not),
        Rule::None { rules } => (rules, !not, !not),
        leaf => {
            let words = leaf_words(leaf, not, currency);
            return if is_place(leaf, not) { Phrase::Place(words) } else { Phrase::Verb(words) };
        }
    };
    let mut parts = Vec::new();
    for rule in rules {
        match (phrase(rule, not, currency), every) {
            (Phrase::All(inner), true) | (Phrase::Any(inner), false) => parts.extend(inner),
            (Phrase::Everyone, true) | (Phrase::Nobody, false) => {}
            (Phrase::Nobody, true) => return Phrase::Nobody,
            (Phrase::Everyone, false) => return Phrase::Everyone,
            (part, _) => parts.push(part),
        }
    }
    match (parts.len(), every) {
        (0, true) => Phrase::Everyone,
        (0, false) => Phrase::Nobody,
        (1, _) => parts.swap_remove(0),
        (_, true) => Phrase::All(parts),
        (_, false) => Phrase::Any(parts),
    }
}

/// Whether it says where people are: "in Germany", and the opposite of "not in Germany".
fn is_place(rule: &Rule, not: bool) -> bool {
    let Rule::Text { field: TextField::Country | TextField::Region | TextField::City, test } = rule else {
        return false;
    };
    match test {
        TextTest::Is { .. } | TextTest::In { .. } => !not,
        TextTest::IsNot { .. } | TextTest::NotIn { .. } => not,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(json: &str) -> String {
        english(&SegmentRule::from_json(json).unwrap(), "EUR".parse().unwrap())
    }

    const COFFEE: &str = r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":2},"when":{"in":"since","day":"2026-06-21"}}"#;
    const TEA: &str = r#"{"type":"bought","what":{"of":"category","any_of":["tea"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
    const OPENED: &str =
        r#"{"type":"did","event":"email_opened","times":{"op":"at_least","n":1},"when":{"in":"last_days","days":30}}"#;
    const PLACE: &str = r#"{"type":"text","field":"country","test":{"op":"in","values":["Germany","Austria"]}}"#;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let rule = format!(
            r#"{{"type":"all","rules":[{PLACE},{COFFEE},{{"type":"none","rules":[{TEA}]}},{{"type":"any","rules":[{OPENED},{{"type":"permission","channel":"email","state":"granted"}}]}}]}}"#
        );
        assert_eq!(
            say(&rule),
            "People in Germany or Austria who bought coffee at least twice since 21 June 2026, never bought tea, \
             and opened an email in the last 30 days or said yes to email."
        );
    }

    #[test]
    fn groups_in_groups_keep_their_brackets() {
        let both = format!(r#"{{"type":"all","rules":[{COFFEE},{OPENED}]}}"#);
        let rule = format!(r#"{{"type":"any","rules":[{both},{TEA}]}}"#);
        assert_eq!(
            say(&rule),
            "People who (bought coffee at least twice since 21 June 2026 and opened an email in the last 30 days) or bought tea."
        );
        let none = format!(r#"{{"type":"none","rules":[{both},{PLACE}]}}"#);
        assert_eq!(
            say(&none),
            "People who bought coffee fewer than twice since 21 June 2026 or did not open an email in the last 30 days, \
             and are not in Germany or Austria."
        );
    }

    #[test]
    fn empty_groups_say_what_they_mean() {
        assert_eq!(say(r#"{"type":"all","rules":[]}"#), "Everyone.");
        assert_eq!(say(r#"{"type":"any","rules":[]}"#), "Nobody.");
        assert_eq!(say(r#"{"type":"none","rules":[]}"#), "Everyone.");
        assert_eq!(say(&format!(r#"{{"type":"all","rules":[{PLACE}]}}"#)), "People in Germany or Austria.");
    }

    #[test]
    fn every_test_reads_well_and_so_does_its_opposite() {
        let both = |json: &str| (say(json), say(&format!(r#"{{"type":"none","rules":[{json}]}}"#)));
        for (json, is, is_not) in [
            (
                r#"{"type":"text","field":"city","test":{"op":"not_in","values":["Bern","Basel"]}}"#,
                "People who are not in Bern or Basel.",
                "People in Bern or Basel.",
            ),
            (
                r#"{"type":"text","field":"postcode","test":{"op":"matches","pattern":"10*"}}"#,
                "People who have a postcode like “10*”.",
                "People who have no postcode like “10*”.",
            ),
            (
                r#"{"type":"text","field":"tag","test":{"op":"not_ends_with","value":"old"}}"#,
                "People who have no tag that ends with “old”.",
                "People who have a tag that ends with “old”.",
            ),
            (
                r#"{"type":"number","field":"net_value","test":{"op":"more_than","value":100}}"#,
                "People who spent more than €100 after refunds.",
                "People who did not spend more than €100 after refunds.",
            ),
            (
                r#"{"type":"number","field":"net_value","test":{"op":"bottom_count","n":1000}}"#,
                "People who are in the bottom 1,000 by money spent after refunds.",
                "People who are not in the bottom 1,000 by money spent after refunds.",
            ),
            (
                r#"{"type":"number","field":"usual_gaps","test":{"op":"is_set"}}"#,
                "People who have a known quiet time against their own usual gap.",
                "People who have no known quiet time against their own usual gap.",
            ),
            (
                r#"{"type":"date","field":"last_purchase","test":{"op":"not_in_last","days":90}}"#,
                "People who did not buy in the last 90 days.",
                "People who bought in the last 90 days.",
            ),
            (
                r#"{"type":"date","field":"first_purchase","test":{"op":"ago_between","least":30,"most":60}}"#,
                "People who first bought between 30 and 60 days ago.",
                "People who did not first buy between 30 and 60 days ago.",
            ),
            (
                r#"{"type":"date","field":"birthday","test":{"op":"in_month","month":12}}"#,
                "People who have a birthday in December.",
                "People who do not have a birthday in December.",
            ),
            (
                r#"{"type":"date","field":"birthday","test":{"op":"anniversary_in_last","days":7}}"#,
                "People who had a birthday in the last 7 days.",
                "People who did not have a birthday in the last 7 days.",
            ),
            (
                r#"{"type":"permission","channel":"email","state":"granted","purpose":"offers"}"#,
                "People who said yes to email for offers.",
                "People who did not say yes to email for offers.",
            ),
            (
                r#"{"type":"spent","what":{"of":"category","any_of":["coffee"]},"how":"in_all","test":{"op":"at_least","value":50},"when":{"in":"last_days","days":90}}"#,
                "People who spent at least €50 on coffee in the last 90 days.",
                "People who did not spend at least €50 on coffee in the last 90 days.",
            ),
            (
                r#"{"type":"spent","what":{"of":"anything"},"how":"at_once","test":{"op":"more_than","value":50},"when":{"in":"ever"}}"#,
                "People who spent more than €50 in one order.",
                "People who did not spend more than €50 in one order.",
            ),
            (
                r#"{"type":"spent","what":{"of":"category","any_of":["tea"]},"how":"on_average","test":{"op":"top_percent","percent":10},"when":{"in":"ever"}}"#,
                "People who are in the top 10% by average order on tea.",
                "People who are not in the top 10% by average order on tea.",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"category","any_of":["tea"]},"which":"first","test":{"op":"in_last","days":30}}"#,
                "People who first bought tea in the last 30 days.",
                "People who did not first buy tea in the last 30 days.",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"category","any_of":["tea"]},"which":"last","test":{"op":"not_in_last","days":30}}"#,
                "People who did not buy tea in the last 30 days.",
                "People who bought tea in the last 30 days.",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"category","any_of":["tea"]},"which":"last","test":{"op":"is_set"}}"#,
                "People who have bought tea.",
                "People who have never bought tea.",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"category","any_of":["tea"]},"which":"first","test":{"op":"anniversary_in_next","days":7}}"#,
                "People who have the anniversary of their first order of tea in the next 7 days.",
                "People who do not have the anniversary of their first order of tea in the next 7 days.",
            ),
            (
                r#"{"type":"did","event":"email_opened","about":{"op":"is","value":"Spring letter"},"times":{"op":"at_least","n":2},"when":{"in":"ever"}}"#,
                "People who opened an email about “Spring letter” at least twice.",
                "People who opened an email about “Spring letter” fewer than twice.",
            ),
            (
                r#"{"type":"sequence","first":{"deed":"did","event":"email_opened"},"when":{"in":"last_days","days":60},"then":{"deed":"bought","what":{"of":"anything"}},"within":14,"not":false}"#,
                "People who opened an email in the last 60 days and then bought something within 14 days.",
                "People who did not open an email in the last 60 days, or did not buy anything within 14 days after.",
            ),
            (
                r#"{"type":"sequence","first":{"deed":"bought","what":{"of":"category","any_of":["coffee"]}},"when":{"in":"ever"},"then":{"deed":"bought","what":{"of":"category","any_of":["coffee"]}},"within":30,"not":true}"#,
                "People who bought coffee and then did not buy coffee within 30 days.",
                "People who did not buy coffee, or bought coffee within 30 days after.",
            ),
            (
                r#"{"type":"rfm","groups":["champions","loyal"]}"#,
                "People who are among the “Champions” or “Loyal”.",
                "People who are not among the “Champions” or “Loyal”.",
            ),
            (
                r#"{"type":"rfm_score","part":"frequency","least":4,"most":5}"#,
                "People who score at least 4 of 5 for how often they bought.",
                "People who do not score at least 4 of 5 for how often they bought.",
            ),
            (
                r#"{"type":"lifecycle","stages":["cooling","at_risk"]}"#,
                "People who count as cooling or at risk.",
                "People who do not count as cooling or at risk.",
            ),
            (
                r#"{"type":"consent","channel":"email","test":{"op":"basis","any_of":["consent","unstated"]}}"#,
                "People who have a yes to email that rests on consent or nothing that was stated.",
                "People who have no yes to email that rests on consent or nothing that was stated.",
            ),
            (
                r#"{"type":"consent","channel":"sms","test":{"op":"given","test":{"op":"more_than_ago","days":700}}}"#,
                "People who said yes to text messages more than 700 days ago.",
                "People who did not say yes to text messages more than 700 days ago.",
            ),
            (
                r#"{"type":"custom","field":"shoe size","test":{"kind":"number","test":{"op":"at_least","value":39}}}"#,
                "People who have a “shoe size” of at least 39.",
                "People who have no “shoe size” of at least 39.",
            ),
            (
                r#"{"type":"custom","field":"pets","test":{"kind":"list","test":{"op":"in","values":["dog","cat"]}}}"#,
                "People who have a “pets” “dog” or “cat”.",
                "People who have no “pets” “dog” or “cat”.",
            ),
            (
                r#"{"type":"custom","field":"renewal","test":{"kind":"date","test":{"op":"in_month","month":3}}}"#,
                "People who have a “renewal” in March.",
                "People who have no “renewal” in March.",
            ),
            (
                r#"{"type":"custom","field":"dog owner","test":{"kind":"yes_no","test":"yes"}}"#,
                "People who have a yes under “dog owner”.",
                "People who have no yes under “dog owner”.",
            ),
            (r#"{"type":"segment","segment":"s2"}"#, "People who are in “s2”.", "People who are not in “s2”."),
            (
                r#"{"type":"persona","any_of":["Often coffee","Weekend, big orders"]}"#,
                "People who are in the persona “Often coffee” or “Weekend, big orders”.",
                "People who are not in the persona “Often coffee” or “Weekend, big orders”.",
            ),
            (
                r#"{"type":"score","asks":{"of":"worth","test":{"op":"at_least","value":100}}}"#,
                "People who can be expected to bring at least €100 in the next year.",
                "People who cannot be expected to bring at least €100 in the next year.",
            ),
            (
                r#"{"type":"score","asks":{"of":"worth","test":{"op":"top_percent","percent":10}}}"#,
                "People who are in the top 10% by worth in the next year.",
                "People who are not in the top 10% by worth in the next year.",
            ),
            (
                r#"{"type":"score","asks":{"of":"band","any_of":["cooling","slipping"]}}"#,
                "People who are slipping away or cooling off by their own habit.",
                "People who are not slipping away or cooling off by their own habit.",
            ),
            (
                r#"{"type":"score","asks":{"of":"at_risk"}}"#,
                "People who are among the better customers who are slipping away.",
                "People who are not among the better customers who are slipping away.",
            ),
            (
                r#"{"type":"score","asks":{"of":"buys","test":{"op":"between","low":20,"high":40}}}"#,
                "People who are between 20% and 40% likely to buy in the coming months.",
                "People who are not between 20% and 40% likely to buy in the coming months.",
            ),
            (
                r#"{"type":"score","asks":{"of":"tier","any_of":["warm","hot"]}}"#,
                "People who are among the “Hot” or “Warm” leads.",
                "People who are not among the “Hot” or “Warm” leads.",
            ),
            (
                r#"{"type":"score","asks":{"of":"lead","test":{"op":"at_least","value":70}}}"#,
                "People who score at least 70 of 100 as leads.",
                "People who do not score at least 70 of 100 as leads.",
            ),
            (
                r#"{"type":"people","people":["p1","p7"]}"#,
                "People who are among 2 picked by hand.",
                "People who are not among 2 picked by hand.",
            ),
            (
                r#"{"type":"sample","percent":10,"seed":1}"#,
                "People who are among 10% drawn by lot.",
                "People who are not among 10% drawn by lot.",
            ),
        ] {
            assert_eq!(both(json), (is.to_owned(), is_not.to_owned()), "{json}");
        }
    }

    #[test]
    fn nodes_speak_of_one_person() {
        let eur = "EUR".parse().unwrap();
        let node = |json: &str| node_words(&SegmentRule::from_json(json).unwrap().root, eur);
        assert_eq!(node(PLACE), "In Germany or Austria");
        assert_eq!(node(COFFEE), "Bought coffee at least twice since 21 June 2026");
        assert_eq!(
            node(r#"{"type":"number","field":"net_value","test":{"op":"top_percent","percent":10}}"#),
            "In the top 10% by money spent after refunds"
        );
        assert_eq!(
            node(r#"{"type":"number","field":"average_purchase","test":{"op":"at_least","value":20.5}}"#),
            "Spends at least €20.50 an order on average"
        );
        let gaps = |test: &str| format!(r#"{{"type":"number","field":"usual_gaps","test":{test}}}"#);
        let twice = gaps(r#"{"op":"at_least","value":2}"#);
        assert_eq!(node(&twice), "Has been quiet for at least 2 times their usual gap");
        assert_eq!(say(&twice), "People who have been quiet for at least 2 times their usual gap.");
        assert_eq!(
            say(&format!(r#"{{"type":"none","rules":[{twice}]}}"#)),
            "People who have not been quiet for at least 2 times their usual gap."
        );
        assert_eq!(
            node(&gaps(r#"{"op":"top_percent","percent":10}"#)),
            "In the top 10% by quiet time against their own usual gap"
        );
        assert_eq!(
            node(r#"{"type":"date","field":"birthday","test":{"op":"anniversary_in_next","days":7}}"#),
            "Has a birthday in the next 7 days"
        );
    }
}
