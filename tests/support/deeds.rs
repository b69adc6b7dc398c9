//! A shop's day, repeatable from a seed: customers and orders come in, people say no, people are erased, the passphrase
//! changes. The same seed gives the same deeds to whoever does them and to whoever checks what is left of them.

use crate::{NOON, PASSPHRASE, dice::Dice, frozen, provenance, quick_kdf};
use regulars_model::{Channel, Code, Identity, IdentityKind, PermissionState, Problem};
use regulars_vault::{Open, Vault, VaultError, backup, chunk, import, log, permission, person, suppression};
use regulars_workbench::{
    Passphrase, Workbench, quiet,
    views::{LookRequest, OptOut},
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// One thing a shop does. Numbers are those of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A file of customers comes in.
    Customers(Vec<u32>),
    /// A file of orders comes in, one for each of these.
    Orders(Vec<u32>),
    /// Somebody wants no email.
    NoEmail(u32),
    /// Somebody wants to be left out of everything.
    NoUse(u32),
    /// Somebody wants to be forgotten.
    Erase(u32),
    /// The passphrase becomes the one of this number.
    Passphrase(u32),
    /// Everything is encrypted anew under a new data key.
    Rotate,
    /// The backup of this number is made.
    Backup(u32),
}

impl Deed {
    /// What it is called in a count.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Customers(_) | Self::Orders(_) => "import",
            Self::NoEmail(_) | Self::NoUse(_) => "opt-out",
            Self::Erase(_) => "erase",
            Self::Passphrase(_) => "passphrase",
            Self::Rotate => "rotation",
            Self::Backup(_) => "backup",
        }
    }
}

/// What must be there of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// False for those who said no to email.
    pub email: bool,
    /// False for those who said no to any use.
    pub used: bool,
    /// Orders of theirs.
    pub orders: u32,
}

/// What a vault holds, as far as the deeds touch it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// By number.
    pub people: BTreeMap<u32, Person>,
    /// Numbers of those who were erased: their tokens keep them out.
    pub erased: Vec<u32>,
    /// Imports done.
    pub imports: u32,
    /// Number of the passphrase.
    pub passphrase: u32,
    /// Backups that were made on purpose.
    pub backups: u32,
}

/// Deeds without end, and the state after each.
#[derive(Debug, Clone)]
pub struct History {
    dice: Dice,
    next_person: u32,
    next_passphrase: u32,
    /// The state after the last deed given.
    pub state: State,
}

/// The passphrase of this number.
#[must_use]
pub fn passphrase(number: u32) -> Passphrase {
    Passphrase::new(if number == 0 { PASSPHRASE.to_owned() } else { format!("{PASSPHRASE} {number}") })
}

fn email(number: u32) -> String {
    format!("deed{number:05}@example.com")
}

