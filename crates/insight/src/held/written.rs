//! What is held beside the usual as columns of bytes, and back.

use super::{Column, OwnField, OwnFields, Yeses};
use crate::{
    texts::Dictionary,
    written::{In, NotASheet, Out, sound},
};

impl Yeses {
    pub(crate) fn write(&self, out: &mut Out) {
        for column in &self.0 {
            out.option(column.as_ref(), |out, Column { basis, day }| {
                out.numbers(basis);
                out.numbers(day);
            });
        }
    }

    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Result<Self, NotASheet> {
        let mut yeses = Self::default();
        for column in &mut yeses.0 {
            *column = read.option(|read| {
                let (basis, day): (Vec<u8>, Vec<i32>) = (read.numbers()?, read.numbers()?);
                sound(basis.len() == people && day.len() == people)?;
                Ok(Column { basis, day })
            })?;
        }
        Ok(yeses)
    }
}

impl OwnFields {
    pub(crate) fn write(&self, out: &mut Out) {
        out.list(self.0.iter(), |out, (key, OwnField { words, codes })| {
            out.text(key);
            words.write(out);
            out.numbers(codes);
        });
    }

    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Result<Self, NotASheet> {
        let fields = read.list(|read| {
            let key = read.text()?.to_owned();
            let (words, codes) = (Dictionary::read(read)?, read.numbers::<u32>()?);
            sound(codes.len() == people && codes.iter().all(|code| (*code as usize) < words.len()))?;
            Ok((key, OwnField { words, codes }))
        })?;
        Ok(Self(fields.into_iter().collect()))
    }
}
