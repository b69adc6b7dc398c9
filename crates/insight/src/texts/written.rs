//! Texts as columns of bytes, and back.

use super::{Dictionary, Strip};
use crate::written::{In, NotASheet, Out, sound};
use zeroize::Zeroizing;

impl Strip {
    pub(crate) fn write(&self, out: &mut Out) {
        out.text(&self.text);
        out.ends(&self.ends);
    }

    pub(crate) fn read(read: &mut In<'_>) -> Result<Self, NotASheet> {
        let text = read.text()?;
        let ends = read.ends()?;
        sound(ends.last().map_or(0, |end| *end as usize) == text.len())?;
        Ok(Self { text: Zeroizing::new(text.to_owned()), ends })
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

impl Dictionary {
    pub(crate) fn write(&self, out: &mut Out) {
        let Self { codes: _, norms, shown, asked: _ } = self;
        out.list(norms.iter().zip(shown), |out, (norm, shown)| {
            out.text(norm);
            out.option((norm != shown).then_some(shown), |out, shown| out.text(shown));
        });
    }

    pub(crate) fn read(read: &mut In<'_>) -> Result<Self, NotASheet> {
        let words = read.list(|read| {
            let norm = read.text()?.to_owned();
            let shown = read.option(|read| Ok(read.text()?.to_owned()))?;
            Ok((norm.clone(), shown.unwrap_or(norm)))
        })?;
        sound(words.first().is_some_and(|(norm, _)| norm.is_empty()))?;
        let (norms, shown): (Vec<String>, Vec<String>) = words.into_iter().unzip();
        let codes = norms.iter().cloned().zip(0..).skip(1).collect();
        Ok(Self { codes, norms, shown, asked: String::new() })
    }
}
