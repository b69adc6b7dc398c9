//! The recovery code: 160 random bits in letters and digits that cannot be misread, with a group to check them, so that a
//! slip of the pen is told from a wrong code.

use crate::{
    VaultError,
    secret::{Key, fill_random},
};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Crockford's base 32: no I, L, O or U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const BYTES: usize = 20;
/// 160 bits in letters of five.
const BODY: usize = 32;
/// Ten bits to check the rest: one slip in a thousand goes unseen, and then the code merely does not open.
const CHECK: usize = 2;

/// What opens a vault when the passphrase is forgotten. Wiped when dropped; shows nothing when debugged.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode(Box<[u8; BYTES]>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

impl RecoveryCode {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, VaultError> {
        let mut code = Self(Box::new([0; BYTES]));
        fill_random(&mut code.0[..])?;
        Ok(code)
    }

    /// Reads what was typed. Small letters, spaces and dashes are forgiven, and O, I and L are read as 0 and 1.
    ///
    /// # Errors
    /// [`VaultError::RecoveryMistyped`] when letters are missing, too many, or do not check.
    pub fn parse(typed: &str) -> Result<Self, VaultError> {
        let mut values = Zeroizing::new([0_u8; BODY + CHECK]);
        let mut places = values.iter_mut();
        for letter in typed.chars() {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter if letter.is_whitespace() || "-\u{2010}\u{2011}\u{2013}\u{2212}.".contains(letter) => continue,
                letter => letter,
            };
            let value = LETTERS.iter().position(|known| char::from(*known) == letter);
            let value = value.and_then(|value| u8::try_from(value).ok()).ok_or(VaultError::RecoveryMistyped)?;
            *places.next().ok_or(VaultError::RecoveryMistyped)? = value;
        }
        if places.next().is_some() {
            return Err(VaultError::RecoveryMistyped);
        }
        let mut code = Self(Box::new([0; BYTES]));
        // Eight letters of five bits are five bytes.
        for (bytes, letters) in code.0.chunks_exact_mut(5).zip(values[..BODY].chunks_exact(8)) {
            let bits = letters.iter().fold(0_u64, |bits, letter| bits * 32 + u64::from(*letter));
            bytes.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        if values[BODY..] == code.check() { Ok(code) } else { Err(VaultError::RecoveryMistyped) }
    }

    /// `7QK4-M2XD-…-K7`: eight groups of four, and two letters that check them.
    #[must_use]
    pub fn words(&self) -> Zeroizing<String> {
        let mut values = Zeroizing::new([0_u8; BODY + CHECK]);
        for (bytes, letters) in self.0.chunks_exact(5).zip(values[..BODY].chunks_exact_mut(8)) {
            let bits = bytes.iter().fold(0_u64, |bits, byte| bits * 256 + u64::from(*byte));
            for (at, letter) in letters.iter_mut().enumerate() {
                *letter = u8::try_from(bits >> (35 - 5 * at) & 31).unwrap_or_default();
            }
        }
        values[BODY..].copy_from_slice(&self.check());
        let mut words = Zeroizing::new(String::with_capacity(BODY + CHECK + 8));
        for (at, value) in values.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                words.push('-');
            }
            words.push(char::from(LETTERS[usize::from(*value)]));
        }
        words
    }

    fn check(&self) -> [u8; CHECK] {
        let sum = Sha256::new_with_prefix(b"regulars recovery check").chain_update(&self.0[..]).finalize();
        [sum[0] & 31, sum[1] & 31]
    }

    /// The key that wraps the data key. 160 random bits need no slow derivation.
    pub(crate) fn key(&self, salt: &[u8; 16]) -> Key {
        let mut key = Key::blank();
        // Cannot fail: HKDF-SHA256 gives up to 8,160 bytes.
        let _ = Hkdf::<Sha256>::new(Some(salt), &self.0[..]).expand(b"regulars v1 recovery slot", key.bytes_mut());
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(bytes: [u8; BYTES]) -> RecoveryCode {
        RecoveryCode(Box::new(bytes))
    }

    #[test]
    fn a_code_looks_as_it_is_printed() {
        let words = code(std::array::from_fn(|at| u8::try_from(at * 13).expect("small"))).words();
        assert_eq!(words.len(), 34 + 8);
        assert!(words.split('-').take(8).all(|group| group.len() == 4));
        assert_eq!(words.split('-').next_back().expect("a group").len(), 2);
        assert_eq!(format!("{:?}", code([1; BYTES])), "RecoveryCode(..)");
        assert_ne!(*RecoveryCode::random().expect("one").words(), *RecoveryCode::random().expect("one").words());
    }

    #[test]
    fn the_salt_matters() {
        assert_ne!(code([1; BYTES]).key(&[0; 16]).bytes(), code([1; BYTES]).key(&[1; 16]).bytes());
        assert_ne!(code([1; BYTES]).key(&[0; 16]).bytes(), code([2; BYTES]).key(&[0; 16]).bytes());
    }

    proptest! {
        #[test]
        fn a_code_reads_back_however_it_is_typed(bytes in any::<[u8; BYTES]>()) {
            let code = code(bytes);
            let words = code.words();
            prop_assert_eq!(&RecoveryCode::parse(&words).expect("read"), &code);
            let sloppy = format!("  {} ", words.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
            prop_assert_eq!(&RecoveryCode::parse(&sloppy).expect("read"), &code);
        }

        #[test]
        fn what_is_typed_never_panics(typed in "\\PC{0,60}") {
            let _ = RecoveryCode::parse(&typed);
        }

        #[test]
        fn a_missing_or_added_letter_is_a_slip(bytes in any::<[u8; BYTES]>(), at in 0_usize..34) {
            let words = code(bytes).words().replace('-', "");
            let mut missing = words.clone();
            missing.remove(at);
            prop_assert_eq!(RecoveryCode::parse(&missing), Err(VaultError::RecoveryMistyped));
            prop_assert_eq!(RecoveryCode::parse(&format!("{words}7")), Err(VaultError::RecoveryMistyped));
        }
    }

    #[test]
    fn nearly_every_slip_of_one_letter_is_seen() {
        let words = code([0x5a; BYTES]).words().replace('-', "");
        let (mut tried, mut seen) = (0, 0);
        for at in 0..words.len() {
            for letter in LETTERS {
                let mut slipped = words.clone().into_bytes();
                if slipped[at] == *letter {
                    continue;
                }
                slipped[at] = *letter;
                tried += 1;
                seen += u32::from(RecoveryCode::parse(std::str::from_utf8(&slipped).expect("letters")).is_err());
            }
        }
        assert!(seen * 1000 >= tried * 995, "{seen} of {tried}");
    }
}
