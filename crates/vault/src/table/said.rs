//! What each import said of a person, beside `person_source`: a person's row is the fold of it, so that an import can be
//! taken back. Kept in the shortest form that tells it: most people are in one file, and most later files say the same.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table::identity};
use regulars_model::{Identity, ImportId, PersonFields, PersonId};
use rusqlite::params;
use serde_json::{Map, Value};

/// What one import said of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The fields it fills; of several values in one file, what they fold to.
    pub fields: PersonFields,
    /// Identifiers it gave beside those in the fields: a second address in the same file.
    pub also: Vec<Identity>,
}

/// How it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The person's row and identifiers are what it said: nothing was added since.
    Row,
    /// From before it was kept apart: one of several imports whose parts nobody can tell any more.
    Unparted,
    /// Some fields, each as the first import gives it; which ones, as the caller's bits.
    Like(u32),
    /// In full.
    Full(Said),
    /// In full, for all the imports that are [`Self::Unparted`] together.
    Shared(Said),
}

const ALSO: &str = "also";

fn text(said: &Said) -> Result<String, VaultError> {
    let broken = |_| VaultError::OURS;
    let Value::Object(mut map) = serde_json::to_value(&said.fields).map_err(broken)? else {
        return Err(VaultError::OURS);
    };
    map.retain(|_, value| {
        !(value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty))
    });
    if !said.also.is_empty() {
        map.insert(ALSO.to_owned(), serde_json::to_value(&said.also).map_err(broken)?);
    }
    serde_json::to_string(&map).map_err(broken)
}

fn parse(text: &str) -> Result<Said, VaultError> {
    let broken = |_| VaultError::Damaged("what an import said");
    let given: Map<String, Value> = serde_json::from_str(text).map_err(broken)?;
    let Value::Object(mut all) = serde_json::to_value(PersonFields::default()).map_err(broken)? else {
        return Err(VaultError::Damaged("what an import said"));
    };
    let mut also = Vec::new();
    for (name, value) in given {
        if name == ALSO {
            also = serde_json::from_value(value).map_err(broken)?;
        } else {
            all.insert(name, value);
        }
    }
    Ok(Said { fields: serde_json::from_value(Value::Object(all)).map_err(broken)?, also })
}

impl Kept {
    fn write(&self) -> Result<String, VaultError> {
        Ok(match self {
            Self::Row => String::new(),
            Self::Unparted => "?".to_owned(),
            Self::Like(bits) => format!("~{bits:x}"),
            Self::Full(said) => text(said)?,
            Self::Shared(said) => format!("?{}", text(said)?),
        })
    }

    fn read(text: &str) -> Result<Self, VaultError> {
        Ok(match (text.as_bytes().first(), text.get(1..)) {
            (None, _) => Self::Row,
            (Some(b'?'), Some("")) => Self::Unparted,
            (Some(b'?'), Some(rest)) => Self::Shared(parse(rest)?),
            (Some(b'~'), Some(bits)) => {
                Self::Like(u32::from_str_radix(bits, 16).map_err(|_| VaultError::Damaged("what an import said"))?)
            }
            _ => Self::Full(parse(text)?),
        })
    }
}

/// Notes that a person was in an import, and what it said of them.
///
/// # Errors
/// When the database fails, or there is no such person or import.
pub fn add(
    tx: &Tx<'_>,
    person: PersonId,
    import: ImportId,
    line: u32,
    now: i64,
    kept: &Kept,
) -> Result<(), VaultError> {
    tx.sql("INSERT INTO person_source (person, import, line, first_seen, said) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![person.0, import.0, line, now, kept.write()?])?;
    tx.added(Subject::Person(person), &["source"]);
    Ok(())
}

/// Writes how an import's statement is kept anew.
///
/// # Errors
/// [`VaultError::NoSuch`] when the person was not in that import.
pub fn set(tx: &Tx<'_>, person: PersonId, import: ImportId, kept: &Kept) -> Result<(), VaultError> {
    let rows = tx.sql("UPDATE person_source SET said = ?3 WHERE person = ?1 AND import = ?2")?.execute(params![
        person.0,
        import.0,
        kept.write()?
    ])?;
    if rows == 0 {
        return Err(VaultError::NoSuch("source"));
    }
    tx.added(Subject::Person(person), &["source"]);
    Ok(())
}

/// What each import said of a person, oldest import first, as it is kept.
///
/// # Errors
/// When the database fails, or it does not read back.
pub fn of(read: &Read<'_>, person: PersonId) -> Result<Vec<(ImportId, Kept)>, VaultError> {
    let mut statement = read.sql("SELECT import, said FROM person_source WHERE person = ?1 ORDER BY import")?;
    let mut rows = statement.query([person.0])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        list.push((ImportId(row.get(0)?), Kept::read(text)?));
    }
    Ok(list)
}

/// How the statement of the first import is kept; `None` of nobody.
///
/// # Errors
/// When the database fails, or it does not read back.
pub fn first(read: &Read<'_>, person: PersonId) -> Result<Option<(ImportId, Kept)>, VaultError> {
    let mut statement = read.sql("SELECT import, said FROM person_source WHERE person = ?1 ORDER BY import LIMIT 1")?;
    let mut rows = statement.query([person.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Some((ImportId(row.get(0)?), Kept::read(text)?)))
}

/// Everything a person's row and identifiers hold, as one statement.
///
/// # Errors
/// When the database fails.
pub fn whole(read: &Read<'_>, person: PersonId, fields: &PersonFields) -> Result<Said, VaultError> {
    let own = fields.identities();
    let also = identity::of(read, person)?.into_iter().filter(|one| !own.contains(one)).collect();
    Ok(Said { fields: fields.clone(), also })
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_model::{Day, IdentityKind, MonthDay};

    #[test]
    fn every_form_reads_back_and_empty_fields_take_no_room() {
        let said = Said {
            fields: PersonFields {
                email: "ana@example.com".into(),
                birthday: Some(MonthDay { month: 2, day: 29 }),
                signed_up: Some(Day(20_000)),
                tags: vec!["vip".into()],
                custom: [("shoe size".to_owned(), "38".to_owned())].into(),
                ..PersonFields::default()
            },
            also: vec![Identity { kind: IdentityKind::Email, value: "a@example.com".into() }],
        };
        for kept in [
            Kept::Row,
            Kept::Unparted,
            Kept::Like(0x3ff),
            Kept::Full(said.clone()),
            Kept::Shared(said),
            Kept::Full(Said::default()),
        ] {
            assert_eq!(Kept::read(&kept.write().expect("written")), Ok(kept));
        }
        let short = Kept::Full(Said {
            fields: PersonFields { city: "Porto".into(), ..PersonFields::default() },
            also: Vec::new(),
        });
        assert_eq!(short.write().as_deref(), Ok("{\"city\":\"Porto\"}"));
        assert_eq!(Kept::read("{"), Err(VaultError::Damaged("what an import said")));
        assert_eq!(Kept::read("~x"), Err(VaultError::Damaged("what an import said")));
    }
}