impl History {
    /// A day of this seed, in an empty vault.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), next_person: 1, next_passphrase: 1, state: State::default() }
    }

    /// Goes on otherwise from here.
    pub fn turn(&mut self, seed: u64) {
        self.dice = Dice::new(seed);
    }

    fn someone(&mut self, fits: impl Fn(&Person) -> bool) -> Option<u32> {
        let fitting: Vec<u32> =
            self.state.people.iter().filter(|(_, person)| fits(person)).map(|(number, _)| *number).collect();
        fitting.get(self.dice.below(fitting.len())).copied()
    }

    fn choose(&mut self) -> Deed {
        let throw = self.dice.below(100);
        if self.state.people.len() >= 8 {
            if throw < 20
                && let Some(who) = self.someone(|person| person.email)
            {
                return Deed::NoEmail(who);
            }
            if (20..30).contains(&throw)
                && let Some(who) = self.someone(|person| person.used)
            {
                return Deed::NoUse(who);
            }
            if (30..45).contains(&throw)
                && let Some(who) = self.someone(|_| true)
            {
                return Deed::Erase(who);
            }
            if (45..65).contains(&throw) {
                let buyers: Vec<u32> = (0..3).filter_map(|_| self.someone(|_| true)).collect();
                return Deed::Orders(buyers);
            }
            if (75..80).contains(&throw) {
                return Deed::Rotate;
            }
            if (80..84).contains(&throw) {
                return Deed::Backup(self.state.backups);
            }
            if (65..75).contains(&throw) {
                let number = self.next_passphrase;
                self.next_passphrase += 1;
                return Deed::Passphrase(number);
            }
        }
        let first = self.next_person;
        self.next_person += 1 + u32::try_from(self.dice.below(9)).unwrap_or(0);
        Deed::Customers((first..self.next_person).collect())
    }

    fn keep(&mut self, deed: &Deed) {
        let state = &mut self.state;
        match deed {
            Deed::Customers(new) => {
                state.imports += 1;
                state.people.extend(new.iter().map(|who| (*who, Person { email: true, used: true, orders: 0 })));
            }
            Deed::Orders(buyers) => {
                state.imports += 1;
                for who in buyers {
                    state.people.entry(*who).and_modify(|person| person.orders += 1);
                }
            }
            Deed::NoEmail(who) => {
                state.people.entry(*who).and_modify(|person| person.email = false);
            }
            Deed::NoUse(who) => {
                state.people.entry(*who).and_modify(|person| person.used = false);
            }
            Deed::Erase(who) => {
                state.people.remove(who);
                state.erased.push(*who);
            }
            Deed::Passphrase(number) => state.passphrase = *number,
            Deed::Rotate => {}
            Deed::Backup(number) => state.backups = *number + 1,
        }
    }
}

impl Iterator for History {
    type Item = Deed;

    fn next(&mut self) -> Option<Deed> {
        let deed = self.choose();
        self.keep(&deed);
        Some(deed)
    }
}

/// Does deeds in an open vault.
pub struct Doer {
    /// The workbench with the vault open.
    pub bench: Workbench,
    vault: PathBuf,
    files: PathBuf,
    passphrase: u32,
}

impl Doer {
    /// Creates the vault.
    ///
    /// # Errors
    /// What the workbench said.
    pub fn create(vault: &Path, files: &Path) -> Result<Self, Problem> {
        let mut bench = frozen();
        let euro = "EUR".parse().expect("a currency");
        bench.create_vault(vault, "Test shop", euro, &passphrase(0), quick_kdf())?;
        Ok(Self { bench, vault: vault.to_owned(), files: files.to_owned(), passphrase: 0 })
    }

    /// Opens the vault as it is after `history`'s last deed.
    ///
    /// # Errors
    /// What the workbench said.
    pub fn open(vault: &Path, files: &Path, history: &History) -> Result<Self, Problem> {
        let mut bench = frozen();
        bench.open_vault(vault, &passphrase(history.state.passphrase))?;
        Ok(Self { bench, vault: vault.to_owned(), files: files.to_owned(), passphrase: history.state.passphrase })
    }

    fn import(&mut self, text: &str) -> Result<(), Problem> {
        let path = self.files.join("file.csv");
        std::fs::write(&path, text).expect("a file to import, outside the vault");
        let plan = self.bench.survey_file(&path, &LookRequest::default(), "t", &mut quiet())?;
        self.bench.run_import(&plan, &plan.view.mapping, &provenance(), &mut quiet()).map(drop)
    }

