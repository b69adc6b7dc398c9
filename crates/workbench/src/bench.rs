//! The workbench itself: at most one open vault, with its people and what they did laid out in memory while it is open.

use crate::{
    Clock, WorkbookReader,
    about::facts_of,
    groups::Groups,
    keeping::{FromKept, Keeping, KeptSheets, read_kept},
    loading::{Deeds, Kept, load_shop},
    patience::Patience,
    places::Loaded,
    progress::{Progress, quiet},
    scores::Worked,
    segments::Sayable,
};
use crate::{problems, sockets, views::SafeView, zone::zone_of};
use regulars_insight::{Directory, Shop, ShopBuilder};
use regulars_model::{Code, Currency, Day, PersonId, PersonaMembers, Problem, Zone};
use regulars_vault::{
    Actor, Cause, Open, RecoveryCode, Vault,
    keychain::{Keychain, OsKeychain},
    log, person,
};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, OnceLock},
    thread,
};

/// Does what a user asks: every verb is a method, one file for each.
pub struct Workbench {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) as_of: Option<Day>,
    pub(crate) open: Option<OpenShop>,
    pub(crate) keychain: Arc<dyn Keychain>,
    pub(crate) patience: Patience,
    pub(crate) workbooks: WorkbookReader,
    /// Whether an open vault is laid out in memory, ready to be asked.
    pub(crate) lays_out: bool,
}

/// An open vault and what is in memory of it. Dropped, and with it wiped, at lock.
pub(crate) struct OpenShop {
    pub(crate) vault: Vault<Open>,
    pub(crate) dir: PathBuf,
    pub(crate) currency: Currency,
    pub(crate) name: String,
    /// Whose days and hours are meant wherever people are told of.
    pub(crate) zone: Zone,
    pub(crate) shop: Shop,
    pub(crate) directory: Directory,
    /// Whether `shop` and `directory` hold what the vault holds; empty otherwise.
    pub(crate) laid_out: bool,
    /// What the orders and events in `shop` were read from.
    pub(crate) deeds: Deeds,
    /// What sentences about `shop` can be made of.
    pub(crate) sayable: Sayable,
    /// Who is in which persona of the latest run, once that was read.
    pub(crate) personas: OnceLock<Option<PersonaMembers>>,
    /// Whether any order in `shop` came to anything.
    pub(crate) has_amounts: OnceLock<bool>,
    /// What scores were worked out, of `shop` as it was then.
    pub(crate) scores: Worked,
    /// How often people had been touched when `shop` was brought up to date last.
    pub(crate) read_at: u64,
    /// Whether `shop` was read from what was kept of it, what of that is still to be read, and what is being written of it now.
    pub(crate) from_kept: bool,
    pub(crate) sheets: Option<Arc<KeptSheets>>,
    pub(crate) keeping: Option<Keeping>,
    /// What the table of postcodes holds.
    pub(crate) places: Loaded,
    /// Entries that are one person.
    pub(crate) groups: Groups,
    pub(crate) log_sound: bool,
    pub(crate) log_entries: u32,
    /// A recovery code that was shown and not typed back yet.
    pub(crate) recovery: Option<RecoveryCode>,
    /// What later checks of backups found, by their folder's name.
    pub(crate) checked: HashMap<String, (String, bool)>,
    /// How long the log was at the last backup.
    pub(crate) backed_up_at: Option<u32>,
}

impl Drop for Workbench {
    fn drop(&mut self) {
        self.lock();
    }
}

impl Workbench {
    /// A workbench with nothing open, on this computer's keychain.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_keychain(clock, Arc::new(OsKeychain))
    }

    /// A workbench with nothing open, on another keychain.
    #[must_use]
    pub fn with_keychain(clock: Arc<dyn Clock>, keychain: Arc<dyn Keychain>) -> Self {
        Self {
            clock,
            as_of: None,
            open: None,
            keychain,
            patience: Patience::default(),
            workbooks: WorkbookReader::default(),
            lays_out: true,
        }
    }

    /// From now on vaults are opened to bring something in, and asked nothing about people: nobody is laid out in memory.
    pub fn only_bring_in(&mut self) {
        self.lays_out = false;
    }

    /// Sets the day every figure is of; `None` is today.
    pub fn set_as_of(&mut self, day: Option<Day>) {
        self.as_of = day;
    }

    /// The day every figure is of.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of.unwrap_or_else(|| self.day_in_the_shop())
    }

    /// Today in the open vault's shop; on this computer while none is open.
    pub(crate) fn day_in_the_shop(&self) -> Day {
        let zone = self.open.as_ref().map_or_else(|| self.clock.zone(), |open| open.zone.clone());
        zone.day(self.now())
    }

    /// Whether a vault is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Closes the vault and drops everything that was in memory of it. Nothing happens when none is open.
    pub fn lock(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.let_go_of_lost();
            drop(open.keeping);
            let (directory, shop) = (open.directory, open.shop);
            // While the vault notes how it was left, which reads all of it.
            thread::scope(|scope| {
                scope.spawn(|| drop((directory, shop)));
                drop(open.vault.lock());
            });
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub(crate) fn opened(&self) -> Result<&OpenShop, Problem> {
        self.open.as_ref().ok_or_else(problems::locked)
    }

    /// The open vault, for whatever may write what people are laid out from: all that was kept of them is read before.
    pub(crate) fn opened_mut(&mut self) -> Result<&mut OpenShop, Problem> {
        if let Err(problem) = self.opened_to_note()?.read_on(&mut quiet()) {
            self.lock();
            return Err(problem);
        }
        self.opened_to_note()
    }

    /// The open vault, for what is noted apart from people: segments, scores, exports, backups. What was kept of people stays true.
    pub(crate) fn opened_to_note(&mut self) -> Result<&mut OpenShop, Problem> {
        self.open.as_mut().ok_or_else(problems::locked)
    }

    pub(crate) fn cause(&self, verb: &'static str) -> Cause {
        Cause { actor: Actor::User, verb, now: self.now() }
    }

    /// What is true about safety now.
    ///
    /// # Errors
    /// When no vault is open, or its files cannot be looked at.
    pub fn safe(&self) -> Result<SafeView, Problem> {
        let open = self.opened()?;
        Ok(SafeView {
            encrypted: open.encrypted_on_disk(),
            open_sockets: sockets::open_internet_sockets(),
            log_entries: open.log_entries,
            log_sound: open.log_sound,
        })
    }
}

