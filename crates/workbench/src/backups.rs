//! Backups: made by hand, before whatever cannot be undone, and weekly; checked; kept by a rule.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::{day_and_minute, folder_time},
    progress::{Progress, Stage},
    views::{BackupEntry, BackupRule, BackupsView},
};
use regulars_model::{Code, Problem, group_digits};
use regulars_vault::{
    VaultError,
    backup::{self, Backup, Check},
    meta, setting,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

const RULE: &str = "backup_rule";
const WEEK: i64 = 7 * 86_400;

impl Default for BackupRule {
    fn default() -> Self {
        Self { newest: 10, weeks: 8 }
    }
}

/// Why, for a person.
pub(crate) fn why(word: &str) -> &str {
    match word {
        "import" => "before an import",
        "undo" => "before an import was undone",
        "erase" => "before an erasure",
        "merge" => "before people were merged",
        "migration" => "before an update of Regulars",
        "rotation" => "before everything was encrypted anew",
        "weekly" => "weekly",
        "by_hand" => "by hand",
        other => other,
    }
}

impl Workbench {
    /// The open vault's own backups, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn backups(&self) -> Result<BackupsView, Problem> {
        let open = self.opened()?;
        let list = open.vault.own_backups(self.now());
        let rule = open.rule()?;
        let entries: Vec<BackupEntry> = list.iter().map(|one| open.entry(one)).collect();
        let words = match list.first() {
            None => "There is no backup yet. One is made before each import and erasure, and every week.".to_owned(),
            Some(last) => {
                format!("The last is from {}, and was checked when it was written.", day_and_minute(last.made))
            }
        };
        Ok(BackupsView {
            bytes: entries.iter().map(|entry| entry.bytes).sum(),
            entries,
            rule,
            words,
            note: format!(
                "Kept are the newest {} and one of each of the last {} weeks; others are deleted when a new one is made. They lie \
                 in the vault's own folder: keep one elsewhere too. A backup still holds whoever was erased after it; a restore \
                 erases them again.",
                rule.newest, rule.weeks
            ),
        })
    }

    /// Backs up into the vault's own folder of backups, or into `to`.
    ///
    /// # Errors
    /// When no vault is open, or the disk is full; then nothing is left of it.
    pub fn backup_now(&mut self, to: Option<&Path>, progress: Progress<'_>) -> Result<BackupEntry, Problem> {
        Stage::start("Copying and checking", None, progress).tell(0, 0.0)?;
        let now = self.now();
        let open = self.opened_to_note()?;
        let made = match to {
            None => open.back_up("by_hand", now)?,
            Some(place) => {
                let name = format!("{} {}", file_words(&open.name), folder_time(now));
                open.vault.back_up(&free(place, &name), "by_hand", now)?
            }
        };
        Ok(open.entry(&made))
    }

    /// Checks one of the vault's own backups again, page by page and table by table.
    ///
    /// # Errors
    /// When there is none of that name. Damage is an answer.
    pub fn backup_check(&mut self, id: &str, progress: Progress<'_>) -> Result<BackupEntry, Problem> {
        let path = self.backup_path(id)?;
        Stage::start("Checking every page", None, progress).tell(0, 0.0)?;
        let when = day_and_minute(self.now());
        let open = self.opened_to_note()?;
        let (words, sound) = match open.vault.check_backup(&path)? {
            Check::Whole(tables) => {
                let rows: i64 = tables.iter().map(|(_, rows)| rows).sum();
                let rows = group_digits(rows.try_into().unwrap_or(0));
                (format!("Checked {when}: every page, {rows} rows in {} tables.", tables.len()), true)
            }
            Check::PagesOnly => (
                format!(
                    "Checked {when}: every page is the one that was written. It is from before the keys were renewed."
                ),
                true,
            ),
            Check::Damaged(part) => (format!("Damaged, found {when}: {part}. It cannot be restored."), false),
        };
        open.checked.insert(id.to_owned(), (words.clone(), sound));
        match backup::look(&path) {
            Ok(one) => Ok(open.entry(&one)),
            Err(_) => Ok(BackupEntry {
                id: id.to_owned(),
                when: String::new(),
                why: String::new(),
                people: 0,
                bytes: 0.0,
                check: words,
                sound,
            }),
        }
    }

    /// Says how many backups are kept. What is over is deleted when the next one is made.
    ///
    /// # Errors
    /// When the numbers are out of bounds, or no vault is open.
    pub fn set_backup_rule(&mut self, rule: BackupRule) -> Result<BackupsView, Problem> {
        if !(1..=50).contains(&rule.newest) || rule.weeks > 104 {
            return Err(usage(
                "Keep 1 to 50 backups, and one of each of 0 to 104 weeks.",
                "Choose numbers within those bounds.",
            ));
        }
        let cause = self.cause("backup_rule");
        let open = self.opened_mut()?;
        open.vault.write(cause, |tx| setting::set(tx, RULE, &format!("{} {}", rule.newest, rule.weeks)))?;
        open.count_log()?;
        self.backups()
    }

    /// The folder of one of the open vault's own backups.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn backup_path(&self, id: &str) -> Result<PathBuf, Problem> {
        let dir = self.opened()?.vault.backups_dir();
        // A name, never a path: nothing outside the folder can be meant.
        let found = std::fs::read_dir(&dir).into_iter().flatten().flatten().find(|entry| entry.file_name() == *id);
        found.map(|entry| entry.path()).ok_or_else(|| {
            Problem::new(
                Code::NotFound,
                "There is no backup of that name.",
                "See the list of backups for those there are.",
            )
        })
    }

    /// Backs up before something that cannot be undone, unless nothing was written since the last one or there is nobody
    /// in the vault.
    pub(crate) fn back_up_before(&mut self, why: &'static str) -> Result<(), Problem> {
        let now = self.now();
        let open = self.opened_to_note()?;
        if !open.vault.findings().is_empty() {
            return Err(VaultError::ReadOnly.into());
        }
        if open.people()? == 0 || open.backed_up_at == Some(open.log_entries) {
            return Ok(());
        }
        open.back_up(why, now)?;
        Ok(())
    }

    /// Backs up when the last one is a week old. A backup that cannot be made does not keep the vault shut.
    pub(crate) fn weekly_backup(&mut self) {
        let now = self.now();
        let Ok(open) = self.opened_to_note() else { return };
        if open.people().is_ok_and(|people| people == 0) || !open.vault.findings().is_empty() {
            return;
        }
        let last = open.vault.own_backups(now).first().map(|last| last.made).filter(|made| *made <= now);
        let since = last.or_else(|| open.vault.read(meta::get).ok().map(|meta| meta.created)).unwrap_or(now);
        if now - since >= WEEK {
            let _ = open.back_up("weekly", now);
        }
    }
}

