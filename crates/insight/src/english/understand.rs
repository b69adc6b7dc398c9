//! Reads a sentence back into the rule that says it: what [`crate::english`] writes, it understands, but for the parts named
//! at [`understand`].

mod names;
mod places;
mod reads;

pub(super) use super::shapes::NameOf;
pub(super) use names::Names;
pub use names::OtherNames;

use super::shapes::{LIST, Piece, Shape, order_shapes, shapes};
use crate::Shop;
use places::{Filled, Name, filled, put};
use reads::{Read, after, count, day, ends_here, first_word, list, number, quoted, shortest_rest};
use regulars_model::{Currency, Rule, SegmentRule};
use serde_json::Value;
use std::{cell::Cell, collections::HashMap};

/// Where the words stopped being known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("understood as far as “{understood}”")]
pub struct NotUnderstood {
    /// What was understood, from the beginning.
    pub understood: String,
    /// The words from there on.
    pub rest: String,
    /// Where these words can mean two things: a sentence that means one of them.
    pub instead: Option<String>,
}

/// Everything that a condition can be in words, in one currency. Takes some ten milliseconds to put together; keep it.
#[derive(Debug)]
pub struct Phrases {
    currency: Currency,
    /// By their first word.
    shapes: HashMap<String, Vec<Shape>>,
    /// Those that go before "who", without their "are".
    places: Vec<Shape>,
    /// In which orders something was bought.
    orders: Vec<Shape>,
}

/// Sentences longer than this are not read, in letters.
const LONGEST: usize = 2_000;

impl Phrases {
    /// In this currency.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        let mut by_word: HashMap<String, Vec<Shape>> = HashMap::new();
        let mut places = Vec::new();
        for shape in shapes(currency) {
            let Some(Piece::Words(first)) = shape.pieces.first() else { continue };
            if let (false, Some(after)) = (shape.not, first.strip_prefix("are in ")) {
                let mut place = shape.clone();
                place.pieces[0] = Piece::Words(format!("in {after}"));
                places.push(place);
            }
            by_word.entry(first_word(first)).or_default().push(shape);
        }
        Self { currency, shapes: by_word, places, orders: order_shapes(currency) }
    }

    /// In which amounts are said.
    pub(super) fn currency(&self) -> Currency {
        self.currency
    }
}

/// Reads a sentence such as [`crate::english`] writes. Each condition of the rule that is answered says exactly the words
/// it was read from: it is put into words again and compared, so that nothing is guessed.
///
/// A country may be called otherwise than in the data, as `countries` tells.
///
/// Not read: shares drawn by lot (which lot, the sentence does not say), what an event was about other than a name or a part of one,
/// sequences of orders of some kind or of deeds with a subject, names that do not occur in this shop. A name of two kinds (a city called as its
/// region) is taken for the larger, a category before a product.
///
/// # Errors
/// Where the words stopped being known.
pub fn understand(
    phrases: &Phrases,
    shop: &Shop,
    countries: &OtherNames,
    sentence: &str,
) -> Result<SegmentRule, NotUnderstood> {
    let text = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches('.');
    let furthest = Cell::new(0);
    let stopped = |at: usize| NotUnderstood {
        understood: text[..at].trim_end().to_owned(),
        rest: text[at..].trim_start().to_owned(),
        instead: None,
    };
    if text.chars().count() > LONGEST {
        return Err(stopped(0));
    }
    if let Some(whole) = [("everyone", Rule::All { rules: vec![] }), ("nobody", Rule::Any { rules: vec![] })]
        .into_iter()
        .find_map(|(words, rule)| words.eq_ignore_ascii_case(text).then_some(rule))
    {
        return Ok(SegmentRule::new(whole));
    }
    let Some(rest) = after(text, "People") else { return Err(stopped(0)) };
    let parse = Parse { phrases, names: &Names::of(shop, countries), whole: text, furthest: &furthest };
    parse.reached(rest);
    for (parts, rest) in parse.people(rest) {
        if !rest.is_empty() {
            continue;
        }
        let rule = SegmentRule::new(tidy(parts));
        if rule.check().is_ok() {
            return Ok(rule);
        }
    }
    Err(stopped(furthest.get()))
}

