//! Slots: the data key, wrapped once for each way in (XChaCha20-Poly1305, a random nonce each, everything that says what
//! the slot is bound into the wrapping).

use super::{hex::Hex, unwritable};
use crate::{
    KdfParams, Passphrase, RecoveryCode, VaultError, kdf,
    keys::VaultId,
    secret::{Key, fill_random},
};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A key under another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wrapped {
    nonce: Hex<24>,
    key: Hex<48>,
}

impl Wrapped {
    /// Wraps `key` under `under`, bound to `bound_to`.
    pub(crate) fn new(key: &Key, under: &Key, bound_to: &[u8]) -> Result<Self, VaultError> {
        let mut nonce = Hex([0; 24]);
        fill_random(&mut nonce.0)?;
        let wrapped = XChaCha20Poly1305::new(under.bytes().into())
            .encrypt(XNonce::from_slice(&nonce.0), Payload { msg: key.bytes(), aad: bound_to })
            .map_err(unwritable)?;
        Ok(Self { nonce, key: Hex(wrapped.try_into().map_err(unwritable)?) })
    }

    /// The key, when `under` is the one it was wrapped under and nothing it is bound to has changed.
    pub(crate) fn open(&self, under: &Key, bound_to: &[u8]) -> Option<Key> {
        XChaCha20Poly1305::new(under.bytes().into())
            .decrypt(XNonce::from_slice(&self.nonce.0), Payload { msg: &self.key.0, aad: bound_to })
            .map(Zeroizing::new)
            .ok()
            .and_then(|key| Key::from_slice(&key))
    }
}

/// One way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Slot {
    /// What its owner knows.
    Passphrase { id: Hex<8>, argon2id: KdfParams, salt: Hex<16>, wrapped: Wrapped },
    /// What the keychain of one computer keeps: a random key, never the data key.
    ThisComputer { id: Hex<8>, wrapped: Wrapped },
    /// What its owner wrote down.
    Recovery { id: Hex<8>, salt: Hex<16>, wrapped: Wrapped },
}

fn random<const N: usize>() -> Result<Hex<N>, VaultError> {
    let mut bytes = Hex([0; N]);
    fill_random(&mut bytes.0)?;
    Ok(bytes)
}

fn bound_to(what: &str, vault: &VaultId, id: &Hex<8>, salt: &[u8]) -> Vec<u8> {
    let mut bytes = what.as_bytes().to_vec();
    bytes.extend_from_slice(vault);
    bytes.extend_from_slice(&id.0);
    bytes.extend_from_slice(salt);
    bytes
}

/// What a passphrase slot is bound to: change its costs, and it no longer opens. The same text as in format 1, so that
/// slots written then are carried over as they are.
fn passphrase_bound(vault: &VaultId, id: &Hex<8>, costs: KdfParams, salt: &Hex<16>) -> Vec<u8> {
    bound_to(&format!("regulars|1|Passphrase|argon2id|{}|{}|1|", costs.mib, costs.passes), vault, id, &salt.0)
}

const THIS_COMPUTER: &str = "regulars|2|ThisComputer|";
const RECOVERY: &str = "regulars|2|Recovery|";

impl Slot {
    pub(crate) fn passphrase(
        vault: &VaultId,
        data_key: &Key,
        passphrase: &Passphrase,
        costs: KdfParams,
    ) -> Result<Self, VaultError> {
        let (id, salt) = (random()?, random::<16>()?);
        let key = kdf::derive(passphrase, &salt.0, costs)?;
        let wrapped = Wrapped::new(data_key, &key, &passphrase_bound(vault, &id, costs, &salt))?;
        Ok(Self::Passphrase { id, argon2id: costs, salt, wrapped })
    }

    pub(crate) fn recovery(vault: &VaultId, data_key: &Key, code: &RecoveryCode) -> Result<Self, VaultError> {
        let (id, salt) = (random()?, random::<16>()?);
        let wrapped = Wrapped::new(data_key, &code.key(&salt.0), &bound_to(RECOVERY, vault, &id, &salt.0))?;
        Ok(Self::Recovery { id, salt, wrapped })
    }

