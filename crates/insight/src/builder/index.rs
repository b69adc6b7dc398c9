//! From a person's id to their place in the shop. A plain table where ids are dense, as a vault gives them.

/// Stands for nobody.
pub(super) const NOBODY: u32 = u32::MAX;

pub(super) enum Index {
    Table(Vec<u32>),
    Sorted { ids: Vec<u32>, stands_for: Vec<(u32, u32)> },
}

impl Index {
    /// `stands_for`: entries that are somebody else's, by id, ascending.
    pub(super) fn new(ids: &[u32], stands_for: &[(u32, u32)]) -> Self {
        let last = ids.last().copied().max(stands_for.last().map(|(entry, _)| *entry));
        let span = last.map_or(0, |id| id as usize + 1);
        if span > ids.len().saturating_mul(4) + 1024 {
            return Self::Sorted { ids: ids.to_vec(), stands_for: stands_for.to_vec() };
        }
        let mut table = vec![NOBODY; span];
        for (at, id) in ids.iter().enumerate() {
            table[*id as usize] = u32::try_from(at).unwrap_or(NOBODY);
        }
        for (entry, stands) in stands_for {
            table[*entry as usize] = table.get(*stands as usize).copied().unwrap_or(NOBODY);
        }
        Self::Table(table)
    }

    /// The place of an id; [`NOBODY`] when there is no such person.
    pub(super) fn place(&self, person: u32) -> u32 {
        match self {
            Self::Table(table) => table.get(person as usize).copied().unwrap_or(NOBODY),
            Self::Sorted { ids, stands_for } => {
                let id = match stands_for.binary_search_by_key(&person, |(entry, _)| *entry) {
                    Ok(at) => stands_for[at].1,
                    Err(_) => person,
                };
                ids.binary_search(&id).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(NOBODY)
            }
        }
    }
}
