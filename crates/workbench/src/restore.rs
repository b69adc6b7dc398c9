//! A restore: a backup becomes a vault again, and whoever was erased or said no since is left out again before anybody
//! sees it.

use crate::{
    Workbench,
    backups::why,
    bench::OpenShop,
    clock::{day_and_minute, folder_time},
    keys::{OpenWith, with_unlock},
    progress::{Progress, Stage, quiet},
    replay::Replayed,
    views::{RestoreLookView, RestoreReportView},
};
use regulars_model::{Code, Problem, group_digits};
use regulars_vault::{
    Cause, VaultError,
    backup::{self, Backup, Restoring, ledgers_near},
    meta,
};
use std::path::{Path, PathBuf};

/// Where a restored vault goes.
#[derive(Debug, Clone, Copy)]
pub enum RestoreTo<'a> {
    /// In place of the vault in this folder; that folder is kept beside, under another name.
    InPlaceOf(&'a Path),
    /// A new folder.
    New(&'a Path),
}

impl RestoreTo<'_> {
    fn place(&self) -> &Path {
        match self {
            Self::InPlaceOf(place) | Self::New(place) => place,
        }
    }
}

impl Workbench {
    /// What can be known of a backup before it is opened.
    ///
    /// # Errors
    /// When it is no backup, damaged or too new.
    pub fn restore_look(&self, backup: &Path) -> Result<RestoreLookView, Problem> {
        let found = look(backup)?;
        let open: Vec<&Path> = self.open.iter().map(|open| open.vault.dir()).collect();
        let lists = ledgers_near(&found, &open);
        let ledger = match lists.first() {
            Some((_, at)) => format!(
                "A list of who was erased and who said no lies beside it, last changed {}. They stay out.",
                day_and_minute(*at)
            ),
            None => format!(
                "No newer list of who was erased and who said no lies beside it. Whoever was, after {}, would come back.",
                day_and_minute(found.made)
            ),
        };
        Ok(RestoreLookView {
            when: day_and_minute(found.made),
            why: why(&found.why).to_owned(),
            recovery: found.recovery,
            ledger_found: !lists.is_empty(),
            ledger,
        })
    }

    /// Restores a backup and opens the vault it makes. `without_ledger`: the user said knowingly that no newer list of who
    /// is kept out is to be had.
    ///
    /// # Errors
    /// When the passphrase or code is not that of the backup's day, it is damaged, the disk is full, or there is no list
    /// and nobody said so; then nothing was changed.
    pub fn restore(
        &mut self,
        backup: &Path,
        with: &OpenWith<'_>,
        to: &RestoreTo<'_>,
        without_ledger: bool,
        progress: Progress<'_>,
    ) -> Result<RestoreReportView, Problem> {
        let (now, place) = (self.now(), to.place());
        let found = look(backup)?;
        let own = self.open.as_ref().map(|open| open.dir.clone());
        if matches!(to, RestoreTo::New(_)) && place.exists() {
            return Err(VaultError::Exists.into());
        }
        // The vault the backup was made of may be open now, with the newest list of all.
        let places: Vec<&Path> = std::iter::once(place).chain(own.as_deref()).collect();
        let lists = ledgers_near(&found, &places);
        self.patience.allow(&found.dir, now)?;
        Stage::start("Reading the backup", None, progress).tell(0, 0.0)?;
        let begun =
            with_unlock(with, |with| Restoring::begin(&found.dir, with, place, now)).map_err(|error| match error {
                VaultError::WrongPassphrase => Problem::new(
                    Code::WrongPassphrase,
                    "That passphrase does not open this backup. Nothing was restored.",
                    "A backup opens with the passphrase the vault had when it was made.",
                ),
                other => other.into(),
            });
        let refused_at = self.now();
        self.patience.note(&found.dir, refused_at, begun.as_ref().err());
        let restoring = begun?;
        let ledger = restoring.ledger(&lists);
        if ledger.is_none() && !without_ledger {
            return Err(Problem::new(
                Code::PrivacyRule,
                "No list of who was erased and who said no since lies beside this backup. They would come back. Nothing was restored.",
                "Put the backup beside newer ones, or into its vault's folder of backups. If there is no newer list, say that you know.",
            ));
        }
        // From here on the old vault, if it is the one open, has to be let go.
        self.lock();
        let made = restoring.backup.made;
        Stage::start("Leaving out who was erased since", None, progress).tell(0, 0.0)?;
        let (restoring, replayed) = replayed(restoring, ledger.as_ref(), &|verb| self.cause(verb))?;
        Stage::start("Moving it into place", None, progress).tell(0, 0.0)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kept = restoring.finish(place, &format!("{name} as it was {}", folder_time(now)))?;
        // Whoever restores has shown that they may open it: earlier wrong tries at the vault before it count no more.
        self.patience.note(place, now, None);
        self.open_vault_with(place, with)?;
        let open = self.opened()?;
        let kept = kept.and_then(|kept| kept.file_name().map(|name| name.to_string_lossy().into_owned()));
        Ok(RestoreReportView {
            shop: open.name.clone(),
            back_to: day_and_minute(made),
            people: open.shop.people(),
            erased_again: replayed.erased,
            noes_again: replayed.noes,
            words: report(made, replayed, ledger.is_some(), kept.as_deref()),
            kept,
        })
    }
}

fn look(path: &Path) -> Result<Backup, Problem> {
    backup::look(path).map_err(|error| match error {
        VaultError::NotFound => Problem::new(
            Code::NotFound,
            "There is no backup in that folder.",
            "Choose the backup's own folder: its name begins with a date, or with the shop's name.",
        ),
        other => other.into(),
    })
}

/// Makes the list so in the restored vault while it still lies beside its place, and says in its log that it was restored.
pub(crate) fn replayed(
    restoring: Restoring,
    ledger: Option<&regulars_vault::Ledger>,
    cause: &dyn Fn(&'static str) -> Cause,
) -> Result<(Restoring, Replayed), Problem> {
    let (vault, rest) = restoring.split();
    let dir: PathBuf = vault.dir().to_owned();
    let mut open = OpenShop::load(vault, dir, true, &mut quiet())?;
    let verb = if ledger.is_some() { "restore" } else { "restore_without_list" };
    open.vault.write(cause(verb), |tx| {
        meta::touch(tx);
        Ok::<_, VaultError>(())
    })?;
    let replayed = match ledger {
        Some(ledger) => open.replay(ledger, cause("restore_list"))?,
        None => Replayed::default(),
    };
    open.finish_erasures(|| cause("erase_proof"))?;
    Ok((rest.join(open.vault), replayed))
}

fn report(made: i64, replayed: Replayed, listed: bool, kept: Option<&str>) -> String {
    let people =
        |number: u32| format!("{} {}", group_digits(number.into()), if number == 1 { "person" } else { "people" });
    let mut words = format!("The vault is as it was {}.", day_and_minute(made));
    words.push_str(&match (listed, replayed.erased, replayed.noes) {
        (false, ..) => " No newer list of erasures and noes was to be had, as you said.".to_owned(),
        (true, 0, 0) => " Nobody was erased or said no since.".to_owned(),
        (true, erased, 0) => format!(" Since erased and gone again: {}.", people(erased)),
        (true, 0, noes) => format!(" Said no since, and it holds again: {}.", people(noes)),
        (true, erased, noes) => format!(
            " Since erased and gone again: {}. Said no since, and it holds again: {}.",
            people(erased),
            people(noes)
        ),
    });
    if let Some(kept) = kept {
        words.push_str(&format!(" The vault before it is kept as “{kept}”: delete it when you are sure."));
    }
    words
}
