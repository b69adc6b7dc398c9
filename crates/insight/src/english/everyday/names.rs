//! Names as people write them: "beans" for "Espresso beans" and "Filter beans", "a gift" for "Gifts", a tag without its quotation marks,
//! "in Germany and Austria" for either.

use super::Said;
use crate::english::understand::{NameOf, Names};

/// The most names that one word stands for: more would say nothing of what was meant.
const MOST: usize = 8;
/// What goods are not called, alone.
const NO_NAMES: &str =
    ",|and|or|)|in|since|between|today|within|at|more|fewer|exactly|twice|once|something|anything|never|for|of|on";
/// The longest name that is looked for, in words.
const LONGEST: usize = 4;
/// How long after something else is still "then", where it is not told.
const SOON: &str = "within 365 days";

impl Said {
    pub(super) fn called(&mut self, names: &Names<'_>) {
        self.places(names);
        let mut at = 0;
        while at < self.0.len() {
            if self.is(at, "tagged") && self.0.get(at + 1).is_some_and(|word| !word.starts_with('“')) {
                self.0[at + 1] = format!("“{}”", self.0[at + 1]);
            }
            let begins =
                self.is(at, "bought|buy") || (self.is(at, "on") && self.like(at.wrapping_sub(2), "clicked").is_none());
            if begins {
                let end = self.bought(at + 1, names);
                // As much is said of some days with other words than of ever.
                let days = self.is(end, "since|between") || self.like(end, "in the last").is_some();
                if days && self.is(at, "bought") && self.is(at.wrapping_sub(1), "never") {
                    self.put(at - 1, 2, "did not buy");
                }
                let then =
                    self.is(at.wrapping_sub(1), "then") || self.like(at.wrapping_sub(3), "then did not").is_some();
                if then && end > at + 1 && (end == self.0.len() || self.is(end, ",|and|)")) {
                    self.put(end, 0, SOON);
                }
            }
            at += 1;
        }
    }

    /// Names from there on, each with "or" or a comma before it. Says where they end.
    fn bought(&mut self, mut at: usize, names: &Names<'_>) -> usize {
        if self.is(at, "something|anything") {
            return at + 1;
        }
        loop {
            if self.is(at, "a|an|some|any|our|the") && self.0.len() > at + 1 {
                self.0.remove(at);
            }
            let ends = (at..self.0.len()).find(|at| self.is(*at, NO_NAMES)).unwrap_or(self.0.len());
            let longest = LONGEST.min(ends - at.min(ends));
            let known = (1..=longest).rev().find(|many| {
                let name = self.0[at..at + many].join(" ");
                names.has(NameOf::Category, &name) || names.has(NameOf::Product, &name)
            });
            let taken = match known {
                Some(many) => many,
                None => {
                    let loosely = (1..=longest).rev().find_map(|many| {
                        let found = names.goods_like(&self.0[at..at + many].join(" "), MOST);
                        (!found.is_empty()).then_some((many, found))
                    });
                    let Some((many, found)) = loosely else { return at };
                    self.put(at, many, &crate::words::any_of(&found).replace(',', " ,"))
                }
            };
            at += taken;
            if self.is(at, "or") || (self.is(at, ",") && !self.is(at + 1, "and|or|never|not|bought|opened|said|spent"))
            {
                at += 1;
            } else {
                return at;
            }
        }
    }

    /// Nobody lives in two countries: "in Germany and Austria" asks for either.
    fn places(&mut self, names: &Names<'_>) {
        let is_place = |word: Option<&String>| {
            word.is_some_and(|word| {
                [NameOf::Country, NameOf::Region, NameOf::City].iter().any(|of| names.find(*of, word).is_some())
            })
        };
        let ins: Vec<usize> = (0..self.0.len()).filter(|at| self.is(*at, "in")).collect();
        for from in ins {
            let mut at = from + 1;
            while is_place(self.0.get(at)) {
                let next = at + 1;
                if self.is(next, "and|,") && is_place(self.0.get(next + 1)) {
                    if self.is(next, "and") {
                        self.0[next] = "or".to_owned();
                    }
                } else if !self.is(next, "or") {
                    break;
                }
                at = next + 1;
            }
        }
    }
}
