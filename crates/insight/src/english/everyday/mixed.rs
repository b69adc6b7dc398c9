//! Kinds of goods and goods in one list: “coffee or a grinder”. A condition asks for the one or for the other, so it is said twice, with
//! “or” between them, or “and” where neither was bought.

use super::Said;
use crate::english::understand::{NameOf, Names, NotUnderstood};

/// The longest name that is known again, in words.
const LONGEST: usize = 12;
/// What a condition stands after.
const BEFORE: &str = "who|and|or|,|(";
/// How often something was done: of both together that is another number than of each.
const OFTEN: &str = "twice|once|times";

/// Names one after the other, each with its place and whether it is one of goods and not of a kind of them.
struct Named {
    each: Vec<(String, bool)>,
    /// Where the first name of the other sort begins, with the word before it.
    turns: usize,
    end: usize,
}

impl Said {
    /// “bought neither tea nor coffee” is “never bought tea or coffee”.
    pub(super) fn neither(&mut self) {
        let mut within = false;
        for at in 0..self.0.len() {
            within = (within || self.is(at, "neither|never|not")) && !self.is(at, ",|(|)");
            if self.is(at, "nor") && within && !self.is(at + 1, super::DEEDS) {
                self.0[at] = "or".to_owned();
            }
        }
        self.turn("bought|ordered|purchased neither", "never bought");
        self.turn("neither bought|ordered|purchased", "never bought");
        self.turn("and|, neither", "and never");
    }

    /// Says kinds of goods and goods apart. Where that could mean something else than was said, the words up to there and those
    /// from there on are told.
    pub(super) fn apart(&mut self, names: &Names<'_>) -> Option<NotUnderstood> {
        let (mut at, mut unclear) = (0, None);
        while at < self.0.len() {
            at += 1;
            let verb = at - 1;
            let Some(named) = self.is(verb, "bought|buy|on").then(|| self.named(at, names)).flatten() else { continue };
            let Some(from) = self.condition(verb).filter(|from| self.is(from.wrapping_sub(1), BEFORE)) else {
                continue;
            };
            let end = self.condition_ends(named.end);
            // Of what came one after the other each is another question.
            if self.like(end, ",? and? then").is_some() && self.is(end, ",|and") {
                continue;
            }
            let often = (named.end..end).find(|at| self.is(*at, OFTEN));
            let often = often.map(|often| {
                (named.end..often).rev().find(|at| self.is(*at, "at|more|fewer|exactly")).unwrap_or(often)
            });
            let other = self.is(verb, "on") || (from..verb).any(|at| self.is(at, "first|last"));
            if let (Some(stops), None) = (often.or(other.then_some(named.turns)), &unclear) {
                let words = |from: usize, to: usize| Self(self.0[from..to].to_vec()).written();
                let (understood, rest) = (words(0, stops), words(stops, self.0.len()));
                unclear = Some(NotUnderstood { understood, rest, instead: None });
            }
            let not = (from..=verb).any(|at| self.is(at, "never|not"));
            let part = |of_goods: bool| {
                let each = named.each.iter().filter(|(_, goods)| *goods == of_goods);
                let names = crate::words::any_of(&each.map(|(name, _)| name.clone()).collect::<Vec<_>>());
                let (head, tail) = (self.0[from..=verb].join(" "), self.0[named.end..end].join(" "));
                format!("{head} {} {tail}", names.replace(',', " ,"))
            };
            let goods_first = named.each.first().is_some_and(|(_, goods)| *goods);
            let both = [part(goods_first), part(!goods_first)].join(if not { " and " } else { " or " });
            at = from + self.put(from, end - from, &format!("( {both} )"));
        }
        unclear
    }

    /// Where the condition begins whose verb, or whose “on”, stands here.
    fn condition(&self, verb: usize) -> Option<usize> {
        let mut from = verb;
        if self.is(verb, "on") {
            from = (0..verb).rev().take_while(|at| !self.is(*at, BEFORE)).find(|at| self.is(*at, "spent|spend"))?;
        }
        if self.is(from.wrapping_sub(1), "never|first|last") {
            from -= 1;
        }
        Some(if self.like(from.wrapping_sub(2), "did not").is_some() { from - 2 } else { from })
    }

    /// Where a condition ends that goes on here with days, or with how often.
    fn condition_ends(&self, from: usize) -> usize {
        let mut between = false;
        (from..self.0.len())
            .find(|at| {
                between |= self.is(*at, "between");
                let within = between && self.is(*at, "and");
                between &= !within;
                !within && self.is(*at, ",|and|or|)")
            })
            .unwrap_or(self.0.len())
    }

    /// The names from there on, where some are of kinds of goods and some of goods.
    fn named(&self, from: usize, names: &Names<'_>) -> Option<Named> {
        let name = |from: usize| {
            (1..=LONGEST.min(self.0.len().saturating_sub(from))).rev().find_map(|many| {
                let name = Self(self.0[from..from + many].to_vec()).written();
                let [kind, goods] = [NameOf::Category, NameOf::Product].map(|of| names.has(of, &name));
                (kind || goods).then_some((name, kind, goods, many))
            })
        };
        let (mut each, mut at, mut next) = (Vec::new(), from, from);
        while let Some((name, kind, goods, many)) = name(next) {
            each.push((name, kind, goods, at));
            at = next + many;
            next = at + 1;
            if !self.is(at, "or|,") {
                break;
            }
        }
        let one_sort = each.iter().all(|(_, kind, ..)| *kind) || each.iter().all(|(_, _, goods, _)| *goods);
        let first = each.first().is_some_and(|(_, kind, ..)| *kind);
        let (_, _, _, turns) = each.iter().find(|(_, kind, ..)| *kind != first).filter(|_| !one_sort)?;
        let turns = *turns;
        Some(Named { each: each.into_iter().map(|(name, kind, ..)| (name, !kind)).collect(), turns, end: at })
    }
}