    /// A slot and the key that goes into the keychain for it.
    pub(crate) fn this_computer(vault: &VaultId, data_key: &Key) -> Result<(Self, Key), VaultError> {
        let (id, key) = (random()?, Key::random()?);
        let wrapped = Wrapped::new(data_key, &key, &bound_to(THIS_COMPUTER, vault, &id, &[]))?;
        Ok((Self::ThisComputer { id, wrapped }, key))
    }

    /// The data key, when this is a passphrase's slot and the passphrase fits.
    pub(crate) fn open_passphrase(&self, vault: &VaultId, passphrase: &Passphrase) -> Result<Option<Key>, VaultError> {
        let Self::Passphrase { id, argon2id, salt, wrapped } = self else { return Ok(None) };
        let key = kdf::derive(passphrase, &salt.0, *argon2id)?;
        Ok(wrapped.open(&key, &passphrase_bound(vault, id, *argon2id, salt)))
    }

    /// The data key, when this is a recovery code's slot and the code fits.
    pub(crate) fn open_recovery(&self, vault: &VaultId, code: &RecoveryCode) -> Option<Key> {
        let Self::Recovery { id, salt, wrapped } = self else { return None };
        wrapped.open(&code.key(&salt.0), &bound_to(RECOVERY, vault, id, &salt.0))
    }

    /// The data key, when this is a computer's slot and the key of its keychain fits.
    pub(crate) fn open_this_computer(&self, vault: &VaultId, key: &Key) -> Option<Key> {
        let Self::ThisComputer { id, wrapped } = self else { return None };
        wrapped.open(key, &bound_to(THIS_COMPUTER, vault, id, &[]))
    }

    pub(crate) fn id(&self) -> &Hex<8> {
        match self {
            Self::Passphrase { id, .. } | Self::ThisComputer { id, .. } | Self::Recovery { id, .. } => id,
        }
    }

    /// The costs of a passphrase's slot.
    pub(crate) fn costs(&self) -> Option<KdfParams> {
        match self {
            Self::Passphrase { argon2id, .. } => Some(*argon2id),
            _ => None,
        }
    }

    /// The slot of format 1, which knew only passphrases.
    pub(super) fn carried_over(id: Hex<8>, argon2id: KdfParams, salt: Hex<16>, nonce: Hex<24>, key: Hex<48>) -> Self {
        Self::Passphrase { id, argon2id, salt, wrapped: Wrapped { nonce, key } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_nonce_salt_or_id_is_ever_drawn_twice() {
        // Security lines of the faults suite count on this: a hundred thousand wraps, everything random in them distinct.
        const WRAPS: usize = 100_000;
        let (vault, data, code) = ([1; 16], Key::random().expect("a key"), RecoveryCode::random().expect("a code"));
        let mut seen: HashSet<Vec<u8>> = HashSet::with_capacity(WRAPS * 3);
        for at in 0..WRAPS {
            let slot = Slot::recovery(&vault, &data, &code).expect("a slot");
            let Slot::Recovery { id, salt, wrapped } = slot else { panic!("another slot") };
            for drawn in [&id.0[..], &salt.0, &wrapped.nonce.0] {
                assert!(seen.insert(drawn.to_vec()), "wrap {at}: drawn before");
            }
        }
        assert_eq!(seen.len(), WRAPS * 3);
    }

    #[test]
    fn a_slot_opens_only_with_its_own_key_in_its_own_vault() {
        let (vault, data) = ([1; 16], Key::random().expect("a key"));
        let code = RecoveryCode::random().expect("a code");
        let recovery = Slot::recovery(&vault, &data, &code).expect("a slot");
        let (computer, key) = Slot::this_computer(&vault, &data).expect("a slot");
        assert_eq!(recovery.open_recovery(&vault, &code).expect("opened").bytes(), data.bytes());
        assert_eq!(computer.open_this_computer(&vault, &key).expect("opened").bytes(), data.bytes());
        assert!(recovery.open_recovery(&[2; 16], &code).is_none());
        assert!(computer.open_this_computer(&[2; 16], &key).is_none());
        assert!(recovery.open_recovery(&vault, &RecoveryCode::random().expect("another")).is_none());
        assert!(computer.open_this_computer(&vault, &Key::random().expect("another")).is_none());
        assert!(recovery.open_this_computer(&vault, &key).is_none() && computer.open_recovery(&vault, &code).is_none());
        assert_ne!(key.bytes(), data.bytes(), "the keychain never gets the data key");
    }
}
