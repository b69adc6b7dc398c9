//! The real `regulars` command, run on vaults in temporary folders: what it prints, what it writes, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

mod backups;
mod campaign;
mod demo;
mod import;
mod interrupt;
mod keys;
mod log;
mod people;
mod privacy;
mod segment;
mod support;
mod trust;
mod usage;
mod vault;
mod workbooks;
