//! The statements of the Trust screen. None is remembered: each is looked up.

use crate::{
    bench::OpenShop,
    clock::day_and_minute,
    sockets,
    views::{Standing, StatementView},
    walls,
};
use regulars_model::{Problem, group_digits};
use regulars_vault::WayKind;
use std::path::Path;

const WEEK: i64 = 7 * 86_400;

fn statement(id: &str, standing: Standing, title: &str, words: impl Into<String>, rests_on: &str) -> StatementView {
    StatementView {
        id: id.to_owned(),
        standing,
        title: title.to_owned(),
        words: words.into(),
        rests_on: rests_on.to_owned(),
    }
}

pub(super) fn all(open: &OpenShop, now: i64) -> Result<Vec<StatementView>, Problem> {
    Ok(vec![encryption(open)?, network(), keys(open), backups(open, now), log(open), memory(), files(open), room(open)])
}

fn encryption(open: &OpenShop) -> Result<StatementView, Problem> {
    let info = open.vault.info()?;
    let rests_on = "Every page of the database is encrypted and carries a keyed check; the key is random and is wrapped by your \
                    ways in. Looked up now: the file does not begin as a readable one would. Not covered: a weak passphrase, \
                    and what is on the screen.";
    Ok(match open.encrypted_on_disk() {
        true => statement(
            "encryption",
            Standing::Good,
            "Encrypted on disk",
            format!("{}, {}.", info.cipher, info.key_derivation),
            rests_on,
        ),
        false => {
            statement("encryption", Standing::Bad, "Not encrypted", "The database could be read by anybody.", rests_on)
        }
    })
}

fn network() -> StatementView {
    let wall = walls::now().sockets_refused;
    let open = sockets::open_internet_sockets();
    let counted = match open {
        Some(0) => "0 connections open.".to_owned(),
        Some(1) => "1 connection is open.".to_owned(),
        Some(open) => format!("{open} connections are open."),
        None => "Open connections cannot be counted here.".to_owned(),
    };
    let standing = match (open, wall.stands) {
        (Some(open), _) if open > 0 => Standing::Bad,
        (_, true) => Standing::Good,
        (Some(_), false) => Standing::Attention,
        (None, false) => Standing::Unknown,
    };
    let title = match standing {
        Standing::Bad => "A connection is open",
        Standing::Good => "Nothing leaves this computer",
        Standing::Attention | Standing::Unknown => "The network is not locked",
    };
    statement(
        "sockets",
        standing,
        title,
        format!("{counted} {}", wall.words),
        "There is no networking code in the program. On Linux the system's kernel is asked at the start to refuse every internet \
         connection to this program and all it starts; on other systems the window's own parts may talk to their maker.",
    )
}

fn keys(open: &OpenShop) -> StatementView {
    let ways = open.vault.ways();
    let has = |kind: WayKind| ways.iter().any(|way| way.kind == kind);
    let mut names = vec!["your passphrase"];
    if has(WayKind::Recovery) {
        names.push("your recovery code");
    }
    if has(WayKind::ThisComputer) {
        names.push("this computer");
    }
    let list = match names.as_slice() {
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
        [] => String::new(),
    };
    let rests_on = "Each way in wraps the same random key. The key file is signed: a way in cannot be added, dropped or made cheaper \
                    unseen. This computer's keychain gives its key to any program you run.";
    if has(WayKind::Recovery) || open.vault.info().is_ok_and(|info| info.sample) {
        return statement("keys", Standing::Good, "You can get back in", format!("It opens with {list}."), rests_on);
    }
    statement(
        "keys",
        Standing::Attention,
        "No recovery code yet",
        format!("It opens with {list} only. If you forget the passphrase, nobody can open it."),
        rests_on,
    )
}

