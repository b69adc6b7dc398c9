//! Faults: what is left when the program is killed, the power is cut, the disk refuses or fills, somebody changes the
//! files, or looks into them and into memory. Each line of the suite prints its figure and fails when it is not met, and
//! each has a control: the same fault where it must be seen. `make faults` runs the long form.
//!
//! | line | what | in |
//! |---|---|---|
//! | C1 | nothing readable is written | `canary` |
//! | C2 | changed files are noticed | `tamper` |
//! | C3, C5, D5 | what opening, a new passphrase, a backup and a restore cost, and that none harms | `large` |
//! | C4 | nothing is left in memory after the lock | `memory` |
//! | C6 | a keychain that fails | `keychain` |
//! | C7 | nothing random is drawn twice | `nonces` |
//! | D1 | kills | `kill`, and of the command itself `command` |
//! | D2 | power cuts | `power`, from what `trace` reads |
//! | D3 | a disk that refuses | `io_errors` |
//! | D4 | a full disk | `disk_full` |
//! | D6, D7 | a newer vault, a second program | `versions` |
//! | E3, H1 | what the kernel refuses, and who may look in | `walls` |
//! | P1 | who is erased is gone | `erased`, with the decryptor of `pages` |
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

#[cfg(feature = "fault-controls")]
mod canary;
mod command;
#[cfg(feature = "fault-controls")]
mod disk_full;
#[cfg(feature = "fault-controls")]
mod erased;
#[cfg(feature = "fault-controls")]
mod io_errors;
#[cfg(target_os = "linux")]
mod keychain;
#[cfg(feature = "fault-controls")]
mod kill;
#[cfg(feature = "fault-controls")]
mod large;
#[cfg(feature = "fault-controls")]
mod memory;
#[cfg(feature = "fault-controls")]
mod nonces;
#[cfg(feature = "fault-controls")]
mod pages;
#[cfg(feature = "fault-controls")]
mod power;
#[cfg_attr(not(feature = "fault-controls"), allow(dead_code, reason = "most of the suite is left out then"))]
mod report;
#[cfg(feature = "fault-controls")]
mod stage;
#[cfg(feature = "fault-controls")]
mod tamper;
#[cfg(feature = "fault-controls")]
mod trace;
#[cfg(feature = "fault-controls")]
mod versions;
#[cfg(target_os = "linux")]
mod walls;

#[cfg(not(feature = "fault-controls"))]
#[test]
#[allow(clippy::print_stdout, reason = "a skipped test must say so")]
fn the_suite_is_skipped_without_its_controls() {
    println!("skipped: the fault suite; build it with --features regulars-tests/fault-controls, as make test does");
}
