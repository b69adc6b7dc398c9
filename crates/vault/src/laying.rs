//! What was laid out of a vault, kept beside its database so that it need not be laid out at each opening. Each sheet is sealed
//! (ChaCha20-Poly1305) under a key drawn for this one time, which lies in the database and nowhere else: with that row it is gone.
//!
//! It lies beside the database because a no must cost no more than it says: a second copy inside would have to be overwritten
//! page by page, in the same transaction, on a disk that may be full.

use crate::{
    Open, Vault, VaultError,
    access::Read,
    files::{self, private},
    keys::VaultId,
    log,
    secret::{Key, fill_random},
    table::{
        chunk::ChunkId,
        laid_out::{self, Kept, Stamp},
    },
};
use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit, Nonce, Tag};
use regulars_model::PersonId;
use rusqlite::TransactionBehavior;
use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Seek, SeekFrom, Write},
    ops::Deref,
    path::PathBuf,
};
use zeroize::Zeroizing;

/// Bytes of a seal.
const TAG: usize = 16;

/// The key that sheets are sealed under, and what they are bound to.
#[derive(Debug)]
struct Seal {
    key: Key,
    vault: VaultId,
    tie: u64,
}

impl Seal {
    /// A sheet's place is its nonce: a key seals each place once.
    fn bound(&self, place: usize, name: &str) -> (Nonce, Vec<u8>) {
        let mut nonce = Nonce::default();
        nonce[..8].copy_from_slice(&(place as u64).to_le_bytes());
        let mut bound = b"regulars laid out v1".to_vec();
        bound.extend_from_slice(&self.vault);
        bound.extend_from_slice(&self.tie.to_le_bytes());
        bound.extend_from_slice(name.as_bytes());
        (nonce, bound)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(self.key.bytes().into())
    }
}

/// What is kept laid out of a vault, to be read from several threads.
#[derive(Debug)]
pub struct Laid {
    path: PathBuf,
    seal: Seal,
    /// Where each sheet begins, and its length with its seal.
    sheets: Vec<(String, u64, u64)>,
    since: Option<Since>,
}

/// What was written since, which only added to what was laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// Everybody of whom more is known or something else is told, those who are new among them, ascending.
    pub people: Vec<PersonId>,
    /// Chunks that came, ascending.
    pub chunks: Vec<ChunkId>,
}

impl Laid {
    /// What was added since it was laid out; `None` where nothing was.
    #[must_use]
    pub fn since(&self) -> Option<&Since> {
        self.since.as_ref()
    }

    /// What its sheets have in common.
    #[must_use]
    pub fn tie(&self) -> u64 {
        self.seal.tie
    }

    /// A sheet as it was given; `None` where it is not there or not as it was left.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<Opened> {
        let (place, (_, from, bytes)) = self.sheets.iter().enumerate().find(|(_, (sheet, ..))| sheet == name)?;
        let mut file = File::open(&self.path).ok()?;
        // Not taken at its word: room is taken for what is there.
        let there = file.metadata().ok()?.len();
        let sheet = from.checked_add(*bytes).filter(|end| *end <= there)?;
        file.seek(SeekFrom::Start(*from)).ok()?;
        let mut sheet = Opened(Zeroizing::new(vec![0; usize::try_from(sheet - from).ok()?]));
        file.read_exact(&mut sheet.0).ok()?;
        let end = sheet.0.len().checked_sub(TAG)?;
        let (text, tag) = sheet.0.split_at_mut(end);
        let (nonce, bound) = self.seal.bound(place, name);
        self.seal.cipher().decrypt_in_place_detached(&nonce, &bound, text, Tag::from_slice(tag)).ok()?;
        sheet.0.truncate(end);
        Some(sheet)
    }
}

/// A sheet as it was given. Wiped when it is let go.
#[derive(Debug)]
pub struct Opened(Zeroizing<Vec<u8>>);

impl Deref for Opened {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // Room that holds nothing is wiped in one go, and not byte by byte.
        self.0.clear();
    }
}

/// What is being written, sheet by sheet, beside where it will lie. Dropped before it is kept, it is removed.
#[derive(Debug)]
pub struct Laying {
    path: PathBuf,
    file: Option<File>,
    seal: Seal,
    sheets: Vec<(String, u64)>,
    stamp: Stamp,
}

impl Laying {
    /// What its sheets are to have in common.
    #[must_use]
    pub fn tie(&self) -> u64 {
        self.seal.tie
    }