    /// Does one.
    ///
    /// # Errors
    /// What the workbench said.
    pub fn one(&mut self, deed: &Deed) -> Result<(), Problem> {
        match deed {
            Deed::Customers(new) => {
                let mut text = String::from("Customer ID,First Name,Last Name,Email,City,Email Permission\n");
                for who in new {
                    let _ = writeln!(text, "D{who:05},Given{who},Family{who},{},Porto,subscribed", email(*who));
                }
                self.import(&text)
            }
            Deed::Orders(buyers) => {
                let mut text = String::from("Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price\n");
                // The log grows with every import, so no two orders get the same number, whoever did the deeds before.
                let entries = self.bench.log_count()?;
                for (line, who) in buyers.iter().enumerate() {
                    let _ = writeln!(
                        text,
                        "O{entries}-{line},2026-09-01 10:00:00,D{who:05},C1,House espresso,Coffee,1,9.50"
                    );
                }
                self.import(&text)
            }
            Deed::NoEmail(who) => {
                self.bench.opt_out(&email(*who), &OptOut::Channel { channel: Channel::Email }).map(drop)
            }
            Deed::NoUse(who) => self.bench.opt_out(&email(*who), &OptOut::Use).map(drop),
            Deed::Erase(who) => self.bench.erase(&email(*who)).map(drop),
            Deed::Passphrase(number) => {
                self.bench.change_passphrase(&passphrase(self.passphrase), &passphrase(*number))?;
                self.passphrase = *number;
                Ok(())
            }
            Deed::Rotate => self.bench.rotate(&passphrase(self.passphrase), &mut quiet()).map(drop),
            Deed::Backup(number) => self.below(|vault| {
                let to = vault.backups_dir().join(format!("deed-{number}"));
                vault.back_up(&to, "by_hand", NOON).map(drop)
            }),
        }
    }

    /// Does something with the vault itself, locked before and after.
    fn below(&mut self, f: impl FnOnce(&mut Vault<Open>) -> Result<(), VaultError>) -> Result<(), Problem> {
        self.bench.lock();
        let passphrase = passphrase(self.passphrase);
        let mut vault = Vault::at(&self.vault)?.unlock(&passphrase)?;
        let done = f(&mut vault);
        drop(vault.lock());
        done?;
        self.bench.open_vault(&self.vault, &passphrase).map(drop)
    }
}

/// Tries again for a second while another has the vault: a program that is just being started by another thread of the test
/// holds its files until it is itself.
fn once_let_go<T, E>(mut open: impl FnMut() -> Result<T, E>, in_use: impl Fn(&E) -> bool) -> Result<T, E> {
    for _ in 0..50 {
        match open() {
            Err(error) if in_use(&error) => std::thread::sleep(std::time::Duration::from_millis(20)),
            other => return other,
        }
    }
    open()
}

/// What stands in a vault, or in what way it is broken.
///
/// # Errors
/// A sentence on what is broken.
pub fn observe(dir: &Path, passphrases: &[u32], ever: u32) -> Result<State, Broken> {
    let broken = |what: &'static str| move |error: VaultError| Broken(format!("{what}: {error}"));
    let mut opened = None;
    for number in passphrases {
        // First as the program opens it: what was cut off between the list beside the database and the commit is finished.
        let mut bench = frozen();
        let opening =
            once_let_go(|| bench.open_vault(dir, &passphrase(*number)), |problem| problem.code == Code::InUse);
        if let Err(problem) = opening
            && problem.code != Code::WrongPassphrase
        {
            return Err(Broken(format!("opening: {}", problem.message)));
        }
        bench.lock();
        let taken = once_let_go(|| Vault::at(dir), |error| *error == VaultError::InUse);
        match taken.map_err(broken("taking it"))?.unlock(&passphrase(*number)) {
            Ok(vault) => {
                opened = Some((*number, vault));
                break;
            }
            Err(VaultError::WrongPassphrase) => {}
            Err(error) => return Err(broken("opening")(error)),
        }
    }
    let Some((passphrase, vault)) = opened else { return Err(Broken("no passphrase of this shop opens it".into())) };
    if !vault.findings().is_empty() {
        return Err(Broken(format!("something was found at opening: {:?}", vault.findings())));
    }
    let mut state = vault.read(|read| stands(read, passphrase, ever)).map_err(broken("reading"))?;
    // Those that were made on purpose, and a few of those that the program makes by itself.
    let on_purpose = |made: &backup::Backup| made.dir.to_string_lossy().contains("deed-");
    let (purposely, by_itself): (Vec<_>, Vec<_>) = backup::list(&vault.backups_dir()).into_iter().partition(on_purpose);
    state.backups = u32::try_from(purposely.len()).unwrap_or(u32::MAX);
    for made in purposely.iter().chain(by_itself.iter().take(2)) {
        if let backup::Check::Damaged(what) = vault.check_backup(&made.dir).map_err(broken("checking a backup"))? {
            return Err(Broken(format!("a backup is damaged: {what}")));
        }
    }
    let check = vault.read(log::verify).map_err(broken("the log"))?;
    if let Some(at) = check.broken_at {
        return Err(Broken(format!("the log is broken at {at} of {}", check.entries)));
    }
    #[cfg(feature = "fault-controls")]
    {
        let complaints = vault.complaints().map_err(broken("the engine's own check"))?;
        if !complaints.is_empty() {
            return Err(Broken(format!("the engine says {complaints:?}")));
        }
    }
    Ok(state)
}

