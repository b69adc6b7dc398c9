//! What encryption itself costs: the tables of a finished vault, written into a new file and read back from it, by the same
//! engine, once plain and once encrypted. The vault's folder is the argument, its passphrase is in `REGULARS_PASSPHRASE`.
//!
//! A vault cannot be made without a key, so the copies are made beside it by the engine alone: what is measured is the
//! engine's writing and reading of the same rows, not the rest of an import. Needs `fault-controls`, which a release
//! refuses; the engine is built with optimisation in either case.
#![allow(clippy::print_stdout, reason = "the figures are the point")]
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]

use regulars_vault::{Passphrase, Vault};
use rusqlite::{Connection, types::ValueRef};
use std::{error::Error, fmt::Write, path::Path, process::Command, time::Instant};
use zeroize::Zeroizing;

type Failed = Box<dyn Error>;

const ROUNDS: usize = 5;
/// How a copy is kept: the word by which this program calls itself for it, and words to show.
const WAYS: [(&str, &str); 3] =
    [("plain", "plain"), ("encrypted", "encrypted"), ("guarded", "encrypted, memory locked and wiped, as vaults are")];

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [vault] => compare(Path::new(vault)),
        [way, from, to] => {
            let [write, read] = once(way, Path::new(from), Path::new(to))?;
            println!("{write} {read}");
            Ok(())
        }
        _ => Err("usage: price_of_encryption VAULT".into()),
    }
}

fn compare(vault: &Path) -> Result<(), Failed> {
    let work = tempfile::tempdir_in(vault.parent().unwrap_or(Path::new(".")))?;
    let tables = work.path().join("tables.db");
    lay_open(vault, &tables)?;
    let mut seen: [Vec<[f64; 2]>; 3] = Default::default();
    let mut sizes = [0; 3];
    for round in 0..ROUNDS {
        for place in 0..WAYS.len() {
            // Each round begins with another.
            let at = (place + round) % WAYS.len();
            let (way, to) = (WAYS[at].0, work.path().join("copy.db"));
            // A process of its own: memory that is guarded once stays so.
            let done = Command::new(std::env::current_exe()?).arg(way).args([&tables, &to]).output()?;
            let words = String::from_utf8_lossy(&done.stdout).into_owned();
            let figures: Vec<f64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let [write, read] = figures[..] else {
                return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
            };
            seen[at].push([write, read]);
            let bytes = std::fs::read(&to)?;
            if bytes.starts_with(b"SQLite format 3\0") != (way == "plain") {
                return Err(format!("the {way} copy is not what it is called").into());
            }
            sizes[at] = bytes.len();
            std::fs::remove_file(&to)?;
        }
    }
    println!(
        "| a vault's tables, {ROUNDS} interleaved rounds, medians | write s | of plain | read s | of plain | MB |"
    );
    println!("|---|---|---|---|---|---|");
    let middle = |at: usize, which: usize| {
        let mut figures: Vec<f64> = seen[at].iter().map(|both| both[which]).collect();
        figures.sort_by(f64::total_cmp);
        figures[ROUNDS / 2]
    };
    for (at, (_, words)) in WAYS.iter().enumerate() {
        let [write, read] = [0, 1].map(|which| (middle(at, which), middle(at, which) / middle(0, which)));
        let mb = sizes[at] as f64 / 1e6;
        println!("| {words} | {:.3} | {:.2} | {:.3} | {:.2} | {mb:.1} |", write.0, write.1, read.0, read.1);
    }
    Ok(())
}

/// The vault's tables in a plain file, which all copies are made from. Meant for made-up people only.
fn lay_open(vault: &Path, to: &Path) -> Result<(), Failed> {
    let passphrase = Passphrase::new(&std::env::var("REGULARS_PASSPHRASE")?);
    let opened = Vault::at(vault)?.unlock(&passphrase)?;
    let mut key = Zeroizing::new(String::from("x'"));
    opened.raw_keys().database.iter().try_for_each(|byte| write!(key, "{byte:02x}"))?;
    key.push('\'');
    drop(opened.lock());
    let connection = Connection::open(vault.join("vault.db"))?;
    connection.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"{}\"", key.as_str())))?;
    copy(&connection, to, "")
}

fn copy(from: &Connection, to: &Path, key: &str) -> Result<(), Failed> {
    let to = to.to_str().ok_or("the folder's name is no text")?;
    from.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [to, key])?;
    from.execute_batch("PRAGMA copy.journal_mode = WAL; PRAGMA copy.synchronous = FULL; PRAGMA cache_size = -64000;")?;
    from.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
    from.query_row("PRAGMA copy.wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(from.execute_batch("DETACH DATABASE copy")?)
}

/// Writes one copy and reads all of it back: seconds of each.
fn once(way: &str, from: &Path, to: &Path) -> Result<[f64; 2], Failed> {
    let connection = Connection::open(from)?;
    if way == "guarded" {
        connection.execute_batch("PRAGMA cipher_memory_security = ON")?;
    }
    let key = if way == "plain" { String::new() } else { format!("x'{}'", "5a".repeat(48)) };
    // What is copied is in the system's memory before the clock runs.
    let held = read_all(&connection)?;
    let begun = Instant::now();
    copy(&connection, to, &key)?;
    let write = begun.elapsed().as_secs_f64();
    drop(connection);
    let begun = Instant::now();
    let connection = Connection::open(to)?;
    if !key.is_empty() {
        connection.execute_batch(&format!("PRAGMA key = \"{key}\""))?;
    }
    let copied = read_all(&connection)?;
    let read = begun.elapsed().as_secs_f64();
    if copied == held { Ok([write, read]) } else { Err("the copy holds something else".into()) }
}

/// Reads every value of every table: how many bytes of text and of blobs there are.
fn read_all(connection: &Connection) -> Result<usize, Failed> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> =
        connection.prepare(names)?.query_map([], |row| row.get(0))?.collect::<Result<_, rusqlite::Error>>()?;
    let mut bytes = 0;
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                bytes += match row.get_ref(at)? {
                    ValueRef::Text(text) => text.len(),
                    ValueRef::Blob(blob) => blob.len(),
                    _ => 0,
                };
            }
        }
    }
    Ok(bytes)
}
