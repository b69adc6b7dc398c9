//! The keys of an open vault, all drawn from one random data key by HKDF-SHA256 (RFC 5869), one label each.

use crate::secret::Key;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

type HmacSha256 = Hmac<Sha256>;

/// A vault's own number: random, and mixed into every key drawn for it.
pub(crate) type VaultId = [u8; 16];

/// Draws `N` bytes for one purpose.
pub(crate) fn draw<const N: usize>(data_key: &Key, vault: &VaultId, label: &str) -> zeroize::Zeroizing<[u8; N]> {
    let mut out = zeroize::Zeroizing::new([0; N]);
    expand(data_key, vault, label, &mut *out);
    out
}

/// Draws a key for one purpose.
pub(crate) fn draw_key(data_key: &Key, vault: &VaultId, label: &str) -> Key {
    let mut key = Key::blank();
    expand(data_key, vault, label, key.bytes_mut());
    key
}

fn expand(data_key: &Key, vault: &VaultId, label: &str, into: &mut [u8]) {
    // Cannot fail: HKDF-SHA256 gives up to 8,160 bytes, and no caller asks for more than 32.
    let _ = Hkdf::<Sha256>::new(Some(vault), data_key.bytes()).expand(format!("regulars v1 {label}").as_bytes(), into);
}

/// HMAC-SHA256 over parts that cannot run into each other: each is preceded by its length.
pub(crate) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // Cannot fail: HMAC takes a key of any length.
    let Ok(mut mac) = <HmacSha256 as Mac>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Equality that takes the same time wherever the difference is.
pub(crate) fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |gap, (a, b)| gap | (a ^ b)) == 0
}

/// What stays in memory while a vault is open.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) vault: VaultId,
    /// The key of the database, and of the slots that wrap it.
    pub(crate) data: Key,
    /// Signs the log.
    pub(crate) log: Key,
    /// Makes the tokens of the list that keeps people out.
    pub(crate) token: Key,
}

impl Keys {
    /// The keys of a vault that keeps none of its own yet.
    pub(crate) fn draw(data_key: &Key, vault: VaultId) -> Self {
        Self {
            vault,
            log: draw_key(data_key, &vault, "log"),
            token: draw_key(data_key, &vault, "token"),
            data: data_key.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_and_each_vault_has_its_own_key() {
        let data = Key::from_slice(&[1; 32]).expect("a key");
        let log = draw::<32>(&data, &[0; 16], "log");
        assert_eq!(log, draw(&data, &[0; 16], "log"));
        assert_ne!(log, draw(&data, &[0; 16], "token"));
        assert_ne!(log, draw(&data, &[1; 16], "log"));
        assert_ne!(*log, [0; 32]);
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(mac(&[1; 32], &[b"ab", b"c"]), mac(&[1; 32], &[b"a", b"bc"]));
        assert!(same(&[3; 32], &[3; 32]) && !same(&[3; 32], &[4; 32]));
        let mut other = [3; 32];
        other[31] = 2;
        assert!(!same(&[3; 32], &other), "one bit of the last byte");
    }
}