fn stands(read: &regulars_vault::Read<'_>, passphrase: u32, ever: u32) -> Result<State, VaultError> {
    let mut state = State { passphrase, imports: import::count(read)?, ..State::default() };
    let mut numbers = BTreeMap::new();
    person::for_each(read, |row| {
        let number: u32 = row.fields.external_id.trim_start_matches('D').parse().unwrap_or(0);
        numbers.insert(row.id.0, number);
        state.people.insert(number, Person { email: true, used: row.use_allowed, orders: 0 });
        Ok::<_, VaultError>(())
    })?;
    permission::for_each(read, |person, channel, said, _, _, _| {
        if channel == Channel::Email
            && said == PermissionState::Refused
            && let Some(held) = numbers.get(&person.0).and_then(|number| state.people.get_mut(number))
        {
            held.email = false;
        }
    })?;
    chunk::for_each(read, "orders", |_, bytes| {
        let orders = <regulars_columns::OrderColumns as regulars_columns::Columns>::decode(bytes)
            .map_err(|_| VaultError::Damaged("a chunk"))?;
        for person in &orders.person {
            if let Some(held) = numbers.get(person).and_then(|number| state.people.get_mut(number)) {
                held.orders += 1;
            }
        }
        Ok::<_, VaultError>(())
    })?;
    // The list that keeps people out must say the same as the rows, also of those who have no row any more.
    for number in 1..=ever {
        let identity = Identity { kind: IdentityKind::Email, value: email(number) };
        let scopes = suppression::scopes(read, &suppression::token(read, &identity))?;
        if scopes.contains(&suppression::Scope::Erased) {
            state.erased.push(number);
        }
        if let Some(held) = state.people.get(&number) {
            let said =
                [suppression::Scope::Channel(Channel::Email), suppression::Scope::Use].map(|of| scopes.contains(&of));
            if said != [!held.email, !held.used] {
                return Err(VaultError::Damaged("the list of those who said no is not as the rows say"));
            }
        }
    }
    Ok(state)
}

/// What is wrong with a vault, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

/// Whether the vault in `dir` stands where `before` (all that was acknowledged) or `after` (one deed more) says.
///
/// # Errors
/// What differs.
pub fn stands_at(dir: &Path, before: &History, after: &History) -> Result<bool, Broken> {
    let ever = after.next_person;
    let mut passphrases = vec![before.state.passphrase];
    if after.state.passphrase != before.state.passphrase {
        passphrases.push(after.state.passphrase);
    }
    let mut found = observe(dir, &passphrases, ever)?;
    found.erased.sort_unstable();
    let sorted = |history: &History| {
        let mut state = history.state.clone();
        state.erased.sort_unstable();
        state
    };
    let (before, after) = (sorted(before), sorted(after));
    if found == before {
        return Ok(false);
    }
    if found == after {
        return Ok(true);
    }
    Err(Broken(format!(
        "neither what was acknowledged nor one deed more:\n found {found:?}\nbefore {before:?}\n after {after:?}"
    )))
}
