//! The key file, `vault.hdr`: the slots in which the data key is wrapped, and a MAC over all of it, so that no slot can
//! be dropped, swapped or made cheaper. It says nothing about the shop.

use crate::{
    KdfParams, Passphrase, VaultError, kdf,
    keys::{VaultId, draw, mac, same},
    secret::{Key, fill_random},
};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use zeroize::Zeroizing;

/// The only format there is so far.
pub(crate) const FORMAT: u32 = 1;

/// Bytes written as lower-case hexadecimal digits, and read in no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hex<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(N * 2);
        for byte in self.0 {
            let _ = write!(text, "{byte:02x}");
        }
        to.serialize_str(&text)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        let digit = |byte: &u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(D::Error::custom("not a hexadecimal digit")),
        };
        if text.len() != N * 2 {
            return Err(D::Error::custom("not as long as it must be"));
        }
        let mut out = [0; N];
        for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(&pair[0])? << 4 | digit(&pair[1])?;
        }
        Ok(Self(out))
    }
}

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SlotKind {
    Passphrase,
}

/// The data key, wrapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slot {
    id: Hex<8>,
    kind: SlotKind,
    argon2id: KdfParams,
    salt: Hex<16>,
    nonce: Hex<24>,
    wrapped: Hex<48>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    format_version: u32,
    vault_id: Hex<16>,
    generation: u64,
    slots: Vec<Slot>,
}

/// `check` is a plain hash, so that damage is told from a wrong passphrase; `mac` is keyed, so that nobody can forge it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    body: Body,
    mac: Hex<32>,
    check: Hex<32>,
}

/// A key file whose form is sound. Only [`Header::unlock`] tells whether it is genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    body: Body,
    mac: Hex<32>,
}

fn unwritable<T>(_: T) -> VaultError {
    VaultError::Io { doing: "writing the key file", kind: std::io::ErrorKind::InvalidData }
}

impl Body {
    fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(self).map_err(unwritable)
    }

    fn sign(&self, data_key: &Key) -> Result<Hex<32>, VaultError> {
        let key = draw::<32>(data_key, &self.vault_id.0, "header");
        Ok(Hex(mac(&key, &[&self.bytes()?])))
    }
}

impl Slot {
    /// What the wrapping is bound to: change any of it and the slot no longer opens.
    fn bound_to(vault: &VaultId, id: &Hex<8>, kind: SlotKind, costs: KdfParams, salt: &Hex<16>) -> Vec<u8> {
        let mut bytes = format!("regulars|{FORMAT}|{kind:?}|argon2id|{}|{}|1|", costs.mib, costs.passes).into_bytes();
        bytes.extend_from_slice(vault);
        bytes.extend_from_slice(&id.0);
        bytes.extend_from_slice(&salt.0);
        bytes
    }

    fn wrap(vault: &VaultId, data_key: &Key, passphrase: &Passphrase, costs: KdfParams) -> Result<Self, VaultError> {
        let (mut id, mut salt, mut nonce) = (Hex([0; 8]), Hex([0; 16]), Hex([0; 24]));
        fill_random(&mut id.0)?;
        fill_random(&mut salt.0)?;
        fill_random(&mut nonce.0)?;
        let key = kdf::derive(passphrase, &salt.0, costs)?;
        let kind = SlotKind::Passphrase;
        let aad = Self::bound_to(vault, &id, kind, costs, &salt);
        let wrapped = XChaCha20Poly1305::new((&key.0).into())
            .encrypt(XNonce::from_slice(&nonce.0), Payload { msg: &data_key.0, aad: &aad })
            .map_err(unwritable)?;
        let wrapped = Hex(wrapped.try_into().map_err(unwritable)?);
        Ok(Self { id, kind, argon2id: costs, salt, nonce, wrapped })
    }

