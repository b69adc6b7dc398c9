//! The key file: the slots in which the data key is wrapped, what the vault was like when it was last left, and a MAC over
//! all of it, so that no slot can be dropped, swapped or made cheaper. It says nothing about the shop.

mod hex;
mod slot;

pub(crate) use hex::Hex;
pub(crate) use slot::{Slot, Wrapped};

use crate::{
    KdfParams, Passphrase, RecoveryCode, VaultError,
    keys::{VaultId, draw, draw_key, mac, same},
    secret::{Key, fill_random},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The newest format. Format 1 knew one kind of slot and did not watch the database; it is still read.
pub(crate) const FORMAT: u32 = 2;

/// What the vault was like when the key file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    /// True when it was left in order: then not one page of the database may differ.
    pub(crate) clean: bool,
    /// SHA-256 over the authentication tags of all pages.
    pub(crate) pages: Hex<32>,
    /// The last entry of the log; 0 when there was none.
    pub(crate) log_number: u32,
    /// Its hash.
    pub(crate) log_hash: Hex<32>,
    /// SHA-256 over the list of who is kept out, as it lies beside the database.
    pub(crate) ledger: Hex<32>,
}

impl Guard {
    /// Of a vault that is being worked in: its pages change, its log only grows.
    pub(crate) fn while_open((log_number, log_hash): (u32, [u8; 32])) -> Self {
        let none = Hex([0; 32]);
        Self { clean: false, pages: none, log_number, log_hash: Hex(log_hash), ledger: none }
    }
}

/// What makes a key file that of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackupNote {
    /// UTC seconds since 1970.
    pub(crate) made: i64,
    /// A stable word: `import`, `weekly`, `by_hand`.
    pub(crate) why: String,
    /// People in it.
    pub(crate) people: u32,
    /// The backup's own key, under one that is drawn from the data key which the slots wrap.
    pub(crate) key: Wrapped,
}

/// When and why a backup is made, and how many people it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Made<'a> {
    pub(crate) at: i64,
    pub(crate) why: &'a str,
    pub(crate) people: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    format_version: u32,
    vault_id: Hex<16>,
    generation: u64,
    /// 0 is `vault.db`, 1 `vault-1.db`: a rotation writes a new one and then changes this number.
    database: u32,
    slots: Vec<Slot>,
    guard: Option<Guard>,
    /// Where the log is broken, once its owner has said to go on all the same.
    accepted_break: Option<u32>,
    backup: Option<BackupNote>,
}

/// `check` is a plain hash, so that damage is told from a wrong passphrase; `mac` is keyed, so that nobody can forge it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole<B> {
    body: B,
    mac: Hex<32>,
    check: Hex<32>,
}

/// A key file whose form is sound. Only opening it tells whether it is genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) body: Body,
    mac: Hex<32>,
    /// The bytes that the MAC covers, as they were read or will be written.
    signed: Vec<u8>,
}

/// A key file opened.
#[derive(Debug)]
pub(crate) struct Unlocked {
    /// What the slots wrap.
    pub(crate) data_key: Key,
    /// What the database is encrypted with: the same, except in a backup.
    pub(crate) database_key: Key,
    /// False when the slot opened and yet the file is not as this program left it.
    pub(crate) genuine: bool,
}

/// What a vault or a backup is opened with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum With<'a> {
    Passphrase(&'a Passphrase),
    Recovery(&'a RecoveryCode),
    /// The key that the keychain kept.
    Computer(&'a Key),
}

fn unwritable<T>(_: T) -> VaultError {
    VaultError::Io { doing: "writing the key file", kind: std::io::ErrorKind::InvalidData }
}

fn json(of: &impl Serialize) -> Result<Vec<u8>, VaultError> {
    serde_json::to_vec(of).map_err(unwritable)
}

fn signature(data_key: &Key, vault: &VaultId, bytes: &[u8]) -> Hex<32> {
    Hex(mac(&draw::<32>(data_key, vault, "header"), &[bytes]))
}

fn checksum(signed: &[u8], mac: &Hex<32>) -> Hex<32> {
    Hex(Sha256::new_with_prefix(signed).chain_update(mac.0).finalize().into())
}

mod first {
    //! Format 1, read only.

    use super::{Body, Hex, Slot};
    use crate::KdfParams;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct FirstSlot {
        id: Hex<8>,
        kind: Kind,
        argon2id: KdfParams,
        salt: Hex<16>,
        nonce: Hex<24>,
        wrapped: Hex<48>,
    }

    #[derive(Clone, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Passphrase,
    }

    #[derive(Clone, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct FirstBody {
        format_version: u32,
        vault_id: Hex<16>,
        generation: u64,
        slots: Vec<FirstSlot>,
    }

    impl From<FirstBody> for Body {
        fn from(first: FirstBody) -> Self {
            let slots = first
                .slots
                .into_iter()
                .map(|slot| Slot::carried_over(slot.id, slot.argon2id, slot.salt, slot.nonce, slot.wrapped));
            Self {
                format_version: first.format_version,
                vault_id: first.vault_id,
                generation: first.generation,
                database: 0,
                slots: slots.collect(),
                guard: None,
                accepted_break: None,
                backup: None,
            }
        }
    }
}

