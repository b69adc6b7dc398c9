//! The tables, one file each: how it is made, what a row is, and every question asked of it.

pub mod campaign_result;
pub mod chunk;
pub mod claim;
pub mod export;
pub mod field;
pub mod identity;
pub mod import;
pub(crate) mod laid_out;
pub mod mapping;
pub mod meta;
pub mod permission;
pub mod person;
pub mod person_source;
pub mod persona_run;
pub mod place;
pub mod product;
pub mod receipt;
pub mod said;
pub mod same_person;
pub mod score_override;
pub mod score_proof_seen;
pub mod score_run;
pub mod segment;
pub mod segment_seen;
pub mod segment_size;
pub mod setting;
pub mod suppression;
mod told;
pub(crate) mod vault_secret;

use crate::VaultError;
use regulars_model::PersonId;
use std::num::TryFromIntError;

/// Row numbers are 32 bits wide; the two thousand millionth is further than a shop goes.
pub(crate) fn id(row: i64) -> Result<u32, VaultError> {
    row.try_into().map_err(|_: TryFromIntError| VaultError::Damaged("a row number"))
}

/// A stored word that this program wrote and must know.
pub(crate) fn known<T>(word: Option<T>) -> Result<T, VaultError> {
    word.ok_or(VaultError::Damaged("a stored word is unknown"))
}

/// People as one value to bind, for `json_each`: a statement for all of them costs what it does for one.
pub(crate) fn id_list(people: &[PersonId]) -> String {
    let ids: Vec<String> = people.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}
