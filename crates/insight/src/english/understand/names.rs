//! The names that occur in a shop's data, to be known in a sentence.

use super::NameOf;
use crate::{Shop, texts::norm};
use std::collections::{HashMap, HashSet};

/// Other names of what occurs in a shop's data: `Germany`, in small letters, where the data say `DE`.
pub type OtherNames = HashMap<String, String>;

/// The names that occur in a shop's data.
pub(in crate::english) struct Names<'a> {
    shop: &'a Shop,
    products: HashSet<String>,
    countries: &'a OtherNames,
}

impl Names<'_> {
    /// The kinds of goods in whose names these words stand, or else the goods; none where those are more than `most`.
    pub(in crate::english) fn goods_like(&self, words: &str, most: usize) -> Vec<String> {
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
    pub(in crate::english) fn have_subscriptions(&self) -> bool {
        self.shop.has_subscriptions()
    }

    /// A tag of this shop, of one or of many: "VIPs".
    pub(in crate::english) fn tag(&self, word: &str) -> Option<String> {
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

impl<'a> Names<'a> {
    pub(in crate::english) fn of(shop: &'a Shop, countries: &'a OtherNames) -> Self {
        let products = shop.articles.iter().flat_map(|article| [norm(&article.sku), norm(&article.product)]);
        Self { shop, products: products.filter(|name| !name.is_empty()).collect(), countries }
    }

    /// What the data call it.
    pub(in crate::english) fn find(&self, of: NameOf, text: &str) -> Option<String> {
        let other = || self.countries.get(&text.to_lowercase()).filter(|_| of == NameOf::Country).cloned();
        if self.has(of, text) { Some(text.to_owned()) } else { other() }
    }

    pub(in crate::english) fn has(&self, of: NameOf, text: &str) -> bool {
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
