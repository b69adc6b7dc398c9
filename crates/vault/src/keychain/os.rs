//! The keychain of the system: the Secret Service on Linux (GNOME Keyring, KWallet, KeePassXC), Keychain on macOS,
//! Credential Manager on Windows. Each call connects anew: a connection that hangs is left behind with its thread, and a
//! keychain that was started after this program is found.

use super::{Keychain, KeychainError, line::Line, same, whole};
use keyring_core::{Entry, Error, api::CredentialStoreApi as _};
use std::time::Duration;
use zeroize::Zeroizing;

/// The name under which the system lists what is kept.
const NAME: &str = "app.regulars.workbench";

/// A person who is asked to unlock the keychain may need longer; then the next try finds it unlocked.
const LIMIT: Duration = Duration::from_secs(5);

/// Keychains answer one call at a time: GNOME Keyring falls over when several sessions are negotiated at once.
static LINE: Line = Line::new();

/// The keychain of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeychain;

impl Keychain for OsKeychain {
    fn put(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let secret = whole(Zeroizing::new(secret.to_vec()))?;
        let (account, late) = (account.to_owned(), account.to_owned());
        // When it comes too late, nobody holds a slot for it.
        let put_back_late = move |before: Before| {
            if let Ok(entry) = entry(&late) {
                put_back(&entry, before.as_ref());
            }
        };
        LINE.ask(LIMIT, move || write(&entry(&account)?, &secret), put_back_late).map(drop)
    }

    fn get(&self, account: &str) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
        let account = account.to_owned();
        LINE.ask(LIMIT, move || whole(read(&entry(&account)?)?), drop)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        let account = account.to_owned();
        LINE.ask(LIMIT, move || entry(&account)?.delete_credential().map_err(why), drop)
    }
}

/// What was kept under a name before a write.
type Before = Option<Zeroizing<Vec<u8>>>;

/// Writes, reads back, compares. Gives what was there before.
fn write(entry: &Entry, secret: &[u8]) -> Result<Before, KeychainError> {
    let before = match entry.get_secret() {
        Ok(before) => Some(Zeroizing::new(before)),
        // Whether the keychain is locked shows when it is written to.
        Err(Error::NoEntry) => None,
        Err(error) => return Err(why(error)),
    };
    entry.set_secret(secret).map_err(why)?;
    match read(entry) {
        Ok(kept) if same(&kept, secret) => Ok(before),
        _ => {
            put_back(entry, before.as_ref());
            Err(KeychainError::Wrong)
        }
    }
}

/// Makes it as it was, as far as the keychain lets us: what is left over opens nothing.
fn put_back(entry: &Entry, before: Option<&Zeroizing<Vec<u8>>>) {
    let _ = match before {
        Some(before) => entry.set_secret(before),
        None => entry.delete_credential(),
    };
}

fn read(entry: &Entry) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    entry.get_secret().map(Zeroizing::new).map_err(why)
}

fn why(error: Error) -> KeychainError {
    // Some keychains do not show what they hold while they are locked, so that all seems missing.
    #[cfg(target_os = "linux")]
    let locked = || {
        let bus = zbus::blocking::Connection::session().ok()?;
        let place = "/org/freedesktop/secrets/aliases/default";
        let kept = "org.freedesktop.Secret.Collection";
        let keychain = zbus::blocking::Proxy::new(&bus, "org.freedesktop.secrets", place, kept).ok()?;
        keychain.get_property("Locked").ok()
    };
    #[cfg(not(target_os = "linux"))]
    let locked = || None;
    reason(error, locked)
}

/// Only the kind is kept: what a keychain says of a failure may quote what it holds. `locked` asks it whether it is, if it
/// can tell.
fn reason(error: Error, locked: impl FnOnce() -> Option<bool>) -> KeychainError {
    match error {
        Error::NoEntry if locked() == Some(true) => KeychainError::Locked,
        Error::NoEntry => KeychainError::Missing,
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::NoDefaultStore => KeychainError::Absent,
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            KeychainError::Wrong
        }
        _ => KeychainError::Refused,
    }
}

