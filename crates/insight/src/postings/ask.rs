//! Leaves made ready once and answered block by block, several leaves and blocks at the same time.

use super::{
    block::{BLOCK, Block, WORDS, is_shared, pack},
    days,
    deeds::{Deeds, times},
    holders::Holders,
    numbers::Numbers,
    scored::scored,
    scratch::set,
    sets::said,
    standing::standing,
};
use crate::{
    Bits, Shop, builder::abreast, passes::words_that_pass, postings::kept::Answer, shop::Many, texts::Dictionary,
};
use rayon::prelude::*;
use regulars_model::{Day, PersonId, Rule, TextField, TextTest, is_drawn};
use std::sync::Arc;

/// A leaf made ready: writes who of a block it holds for, whether their use is allowed or not.
pub(super) type Leaf<'a> = Box<dyn Fn(&Block, &mut [u64]) + Send + Sync + 'a>;

/// Who each leaf holds for among everyone whose use is allowed; `None` for one that is not answered from postings.
pub(crate) fn answer(shop: &Shop, leaves: &[&Rule], as_of: Day) -> Vec<Option<Answer>> {
    let people = shop.everyone.len();
    let mut ready: Vec<Option<Leaf<'_>>> = Vec::with_capacity(leaves.len());
    if shop.postings.is_unread() {
        // What each of them is answered from may have to be read first.
        abreast(leaves.to_vec(), |rule| prepare(shop, rule, as_of), |leaf| ready.push(leaf));
    } else {
        ready.extend(leaves.iter().map(|rule| prepare(shop, rule, as_of)));
    }
    let mut words: Vec<Vec<u64>> = ready.iter().map(|_| vec![0; people.div_ceil(64)]).collect();
    let everyone = shop.everyone.words();
    let mut tasks: Vec<(&Leaf<'_>, Block, &mut [u64])> = Vec::new();
    for (leaf, words) in ready.iter().zip(&mut words) {
        let Some(leaf) = leaf else { continue };
        let parts = words.chunks_mut(BLOCK / 64).enumerate();
        tasks.extend(parts.map(|(nth, part)| (leaf, Block::new(nth, people), part)));
    }
    let work = |(leaf, block, part): (&Leaf<'_>, Block, &mut [u64])| {
        leaf(&block, part);
        let allowed = &everyone[block.people.start / 64..];
        part.iter_mut().zip(allowed).for_each(|(word, allowed)| *word &= allowed);
    };
    if is_shared(people) && tasks.len() > 1 {
        tasks.into_par_iter().with_max_len(1).for_each(work);
    } else {
        tasks.into_iter().for_each(work);
    }
    let answers = ready.iter().zip(words).map(|(leaf, words)| {
        let people = Arc::new(Bits::of_words(words, people));
        leaf.is_some().then(|| Answer { count: people.count(), people })
    });
    answers.collect()
}

/// Makes a leaf ready; `None` where another reader has to answer.
fn prepare<'a>(shop: &'a Shop, rule: &'a Rule, as_of: Day) -> Option<Leaf<'a>> {
    let counted = |deeds: Deeds<'a>, often, days: (Day, Day)| -> Leaf<'a> {
        Box::new(move |block, out| times(shop, &deeds, block, days, often, out))
    };
    let numbers = |numbers: Numbers<'a>| -> Leaf<'a> { Box::new(move |block, out| numbers.answer(block, out)) };
    let leaf: Leaf<'a> = match rule {
        Rule::Text { field, test } => text(shop, *field, test),
        Rule::Number { field, test } => numbers(Numbers::of_field(shop, *field, test, as_of)),
        Rule::Date { field, test } => days::date(shop, *field, test, as_of),
        Rule::Spent { what, how, test, when } => numbers(Numbers::spent(shop, what, *how, (*when, as_of), test)),
        Rule::BoughtDay { what, which, test } => days::bought_day(Deeds::bought(shop, what), *which, test, as_of),
        Rule::Sequence { first, when, then, within, not } => {
            let (first, then) = (Deeds::of(shop, first), Deeds::of(shop, then));
            days::sequence((first, when.days(as_of)), (then, as_of), *within, *not)
        }
        Rule::Bought { what, times, when } => counted(Deeds::bought(shop, what), *times, when.days(as_of)),
        Rule::Did { event, about, times, when } => {
            counted(Deeds::did(shop, *event, about.as_ref()), *times, when.days(as_of))
        }
        Rule::Permission { channel, state, purpose } => {
            let at = channel.place();
            let (people, sets) = (&shop.people, shop.said_sets(at));
            Box::new(move |block: &Block, out: &mut [u64]| {
                sets.write(block, |value| value == said(*state), out);
                if let Some(purpose) = purpose {
                    let mut given = vec![0; out.len()];
                    pack(&mut given, block.of(&people.purposes), |given| given[at].holds(*purpose));
                    out.iter_mut().zip(given).for_each(|(word, given)| *word &= given);
                }
            })
        }
        Rule::Sample { percent, seed } => Box::new(move |block: &Block, out: &mut [u64]| {
            pack(out, block.of(&shop.people.ids), |id| is_drawn(PersonId(id), *percent, *seed));
        }),
        Rule::Score { asks, found } => scored(shop, asks, found.as_ref(), as_of),
        _ => return standing(shop, rule, as_of),
    };
    Some(leaf)
}

fn text<'a>(shop: &'a Shop, field: TextField, test: &TextTest) -> Leaf<'a> {
    let people = &shop.people;
    let one = |nth: usize, (words, codes): &'a (Dictionary, Vec<u32>)| -> Leaf<'a> {
        let (marks, wanted) = words_that_pass(words, test);
        match shop.place_sets(nth) {
            Some(sets) => Box::new(move |block, out| sets.write(block, |code| marks[code] == wanted, out)),
            None => Box::new(move |block, out| pack(out, block.of(codes), |code| marks[code as usize] == wanted)),
        }
    };
    let many = |(words, _): &'a (Dictionary, Many), holders: &'a Holders| -> Leaf<'a> {
        let (marks, wanted) = words_that_pass(words, test);
        Box::new(move |block, out| {
            let mut found = [0u64; WORDS];
            for (code, _) in marks.iter().enumerate().filter(|(_, mark)| **mark) {
                holders.each(code, block, |local| set(&mut found, local));
            }
            out.iter_mut().zip(found).for_each(|(word, found)| *word = if wanted { found } else { !found });
        })
    };
    match field {
        TextField::Country => one(0, &people.country),
        TextField::Region => one(1, &people.region),
        TextField::City => one(2, &people.city),
        TextField::Postcode => one(3, &people.postcode),
        TextField::Tag => many(&people.tags, shop.tag_holders()),
        TextField::Source => many(&people.sources, shop.source_holders()),
    }
}
