//! Reads a sentence back into the rule that says it: what [`crate::english`] writes, it understands, but for the parts named
//! at [`understand`].

pub(super) use super::shapes::NameOf;
use super::{
    conditions::leaf_words,
    shapes::{LIST, ORDERS, Piece, Shape, order_shapes, shapes},
};
use crate::{Shop, texts::norm};
use jiff::{civil::Date, fmt::strtime};
use regulars_model::{Currency, Day, Rule, SegmentRule, TextTest};
use serde_json::Value;
use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

/// Where the words stopped being known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("understood as far as “{understood}”")]
pub struct NotUnderstood {
    /// What was understood, from the beginning.
    pub understood: String,
    /// The words from there on.
    pub rest: String,
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
/// Readings of one place that are tried.
const READINGS: usize = 24;

/// Something read, and what stands after it.
type Read<'a, T> = Vec<(T, &'a str)>;

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

/// Other names of what occurs in a shop's data: `Germany`, in small letters, where the data say `DE`.
pub type OtherNames = HashMap<String, String>;

/// The names that occur in a shop's data.
pub(super) struct Names<'a> {
    shop: &'a Shop,
    products: HashSet<String>,
    countries: &'a OtherNames,
}

impl Names<'_> {
    /// The kinds of goods in whose names these words stand, or else the goods; none where those are more than `most`.
    pub(super) fn goods_like(&self, words: &str, most: usize) -> Vec<String> {
        let kinds = &self.shop.categories;
        let kinds = (1..kinds.len()).filter_map(|code| Some(kinds.shown(u32::try_from(code).ok()?).to_owned()));
        let mut found: Vec<String> = kinds.filter(|name| holds_words(name, words)).collect();
        if found.is_empty() {
            // A grinder is a “Hand Grinder”, but coffee is no “Advent Calendar, 24 coffees”.
            let goods = self.shop.articles.iter().map(|article| article.product.as_str());
            found = goods.filter(|name| ends_in_words(name, words)).map(str::to_owned).collect();
        }
        found.sort();
        found.dedup();
        if found.len() > most { Vec::new() } else { found }
    }

    /// Whether subscribers may be those who have a subscription, and not those of a newsletter.
    pub(super) fn have_subscriptions(&self) -> bool {
        self.shop.has_subscriptions()
    }

    /// A tag of this shop, of one or of many: "VIPs".
    pub(super) fn tag(&self, word: &str) -> Option<String> {
        let tags = &self.shop.people.tags.0;
        let code = tags.find(word).or_else(|| tags.find(word.strip_suffix('s')?)).filter(|code| *code != 0)?;
        Some(tags.shown(code).to_owned())
    }
}

/// Whether these words stand in a name one after the other, of one or of many.
fn holds_words(name: &str, words: &str) -> bool {
    let (name, words) = (plain_words(name), plain_words(words));
    !words.is_empty() && name.windows(words.len()).any(|part| part == words)
}

/// Whether a name is one of these: it ends in them, but for a size and what stands behind a comma.
fn ends_in_words(name: &str, words: &str) -> bool {
    let (mut name, words) = (plain_words(name.split([',', '(']).next().unwrap_or_default()), plain_words(words));
    while name
        .last()
        .is_some_and(|last| last.chars().count() < 3 || last.contains(|letter: char| letter.is_ascii_digit()))
    {
        name.pop();
    }
    !words.is_empty() && name.ends_with(&words)
}

fn plain_words(text: &str) -> Vec<String> {
    let text = norm(text);
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.trim_end_matches('s').to_owned()).collect()
}

/// A name as the data have it, and as it was written.
#[derive(Debug, Clone)]
struct Name {
    meant: String,
    written: String,
}

impl<'a> Names<'a> {
    pub(super) fn of(shop: &'a Shop, countries: &'a OtherNames) -> Self {
        let products = shop.articles.iter().flat_map(|article| [norm(&article.sku), norm(&article.product)]);
        Self { shop, products: products.filter(|name| !name.is_empty()).collect(), countries }
    }

    /// What the data call it.
    pub(super) fn find(&self, of: NameOf, text: &str) -> Option<String> {
        let other = || self.countries.get(&text.to_lowercase()).filter(|_| of == NameOf::Country).cloned();
        if self.has(of, text) { Some(text.to_owned()) } else { other() }
    }

