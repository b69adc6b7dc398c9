//! The real `regulars` command, run on vaults in temporary folders: what it prints, what it writes, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

mod backups;
mod campaign;
mod demo;
mod export;
mod history;
mod import;
mod intake;
mod interrupt;
mod keys;
mod kinds;
mod log;
mod matches;
mod people;
mod places;
mod privacy;
mod score;
mod scored;
mod segment;
mod support;
mod trust;
mod undo;
mod usage;
mod vault;
mod workbooks;
