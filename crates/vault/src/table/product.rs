//! Table `product`: the shop's products, as each import lists them. The newest import's version holds; undoing an import is dropping its rows.

use crate::VaultError;
use crate::access::{Read, Tx};
use crate::table::told;
use regulars_model::ImportId;

pub(crate) const CREATE: &str = "
CREATE TABLE product (
    key TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    told TEXT NOT NULL,
    PRIMARY KEY (key, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_import ON product (import);";

/// Keeps what an import tells of a product, as the caller's JSON. `false` when that is no news. It is
/// kept all the same: it holds up what was told, should the import before it be undone.
///
/// # Errors
/// When the database fails, or there is no such import.
pub fn tell(tx: &Tx<'_>, key: &str, import: ImportId, told: &str) -> Result<bool, VaultError> {
    told::tell(tx, "product", key, import, told)
}

/// Every product that holds, by key: what the newest import told of it.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<(String, String)>, VaultError> {
    told::list(read, "product")
}

/// Drops what an import told. Says of how many.
///
/// # Errors
/// When the database fails.
pub fn untell(tx: &Tx<'_>, import: ImportId) -> Result<u32, VaultError> {
    told::untell(tx, "product", import)
}
