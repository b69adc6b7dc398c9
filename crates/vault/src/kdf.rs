//! From a passphrase to a key: Argon2id (RFC 9106), one lane, with its cost bounded on both sides.

use crate::{Passphrase, VaultError, secret::Key};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use std::time::Instant;
use zeroize::Zeroize;

/// What opening a vault costs. One lane: more gave no speed on two cores, so they would only help an attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfParams {
    /// Memory, in MiB.
    pub mib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl KdfParams {
    /// The least that is accepted (OWASP password storage cheat sheet: 19 MiB, 2 passes).
    pub const LEAST: Self = Self { mib: 19, passes: 2 };
    /// What a new vault gets at least, however slow the machine (RFC 9106's second recommendation).
    pub const FLOOR: Self = Self { mib: 64, passes: 3 };
    /// The most that is accepted: beyond it a header could stop a computer.
    pub const MOST: Self = Self { mib: 1024, passes: 10 };

    /// Costs that take between half a second and a second on this machine, never under [`Self::FLOOR`].
    #[must_use]
    pub fn calibrate() -> Self {
        const AIM_SECONDS: f64 = 0.75;
        let salt = [0; 16];
        let seconds = (0..2)
            .map(|_| {
                #[allow(clippy::disallowed_methods, reason = "measuring this machine is the point")]
                let start = Instant::now();
                let _ = derive(&Passphrase::new("calibration"), &salt, Self::FLOOR);
                start.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min);
        Self { mib: mib_for(seconds, AIM_SECONDS), passes: Self::FLOOR.passes }
    }

    /// Whether the costs are within bounds.
    ///
    /// # Errors
    /// [`VaultError::KdfOutOfBounds`].
    pub fn check(self) -> Result<(), VaultError> {
        let sound = (Self::LEAST.mib..=Self::MOST.mib).contains(&self.mib)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&self.passes);
        if sound { Ok(()) } else { Err(VaultError::KdfOutOfBounds) }
    }

    /// "Argon2id, 256 MiB, 3 passes".
    #[must_use]
    pub fn words(self) -> String {
        format!("Argon2id, {} MiB, {} passes", self.mib, self.passes)
    }
}

/// Memory, in steps of 16 MiB, that takes `aim` seconds where 64 MiB took `seconds`.
fn mib_for(seconds: f64, aim: f64) -> u32 {
    let ideal = f64::from(KdfParams::FLOOR.mib) * aim / seconds.max(1e-6);
    let mib = (ideal / 16.0).floor() * 16.0;
    let mib = mib.clamp(f64::from(KdfParams::FLOOR.mib), f64::from(KdfParams::MOST.mib));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the floor and the cap")]
    let mib = mib as u32;
    mib
}

/// The key that a passphrase and a salt make. The working memory is wiped.
pub(crate) fn derive(passphrase: &Passphrase, salt: &[u8; 16], params: KdfParams) -> Result<Key, VaultError> {
    params.check()?;
    let argon = Params::new(params.mib * 1024, params.passes, 1, Some(32)).map_err(|_| VaultError::KdfOutOfBounds)?;
    let mut memory = vec![Block::default(); argon.block_count()];
    let mut key = Key::blank();
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, argon).hash_password_into_with_memory(
        passphrase.bytes(),
        salt,
        key.bytes_mut(),
        &mut memory,
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map(|()| key).map_err(|_| VaultError::KdfOutOfBounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_bounded_on_both_sides() {
        for (mib, passes) in [(18, 2), (19, 1), (1025, 3), (64, 11), (0, 0), (u32::MAX, u32::MAX)] {
            assert_eq!(KdfParams { mib, passes }.check(), Err(VaultError::KdfOutOfBounds), "{mib} {passes}");
        }
        for params in [KdfParams::LEAST, KdfParams::FLOOR, KdfParams::MOST] {
            assert_eq!(params.check(), Ok(()));
        }
    }

    #[test]
    fn costs_are_told_in_words() {
        assert_eq!(KdfParams { mib: 256, passes: 3 }.words(), "Argon2id, 256 MiB, 3 passes");
    }

    #[test]
    fn calibration_never_goes_under_the_floor_or_over_the_cap() {
        assert_eq!(mib_for(10.0, 0.75), 64);
        assert_eq!(mib_for(0.0, 0.75), 1024);
        assert_eq!(mib_for(0.2, 0.8), 256);
        assert_eq!(mib_for(0.3, 0.75), 160);
        assert_eq!(mib_for(0.3, 0.8), 160, "steps of 16, rounded down");
        assert_eq!(mib_for(f64::INFINITY, 0.75), 64);
    }

    #[test]
    fn every_input_matters() {
        let base = derive(&Passphrase::new("a passphrase"), &[1; 16], KdfParams::LEAST).expect("a key");
        let other = |pass: &str, salt, passes| {
            derive(&Passphrase::new(pass), &[salt; 16], KdfParams { mib: 19, passes }).expect("a key")
        };
        assert_eq!(base.bytes(), other("a passphrase", 1, 2).bytes());
        assert_ne!(base.bytes(), other("a passphrasE", 1, 2).bytes());
        assert_ne!(base.bytes(), other("a passphrase", 2, 2).bytes());
        assert_ne!(base.bytes(), other("a passphrase", 1, 3).bytes());
    }
}