    /// Seals a sheet and writes it. `name` is one of the program's own words.
    ///
    /// # Errors
    /// [`VaultError::DiskFull`], or the disk's.
    pub fn add(&mut self, name: &str, mut sheet: Zeroizing<Vec<u8>>) -> Result<(), VaultError> {
        let (nonce, bound) = self.seal.bound(self.sheets.len(), name);
        let sealed = self.seal.cipher().encrypt_in_place_detached(&nonce, &bound, &mut sheet);
        let tag = sealed.map_err(|_| VaultError::OURS)?;
        let file = self.file.as_mut().ok_or(VaultError::OURS)?;
        let written = file.write_all(&sheet).and_then(|()| file.write_all(&tag));
        written.map_err(VaultError::io("writing what was laid out"))?;
        self.sheets.push((name.to_owned(), (sheet.len() + TAG) as u64));
        Ok(())
    }
}

impl Drop for Laying {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Vault<Open> {
    /// What is kept laid out of this vault, when nothing was taken away from anybody since. Not where something was found at opening: what
    /// the database says then is to be read from it. `layout` is what laid it out, and how.
    ///
    /// # Errors
    /// When the database fails.
    pub fn laid(&self, layout: &str) -> Result<Option<Laid>, VaultError> {
        if !self.findings().is_empty() {
            return Ok(None);
        }
        let kept = self.read(laid_out::get)?.filter(|kept| kept.layout == layout);
        let vault = self.keys().vault;
        let since = if kept.is_some() { self.read(laid_out::since)? } else { None };
        let since = since.map(|added| Since {
            people: added.people.into_iter().map(PersonId).collect(),
            chunks: added.chunks.into_iter().map(ChunkId).collect(),
        });
        Ok(kept.and_then(|kept| {
            let seal = Seal { key: Key::from_slice(&kept.key)?, vault, tie: kept.tie };
            let mut from = 0u64;
            let mut sheets = Vec::with_capacity(kept.sheets.len());
            for (name, bytes) in kept.sheets {
                sheets.push((name, from, bytes));
                from = from.checked_add(bytes)?;
            }
            Some(Laid { path: self.files().laid(), seal, sheets, since })
        }))
    }

    /// Begins to keep what is laid out. What was kept before stays until this is whole.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`], or the disk's.
    pub fn lay(&mut self) -> Result<Laying, VaultError> {
        self.writable()?;
        let mut tie = [0; 8];
        fill_random(&mut tie)?;
        let seal = Seal { key: Key::random()?, vault: self.keys().vault, tie: u64::from_le_bytes(tie) };
        let stamp = self.read(log::last)?;
        let path = self.files().laid_so_far();
        // Left by a power cut, perhaps.
        let _ = fs::remove_file(&path);
        let file = private(OpenOptions::new().write(true).create_new(true)).open(&path);
        let file = file.map_err(VaultError::io("writing what was laid out"))?;
        Ok(Laying { path, file: Some(file), seal, sheets: Vec::new(), stamp })
    }

    /// Keeps what was written, unless something was written to the vault meanwhile. It says nothing new, so that no entry of the
    /// log tells of it. Says whether it is kept.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], [`VaultError::DiskFull`], or the disk's.
    pub fn keep(&mut self, mut laying: Laying, layout: &str) -> Result<bool, VaultError> {
        self.writable()?;
        let Some(file) = laying.file.as_ref().filter(|_| laying.stamp.is_some()) else { return Ok(false) };
        if self.read(log::last)? != laying.stamp {
            return Ok(false);
        }
        let path = self.files().laid();
        let failed = VaultError::io("writing what was laid out");
        file.sync_all().and_then(|()| fs::rename(&laying.path, &path)).map_err(failed)?;
        laying.file = None;
        files::sync_dir(self.dir())?;
        let kept = Kept {
            layout: layout.to_owned(),
            tie: laying.seal.tie,
            key: Zeroizing::new(laying.seal.key.bytes().to_vec()),
            sheets: std::mem::take(&mut laying.sheets),
        };
        self.apart_from_the_log(|read| laid_out::put(read, &kept))?;
        Ok(true)
    }

    /// Lets go of what is kept, as when it turned out not to be as it was left.
    ///
    /// # Errors
    /// [`VaultError::ReadOnly`], or the database's.
    pub fn let_go_of_laid(&mut self) -> Result<(), VaultError> {
        self.writable()?;
        // First, since it needs no room on a full disk: a key to what is not there opens nothing.
        let _ = fs::remove_file(self.files().laid());
        self.apart_from_the_log(|read| laid_out::drop_key(read).map(drop))
    }

    fn apart_from_the_log(&self, f: impl FnOnce(&Read<'_>) -> Result<(), VaultError>) -> Result<(), VaultError> {
        self.read(|read| {
            let transaction = rusqlite::Transaction::new_unchecked(read.connection, TransactionBehavior::Immediate)?;
            f(&Read { connection: &transaction, keys: read.keys })?;
            transaction.commit()?;
            Ok(())
        })
    }
}
