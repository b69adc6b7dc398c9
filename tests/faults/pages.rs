//! A second decryptor, not the engine's: reads each page of the database file and each frame of its write-ahead log with
//! the raw key, by the published format of SQLCipher 4 (<https://www.zetetic.net/sqlcipher/design/>): 4,096 bytes, of which
//! the last 80 are a 16-byte initialisation vector and an HMAC-SHA512 over what is before it and the page's number.

use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::NoPadding};
use hmac::{Hmac, Mac as _};
use sha2::Sha512;
use std::path::Path;

pub(crate) const PAGE: usize = 4096;
const TAG: usize = 64;
const VECTOR: usize = 16;
const SALT: usize = 16;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What a vault's database holds, decrypted.
#[derive(Default)]
pub(crate) struct Plain {
    /// The pages of the file, then those of the log, in one piece.
    pub(crate) bytes: Vec<u8>,
    pub(crate) pages: usize,
    pub(crate) frames: usize,
    /// Those whose tag does not fit.
    pub(crate) bad: usize,
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; TAG] {
    let mut mac = <Hmac<Sha512> as hmac::Mac>::new_from_slice(key).expect("HMAC takes any key");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// PBKDF2-HMAC-SHA512, one block, two rounds: how SQLCipher draws the key of the tags from the key of the pages.
fn tag_key(key: &[u8; 32], salt: &[u8; SALT]) -> [u8; 32] {
    let salt = salt.map(|byte| byte ^ 0x3a);
    let first = hmac(key, &[&salt, &1_u32.to_be_bytes()]);
    let second = hmac(key, &[&first]);
    let mut out = [0; 32];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = first[at] ^ second[at];
    }
    out
}

struct Opener<'a> {
    key: &'a [u8; 32],
    tag_key: [u8; 32],
}

impl Opener<'_> {
    /// The content of a page, or `None` when its tag does not fit.
    fn page(&self, page: &[u8], number: u32) -> Option<Vec<u8>> {
        // The first page begins with the salt, in the clear.
        let from = if number == 1 { SALT } else { 0 };
        let (body, tag) = page.split_at(PAGE - TAG);
        let vector = PAGE - TAG - VECTOR;
        if hmac(&self.tag_key, &[&body[from..], &number.to_le_bytes()])[..] != *tag {
            return None;
        }
        let mut plain = body[from..vector].to_vec();
        let iv: [u8; VECTOR] = body[vector..].try_into().expect("16 bytes");
        cbc::Decryptor::<aes::Aes256>::new(self.key.into(), &iv.into())
            .decrypt_padded::<NoPadding>(&mut plain)
            .expect("whole blocks");
        Some(plain)
    }
}

/// Decrypts everything there is, frames of the log that are no longer in use among them.
pub(crate) fn decrypted(database: &Path, key: &[u8; 32]) -> Plain {
    let file = std::fs::read(database).expect("the database");
    let salt: [u8; SALT] = file[..SALT].try_into().expect("a salt");
    let opener = Opener { key, tag_key: tag_key(key, &salt) };
    let mut plain = Plain::default();
    for (at, page) in file.chunks_exact(PAGE).enumerate() {
        plain.pages += 1;
        match opener.page(page, u32::try_from(at + 1).expect("few pages")) {
            Some(bytes) => plain.bytes.extend(bytes),
            None => plain.bad += 1,
        }
    }
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    let log = std::fs::read(log).unwrap_or_default();
    for frame in log.get(LOG_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE) {
        plain.frames += 1;
        let number = u32::from_be_bytes(frame[..4].try_into().expect("4 bytes"));
        match opener.page(&frame[FRAME_HEADER..], number) {
            Some(bytes) => plain.bytes.extend(bytes),
            None => plain.bad += 1,
        }
    }
    plain
}

/// How many of these values stand in the text, in either case of letters.
pub(crate) fn found(plain: &[u8], values: &[String]) -> usize {
    let lower = plain.to_ascii_lowercase();
    let seen = |value: &&String| memchr::memmem::find(&lower, value.to_ascii_lowercase().as_bytes()).is_some();
    values.iter().filter(seen).count()
}
