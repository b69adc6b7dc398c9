//! The search index as columns of bytes, and back.

use super::{Directory, Lists};
use crate::{
    texts::Strip,
    written::{In, NotASheet, Out, sound},
};

impl Directory {
    pub(crate) fn write(&self, out: &mut Out) {
        let Lists { text, by_name, by_value, by_latest, by_purchases } = &*self.0;
        text.write(out);
        [by_name, by_value, by_latest, by_purchases].into_iter().for_each(|order| out.numbers(order));
    }
}

impl Lists {
    /// Of so many people.
    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Result<Self, NotASheet> {
        let text = Strip::read(read)?;
        let mut order = || {
            let order: Vec<u32> = read.numbers()?;
            sound(order.len() == people && order.iter().all(|person| (*person as usize) < people))?;
            Ok(order)
        };
        let (by_name, by_value, by_latest, by_purchases) = (order()?, order()?, order()?, order()?);
        sound(text.len() == people)?;
        Ok(Self { text, by_name, by_value, by_latest, by_purchases })
    }
}
