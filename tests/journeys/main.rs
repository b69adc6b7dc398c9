//! Journeys through the workbench: what a user does, from a file to an answer, one module a journey.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

mod architecture;
mod backups;
mod days;
mod distances;
mod import_files;
mod intake;
mod invariants;
mod kept;
mod personas;
mod privacy_rights;
mod ready;
mod restored;
mod sample_shop;
mod scores;
mod scores_in_rules;
mod segment_page;
mod segments;
mod sources;
mod subscribers;
mod supply;
mod tidy;
mod walls;
mod ways_in;
mod without_amounts;
