//! Checkpoints: what the whole log was at one moment, as a signed note (C2SP tlog-checkpoint and signed-note). Four lines
//! that anybody can keep, and check with the public key alone.

use super::{
    merkle::Hash,
    text::{base64, hash_of, hex, unbase64},
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;

/// How a line of signature begins.
const DASH: &str = "\u{2014} ";
/// The kind of key, as signed notes number them: Ed25519.
const ED25519: u8 = 1;

/// What the log was when it had `size` entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log: `regulars/` and the first letters of the vault's number.
    pub origin: String,
    /// Entries.
    pub size: u32,
    /// Root of the tree over all of them.
    pub root: Hash,
    /// When the last of them was written (UTC seconds since 1970).
    pub at: i64,
}

impl Checkpoint {
    /// The signed part, with its last line's end.
    fn body(&self) -> String {
        format!("{}\n{}\n{}\ntime {}\n", self.origin, self.size, base64(&self.root), self.at)
    }

    fn parse(body: &str) -> Option<Self> {
        let mut lines = body.lines();
        let checkpoint = Self {
            origin: lines.next()?.to_owned(),
            size: lines.next()?.parse().ok()?,
            root: hash_of(lines.next()?)?,
            at: lines.next()?.strip_prefix("time ")?.parse().ok()?,
        };
        // One text for each checkpoint: what is not written as we write it is not ours.
        (checkpoint.body() == body && named(&checkpoint.origin)).then_some(checkpoint)
    }

    /// The note: the signed part, an empty line, the signature.
    pub(crate) fn signed(&self, key: &SigningKey) -> String {
        let body = self.body();
        let signature = key.sign(body.as_bytes()).to_bytes();
        let public = PublicKey { name: self.origin.clone(), key: key.verifying_key() };
        let line = base64(&[&public.id()[..], &signature].concat());
        format!("{body}\n{DASH}{} {line}\n", self.origin)
    }

    /// Reads a note and checks that `key` signed it. `None` when anything is amiss.
    #[must_use]
    pub fn open(note: &str, key: &PublicKey) -> Option<Self> {
        let (body, line) = note.split_once("\n\n")?;
        let body = format!("{body}\n");
        let (name, signature) = line.strip_suffix('\n')?.strip_prefix(DASH)?.split_once(' ')?;
        let signature = unbase64(signature)?;
        let (id, signature) = signature.split_at_checked(4)?;
        let checkpoint = Self::parse(&body)?;
        let key = PublicKey { name: name.to_owned(), ..*key };
        let signature = Signature::from_slice(signature).ok()?;
        let sound =
            checkpoint.origin == name && id == key.id() && key.key.verify_strict(body.as_bytes(), &signature).is_ok();
        sound.then_some(checkpoint)
    }
}

/// A name that can stand in a note: no spaces, no line's end, no plus.
fn named(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter == '+')
}

/// What checks a log's checkpoints. Can be shown to everybody; written `name+id+key`, as signed notes write theirs.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl PublicKey {
    pub(crate) fn new(name: String, key: VerifyingKey) -> Self {
        Self { name, key }
    }

    /// Reads what `to_string` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (_, key) = rest.split_once('+')?;
        let bytes = unbase64(key)?;
        let (kind, bytes) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()?;
        let parsed = Self { name: name.to_owned(), key };
        (*kind == ED25519 && named(name) && parsed.to_string() == text).then_some(parsed)
    }

    /// Whether both are the same key, whatever it is called.
    #[must_use]
    pub fn same_key(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Four groups of letters to compare by eye or by telephone: the beginning of the key's SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.key.as_bytes());
        digest[..8].chunks(2).map(hex).collect::<Vec<_>>().join(" ")
    }

    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex(&self.id()), base64(&[&[ED25519], &self.key.as_bytes()[..]].concat()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signing(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn public(seed: u8) -> PublicKey {
        PublicKey::new("regulars/01020304".into(), signing(seed).verifying_key())
    }

    fn sample() -> Checkpoint {
        Checkpoint { origin: "regulars/01020304".into(), size: 41, root: [7; 32], at: 1_795_000_000 }
    }

    #[test]
    fn a_note_reads_back_with_its_key_and_no_other() {
        let note = sample().signed(&signing(1));
        assert!(note.starts_with("regulars/01020304\n41\nBwcHBwcHBwcH"), "{note}");
        assert!(note.contains("\ntime 1795000000\n\n\u{2014} regulars/01020304 "), "{note}");
        assert_eq!(Checkpoint::open(&note, &public(1)), Some(sample()));
        assert_eq!(Checkpoint::open(&note, &public(2)), None);
    }

    #[test]
    fn every_changed_letter_shows() {
        let note = sample().signed(&signing(1));
        let mut tried = 0;
        for (at, letter) in note.char_indices() {
            for other in ['0', 'A', '\n', ' '] {
                if other == letter {
                    continue;
                }
                let changed = format!("{}{other}{}", &note[..at], &note[at + letter.len_utf8()..]);
                assert_eq!(Checkpoint::open(&changed, &public(1)), None, "{changed:?}");
                tried += 1;
            }
        }
        assert!(tried > 600, "{tried}");
    }

    #[test]
    fn one_text_for_each_checkpoint() {
        let body = sample().body();
        assert_eq!(Checkpoint::parse(&body), Some(sample()));
        for (from, to) in [("\n41\n", "\n041\n"), ("\n41\n", "\n+41\n"), ("time 1", "time 01"), ("00\n", "00\n\n")] {
            let odd = body.replacen(from, to, 1);
            assert_ne!(odd, body, "{to:?}");
            assert_eq!(Checkpoint::parse(&odd), None, "{odd:?}");
        }
        let named_so = |origin: &str| Checkpoint::parse(&Checkpoint { origin: origin.into(), ..sample() }.body());
        assert!(named_so("regulars/01020304").is_some());
        for odd in ["", " ", "two words", "a+b", "a\u{a0}b"] {
            assert_eq!(named_so(odd), None, "{odd:?} cannot stand in a note");
        }
    }

    #[test]
    fn a_key_reads_back_as_written() {
        let text = public(3).to_string();
        assert!(text.starts_with("regulars/01020304+"), "{text}");
        assert_eq!(PublicKey::parse(&text), Some(public(3)));
        assert!(public(3).same_key(&public(3)) && !public(3).same_key(&public(4)));
        assert_ne!(public(3).fingerprint(), public(4).fingerprint());
        assert_eq!(public(3).fingerprint().len(), 19);
        for odd in ["", "a+b+c", &text[1..], &text.replace("01020304", "01020305"), &format!("{text} ")] {
            assert_eq!(PublicKey::parse(odd), None, "{odd}");
        }
        assert_eq!(format!("{:?}", public(3)), format!("PublicKey({text})"), "in an error report it can be compared");
        // An example of the format's own text (C2SP signed-note): read and written the same.
        let known = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(PublicKey::parse(known).map(|key| key.to_string()).as_deref(), Some(known));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(.|\n){0,200}") {
            prop_assert_eq!(Checkpoint::open(&text, &public(1)), None);
            prop_assert!(PublicKey::parse(&text).is_none());
        }

        #[test]
        fn what_is_signed_reads_back(size in 1u32.., root: [u8; 32], at: i64) {
            let checkpoint = Checkpoint { size, root, at, ..sample() };
            prop_assert_eq!(Checkpoint::open(&checkpoint.signed(&signing(1)), &public(1)), Some(checkpoint));
        }
    }
}
