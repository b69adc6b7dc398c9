//! The search index as columns of bytes, and back.

use super::Directory;
use crate::{
    texts::Strip,
    written::{In, NotASheet, Out, sound},
};

impl Directory {
    pub(crate) fn write(&self, out: &mut Out) {
        let Self { text, by_name, by_value, by_latest, by_purchases } = self;
        text.write(out);
        [by_name, by_value, by_latest, by_purchases].into_iter().for_each(|order| out.numbers(order));
    }

    pub(crate) fn read(read: &mut In<'_>) -> Result<Self, NotASheet> {
        let text = Strip::read(read)?;
        let mut order = || {
            let order: Vec<u32> = read.numbers()?;
            sound(order.len() == text.len() && order.iter().all(|person| (*person as usize) < text.len()))?;
            Ok(order)
        };
        let (by_name, by_value, by_latest, by_purchases) = (order()?, order()?, order()?, order()?);
        Ok(Self { text, by_name, by_value, by_latest, by_purchases })
    }

    /// How many people it is of.
    pub(crate) fn people(&self) -> usize {
        self.by_name.len()
    }
}
