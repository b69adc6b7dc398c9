//! Secrets that wipe themselves: the passphrase as typed, and 32-byte keys.

use crate::VaultError;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The shortest passphrase a vault can be given, in characters.
pub(crate) const SHORTEST: usize = 8;

/// What opens a vault. Wiped when dropped; shows nothing when debugged.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// Takes what was typed, in Unicode normal form C (RFC 8265, 4.2), so that one keyboard's "é" opens what
    /// another's created.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        let typed = Zeroizing::new(typed.into());
        // Room for the longest growth of NFC, so that no half-filled copy is left behind by a reallocation.
        let mut normal = String::with_capacity(typed.len() * 3);
        normal.extend(typed.nfc());
        Self(normal)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether a vault may be given this passphrase.
    ///
    /// # Errors
    /// [`VaultError::WeakPassphrase`] under 8 characters.
    pub fn check_new(&self) -> Result<(), VaultError> {
        if self.0.chars().count() < SHORTEST { Err(VaultError::WeakPassphrase) } else { Ok(()) }
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// A 32-byte key, wiped when dropped. It lives on the heap, so that moving it copies a pointer and leaves no second key
/// behind on the stack.
#[derive(Clone)]
pub(crate) struct Key(Box<Zeroizing<[u8; 32]>>);

impl Key {
    /// A key to be filled in place.
    pub(crate) fn blank() -> Self {
        Self(Box::new(Zeroizing::new([0; 32])))
    }

    pub(crate) fn random() -> Result<Self, VaultError> {
        let mut key = Self::blank();
        fill_random(key.bytes_mut())?;
        Ok(key)
    }

    /// `None` unless there are 32 bytes.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::blank();
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Random bytes from the system.
pub(crate) fn fill_random(into: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(into)
        .map_err(|_| VaultError::Io { doing: "asking the system for random bytes", kind: std::io::ErrorKind::Other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passphrase_two_keyboards() {
        assert_eq!(Passphrase::new("caf\u{e9} au lait").bytes(), Passphrase::new("cafe\u{301} au lait").bytes());
        assert_ne!(Passphrase::new("Café au lait").bytes(), Passphrase::new("café au lait").bytes());
    }

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Passphrase::new("sample shop")), "Passphrase(..)");
        assert_eq!(format!("{:?}", Key::blank()), "Key(..)");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(Passphrase::new("éééé").check_new(), Err(VaultError::WeakPassphrase));
        assert_eq!(Passphrase::new("éééééééé").check_new(), Ok(()));
    }
}
