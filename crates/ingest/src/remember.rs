//! A mapping used again: what makes two files the same kind of file, and how a mapping made for one fits the other.

use crate::{Mapping, Survey, words};

/// A mapping made for another file, fitted to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapted {
    /// For this file's columns.
    pub mapping: Mapping,
    /// Headers of this file that the other did not have. They are mapped as suggested, and nobody has looked at that.
    pub new_columns: Vec<String>,
    /// Headers the other file had, that were mapped there and are missing here.
    pub gone: Vec<String>,
}

/// The same for files with the same column names in any order and any dress: 16 hexadecimal digits. Stable between
/// versions.
#[must_use]
pub fn signature<'a>(headers: impl IntoIterator<Item = &'a str>) -> String {
    let mut keys: Vec<String> = headers.into_iter().map(words::header_key).collect();
    keys.sort_unstable();
    // FNV-1a, 64 bits: it names a layout and guards nothing.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in keys.iter().flat_map(|key| key.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

impl Survey {
    /// What files with these columns share: see [`signature`].
    #[must_use]
    pub fn signature(&self) -> String {
        signature(self.columns.iter().map(|column| column.header.as_str()))
    }

    /// A mapping made for a file with the columns `old`, for this file: column by column, by name. `None` when more than a
    /// quarter of the columns it speaks of are missing here, or it is not a mapping of those columns.
    #[must_use]
    pub fn adapt(&self, mapping: &Mapping, old: &[String]) -> Option<Adapted> {
        if mapping.targets.len() != old.len() {
            return None;
        }
        let mut adapted = self.suggested_for(mapping.kind);
        let (fresh, width) = (adapted.targets.clone(), self.columns.len());
        adapted.targets = vec![None; width];
        adapted.types = vec![None; width];
        adapted.kept = vec![false; width];
        (adapted.date_order, adapted.currency) = (mapping.date_order, mapping.currency);
        adapted.unpriced = mapping.unpriced;
        (adapted.phone_country, adapted.everybody) = (mapping.phone_country.clone(), mapping.everybody.clone());
        let mut taken = vec![false; width];
        let mut gone = Vec::new();
        for (from, header) in old.iter().enumerate() {
            let same = |at: &usize| !taken[*at] && self.columns[*at].header == *header;
            let alike = |at: &usize| !taken[*at] && self.keys[*at] == words::header_key(header);
            match (0..width).find(same).or_else(|| (0..width).find(alike)) {
                Some(at) => {
                    taken[at] = true;
                    adapted.targets[at] = mapping.targets[from];
                    adapted.types[at] = mapping.types.get(from).copied().flatten();
                    adapted.kept[at] = mapping.kept.get(from).copied().unwrap_or(false);
                }
                None if mapping.targets[from].is_some() => gone.push(header.clone()),
                None => {}
            }
        }
        let spoken = mapping.targets.iter().flatten().count();
        if gone.len() * 4 > spoken {
            return None;
        }
        let mut new_columns = Vec::new();
        for at in (0..width).filter(|at| !taken[*at]) {
            new_columns.push(self.columns[at].header.clone());
            let target = fresh[at];
            let free = target.is_some_and(|target| target.is_many() || !adapted.targets.contains(&Some(target)));
            adapted.targets[at] = target.filter(|_| free);
        }
        Some(Adapted { mapping: adapted, new_columns, gone })
    }
}