impl OpenShop {
    fn back_up(&mut self, why: &'static str, now: i64) -> Result<Backup, Problem> {
        let to = free(&self.vault.backups_dir(), &format!("{} {}", folder_time(now), why.replace('_', "-")));
        let made = self.vault.back_up(&to, why, now)?;
        self.backed_up_at = Some(self.log_entries);
        self.prune(&made, now)?;
        Ok(made)
    }

    /// Deletes what the rule no longer keeps, and never the one just made.
    fn prune(&self, made: &Backup, now: i64) -> Result<(), Problem> {
        let mut list = self.vault.own_backups(now);
        // The newest by its making, whatever its date or its name say.
        list.sort_by_key(|one| one.dir != made.dir);
        let keep = kept(&list.iter().map(|one| one.made).collect::<Vec<_>>(), self.rule()?);
        for (at, one) in list.iter().enumerate() {
            if !keep.contains(&at) {
                one.delete()?;
            }
        }
        Ok(())
    }

    pub(crate) fn rule(&self) -> Result<BackupRule, Problem> {
        let words = self.vault.read(|read| setting::get(read, RULE))?;
        Ok(words.and_then(|words| parse(&words)).unwrap_or_default())
    }

    pub(crate) fn entry(&self, one: &Backup) -> BackupEntry {
        let id = one.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (check, sound) = self
            .checked
            .get(&id)
            .cloned()
            .unwrap_or_else(|| ("Checked when it was written: every page, every table.".to_owned(), true));
        #[allow(clippy::cast_precision_loss, reason = "a size to show")]
        BackupEntry {
            id,
            when: day_and_minute(one.made),
            why: why(&one.why).to_owned(),
            people: one.people,
            bytes: one.bytes as f64,
            check,
            sound,
        }
    }
}

fn parse(words: &str) -> Option<BackupRule> {
    let (newest, weeks) = words.split_once(' ')?;
    Some(BackupRule { newest: newest.parse().ok()?, weeks: weeks.parse().ok()? })
}

/// Which of these, made at `made` (newest first), the rule keeps: the newest so many, and the newest of each of the last
/// weeks, counted back from the newest of all.
fn kept(made: &[i64], rule: BackupRule) -> BTreeSet<usize> {
    let newest = rule.newest.max(1) as usize;
    let mut keep: BTreeSet<usize> = (0..made.len().min(newest)).collect();
    let Some(first) = made.first() else { return keep };
    let mut seen = BTreeSet::new();
    for (at, one) in made.iter().enumerate() {
        let week = (first - one) / WEEK;
        if week < i64::from(rule.weeks) && seen.insert(week) {
            keep.insert(at);
        }
    }
    keep
}

/// A name that nothing has yet.
fn free(dir: &Path, name: &str) -> PathBuf {
    let first = dir.join(name);
    std::iter::once(first)
        .chain((2_u32..).map(|n| dir.join(format!("{name} {n}"))))
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(name))
}

/// A shop's name as a part of a file's: letters and digits of any alphabet, and spaces.
fn file_words(name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { "shop".to_owned() } else { words.chars().take(40).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_and_one_a_week_are_kept() {
        let day = 86_400;
        let made: Vec<i64> = (0..60).map(|days_ago| 100 * day - days_ago * day).collect();
        let keep = |newest, weeks| kept(&made, BackupRule { newest, weeks }).into_iter().collect::<Vec<_>>();
        assert_eq!(keep(3, 0), [0, 1, 2]);
        assert_eq!(keep(3, 4), [0, 1, 2, 7, 14, 21]);
        assert_eq!(keep(0, 1), [0], "the newest is never deleted");
        assert_eq!(kept(&[], BackupRule::default()).len(), 0);
        assert_eq!(keep(50, 104).len(), 50 + 1, "day 49 begins the eighth week, day 56 the ninth");
    }

    #[test]
    fn a_rule_reads_back_and_nonsense_is_the_usual_one() {
        assert_eq!(parse("5 3"), Some(BackupRule { newest: 5, weeks: 3 }));
        for nonsense in ["", "5", "a b", "5 -1"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_shops_name_makes_a_folders() {
        assert_eq!(file_words("Café & Co. / Porto"), "Café Co Porto");
        assert_eq!(file_words("../.."), "shop");
    }
}
