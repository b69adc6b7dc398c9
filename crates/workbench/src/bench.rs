//! The workbench itself: at most one open vault, with its people and what they did laid out in memory while it is open.

use crate::{Clock, WorkbookReader, groups::Groups, patience::Patience, progress::Progress};
use crate::{clock::local_day, problems, sockets, views::SafeView};
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_insight::{Directory, Given, PersonFacts, Shop, ShopBuilder};
use regulars_model::{
    Channel, Code, Currency, Day, ImportId, PermissionState, PersonFields, PersonId, Problem, Purposes,
};
use regulars_vault::{
    Actor, Cause, Open, Read, RecoveryCode, Vault, chunk, import,
    keychain::{Keychain, OsKeychain},
    log, permission, person, person_source, product,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
    sync::Arc,
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
    pub(crate) shop: Shop,
    pub(crate) directory: Directory,
    /// Whether `shop` and `directory` hold what the vault holds; empty otherwise.
    pub(crate) laid_out: bool,
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
        self.as_of.unwrap_or_else(|| local_day(self.clock.now()))
    }

    /// Whether a vault is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Closes the vault and drops everything that was in memory of it. Nothing happens when none is open.
    pub fn lock(&mut self) {
        if let Some(open) = self.open.take() {
            drop(open.directory);
            drop(open.shop);
            drop(open.vault.lock());
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub(crate) fn opened(&self) -> Result<&OpenShop, Problem> {
        self.open.as_ref().ok_or_else(problems::locked)
    }

    pub(crate) fn opened_mut(&mut self) -> Result<&mut OpenShop, Problem> {
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
        vault: Vault<Open>,
        dir: PathBuf,
        laid_out: bool,
        progress: Progress<'_>,
    ) -> Result<Self, Problem> {
        let info = vault.info()?;
        let check = vault.log_check();
        let groups = vault.read(Groups::load)?;
        let shop = if laid_out {
            vault.read(|read| load_shop(read, &groups, info.currency, progress))?
        } else {
            ShopBuilder::new(info.currency).build()
        };
        let directory = Directory::new(&shop);
        let vault_entries = vault.read(log::count)?;
        Ok(Self {
            vault,
            dir,
            currency: info.currency,
            name: info.name,
            shop,
            directory,
            laid_out,
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
        self.groups = self.vault.read(Groups::load)?;
        if self.laid_out {
            let (groups, currency) = (&self.groups, self.currency);
            self.shop = self.vault.read(|read| load_shop(read, groups, currency, progress))?;
            self.directory = Directory::new(&self.shop);
        }
        self.log_entries = self.vault.read(log::count)?;
        Ok(())
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

/// What entries say of permissions and use, gathered for each person.
#[derive(Clone, Copy)]
struct Said {
    states: [PermissionState; 4],
    purposes: [Purposes; 4],
}

impl Said {
    const NOTHING: Self = Self { states: [PermissionState::Unknown; 4], purposes: [Purposes::NONE; 4] };

    /// What holds for two entries that are one person: the most restrictive of what both said.
    fn together(mut self, other: Self) -> Self {
        for at in 0..4 {
            let both = self.states[at] == other.states[at];
            self.purposes[at] = match (self.states[at], other.states[at]) {
                _ if both => self.purposes[at].common(other.purposes[at]),
                (PermissionState::Granted, PermissionState::Unknown) => self.purposes[at],
                (PermissionState::Unknown, PermissionState::Granted) => other.purposes[at],
                _ => Purposes::NONE,
            };
            self.states[at] = self.states[at].most_restrictive(other.states[at]);
        }
        self
    }
}

/// Of two yeses of one person to one channel, the one that was given first: its ground is the one that lasts.
fn older(one: Option<Given>, other: Option<Given>) -> Option<Given> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.day < one.day { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// One entry's part of a person, held until all of that person's entries were read.
struct Part {
    fields: PersonFields,
    sources: Sources,
    said: Said,
    allowed: bool,
    given: [Option<Given>; 4],
}

impl Part {
    /// The entry that was here first prevails where both say something.
    fn with(mut self, later: Self) -> Self {
        let mut fields = later.fields;
        fields.absorb(&self.fields);
        for source in later.sources.words {
            if !self.sources.words.contains(&source) {
                self.sources.words.push(source);
            }
        }
        Self {
            fields,
            sources: Sources { words: self.sources.words, doubtful: self.sources.doubtful && later.sources.doubtful },
            given: std::array::from_fn(|at| older(self.given[at], later.given[at])),
            said: self.said.together(later.said),
            allowed: self.allowed && later.allowed,
        }
    }

    fn facts(mut self, id: PersonId, usable: &BTreeSet<String>) -> PersonFacts {
        let yes = self.said.states.contains(&PermissionState::Granted);
        // A yes that a no of another entry outweighs is none.
        let given =
            std::array::from_fn(|at| self.given[at].filter(|_| self.said.states[at] == PermissionState::Granted));
        let mut custom = std::mem::take(&mut self.fields.custom);
        custom.retain(|key, value| usable.contains(key) && !value.is_empty());
        PersonFacts::new(id, &self.fields, self.sources.words, self.said.states, self.allowed)
            .with_purposes(self.said.purposes)
            .with_quarantine(self.sources.doubtful && !yes)
            .with_given(given)
            .with_custom(custom)
    }
}

/// Lays out in memory what a vault holds, entries that are one person as one.
pub(crate) fn load_shop(
    read: &Read<'_>,
    groups: &Groups,
    currency: Currency,
    progress: Progress<'_>,
) -> Result<Shop, Problem> {
    let mut builder = ShopBuilder::new(currency);
    let mut stage = crate::progress::Stage::start("Opening", None, progress);
    let mut sources = sources_by_person(read)?;
    let mut permissions: HashMap<PersonId, Said> = HashMap::new();
    permission::for_each(read, |person, channel, state, purposes| {
        let at = Channel::ALL.iter().position(|of| *of == channel).unwrap_or(0);
        let said = permissions.entry(person).or_insert(Said::NOTHING);
        said.states[at] = state;
        said.purposes[at] = purposes;
    })?;
    let mut yeses: HashMap<PersonId, [Option<Given>; 4]> = HashMap::new();
    permission::each_yes(read, |person, channel, basis, at| {
        let place = Channel::ALL.iter().position(|of| *of == channel).unwrap_or(0);
        yeses.entry(person).or_default()[place] = Some(Given { basis, day: Day::of_second(at) });
    })?;
    let usable = crate::rules::usable(read)?;
    let mut done = 0;
    let mut parts: BTreeMap<PersonId, Part> = BTreeMap::new();
    person::for_each(read, |stored| {
        done += 1;
        stage.at(done)?;
        let part = Part {
            said: permissions.get(&stored.id).copied().unwrap_or(Said::NOTHING),
            sources: sources.remove(&stored.id).unwrap_or_default(),
            allowed: stored.use_allowed,
            given: yeses.get(&stored.id).copied().unwrap_or_default(),
            fields: stored.fields,
        };
        match groups.stands_for(stored.id) {
            None => builder.person(part.facts(stored.id, &usable)),
            Some(stands) => {
                if stands != stored.id {
                    builder.same(stored.id, stands);
                }
                // Entries come by number: the one that stands for all is the first.
                let all = match parts.remove(&stands) {
                    Some(first) => first.with(part),
                    None => part,
                };
                parts.insert(stands, all);
            }
        }
        Ok::<(), Problem>(())
    })?;
    parts.into_iter().for_each(|(id, part)| builder.person(part.facts(id, &usable)));
    // Lines that say no category take it from the shop's list of products; the chunks stay as they are.
    for (_, told) in product::list(read)? {
        let told: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
        let text = |name: &str| told.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        builder.product(text("sku"), text("name"), text("category"));
    }
    for kind in [ChunkKind::Orders, ChunkKind::Lines, ChunkKind::Events] {
        chunk::for_each(read, kind.word(), |meta, bytes| {
            let damaged = |_| problems::damaged_chunk();
            match kind {
                ChunkKind::Orders => {
                    builder.order_columns(meta.import, &OrderColumns::decode(bytes).map_err(damaged)?);
                }
                ChunkKind::Lines => {
                    builder.line_columns(meta.import, &LineColumns::decode(bytes).map_err(damaged)?);
                }
                ChunkKind::Events => {
                    builder.event_columns(meta.import, &EventColumns::decode(bytes).map_err(damaged)?);
                }
            }
            Ok::<(), Problem>(())
        })?;
    }
    Ok(builder.build())
}

/// Where a person's data came from, in the user's words; and whether all of it is from files that nobody may simply use.
#[derive(Default)]
struct Sources {
    words: Vec<String>,
    doubtful: bool,
}

fn sources_by_person(read: &Read<'_>) -> Result<HashMap<PersonId, Sources>, Problem> {
    let imports: HashMap<ImportId, (String, bool)> = import::list(read)?
        .into_iter()
        .map(|import| {
            let quarantines = import.quarantines();
            (import.id, (import.source, quarantines))
        })
        .collect();
    let mut sources: HashMap<PersonId, Sources> = HashMap::new();
    person_source::for_each(read, |person, import| {
        let Some((source, quarantines)) = imports.get(&import) else { return };
        let held = sources.entry(person).or_insert(Sources { words: Vec::new(), doubtful: true });
        held.doubtful &= *quarantines;
        if !source.is_empty() && !held.words.contains(source) {
            held.words.push(source.clone());
        }
    })?;
    Ok(sources)
}

/// A problem for a code that the caller knows.
pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Code::Usage, message, hint)
}