/// One group alone is the rule; anything else is "all of". What stands in brackets that change nothing stands beside the rest.
fn tidy(mut parts: Vec<Rule>) -> Rule {
    if let [Rule::Any { .. }] = parts.as_slice() {
        return parts.swap_remove(0);
    }
    let inner = |part| if let Rule::All { rules } = part { rules } else { vec![part] };
    Rule::All { rules: parts.into_iter().flat_map(inner).collect() }
}

/// Several with "or" between them are "any of".
fn one_of(mut parts: Vec<Rule>) -> Rule {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let inner = |part| if let Rule::Any { rules } = part { rules } else { vec![part] };
    Rule::Any { rules: parts.into_iter().flat_map(inner).collect() }
}

struct Parse<'a> {
    phrases: &'a Phrases,
    names: &'a Names<'a>,
    whole: &'a str,
    furthest: &'a Cell<usize>,
}

impl<'a> Parse<'a> {
    fn reached(&self, rest: &str) {
        self.furthest.set(self.furthest.get().max(self.whole.len() - rest.len()));
    }

    /// " in Germany and in Berlin who …", " in Germany", " who …".
    fn people(&self, text: &'a str) -> Read<'a, Vec<Rule>> {
        let mut so_far: Read<'a, Vec<Rule>> = vec![(vec![], text)];
        let mut out = Vec::new();
        while !so_far.is_empty() {
            let mut next = Vec::new();
            for (places, rest) in so_far {
                if let Some(rest) = after(rest, " who ") {
                    self.reached(rest);
                    out.extend(self.body(rest).into_iter().map(|(body, rest)| ([places.clone(), body].concat(), rest)));
                } else if rest.is_empty() && !places.is_empty() {
                    out.push((places.clone(), rest));
                }
                let more = if places.is_empty() { after(rest, " ") } else { after(rest, " and ") };
                for (place, rest) in more.map(|rest| self.match_all(&self.phrases.places, rest)).unwrap_or_default() {
                    next.push(([places.clone(), vec![place]].concat(), rest));
                }
            }
            so_far = next;
        }
        out
    }

    /// The outermost "and": "A and B", "A or B", "A, B or C, and D". Next to an "or" it needs its comma.
    fn body(&self, text: &'a str) -> Read<'a, Vec<Rule>> {
        let mut out = Vec::new();
        let mut open: Read<'a, Vec<Vec<Rule>>> =
            self.bare(text).into_iter().map(|(first, rest)| (vec![first], rest)).collect();
        while let Some((parts, rest)) = open.pop() {
            let choice = parts.last().is_some_and(|part| part.len() > 1);
            let next = if let Some(rest) = after(rest, ", and ").or_else(|| after(rest, ", ")) {
                self.bare(rest)
            } else if let (Some(rest), false) = (after(rest, " and "), choice) {
                self.unit(rest).into_iter().map(|(part, rest)| (vec![part], rest)).collect()
            } else {
                Vec::new()
            };
            open.extend(next.into_iter().map(|(part, rest)| ([parts.clone(), vec![part]].concat(), rest)));
            out.push((parts.into_iter().map(one_of).collect(), rest));
        }
        shortest_rest(out)
    }

    /// One condition, or several with "or" between them.
    fn bare(&self, text: &'a str) -> Read<'a, Vec<Rule>> {
        let mut out = Vec::new();
        let mut chains: Read<'a, Vec<Rule>> =
            self.unit(text).into_iter().map(|(rule, rest)| (vec![rule], rest)).collect();
        while let Some((parts, rest)) = chains.pop() {
            if let Some(rest) = after(rest, " or ") {
                chains.extend(
                    self.unit(rest).into_iter().map(|(part, rest)| ([parts.clone(), vec![part]].concat(), rest)),
                );
            }
            out.push((parts, rest));
        }
        shortest_rest(out)
    }

    /// A condition, or a group in brackets.
    fn unit(&self, text: &'a str) -> Read<'a, Rule> {
        self.reached(text);
        let Some(inside) = text.strip_prefix('(') else {
            let shapes = self.phrases.shapes.get(&first_word(text)).map_or(&[][..], Vec::as_slice);
            return shortest_rest(self.match_all(shapes, text));
        };
        let mut out = Vec::new();
        for (word, every) in [(" and ", true), (" or ", false)] {
            let mut chains: Read<'a, Vec<Rule>> =
                self.unit(inside).into_iter().map(|(rule, rest)| (vec![rule], rest)).collect();
            while let Some((parts, rest)) = chains.pop() {
                if let (Some(rest), true) = (rest.strip_prefix(')'), parts.len() > 1) {
                    let rules = parts.clone();
                    out.push((if every { Rule::All { rules } } else { Rule::Any { rules } }, rest));
                }
                if let Some(rest) = after(rest, word) {
                    chains.extend(
                        self.unit(rest).into_iter().map(|(part, rest)| ([parts.clone(), vec![part]].concat(), rest)),
                    );
                }
            }
        }
        shortest_rest(out)
    }

    fn match_all(&self, shapes: &[Shape], text: &'a str) -> Read<'a, Rule> {
        let mut out: Read<'a, Rule> = Vec::new();
        for shape in shapes {
            for (values, rest) in self.fill(&shape.pieces, text) {
                if ends_here(rest)
                    && let Some(rule) = filled(shape, &values, &text[..text.len() - rest.len()], self.phrases.currency)
                    && !out.iter().any(|(_, other)| *other == rest)
                {
                    self.reached(rest);
                    out.push((rule, rest));
                }
            }
        }
        out
    }

    /// Fills the places of a shape from the words.
    fn fill(&self, pieces: &[Piece], text: &'a str) -> Read<'a, Vec<Filled>> {
        let Some((piece, pieces)) = pieces.split_first() else { return vec![(vec![], text)] };
        let here: Read<'a, Option<Filled>> = match piece {
            Piece::Words(words) => after(text, words).map(|rest| (None, rest)).into_iter().collect(),
            Piece::Number(mark) => {
                number(text).map(|(n, rest)| (Some(Filled::Number(*mark, n)), rest)).into_iter().collect()
            }
            Piece::Count(mark) => {
                count(text).map(|(n, rest)| (Some(Filled::Count(*mark, n)), rest)).into_iter().collect()
            }
            Piece::Date(mark) => {
                day(text).map(|(day, rest)| (Some(Filled::Date(*mark, day)), rest)).into_iter().collect()
            }
            Piece::Quoted(mark) => {
                quoted(text).map(|(text, rest)| (Some(Filled::Text(mark, text)), rest)).into_iter().collect()
            }
            Piece::QuotedList => list(text, &|text| quoted(text).into_iter().collect())
                .into_iter()
                .map(|(all, rest)| (Some(Filled::List(LIST, all)), rest))
                .collect(),
            Piece::Orders => {
                self.such_orders(text).into_iter().map(|(such, rest)| (Some(Filled::Orders(such)), rest)).collect()
            }
            Piece::Names(of, mark) => {
                // What stands here is no name of this shop: that is what was not understood, and not all of the condition.
                self.reached(text);
                list(text, &|text| self.names(*of, text))
                    .into_iter()
                    .map(|(all, rest)| (Some(Filled::Names(mark, all)), rest))
                    .collect()
            }
        };
        let mut out = Vec::new();
        for (value, rest) in here {
            for (mut values, rest) in self.fill(pieces, rest) {
                values.extend(value.clone());
                out.push((values, rest));
            }
        }
        out
    }

    /// Which orders, as the JSON of a filter.
    fn such_orders(&self, text: &'a str) -> Read<'a, Value> {
        let mut out: Read<'a, Value> = Vec::new();
        for shape in &self.phrases.orders {
            for (values, rest) in self.fill(&shape.pieces, text) {
                let mut such = shape.rule.clone();
                if values.iter().try_for_each(|value| put(&mut such, value)).is_some() {
                    out.push((such, rest));
                }
            }
        }
        out
    }

    /// Known names at the beginning of a text, longest first.
    fn names(&self, of: NameOf, text: &'a str) -> Read<'a, Name> {
        let ends = text.char_indices().filter(|(_, letter)| matches!(letter, ' ' | ',' | ')' | '.')).map(|(at, _)| at);
        let mut ends: Vec<usize> = ends.chain([text.len()]).filter(|at| (1..=120).contains(at)).collect();
        ends.reverse();
        ends.into_iter()
            .filter_map(|at| {
                let written = &text[..at];
                let meant = self.names.find(of, written)?;
                Some((Name { meant, written: written.to_owned() }, &text[at..]))
            })
            .collect()
    }
}
