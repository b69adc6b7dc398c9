//! What comes in from outside is what was looked at: the database's C source, to the byte, and versions without the
//! faults that older ones had.

use crate::sources::{file, none, root};
use sha2::{Digest, Sha256};
use std::path::Path;

const PINS: &str = "scripts/pins/sqlcipher.toml";

/// The least version of what an older one would put people's data at risk with, and the fault it had.
const LEAST: [(&str, [u64; 3], &str); 3] = [
    ("sqlite", [3, 51, 3], "the write-ahead log of 3.7.0 to 3.51.2 could be corrupted when it was reset"),
    ("tauri", [2, 11, 0], "CVE-2026-42184, one origin taken for another"),
    ("ammonia", [4, 1, 4], "RUSTSEC-2025-0071, 2026-0193 and 2026-0213"),
];

/// Every package of a Cargo.lock: its name, version and checksum.
fn packages(lock: &str) -> Vec<(String, String, String)> {
    let table: toml::Table = lock.parse().expect("a lock file is TOML");
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let all = table.get("package").and_then(toml::Value::as_array);
    all.into_iter().flatten().map(|one| (text(one, "name"), text(one, "version"), text(one, "checksum"))).collect()
}

/// `3.54.1` and `420.0.0+sqlcipher-4.20.0` as numbers; what is behind them counts for nothing.
fn numbers(version: &str) -> [u64; 3] {
    let mut found = [0; 3];
    for (number, part) in found.iter_mut().zip(version.split(['.', '-', '+'])) {
        *number = part.parse().unwrap_or(0);
    }
    found
}

/// SQLite comes inside the crate of SQLCipher's source, whose version says which.
fn sqlite_within(version: &str) -> Option<&str> {
    version.split("-sqlite-").nth(1)?.split('-').next()
}

fn too_old(lock: &str) -> Vec<String> {
    let packages = packages(lock);
    let mut offences = Vec::new();
    for (name, least, why) in LEAST {
        let versions: Vec<&str> = packages
            .iter()
            .filter_map(|(package, version, _)| match name {
                "sqlite" if package == "sqlcipher-src" => sqlite_within(version),
                _ if package == name => Some(version.as_str()),
                _ => None,
            })
            .collect();
        if versions.is_empty() {
            offences.push(format!("`{name}` is not in Cargo.lock: nobody can say how old it is"));
        }
        for version in versions {
            if numbers(version) < least {
                let [a, b, c] = least;
                offences.push(format!("`{name}` is {version}, and {a}.{b}.{c} is the least: {why}"));
            }
        }
    }
    offences
}

/// What differs between the pinned values, the lock file and the folder of sources that is compiled.
fn differences(pins: &str, lock: &str, sources: &Path) -> Vec<String> {
    let pins: toml::Table = pins.parse().expect("pins are TOML");
    let pinned = |key: &str| pins["crate"][key].as_str().unwrap_or_default();
    let mut offences = Vec::new();
    let name = pinned("name");
    let known: Vec<_> = packages(lock).into_iter().filter(|(package, _, _)| package == name).collect();
    match &known[..] {
        [(_, version, checksum)] => {
            if version != pinned("version") {
                offences.push(format!("{name}: Cargo.lock has version {version}, pinned is {}", pinned("version")));
            }
            if checksum != pinned("checksum") {
                offences.push(format!("{name}: Cargo.lock has checksum {checksum}, pinned is {}", pinned("checksum")));
            }
        }
        others => offences.push(format!("{name} is {} times in Cargo.lock, not once", others.len())),
    }
    let files = pins["files"].as_table().expect("a table of files");
    for (path, wanted) in files {
        let wanted = wanted.as_str().unwrap_or_default();
        match std::fs::read(sources.join(path)) {
            Ok(bytes) => {
                let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                if found != wanted {
                    offences.push(format!("{name}: {path} has SHA-256 {found}, pinned is {wanted}"));
                }
            }
            Err(error) => offences.push(format!("{name}: {path} cannot be read: {error}")),
        }
    }
    offences
}

fn lock() -> String {
    std::fs::read_to_string(root().join("Cargo.lock")).expect("a lock file")
}

#[test]
fn versions_are_past_their_known_faults() {
    let lock = lock();
    none("Versions.", &too_old(&lock));
    let made = |sqlite: &str, tauri: &str, ammonia: &str| {
        let one = |name: &str, version: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        let crate_of_sqlite = one("sqlcipher-src", &format!("420.0.0+sqlcipher-4.20.0-sqlite-{sqlite}-x"));
        [crate_of_sqlite, one("tauri", tauri), one("ammonia", ammonia)].concat()
    };
    assert!(too_old(&made("3.51.3", "2.11.0", "4.1.4")).is_empty());
    assert!(too_old(&made("4.0.0", "2.100.0-rc.1", "10.0.0")).is_empty());
    for broken in [
        made("3.51.2", "2.11.0", "4.1.4"),
        made("3.9.9", "2.11.0", "4.1.4"),
        made("3.51.3", "2.9.12", "4.1.4"),
        made("3.51.3", "2.11.0", "4.1.3"),
        made("3.51.3", "2.11.0", "4.1.4") + "[[package]]\nname = \"ammonia\"\nversion = \"3.0.0\"\n",
        made("3.51.3", "2.11.0", "4.1.4").replace("-sqlite-", "-"),
    ] {
        assert_eq!(too_old(&broken).len(), 1, "{broken}");
    }
}

#[test]
fn the_databases_source_is_the_pinned_one() {
    // The very folder that the database's build takes its source from: the same function names it there.
    let sources = sqlcipher_src::source_dir();
    let (pins, lock) = (file(PINS).text, lock());
    none("The C source of the database.", &differences(&pins, &lock, sources));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = |path: &str| std::fs::copy(sources.join(path), folder.path().join(path)).expect("a copy");
    for path in ["sqlcipher.c", "sqlite3.h", "SHA256SUMS"] {
        copy(path);
    }
    assert!(differences(&pins, &lock, folder.path()).is_empty(), "an honest copy");
    let changed = folder.path().join("sqlcipher.c");
    let mut bytes = std::fs::read(&changed).expect("the copy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&changed, bytes).expect("the copy can be written");
    let found = differences(&pins, &lock, folder.path());
    assert!(found.len() == 1 && found[0].contains("sqlcipher.c has SHA-256"), "one bit of nine megabytes: {found:?}");
    std::fs::remove_file(&changed).expect("the copy can be removed");
    assert_eq!(differences(&pins, &lock, folder.path()).len(), 1, "a missing file");

    let other = |from: &str, to: &str| differences(&pins, &lock.replace(from, to), sources).len();
    assert_eq!(other("fd6b5280ed2593d0", "0d6b5280ed2593d0"), 1, "another crate file under the same version");
    assert_eq!(other("420.0.0+sqlcipher-4.20.0", "420.0.1+sqlcipher-4.20.1"), 1, "another version");
    assert_eq!(other("name = \"sqlcipher-src\"", "name = \"sqlcipher-sources\""), 1, "another crate");
}
