//! What an entry tells, its commitment, and the numbers of the entries whose telling it took away.

use super::merkle::Hash;
use crate::access::Actor;
use rusqlite::Row;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What an entry tells: ids and the names of fields, never values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Who, as [`Actor`] writes itself.
    pub actor: String,
    /// What was done: the [`crate::Cause`]'s word.
    pub verb: String,
    /// `p17 s2`, or counts when there are more than twenty: `people 5000, imports 1`.
    pub subjects: String,
    /// Names of the fields that changed, sorted, with spaces between.
    pub fields: String,
    /// Numbers of the entries whose payload went in this transaction: `3 5-7`.
    pub forgot: String,
    /// Random, so that nobody can guess from a commitment what was committed to.
    pub salt: [u8; 32],
}

impl Payload {
    /// From six columns, of which the first is empty when there is none.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let Some(actor) = row.get(first)? else { return Ok(None) };
        Ok(Some(Self {
            actor,
            verb: row.get(first + 1)?,
            subjects: row.get(first + 2)?,
            fields: row.get(first + 3)?,
            forgot: row.get(first + 4)?,
            salt: row.get(first + 5)?,
        }))
    }

    /// Who, for a branch. `None` for a word that this program does not know.
    #[must_use]
    pub fn who(&self) -> Option<Actor> {
        Actor::from_word(&self.actor)
    }

    /// The texts in the order in which they are committed to.
    pub(crate) fn texts(&self) -> [(&'static str, &str); 5] {
        [
            ("actor", &self.actor),
            ("verb", &self.verb),
            ("subjects", &self.subjects),
            ("fields", &self.fields),
            ("forgot", &self.forgot),
        ]
    }

    pub(crate) fn commitment(&self) -> Hash {
        let mut hash = Sha256::new_with_prefix(b"regulars log payload v2").chain_update(self.salt);
        for (_, text) in self.texts() {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }

    /// The receipt it tells of, when it tells of one.
    pub(crate) fn receipt(&self) -> Option<u32> {
        self.subjects
            .split([' ', ','])
            .find_map(|word| word.strip_prefix("receipt-"))
            .and_then(|number| number.parse().ok())
    }

    /// The people it names, by number.
    pub(crate) fn people(&self) -> BTreeSet<u32> {
        let number = |word: &str| word.strip_prefix('p')?.parse().ok();
        self.subjects.split_whitespace().filter_map(number).collect()
    }
}

/// `3 5-7`.
pub(crate) fn ranges(numbers: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let word = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    runs.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Reads what [`ranges`] wrote, of numbers below `end`. `None` when it is written otherwise.
pub(crate) fn numbers(text: &str, end: u32) -> Option<BTreeSet<u32>> {
    let mut all = BTreeSet::new();
    for word in text.split_whitespace() {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        if last >= end {
            return None;
        }
        all.extend(first..=last);
    }
    (ranges(&all) == text).then_some(all)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn sample() -> Payload {
        Payload {
            actor: "user".into(),
            verb: "opt_out".into(),
            subjects: "p17 kept-out-list".into(),
            fields: "permission".into(),
            forgot: String::new(),
            salt: [9; 32],
        }
    }

    #[test]
    fn every_part_is_committed_to_and_none_runs_into_the_next() {
        let base = sample();
        let mut seen = BTreeSet::from([base.commitment()]);
        let others = [
            Payload { actor: "system".into(), ..base.clone() },
            Payload { verb: "opt_in".into(), ..base.clone() },
            Payload { subjects: "p18 kept-out-list".into(), ..base.clone() },
            Payload { fields: "permissions".into(), ..base.clone() },
            Payload { forgot: "1".into(), ..base.clone() },
            Payload { salt: [8; 32], ..base.clone() },
            Payload { actor: "useropt_out".into(), verb: String::new(), ..base },
        ];
        for other in others {
            assert!(seen.insert(other.commitment()), "{other:?}");
        }
    }

    #[test]
    fn people_and_receipts_are_found_among_the_rest() {
        let about = |subjects: &str| Payload { subjects: subjects.into(), ..sample() };
        assert_eq!(about("p17 p9 i1 personas").people(), BTreeSet::from([9, 17]));
        assert_eq!(about("people 30, imports 1, receipt-4").people(), BTreeSet::new());
        assert_eq!(about("people 30, imports 1, receipt-4").receipt(), Some(4));
        assert_eq!(about("chunk-3 receipt-12 kept-out-list").receipt(), Some(12));
        assert_eq!(about("p1").receipt(), None);
    }

    #[test]
    fn only_one_text_for_each_set() {
        assert_eq!(ranges(&BTreeSet::from([7, 3, 6, 5])), "3 5-7");
        for odd in ["3-5 6", "3 3", "5-3", "3  5", "x", "3-", "-3", "03", "4294967295"] {
            assert_eq!(numbers(odd, u32::MAX), None, "{odd}");
        }
        assert_eq!((numbers("7", 7), numbers("6", 7)), (None, Some(BTreeSet::from([6]))));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(set in proptest::collection::btree_set(1u32..60, 0..40)) {
            prop_assert_eq!(numbers(&ranges(&set), 60), Some(set));
        }
    }
}