fn backups(open: &OpenShop, now: i64) -> StatementView {
    let list = open.vault.own_backups(now);
    let damaged = open.checked.values().filter(|(_, sound)| !sound).count();
    let rests_on = "A backup has a key of its own and opens with the passphrase or recovery code of its day. It is read back page by \
                    page before it gets its name. It lies on this computer: keep one elsewhere too.";
    let (standing, title, words) = match list.first() {
        _ if damaged > 0 => (
            Standing::Bad,
            "A backup is damaged",
            format!("{damaged} of {} did not check. Make a new one now.", list.len().max(damaged)),
        ),
        None if open.shop.people() == 0 => {
            (Standing::Good, "Nothing to back up yet", "A backup is made before each import.".to_owned())
        }
        None => (Standing::Attention, "No backup yet", "Make one now, and keep it on another disk.".to_owned()),
        Some(last) if last.made > now => (
            Standing::Attention,
            "The last backup is dated in the future",
            "The computer's clock was wrong when it was made. Make a new one now.".to_owned(),
        ),
        Some(last) if now - last.made > WEEK => (
            Standing::Attention,
            "The last backup is over a week old",
            format!("It is from {}.", day_and_minute(last.made)),
        ),
        Some(last) => (
            Standing::Good,
            "Backed up",
            format!(
                "The last of {} is from {}, and was checked when it was written.",
                list.len(),
                day_and_minute(last.made)
            ),
        ),
    };
    statement("backup", standing, title, words, rests_on)
}

fn log(open: &OpenShop) -> StatementView {
    let entries = group_digits(open.log_entries.into());
    let rests_on = "Every entry is bound to the one before it, and signed marks of the whole stand beside. Walked from end to end at \
                    every opening. It shows a change made outside Regulars; it cannot prevent one.";
    match open.vault.log_check().broken_at {
        None => statement(
            "log",
            Standing::Good,
            "The log holds",
            format!("All {entries} entries follow from one another."),
            rests_on,
        ),
        Some(at) => statement(
            "log",
            Standing::Bad,
            "The log was changed",
            format!("Entry {at} of {entries} does not follow from the one before."),
            rests_on,
        ),
    }
}

fn memory() -> StatementView {
    let walls = walls::now();
    let standing = match (walls.no_core_dumps.stands, walls.not_dumpable.stands) {
        (true, true) => Standing::Good,
        // Nobody asked the system in a build that is being worked on: its debuggers need the door.
        (true, false) if cfg!(debug_assertions) => Standing::Unknown,
        _ if !cfg!(target_os = "linux") => Standing::Unknown,
        _ => Standing::Attention,
    };
    let title = match standing {
        Standing::Good => "Closed to your other programs",
        Standing::Attention | Standing::Bad => "Not closed to your other programs",
        Standing::Unknown => "What your other programs may see",
    };
    statement(
        "memory",
        standing,
        title,
        format!("{} {}", walls.no_core_dumps.words, walls.not_dumpable.words),
        "Keys are wiped from memory at lock, and the database's own memory with them. Not covered: a program that runs as you while \
         the vault is open, the system's own administrator, and a computer put to sleep.",
    )
}

fn files(open: &OpenShop) -> StatementView {
    let rests_on = "The vault's folder and files may be read by your account alone; looked up now.";
    match others_may_read(open.vault.dir()) {
        None => statement(
            "files",
            Standing::Unknown,
            "Files are yours",
            "This system keeps no such marks; its own rules decide.",
            rests_on,
        ),
        Some(0) => statement(
            "files",
            Standing::Good,
            "Files are yours alone",
            "Nobody else's account may read them.",
            rests_on,
        ),
        Some(number) => statement(
            "files",
            Standing::Attention,
            "Others may look at the files",
            format!(
                "{number} of the vault's files or folders can be seen by other accounts. They are encrypted all the same."
            ),
            rests_on,
        ),
    }
}

/// How many of the folder and its files somebody else may read.
#[cfg(unix)]
pub(super) fn others_may_read(dir: &Path) -> Option<usize> {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &Path| std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    let inside = std::fs::read_dir(dir).into_iter().flatten().flatten().filter(|entry| open(&entry.path())).count();
    Some(inside + usize::from(open(dir)))
}

#[cfg(not(unix))]
pub(super) fn others_may_read(_: &Path) -> Option<usize> {
    None
}

fn room(open: &OpenShop) -> StatementView {
    let rests_on = "Deleting needs room too. A small file is kept beside the vault and given up when the disk is full, so that a no and \
                    an erasure can still be written.";
    if open.vault.dir().join("vault.ballast").is_file() {
        statement(
            "room",
            Standing::Good,
            "A no can always be written",
            "Room is kept for the day the disk is full.",
            rests_on,
        )
    } else {
        statement(
            "room",
            Standing::Attention,
            "The disk is nearly full",
            "There is no room to keep for a no or an erasure. Free some space.",
            rests_on,
        )
    }
}