    pub(super) fn has(&self, of: NameOf, text: &str) -> bool {
        let people = &self.shop.people;
        match of {
            NameOf::Country => people.country.0.find(text).is_some(),
            NameOf::Region => people.region.0.find(text).is_some(),
            NameOf::City => people.city.0.find(text).is_some(),
            NameOf::Postcode => people.postcode.0.find(text).is_some(),
            NameOf::Category => self.shop.categories.find(text).is_some(),
            NameOf::Product => self.products.contains(&norm(text)),
        }
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

/// One group alone is the rule; anything else is "all of".
fn tidy(mut parts: Vec<Rule>) -> Rule {
    match parts.as_slice() {
        [Rule::Any { .. }] => parts.swap_remove(0),
        _ => Rule::All { rules: parts },
    }
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
        let mut open: Read<'a, Vec<Rule>> =
            self.bare(text).into_iter().map(|(first, rest)| (vec![first], rest)).collect();
        while let Some((parts, rest)) = open.pop() {
            let choice = matches!(parts.last(), Some(Rule::Any { .. }));
            let next = if let Some(rest) = after(rest, ", and ").or_else(|| after(rest, ", ")) {
                self.bare(rest)
            } else if let (Some(rest), false) = (after(rest, " and "), choice) {
                self.unit(rest)
            } else {
                Vec::new()
            };
            open.extend(next.into_iter().map(|(part, rest)| ([parts.clone(), vec![part]].concat(), rest)));
            out.push((parts, rest));
        }
        shortest_rest(out)
    }

    /// One condition, or several with "or" between them.
    fn bare(&self, text: &'a str) -> Read<'a, Rule> {
        let mut out = Vec::new();
        let mut chains: Read<'a, Vec<Rule>> =
            self.unit(text).into_iter().map(|(rule, rest)| (vec![rule], rest)).collect();
        while let Some((parts, rest)) = chains.pop() {
            if let Some(rest) = after(rest, " or ") {
                chains.extend(
                    self.unit(rest).into_iter().map(|(part, rest)| ([parts.clone(), vec![part]].concat(), rest)),
                );
            }
            let rule = if let [only] = parts.as_slice() { only.clone() } else { Rule::Any { rules: parts } };
            out.push((rule, rest));
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

/// What stands in a place, and the mark it stands for.
#[derive(Debug, Clone)]
enum Filled {
    Number(f64, f64),
    Count(u32, u32),
    Date(Day, Day),
    Text(&'static str, String),
    List(&'static str, Vec<String>),
    Names(&'static str, Vec<Name>),
    /// The JSON of a filter of orders.
    Orders(Value),
}

/// The condition with its places filled, if it then says exactly these words: with names as they were written.
fn filled(shape: &Shape, values: &[Filled], words: &str, currency: Currency) -> Option<Rule> {
    let with = |name: &dyn Fn(&Name) -> String| {
        let mut json = shape.rule.clone();
        for value in values {
            match value {
                Filled::Names(mark, names) => put(&mut json, &Filled::List(mark, names.iter().map(name).collect()))?,
                other => put(&mut json, other)?,
            }
        }
        let mut rule: Rule = serde_json::from_value(json).ok()?;
        if let Rule::Text { test, .. } | Rule::Did { about: Some(test), .. } = &mut rule
            && let TextTest::In { values } = test
            && let [value] = values.as_slice()
        {
            *test = TextTest::Is { value: value.clone() };
        }
        Some(rule)
    };
    let said = leaf_words(&with(&|name| name.written.clone())?, shape.not, currency).to_lowercase();
    let words = words.to_lowercase();
    if said != words && said.strip_prefix("are ") != Some(&words) {
        return None;
    }
    let rule = with(&|name| name.meant.clone())?;
    Some(if shape.not { Rule::None { rules: vec![rule] } } else { rule })
}

#[allow(clippy::float_cmp, reason = "marks are compared with themselves")]
fn put(json: &mut Value, value: &Filled) -> Option<()> {
    match (&mut *json, value) {
        (Value::Array(all), Filled::List(mark, texts)) if all.first().is_some_and(|first| first == mark) => {
            *all = texts.iter().cloned().map(Value::String).collect();
        }
        (Value::Object(all), Filled::Orders(such))
            if all.get("through").is_some_and(|test| test.get("value").is_some_and(|value| value == ORDERS)) =>
        {
            all.remove("through");
            for part in ["through", "amount"] {
                if let Some(test) = such.get(part) {
                    all.insert(part.to_owned(), test.clone());
                }
            }
        }
        (Value::Array(all), _) => all.iter_mut().try_for_each(|each| put(each, value))?,
        (Value::Object(all), _) => all.values_mut().try_for_each(|each| put(each, value))?,
        (Value::String(text), Filled::Text(mark, own)) if text == mark => own.clone_into(text),
        (Value::String(text), Filled::Date(mark, own)) if *text == mark.to_string() => *text = own.to_string(),
        (Value::Number(n), Filled::Number(mark, own)) if n.as_f64() == Some(*mark) => {
            *json = Value::Number(serde_json::Number::from_f64(*own)?);
        }
        (Value::Number(n), Filled::Count(mark, own)) if n.as_u64() == Some(u64::from(*mark)) => {
            *json = Value::from(*own)
        }
        _ => {}
    }
    Some(())
}

fn shortest_rest<T>(mut read: Read<'_, T>) -> Read<'_, T> {
    read.sort_by_key(|(_, rest)| rest.len());
    read.truncate(READINGS);
    read
}

fn first_word(text: &str) -> String {
    text.split([' ', ',', ')']).next().unwrap_or_default().to_lowercase()
}

fn ends_here(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', ',', ')'])
}

/// What stands after these words, whatever their case.
fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let head = text.get(..words.len())?;
    head.eq_ignore_ascii_case(words).then(|| &text[words.len()..])
}

/// A number: `1,234.5`, `-3`. A comma belongs to it where three digits follow.
fn number(text: &str) -> Option<(f64, &str)> {
    let mut plain = String::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.first() == Some(&b'-') {
        plain.push('-');
        at = 1;
    }
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' => plain.push(char::from(bytes[at])),
            b',' if digits(at + 1) == 3 => {}
            b'.' if digits(at + 1) > 0 && !plain.contains('.') => plain.push('.'),
            _ => break,
        }
        at += 1;
    }
    Some((plain.parse().ok()?, &text[at..]))
}

fn count(text: &str) -> Option<(u32, &str)> {
    let (value, rest) = number(text)?;
    let is_whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at just before")]
    is_whole.then_some((value as u32, rest))
}

/// `21 June 2026`.
fn day(text: &str) -> Option<(Day, &str)> {
    let end = text.match_indices(' ').map(|(at, _)| at).nth(1)? + 1;
    let year = text[end..].find(|letter: char| !letter.is_ascii_digit()).map_or(text.len(), |at| end + at);
    let date: Date = strtime::parse("%d %B %Y", &text[..year]).ok()?.to_date().ok()?;
    Some((Day::from_date(date), &text[year..]))
}

/// `“a”`.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('“')?;
    let end = inside.find('”')?;
    Some((inside[..end].to_owned(), &inside[end + '”'.len_utf8()..]))
}

/// "a", "a or b", "a, b or c", with every reading of where it ends.
fn list<'a, T: Clone>(text: &'a str, item: &dyn Fn(&'a str) -> Read<'a, T>) -> Read<'a, Vec<T>> {
    let mut out = Vec::new();
    let mut open: Read<'a, Vec<T>> = item(text).into_iter().map(|(first, rest)| (vec![first], rest)).collect();
    while let Some((items, rest)) = open.pop() {
        if let Some(rest) = after(rest, " or ") {
            out.extend(item(rest).into_iter().map(|(last, rest)| ([items.clone(), vec![last]].concat(), rest)));
        }
        if let Some(rest) = after(rest, ", ") {
            open.extend(item(rest).into_iter().map(|(next, rest)| ([items.clone(), vec![next]].concat(), rest)));
        }
        if let [_] = items.as_slice() {
            out.push((items, rest));
        }
    }
    shortest_rest(out)
}
