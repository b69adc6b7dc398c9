//! Table `field`: the register of the shop's own fields, with what each is held for.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table::known};
use regulars_model::{Field, FieldType, ImportId};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE field (
    key TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    since INTEGER NOT NULL,
    imports TEXT NOT NULL
) STRICT, WITHOUT ROWID;";

/// A field, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// What it is, and what for.
    pub field: Field,
    /// Since when it is held (UTC seconds).
    pub since: i64,
    /// The imports that filled it, oldest first.
    pub imports: Vec<ImportId>,
}

fn write(imports: &[ImportId]) -> String {
    imports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Every field, by label.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<Registered>, VaultError> {
    let mut statement = read.sql("SELECT key, label, kind, purpose, since, imports FROM field ORDER BY label, key")?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        let imports: String = row.get(5)?;
        list.push(Registered {
            field: Field {
                key: row.get(0)?,
                label: row.get(1)?,
                kind: known(FieldType::from_word(&kind))?,
                purpose: row.get(3)?,
            },
            since: row.get(4)?,
            imports: imports.split_whitespace().map(|id| known(id.parse().ok())).collect::<Result<_, _>>()?,
        });
    }
    Ok(list)
}

/// Notes that an import fills a field. Label and type stay as they were first given; a purpose is taken where there was
/// none.
///
/// # Errors
/// When the database fails.
pub fn fill(tx: &Tx<'_>, field: &Field, import: ImportId, now: i64) -> Result<(), VaultError> {
    match list(tx)?.into_iter().find(|held| held.field.key == field.key) {
        None => {
            tx.sql("INSERT INTO field (key, label, kind, purpose, since, imports) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![field.key, field.label, field.kind.word(), field.purpose, now, write(&[import])])?;
        }
        Some(mut held) => {
            if !held.imports.contains(&import) {
                held.imports.push(import);
            }
            if held.field.purpose.is_empty() {
                held.field.purpose.clone_from(&field.purpose);
            }
            tx.sql("UPDATE field SET purpose = ?2, imports = ?3 WHERE key = ?1")?.execute(params![
                field.key,
                held.field.purpose,
                write(&held.imports)
            ])?;
        }
    }
    tx.touched(Subject::Vault, &["own_fields"]);
    Ok(())
}

/// Says what a field is held for; empty takes it out of use. `false` when there is no such field.
///
/// # Errors
/// When the database fails.
pub fn set_purpose(tx: &Tx<'_>, key: &str, purpose: &str) -> Result<bool, VaultError> {
    let changed = tx.sql("UPDATE field SET purpose = ?2 WHERE key = ?1")?.execute(params![key, purpose])?;
    if changed > 0 {
        tx.touched(Subject::Vault, &["own_fields"]);
    }
    Ok(changed > 0)
}

/// An import fills no field any more. A field that nothing fills leaves the register.
///
/// # Errors
/// When the database fails.
pub fn empty(tx: &Tx<'_>, import: ImportId) -> Result<(), VaultError> {
    for mut held in list(tx)?.into_iter().filter(|held| held.imports.contains(&import)) {
        held.imports.retain(|other| *other != import);
        if held.imports.is_empty() {
            tx.sql("DELETE FROM field WHERE key = ?1")?.execute([&held.field.key])?;
        } else {
            tx.sql("UPDATE field SET imports = ?2 WHERE key = ?1")?
                .execute(params![held.field.key, write(&held.imports)])?;
        }
        tx.touched(Subject::Vault, &["own_fields"]);
    }
    Ok(())
}