#[cfg_attr(not(any(target_os = "linux", target_os = "macos", target_os = "windows")), allow(unused_variables))]
fn entry(account: &str) -> Result<Entry, KeychainError> {
    #[cfg(target_os = "linux")]
    {
        let store = zbus_secret_service_keyring_store::Store::new().map_err(|_| KeychainError::Absent)?;
        let shown = std::collections::HashMap::from([("label", "Regulars: the key of a vault on this computer")]);
        store.build(NAME, account, Some(&shown)).map_err(why)
    }
    #[cfg(target_os = "macos")]
    {
        let store = apple_native_keyring_store::keychain::Store::new().map_err(|_| KeychainError::Absent)?;
        store.build(NAME, account, None).map_err(why)
    }
    #[cfg(target_os = "windows")]
    {
        let store = windows_native_keyring_store::Store::new().map_err(|_| KeychainError::Absent)?;
        store.build(NAME, account, None).map_err(why)
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
    {
        Err(KeychainError::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::{Credential, api::CredentialApi};
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_secret_of_the_wrong_length_is_not_even_offered() {
        for wrong in [0, 31, 33] {
            assert_eq!(OsKeychain.put("a", &vec![1; wrong]), Err(KeychainError::Wrong));
        }
    }

    /// What becomes of a secret that is given.
    type Keeps = fn(&[u8]) -> Option<Vec<u8>>;

    /// A keychain that keeps what `keeps` makes of what it is given.
    #[derive(Debug)]
    struct Keeper {
        kept: Mutex<Option<Vec<u8>>>,
        keeps: Keeps,
    }

    impl CredentialApi for Keeper {
        fn set_secret(&self, secret: &[u8]) -> Result<(), Error> {
            // What was there before comes back as it was.
            *self.kept.lock().expect("held") =
                if secret == BEFORE { Some(BEFORE.to_vec()) } else { (self.keeps)(secret) };
            Ok(())
        }
        fn get_secret(&self) -> Result<Vec<u8>, Error> {
            self.kept.lock().expect("held").clone().ok_or(Error::NoEntry)
        }
        fn delete_credential(&self) -> Result<(), Error> {
            self.kept.lock().expect("held").take().map(drop).ok_or(Error::NoEntry)
        }
        fn get_credential(&self) -> Result<Option<Arc<Credential>>, Error> {
            Ok(None)
        }
        fn get_specifiers(&self) -> Option<(String, String)> {
            None
        }
        fn as_any(&self) -> &dyn std::any::Any {
            self
        }
    }

    const BEFORE: &[u8] = &[1; 32];
    const NEW: &[u8] = &[2; 32];

    #[test]
    fn what_is_kept_otherwise_than_given_is_refused_and_put_back() {
        let tries: [(Keeps, bool); 4] = [
            (|given| Some(given.to_vec()), true),
            (|_| Some(vec![9; 32]), false),
            (|given| Some(given[1..].to_vec()), false),
            (|_| None, false),
        ];
        for (keeps, sound) in tries {
            for before in [None, Some(BEFORE.to_vec())] {
                let keeper = Arc::new(Keeper { kept: Mutex::new(before.clone()), keeps });
                let entry = Entry::new_with_credential(keeper.clone());
                let written = write(&entry, NEW);
                let kept = keeper.kept.lock().expect("held").clone();
                if sound {
                    assert_eq!(written.map(|was| was.map(|was| was.to_vec())), Ok(before));
                    assert_eq!(kept.as_deref(), Some(NEW));
                } else {
                    assert_eq!(written, Err(KeychainError::Wrong));
                    assert_eq!(kept, before);
                }
            }
        }
    }

    /// With a keychain or without: under a name that nobody used there is nothing.
    #[test]
    fn what_was_never_kept_is_not_there() {
        let account = "a name that only this test uses";
        assert!(OsKeychain.get(account).is_err());
        assert!(OsKeychain.delete(account).is_err());
    }

    #[test]
    fn reasons_become_ours() {
        let inner = || Box::new(std::io::Error::other("x"));
        let why = |error| reason(error, || Some(false));
        assert_eq!(why(Error::NoStorageAccess(inner())), KeychainError::Locked);
        assert_eq!(why(Error::PlatformFailure(inner())), KeychainError::Refused);
        assert_eq!(why(Error::BadDataFormat(vec![1], inner())), KeychainError::Wrong);
        assert_eq!(why(Error::BadEncoding(vec![1])), KeychainError::Wrong);
        assert_eq!(why(Error::NoDefaultStore), KeychainError::Absent);
        assert_eq!(why(Error::Ambiguous(Vec::new())), KeychainError::Refused);
    }

    #[test]
    fn what_a_locked_keychain_does_not_show_is_not_called_missing() {
        assert_eq!(reason(Error::NoEntry, || Some(true)), KeychainError::Locked);
        assert_eq!(reason(Error::NoEntry, || Some(false)), KeychainError::Missing);
        assert_eq!(reason(Error::NoEntry, || None), KeychainError::Missing, "one that cannot tell");
    }

    #[test]
    fn what_is_kept_is_read_as_it_is() {
        let keeper = Arc::new(Keeper { kept: Mutex::new(Some(BEFORE.to_vec())), keeps: |_| None });
        let entry = Entry::new_with_credential(keeper);
        assert_eq!(read(&entry).map(|kept| kept.to_vec()), Ok(BEFORE.to_vec()));
    }
}
