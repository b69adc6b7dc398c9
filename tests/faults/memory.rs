//! C4: after the lock nothing of the shop is left in memory: looked for in the memory of a program that had it open.

use crate::{
    report::{figure, n, skipped},
    stage::{Driven, driver},
};
use regulars_tests::{PASSPHRASE, TestBench, passphrase};
use regulars_vault::Vault;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::{Read as _, Seek as _, Write as _},
    process::Command,
};

const PEOPLE: u32 = 5_000;

/// Copies of customers' rows that may be left: the pass column of the suite.
const FEW: usize = 10;

/// What is found in a program's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    passphrase: usize,
    /// The data key and the database's key: as bytes and as digits.
    keys: usize,
    /// The keys that sign the log and make the tokens; held while the vault is open.
    held_keys: usize,
    /// Copies of customers' rows.
    rows: usize,
    bytes: usize,
}

struct Wanted {
    keys: Vec<Vec<u8>>,
    held_keys: Vec<Vec<u8>>,
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn count(memory: &[u8], what: &[u8]) -> usize {
    memchr::memmem::find_iter(memory, what).count()
}

/// Reads everything a program can write to.
fn search(pid: u32, wanted: &Wanted) -> std::io::Result<Found> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = std::fs::File::open(format!("/proc/{pid}/mem"))?;
    let mut found = Found { passphrase: 0, keys: 0, held_keys: 0, rows: 0, bytes: 0 };
    let mut piece = Vec::new();
    for line in maps.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|mode| mode.starts_with("rw"))) {
        let (from, to) = line.split_whitespace().next().and_then(|range| range.split_once('-')).expect("a range");
        let address = |text| u64::from_str_radix(text, 16).expect("an address");
        let (from, to) = (address(from), address(to));
        piece.resize(usize::try_from(to - from).expect("a size"), 0);
        memory.seek(std::io::SeekFrom::Start(from))?;
        // What the kernel lends to every program cannot be read this way.
        if memory.read_exact(&mut piece).is_err() {
            continue;
        }
        found.bytes += piece.len();
        found.passphrase += count(&piece, PASSPHRASE.as_bytes());
        found.keys += wanted.keys.iter().map(|key| count(&piece, key)).sum::<usize>();
        found.held_keys += wanted.held_keys.iter().map(|key| count(&piece, key)).sum::<usize>();
        found.rows += count(&piece, b"zanzibar-quoll");
    }
    Ok(found)
}

fn shop() -> (TestBench, Wanted) {
    let mut shop = TestBench::new();
    let mut text = String::from("Customer ID,First Name,Email,City\n");
    for who in 0..PEOPLE {
        let _ = writeln!(text, "M{who:05},Mia,zanzibar-quoll-{who:05}@example.com,Porto");
    }
    shop.import_text("customers.csv", &text).expect("imported");
    shop.bench.lock();
    let vault = Vault::at(&shop.vault_dir()).and_then(|vault| vault.unlock(&passphrase())).expect("open");
    let keys = vault.raw_keys();
    drop(vault.lock());
    let both = |key: [u8; 32]| [key.to_vec(), digits(&key).into_bytes()];
    let secret = [keys.data, keys.database].into_iter().flat_map(both).collect();
    let held = vec![keys.log.to_vec(), keys.token.to_vec()];
    (shop, Wanted { keys: secret, held_keys: held })
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the time it takes is the figure")]
fn c4_after_the_lock_nothing_of_the_shop_is_in_memory() {
    if !cfg!(target_os = "linux") {
        return skipped("C4", "another program's memory is read through /proc, which is Linux's");
    }
    let (shop, wanted) = shop();
    let mut driven = Driven::start(Command::new(driver()).arg("remember").arg(shop.vault_dir()));
    let pid = driven.child.id();
    let mut asked = driven.child.stdin.take().expect("an ear");
    let mut say = |line: &str| asked.write_all(format!("{line}\n").as_bytes()).expect("heard");

    // The controls: told the passphrase and a key, the program has them, and the search finds them.
    say(PASSPHRASE);
    assert_eq!(driven.line().as_deref(), Some("told"));
    let told = match search(pid, &wanted) {
        Ok(found) => found,
        Err(error) => return skipped("C4", &format!("the memory of a program cannot be read here: {}", error.kind())),
    };
    assert!(told.passphrase > 0, "the search must find a passphrase that is there");
    say(std::str::from_utf8(&wanted.keys[1]).expect("digits"));
    assert_eq!(driven.line().as_deref(), Some("told a key"));
    assert!(search(pid, &wanted).expect("read").keys > 0, "the search must find a key that is there");
    say("open");
    assert_eq!(driven.line().as_deref(), Some("open"));
    let open = search(pid, &wanted).expect("read");
    assert!(open.rows >= PEOPLE as usize && open.held_keys > 0, "the search must find what is open: {open:?}");

    say("lock");
    let from = std::time::Instant::now();
    assert_eq!(driven.line().as_deref(), Some("locked"));
    let locked = search(pid, &wanted).expect("read");
    let seconds = from.elapsed().as_secs_f64();
    say("end");
    let kinds: BTreeSet<usize> = [locked.passphrase, locked.keys, locked.held_keys].into();
    figure(
        "C4",
        kinds == [0].into() && locked.rows <= FEW && seconds < 2.0,
        &format!(
            "memory after the lock: passphrase {}, keys {}, rows {}, in {} MB, within {seconds:.1} s (control, open: keys {}, \
             rows {}; while open: passphrase {}, data key {})",
            locked.passphrase,
            locked.keys + locked.held_keys,
            n(locked.rows),
            locked.bytes / 1_000_000,
            open.held_keys,
            n(open.rows),
            open.passphrase,
            open.keys,
        ),
    );
}