/// Reads a file of one format. Bytes that this program would have written otherwise are not accepted.
fn read<B: Serialize + for<'de> Deserialize<'de> + Into<Body>>(bytes: &[u8]) -> Option<Header> {
    let whole: Whole<B> = serde_json::from_slice(bytes).ok()?;
    if serde_json::to_vec(&whole).ok()? != bytes {
        return None;
    }
    let signed = serde_json::to_vec(&whole.body).ok()?;
    if checksum(&signed, &whole.mac) != whole.check {
        return None;
    }
    Some(Header { body: whole.body.into(), mac: whole.mac, signed })
}

impl Header {
    /// A key file for a new vault, and its data key.
    pub(crate) fn create(passphrase: &Passphrase, costs: KdfParams) -> Result<(Self, Key), VaultError> {
        passphrase.check_new()?;
        let data_key = Key::random()?;
        let mut vault_id = Hex([0; 16]);
        fill_random(&mut vault_id.0)?;
        let slot = Slot::passphrase(&vault_id.0, &data_key, passphrase, costs)?;
        let body = Body {
            format_version: FORMAT,
            vault_id,
            generation: 1,
            database: 0,
            slots: vec![slot],
            guard: None,
            accepted_break: None,
            backup: None,
        };
        Ok((Self::signed(body, &data_key)?, data_key))
    }

    fn signed(body: Body, database_key: &Key) -> Result<Self, VaultError> {
        let signed = json(&body)?;
        let mac = signature(database_key, &body.vault_id.0, &signed);
        Ok(Self { body, mac, signed })
    }

