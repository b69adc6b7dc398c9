//! The verbs: one file for each thing a user does. Opens the transaction, passes the eligibility gate, leaves the log
//! entry, and owns the types a screen sees ([`views`]).

mod about;
mod backups;
mod bench;
mod campaign;
mod clock;
mod demo;
mod eligible;
mod erase;
mod export;
mod fields;
mod groups;
mod home;
mod import;
mod keeping;
mod keys;
mod loading;
mod log_book;
mod log_proof;
mod matches;
mod opt_out;
mod panics;
mod patience;
mod people;
mod personas;
mod places;
mod privacy;
mod problems;
mod progress;
mod quarantine;
mod ready;
mod replay;
mod restore;
mod roster;
mod rules;
mod safe_csv;
mod scores;
mod segments;
mod sockets;
mod taking_in;
mod trust;
mod urgent;
mod vaults;
pub mod views;
pub mod walls;
mod workbooks;
mod zone;

pub use bench::Workbench;
pub use clock::{Clock, FrozenClock, SystemClock};
pub use demo::DEMO_PASSPHRASE;
pub use eligible::EligibleAudience;
pub use import::{ImportPlan, Provenance};
pub use keys::OpenWith;
pub use log_proof::{check_exported_log, check_proof};
pub use panics::say_nothing_personal_in_panics;
pub use progress::{Progress, quiet};
pub use regulars_ingest::Look;
pub use regulars_model as model;
pub use regulars_vault::keychain;
pub use regulars_vault::{KdfParams, Passphrase};
pub use restore::RestoreTo;
pub use workbooks::{WorkbookReader, read_workbook_if_asked};
pub use zone::zone_named;

/// The JSON schema of the rule language, as it is published in `docs`.
pub const RULE_SCHEMA: &str = include_str!("../../../docs/segment-rule.schema.json");