impl OpenShop {
    /// Loads an unlocked vault into memory and checks its log.
    pub(crate) fn load(
        mut vault: Vault<Open>,
        dir: PathBuf,
        laid_out: bool,
        progress: Progress<'_>,
    ) -> Result<Self, Problem> {
        let info = vault.info()?;
        let check = vault.log_check();
        let groups = vault.read(Groups::load)?;
        let zone = vault.read(zone_of)?;
        let deeds = if laid_out { vault.read(Deeds::list)? } else { Deeds::default() };
        let kept = if laid_out { read_kept(&mut vault, &zone, &groups, &deeds) } else { None };
        let (shop, directory, sheets) = match kept {
            Some(FromKept { shop, directory, sheets }) => (shop, directory, Some(sheets)),
            None => {
                let shop = match laid_out {
                    true => {
                        vault.read(|read| load_shop(read, &groups, info.currency, &zone, Kept::nothing(), progress))?
                    }
                    false => ShopBuilder::new(info.currency).build(),
                };
                let directory = Directory::new(&shop);
                (shop, directory, None)
            }
        };
        let vault_entries = vault.read(log::count)?;
        let vault_touched = vault.times_touched();
        Ok(Self {
            vault,
            dir,
            currency: info.currency,
            name: info.name,
            zone,
            shop,
            directory,
            laid_out,
            deeds,
            sayable: Sayable::default(),
            personas: OnceLock::new(),
            has_amounts: OnceLock::new(),
            scores: Worked::default(),
            read_at: vault_touched,
            from_kept: sheets.is_some(),
            sheets,
            keeping: None,
            places: Loaded::new(),
            groups,
            log_sound: check.broken_at.is_none(),
            log_entries: vault_entries,
            recovery: None,
            checked: HashMap::new(),
            backed_up_at: None,
        })
    }

    /// Reads the vault into memory again after a write.
    pub(crate) fn reload(&mut self, progress: Progress<'_>) -> Result<(), Problem> {
        self.currency = self.vault.info()?.currency;
        let zone = self.vault.read(zone_of)?;
        if zone != self.zone {
            // Everything happened at other times of the shop's clock.
            (self.zone, self.deeds) = (zone, Deeds::default());
        }
        self.forget_answers();
        self.groups = self.vault.read(Groups::load)?;
        if self.laid_out {
            let (groups, currency, zone) = (&self.groups, self.currency, &self.zone);
            let deeds = self.vault.read(Deeds::list)?;
            let kept = self.deeds.kept(&deeds, &mut self.shop);
            self.shop = self.vault.read(|read| load_shop(read, groups, currency, zone, kept, progress))?;
            self.deeds = deeds;
            self.directory = Directory::new(&self.shop);
        }
        self.read_at = self.vault.times_touched();
        self.count_log()
    }

    /// Forgets what was found out about people who may be others now.
    pub(crate) fn forget_answers(&mut self) {
        self.sayable = Sayable::default();
        self.personas = OnceLock::new();
        self.has_amounts = OnceLock::new();
    }

    /// Notes that what is in memory took in the last write. Whether it took in those before is not known here.
    pub(crate) fn took_in_one(&mut self) -> Result<(), Problem> {
        let now = self.vault.times_touched();
        if now == self.read_at + 1 {
            self.read_at = now;
        }
        self.count_log()
    }

    /// Brings into memory who is one person with whom, after a write that touched nothing else.
    pub(crate) fn regroup(&mut self) -> Result<(), Problem> {
        if self.vault.read(Groups::load)? == self.groups { self.took_in_one() } else { self.reload(&mut quiet()) }
    }

    /// Brings into memory what the people of these entries said, after a write that touched nothing else: the rest is not
    /// read again.
    pub(crate) fn hear(&mut self, entries: &[PersonId]) -> Result<(), Problem> {
        let facts = match self.laid_out {
            true => self.vault.read(|read| facts_of(read, &self.groups, entries))?,
            false => Vec::new(),
        };
        if !self.shop.hear(&facts) {
            return self.reload(&mut quiet());
        }
        self.took_in_one()
    }

    /// People in the vault.
    pub(crate) fn people(&self) -> Result<u32, Problem> {
        if self.laid_out { Ok(self.shop.people()) } else { Ok(self.vault.read(person::count)?) }
    }

    pub(crate) fn encrypted_on_disk(&self) -> bool {
        use std::io::Read as _;
        let mut first = [0u8; 16];
        std::fs::File::open(self.vault.database())
            .and_then(|mut file| file.read_exact(&mut first))
            .is_ok_and(|()| &first != b"SQLite format 3\0")
    }
}

/// A problem for a code that the caller knows.
pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Code::Usage, message, hint)
}