    fn unwrap_key(&self, vault: &VaultId, passphrase: &Passphrase) -> Result<Option<Key>, VaultError> {
        let key = kdf::derive(passphrase, &self.salt.0, self.argon2id)?;
        let aad = Self::bound_to(vault, &self.id, self.kind, self.argon2id, &self.salt);
        let opened = XChaCha20Poly1305::new((&key.0).into())
            .decrypt(XNonce::from_slice(&self.nonce.0), Payload { msg: &self.wrapped.0, aad: &aad });
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        Ok(opened.as_slice().try_into().ok().map(Key))
    }
}

impl Header {
    /// A key file for a new vault, and its data key.
    pub(crate) fn create(passphrase: &Passphrase, costs: KdfParams) -> Result<(Self, Key), VaultError> {
        passphrase.check_new()?;
        let data_key = Key::random()?;
        let mut vault_id = Hex([0; 16]);
        fill_random(&mut vault_id.0)?;
        let slot = Slot::wrap(&vault_id.0, &data_key, passphrase, costs)?;
        let body = Body { format_version: FORMAT, vault_id, generation: 1, slots: vec![slot] };
        let mac = body.sign(&data_key)?;
        Ok((Self { body, mac }, data_key))
    }

    /// Reads a key file. Bytes that this program would have written otherwise are not accepted.
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
        let found = serde_json::from_slice::<Probe>(bytes).map_err(|_| damaged())?.body.format_version;
        if found > FORMAT {
            return Err(VaultError::TooNew { found, known: FORMAT });
        }
        let whole: Whole = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        let header = Self { body: whole.body, mac: whole.mac };
        if found < FORMAT || header.body.slots.is_empty() || header.bytes()? != bytes {
            return Err(damaged());
        }
        for slot in &header.body.slots {
            slot.argon2id.check().map_err(|_| VaultError::Damaged("the key file asks for unsafe costs"))?;
        }
        Ok(header)
    }

    /// What is written to the file.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, VaultError> {
        let mut sum = Sha256::new_with_prefix(self.body.bytes()?);
        sum.update(self.mac.0);
        let whole = Whole { body: self.body.clone(), mac: self.mac, check: Hex(sum.finalize().into()) };
        serde_json::to_vec(&whole).map_err(unwritable)
    }

    /// The data key, when the passphrase opens a slot and the file is genuine.
    pub(crate) fn unlock(&self, passphrase: &Passphrase) -> Result<Key, VaultError> {
        Ok(self.open_slot(passphrase)?.1)
    }

    fn open_slot(&self, passphrase: &Passphrase) -> Result<(usize, Key), VaultError> {
        for (at, slot) in self.body.slots.iter().enumerate() {
            let Some(data_key) = slot.unwrap_key(&self.body.vault_id.0, passphrase)? else { continue };
            if !same(&self.body.sign(&data_key)?.0, &self.mac.0) {
                return Err(VaultError::Damaged("the key file was changed"));
            }
            return Ok((at, data_key));
        }
        Err(VaultError::WrongPassphrase)
    }

    /// The same key file with the slot of `old` opened by `new` instead. The data key stays as it is.
    pub(crate) fn rewrapped(&self, old: &Passphrase, new: &Passphrase) -> Result<Self, VaultError> {
        new.check_new()?;
        let (at, data_key) = self.open_slot(old)?;
        let mut body = self.body.clone();
        let costs = body.slots[at].argon2id;
        body.slots[at] = Slot::wrap(&body.vault_id.0, &data_key, new, costs)?;
        body.generation += 1;
        let mac = body.sign(&data_key)?;
        Ok(Self { body, mac })
    }

    pub(crate) fn vault_id(&self) -> VaultId {
        self.body.vault_id.0
    }

    /// What opening costs, at most.
    pub(crate) fn costs(&self) -> KdfParams {
        self.body
            .slots
            .iter()
            .map(|slot| slot.argon2id)
            .max_by_key(|costs| costs.mib * costs.passes)
            .unwrap_or(KdfParams::FLOOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> (Header, Key, Passphrase) {
        let passphrase = Passphrase::new("correct horse");
        let (header, key) = Header::create(&passphrase, KdfParams::LEAST).expect("made");
        (header, key, passphrase)
    }

    /// Written as a forger would: every plain checksum right.
    fn forged(header: &Header, change: impl FnOnce(&mut Body)) -> Vec<u8> {
        let mut forged = header.clone();
        change(&mut forged.body);
        forged.bytes().expect("bytes")
    }

    #[test]
    fn a_key_file_reads_back() {
        let (header, key, passphrase) = made();
        let read = Header::parse(&header.bytes().expect("bytes")).expect("sound");
        assert_eq!(read, header);
        assert_eq!(read.unlock(&passphrase).expect("opened").0, key.0);
        assert_eq!(read.unlock(&Passphrase::new("correct horsf")).err(), Some(VaultError::WrongPassphrase));
    }

    #[test]
    fn every_single_bit_is_watched() {
        let (header, _, _) = made();
        let bytes = header.bytes().expect("bytes");
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                let refused = Header::parse(&flipped).err();
                assert!(
                    matches!(refused, Some(VaultError::Damaged(_) | VaultError::TooNew { .. })),
                    "byte {at}, bit {bit}: {refused:?}"
                );
            }
        }
        for cut in 0..bytes.len() {
            assert!(Header::parse(&bytes[..cut]).is_err());
        }
    }

    #[test]
    fn a_forger_cannot_drop_weaken_or_swap_a_slot() {
        let (header, data_key, passphrase) = made();
        let vault = header.vault_id();
        let second = Slot::wrap(&vault, &data_key, &Passphrase::new("another one"), KdfParams::LEAST).expect("a slot");
        let mut two = header.clone();
        two.body.slots.push(second.clone());
        two.mac = two.body.sign(&data_key).expect("signed");
        assert!(Header::parse(&two.bytes().expect("bytes")).expect("sound").unlock(&passphrase).is_ok());

        let open = |bytes: Vec<u8>| Header::parse(&bytes).and_then(|header| header.unlock(&passphrase)).err();
        let changed = Some(VaultError::Damaged("the key file was changed"));
        assert_eq!(open(forged(&two, |body| body.slots.truncate(1))), changed, "dropped");
        assert_eq!(open(forged(&header, |body| body.slots.push(second))), changed, "added");
        assert_eq!(open(forged(&two, |body| body.slots.swap(0, 1))), changed, "swapped");
        assert_eq!(open(forged(&header, |body| body.generation = 9)), changed, "another generation");
        assert_eq!(
            open(forged(&header, |body| body.slots[0].argon2id.passes = 3)),
            Some(VaultError::WrongPassphrase),
            "other costs"
        );
        assert_eq!(
            open(forged(&header, |body| body.slots[0].argon2id.mib = 8)),
            Some(VaultError::Damaged("the key file asks for unsafe costs")),
            "weakened"
        );
        assert_eq!(
            open(forged(&header, |body| body.slots[0].argon2id.mib = 1_000_000)),
            Some(VaultError::Damaged("the key file asks for unsafe costs")),
            "unbearable"
        );
        assert_eq!(
            open(forged(&header, |body| body.format_version = 2)),
            Some(VaultError::TooNew { found: 2, known: 1 })
        );
    }

    #[test]
    fn another_passphrase_wraps_the_same_key() {
        let (header, key, old) = made();
        let new = Passphrase::new("battery staple");
        let changed = header.rewrapped(&old, &new).expect("changed");
        assert_eq!(changed.unlock(&new).expect("opened").0, key.0);
        assert_eq!(changed.unlock(&old).err(), Some(VaultError::WrongPassphrase));
        assert_eq!(changed.body.generation, 2);
        assert_ne!(changed.body.slots[0].nonce, header.body.slots[0].nonce);
        assert_eq!(header.rewrapped(&new, &new).err(), Some(VaultError::WrongPassphrase));
        assert_eq!(header.rewrapped(&old, &Passphrase::new("short")).err(), Some(VaultError::WeakPassphrase));
    }
}
