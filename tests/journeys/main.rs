//! Journeys through the workbench: what a user does, from a file to an answer, one module a journey.

mod architecture;
mod import_files;
mod invariants;
mod privacy_rights;
mod sample_shop;
mod segments;
mod sources;
mod tidy;
