//! After wrong passphrases each next try waits longer. It slows a person at the keyboard; against somebody who has a copy of
//! the files only the passphrase's own cost helps.

use regulars_model::{Code, Problem, group_digits};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// So many tries are free: everybody slips.
const FREE: u32 = 2;
/// The longest wait, in seconds.
const LONGEST: i64 = 30;

/// Wrong tries, by vault.
#[derive(Debug, Default)]
pub(crate) struct Patience(HashMap<PathBuf, Tries>);

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    /// UTC seconds since 1970: not before.
    next: i64,
}

impl Patience {
    /// Seconds to wait before the next try.
    pub(crate) fn seconds(&self, vault: &Path, now: i64) -> u32 {
        let left = self.0.get(vault).map_or(0, |tries| tries.next - now);
        // A clock that was set back must not shut anybody out for longer than the rule says.
        u32::try_from(left.clamp(0, LONGEST)).unwrap_or(0)
    }

    /// Refuses a try that comes too early.
    pub(crate) fn allow(&self, vault: &Path, now: i64) -> Result<(), Problem> {
        match self.seconds(vault, now) {
            0 => Ok(()),
            seconds => Err(Problem::new(
                Code::Wait,
                format!(
                    "Wait {} {} before the next try.",
                    group_digits(seconds.into()),
                    if seconds == 1 { "second" } else { "seconds" }
                ),
                "After several wrong tries each next one waits longer. Nothing was changed.",
            )),
        }
    }

    /// Notes how a try came out.
    pub(crate) fn note(&mut self, vault: &Path, now: i64, problem: Option<&Problem>) {
        match problem {
            None => drop(self.0.remove(vault)),
            Some(problem) if problem.code == Code::WrongPassphrase => {
                let tries = self.0.entry(vault.to_owned()).or_insert(Tries { wrong: 0, next: now });
                tries.wrong += 1;
                tries.next = now + wait_after(tries.wrong);
            }
            Some(_) => {}
        }
    }
}

/// Seconds after so many wrong tries: 0, 0, 1, 2, 4, 8, 16, 30, 30.
fn wait_after(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE + 1) {
        None => 0,
        Some(doubled) => (1_i64 << doubled.min(10)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_try_waits_longer_up_to_half_a_minute() {
        let waits: Vec<i64> = (1..=10).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn a_right_one_wipes_the_slate_and_each_vault_has_its_own() {
        let wrong = Problem::new(Code::WrongPassphrase, "", "");
        let (mut patience, one, two) = (Patience::default(), Path::new("one"), Path::new("two"));
        for _ in 0..4 {
            patience.note(one, 100, Some(&wrong));
        }
        assert_eq!((patience.seconds(one, 100), patience.seconds(one, 101), patience.seconds(one, 102)), (2, 1, 0));
        assert_eq!(patience.allow(one, 100).map_err(|problem| problem.code), Err(Code::Wait));
        assert!(patience.allow(two, 100).is_ok());
        patience.note(one, 100, Some(&Problem::new(Code::Damaged, "", "")));
        assert_eq!(patience.seconds(one, 100), 2, "only a wrong key counts");
        assert_eq!(patience.seconds(one, -5_000), 30, "a clock set back");
        patience.note(one, 102, None);
        assert!(patience.allow(one, 102).is_ok());
    }
}