    /// Reads a key file.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        #[derive(Deserialize)]
        struct Version {
            format_version: u32,
        }
        #[derive(Deserialize)]
        struct Probe {
            body: Version,
        }
        let damaged = || VaultError::Damaged("the key file");
        let header = match serde_json::from_slice::<Probe>(bytes).map_err(|_| damaged())?.body.format_version {
            0 => None,
            1 => read::<first::FirstBody>(bytes),
            FORMAT => read::<Body>(bytes),
            found => return Err(VaultError::TooNew { found, known: FORMAT }),
        };
        let header = header.filter(|header| !header.body.slots.is_empty()).ok_or_else(damaged)?;
        for costs in header.body.slots.iter().filter_map(Slot::costs) {
            costs.check().map_err(|_| VaultError::Damaged("the key file asks for unsafe costs"))?;
        }
        Ok(header)
    }

    /// What is written to the file.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        json(&Whole { body: &self.body, mac: self.mac, check: checksum(&self.signed, &self.mac) })
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when no slot opens.
    pub(crate) fn unlock(&self, with: With<'_>) -> Result<Unlocked, VaultError> {
        let vault = &self.body.vault_id.0;
        for one in &self.body.slots {
            let opened = match with {
                With::Passphrase(passphrase) => one.open_passphrase(vault, passphrase)?,
                With::Recovery(code) => one.open_recovery(vault, code),
                With::Computer(key) => one.open_this_computer(vault, key),
            };
            let Some(data_key) = opened else { continue };
            let database_key = match &self.body.backup {
                None => data_key.clone(),
                Some(note) => note
                    .key
                    .open(
                        &draw_key(&data_key, vault, "backup"),
                        &backup_bound(vault, note.made, &note.why, note.people),
                    )
                    .ok_or(VaultError::Damaged("the key file"))?,
            };
            let genuine = same(&signature(&database_key, vault, &self.signed).0, &self.mac.0);
            return Ok(Unlocked { data_key, database_key, genuine });
        }
        Err(match with {
            With::Passphrase(_) => VaultError::WrongPassphrase,
            With::Recovery(_) => VaultError::WrongRecoveryCode,
            With::Computer(_) => VaultError::Keychain(crate::KeychainError::Wrong),
        })
    }

    /// The next key file: changed, one generation on, signed anew.
    pub(crate) fn next(&self, data_key: &Key, change: impl FnOnce(&mut Body)) -> Result<Self, VaultError> {
        let mut body = self.body.clone();
        change(&mut body);
        body.format_version = FORMAT;
        body.generation += 1;
        Self::signed(body, data_key)
    }

    /// The key file of a backup under a key of its own: the passphrase's and the recovery code's slots, and that key wrapped
    /// under one drawn from the data key.
    pub(crate) fn for_backup(
        &self,
        data_key: &Key,
        own: &Key,
        made: &Made<'_>,
        guard: Guard,
    ) -> Result<Self, VaultError> {
        let vault = self.body.vault_id.0;
        let Made { at, why, people } = *made;
        let key = Wrapped::new(own, &draw_key(data_key, &vault, "backup"), &backup_bound(&vault, at, why, people))?;
        let mut body = self.body.clone();
        body.format_version = FORMAT;
        body.database = 0;
        body.slots.retain(|slot| !matches!(slot, Slot::ThisComputer { .. }));
        body.guard = Some(guard);
        body.backup = Some(BackupNote { made: at, why: why.to_owned(), people, key });
        Self::signed(body, own)
    }

    /// A backup's own key, when it was made under this data key.
    pub(crate) fn backup_key(&self, data_key: &Key) -> Option<Key> {
        let (vault, note) = (&self.body.vault_id.0, self.body.backup.as_ref()?);
        let key = note
            .key
            .open(&draw_key(data_key, vault, "backup"), &backup_bound(vault, note.made, &note.why, note.people))?;
        same(&signature(&key, vault, &self.signed).0, &self.mac.0).then_some(key)
    }

    /// The key file of the vault that a backup is restored to: the slots of the backup, nothing else.
    pub(crate) fn as_restored(&self, data_key: &Key) -> Result<Self, VaultError> {
        self.next(data_key, |body| {
            body.backup = None;
            body.guard = None;
            body.database = 0;
        })
    }

    pub(crate) fn vault_id(&self) -> VaultId {
        self.body.vault_id.0
    }

    pub(crate) fn generation(&self) -> u64 {
        self.body.generation
    }

    /// The MAC: no two key files of a vault have the same.
    pub(crate) fn seal(&self) -> [u8; 32] {
        self.mac.0
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.body.slots
    }

    /// The number of the database's file.
    pub(crate) fn database(&self) -> u32 {
        self.body.database
    }

    pub(crate) fn guard(&self) -> Option<&Guard> {
        self.body.guard.as_ref()
    }

    pub(crate) fn accepted_break(&self) -> Option<u32> {
        self.body.accepted_break
    }

    pub(crate) fn backup(&self) -> Option<&BackupNote> {
        self.body.backup.as_ref()
    }

    /// What opening costs, at most.
    pub(crate) fn costs(&self) -> KdfParams {
        let costs = self.body.slots.iter().filter_map(Slot::costs);
        costs.max_by_key(|costs| costs.mib * costs.passes).unwrap_or(KdfParams::FLOOR)
    }
}

/// What a backup's own key is bound to: when and why it was made cannot be told otherwise afterwards.
fn backup_bound(vault: &VaultId, made: i64, why: &str, people: u32) -> Vec<u8> {
    let mut bytes = format!("regulars|2|Backup|{made}|{why}|{people}|").into_bytes();
    bytes.extend_from_slice(vault);
    bytes
}

impl Body {
    pub(crate) fn set_guard(&mut self, guard: Guard) {
        self.guard = Some(guard);
    }

    pub(crate) fn set_accepted_break(&mut self, at: u32) {
        self.accepted_break = Some(at);
    }

    pub(crate) fn set_database(&mut self, number: u32) {
        self.database = number;
    }

    /// Puts a slot in the place of all of its kind.
    pub(crate) fn set_slot(&mut self, slot: Slot) {
        self.drop_kind(&slot);
        self.slots.push(slot);
        // The passphrase first: it is what most people open with.
        self.slots.sort_by_key(|slot| match slot {
            Slot::Passphrase { .. } => 0,
            Slot::ThisComputer { .. } => 1,
            Slot::Recovery { .. } => 2,
        });
    }

    fn drop_kind(&mut self, like: &Slot) {
        let kind = std::mem::discriminant(like);
        self.slots.retain(|slot| std::mem::discriminant(slot) != kind);
    }

    pub(crate) fn retain_slots(&mut self, keep: impl Fn(&Slot) -> bool) {
        self.slots.retain(keep);
    }
}

#[cfg(test)]
mod tests;
