//! Who has a score such as is asked for: one look at a number or a byte for each person.

use super::{ask::Leaf, block::pack, numbers::Numbers};
use crate::{
    Shop,
    scored::{lined, of_that_day},
};
use regulars_model::{Day, ScoreTest, ScoresFound};

/// Writes who of a block it is; nobody where scores of that day were not worked out.
pub(super) fn scored<'a>(shop: &Shop, asks: &ScoreTest, found: Option<&ScoresFound>, as_of: Day) -> Leaf<'a> {
    let Some(found) = of_that_day(found, asks, as_of) else { return Box::new(|_, out| out.fill(0)) };
    let lined = lined(shop, found);
    match asks.number() {
        Some(test) => {
            let numbers = Numbers::scored(shop, lined, test);
            Box::new(move |block, out| numbers.answer(block, out))
        }
        None => {
            let table = lined.taken(asks);
            Box::new(move |block, out| pack(out, block.of(&lined.codes), |code| table[usize::from(code)]))
        }
    }
}
