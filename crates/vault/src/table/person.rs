//! Table `person`: one row for each person, as the latest files write them; and the one place where a person is erased.

use crate::access::{Read, Subject, Tx};
use crate::table::{identity, persona_run, said, same_person, score_override, segment_seen};
use crate::{VaultError, log, residue::Seeker, table};
use regulars_model::{Day, Identity, ImportId, MonthDay, PersonFields, PersonId};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

// AUTOINCREMENT: the number of an erased person is never given to another; the log still holds it.
pub(crate) const CREATE: &str = "
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    company TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    postcode TEXT NOT NULL,
    country TEXT NOT NULL,
    birthday INTEGER,
    signed_up INTEGER,
    tags TEXT NOT NULL,
    use_allowed INTEGER NOT NULL DEFAULT 1,
    use_said INTEGER,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;
CREATE INDEX person_use_refused ON person (use_said) WHERE use_allowed = 0;";

/// The shop's own fields, as JSON; empty where there are none.
pub(crate) const V4: &str = "ALTER TABLE person ADD COLUMN custom TEXT NOT NULL DEFAULT '';";

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Their number. Never reused.
    pub id: PersonId,
    /// What the files say.
    pub fields: PersonFields,
    /// False when they opted out of use: no segments, personas, scores or campaigns.
    pub use_allowed: bool,
    /// When they last said whether they may be used (UTC seconds), when they ever did.
    pub use_said: Option<i64>,
    /// UTC seconds since 1970.
    pub created: i64,
    /// UTC seconds since 1970.
    pub updated: i64,
}

const TEXTS: [&str; 11] = [
    "external_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "company",
    "street",
    "city",
    "region",
    "postcode",
    "country",
];

const COLUMNS: &str = "id, external_id, email, phone, first_name, last_name, company, street, city, region, postcode, \
    country, birthday, signed_up, tags, use_allowed, use_said, created, updated, custom";

// Tags are separated by a character that no file can hold in a cell after cleaning (U+001F, unit separator).
const BETWEEN_TAGS: char = '\u{1f}';

fn tags_text(fields: &PersonFields) -> String {
    fields.tags.join("\u{1f}")
}

fn custom_text(fields: &PersonFields) -> Result<String, VaultError> {
    if fields.custom.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(&fields.custom).map_err(|_| VaultError::OURS)
}

fn birthday_number(fields: &PersonFields) -> Option<u16> {
    fields.birthday.map(|day| u16::from(day.month) * 100 + u16::from(day.day))
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let tags: String = row.get(14)?;
    let birthday: Option<u16> = row.get(12)?;
    let part = |number: u16| u8::try_from(number).unwrap_or(0);
    let custom = match row.get_ref(19)?.as_str()? {
        "" => BTreeMap::new(),
        text => serde_json::from_str(text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(19, rusqlite::types::Type::Text, Box::new(error))
        })?,
    };
    Ok(PersonRow {
        id: PersonId(row.get(0)?),
        fields: PersonFields {
            external_id: row.get(1)?,
            email: row.get(2)?,
            phone: row.get(3)?,
            first_name: row.get(4)?,
            last_name: row.get(5)?,
            company: row.get(6)?,
            street: row.get(7)?,
            city: row.get(8)?,
            region: row.get(9)?,
            postcode: row.get(10)?,
            country: row.get(11)?,
            birthday: birthday.map(|number| MonthDay { month: part(number / 100), day: part(number % 100) }),
            signed_up: row.get::<_, Option<i32>>(13)?.map(Day),
            tags: tags.split(BETWEEN_TAGS).filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            custom,
        },
        use_allowed: row.get(15)?,
        use_said: row.get(16)?,
        created: row.get(17)?,
        updated: row.get(18)?,
    })
}

fn filled(f: &PersonFields) -> Vec<&'static str> {
    let texts = [
        &f.external_id,
        &f.email,
        &f.phone,
        &f.first_name,
        &f.last_name,
        &f.company,
        &f.street,
        &f.city,
        &f.region,
        &f.postcode,
        &f.country,
    ];
    let others = [
        ("birthday", f.birthday.is_some()),
        ("signed_up", f.signed_up.is_some()),
        ("tags", !f.tags.is_empty()),
        ("custom", !f.custom.is_empty()),
    ];
    let texts = TEXTS.into_iter().zip(texts).map(|(name, text)| (name, !text.is_empty()));
    texts.chain(others).filter(|(_, full)| *full).map(|(name, _)| name).collect()
}

/// Takes in a new person with their identifiers and where they came from. An identifier that is somebody else's
/// already stays theirs: match first.
///
/// # Errors
/// When the database fails, or there is no such import.
pub fn insert(
    tx: &Tx<'_>,
    fields: &PersonFields,
    import: ImportId,
    line: u32,
    now: i64,
) -> Result<PersonId, VaultError> {
    insert_known_by(tx, fields, &fields.identities(), import, line, now)
}

/// The same, where the caller has the identifiers of the fields already: of a million people they are not made twice.
///
/// # Errors
/// As [`insert`].
pub fn insert_known_by(
    tx: &Tx<'_>,
    fields: &PersonFields,
    identities: &[Identity],
    import: ImportId,
    line: u32,
    now: i64,
) -> Result<PersonId, VaultError> {
    tx.sql(
        "INSERT INTO person (external_id, email, phone, first_name, last_name, company, street, city, region, postcode,
            country, birthday, signed_up, tags, created, updated, custom)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, ?16)",
    )?
    .execute(params![
        fields.external_id,
        fields.email,
        fields.phone,
        fields.first_name,
        fields.last_name,
        fields.company,
        fields.street,
        fields.city,
        fields.region,
        fields.postcode,
        fields.country,
        birthday_number(fields),
        fields.signed_up.map(|day| day.0),
        tags_text(fields),
        now,
        custom_text(fields)?
    ])?;
    let id = PersonId(table::id(tx.connection.last_insert_rowid())?);
    tx.added(Subject::Person(id), &filled(fields));
    for one in identities {
        identity::add(tx, id, one)?;
    }
    said::add(tx, id, import, line, now, &said::Kept::Row)?;
    Ok(id)
}

/// Writes a person's fields, and the identifiers among them that are new. `changed` names the fields that differ, as
/// [`PersonFields::absorb`] says them; when it is empty nothing is written.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn update(
    tx: &Tx<'_>,
    id: PersonId,
    fields: &PersonFields,
    changed: &[&'static str],
    now: i64,
) -> Result<(), VaultError> {
    if !changed.is_empty() {
        write_fields(tx, id, fields, now)?;
        tx.touched(Subject::Person(id), changed);
    }
    Ok(())
}

/// As [`update`], where an import tells more or something else of them: what was said before stands apart ([`crate::said`]) and is
/// nothing that is to be gone.
///
/// # Errors
/// As [`update`].
pub fn retell(
    tx: &Tx<'_>,
    id: PersonId,
    fields: &PersonFields,
    changed: &[&'static str],
    now: i64,
) -> Result<(), VaultError> {
    if !changed.is_empty() {
        write_fields(tx, id, fields, now)?;
        tx.added(Subject::Person(id), changed);
    }
    Ok(())
}

fn write_fields(tx: &Tx<'_>, id: PersonId, fields: &PersonFields, now: i64) -> Result<(), VaultError> {
    let rows = tx
        .sql(
            "UPDATE person SET external_id = ?2, email = ?3, phone = ?4, first_name = ?5, last_name = ?6, company = ?7,
                street = ?8, city = ?9, region = ?10, postcode = ?11, country = ?12, birthday = ?13, signed_up = ?14,
                tags = ?15, updated = ?16, custom = ?17
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            fields.external_id,
            fields.email,
            fields.phone,
            fields.first_name,
            fields.last_name,
            fields.company,
            fields.street,
            fields.city,
            fields.region,
            fields.postcode,
            fields.country,
            birthday_number(fields),
            fields.signed_up.map(|day| day.0),
            tags_text(fields),
            now,
            custom_text(fields)?
        ])?;
    if rows == 0 {
        return Err(VaultError::NoSuch("person"));
    }
    for one in fields.identities() {
        identity::add(tx, id, &one)?;
    }
    Ok(())
}

/// Notes whether a person may be used: in segments, personas, scores and campaigns (GDPR Art. 18, 21(1)). `false`
/// when that is how it stood already.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn set_use(tx: &Tx<'_>, id: PersonId, allowed: bool, now: i64) -> Result<bool, VaultError> {
    let was: Option<bool> =
        tx.sql("SELECT use_allowed FROM person WHERE id = ?1")?.query_row([id.0], |row| row.get(0)).optional()?;
    if was.ok_or(VaultError::NoSuch("person"))? == allowed {
        return Ok(false);
    }
    tx.sql("UPDATE person SET use_allowed = ?2, use_said = ?3, updated = ?3 WHERE id = ?1")?
        .execute(params![id.0, allowed, now])?;
    tx.touched(Subject::Person(id), &["use"]);
    if !allowed {
        segment_seen::forget(tx, &[id])?;
        score_override::forget(tx, &[id])?;
    }
    Ok(true)
}

/// One person.
///
/// # Errors
/// When the database fails.
pub fn get(read: &Read<'_>, id: PersonId) -> Result<Option<PersonRow>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM person WHERE id = ?1"))?;
    Ok(statement.query_row([id.0], read_row).optional()?)
}

/// These people, in this order. Those who are not there are left out.
///
/// # Errors
/// When the database fails.
pub fn many(read: &Read<'_>, ids: &[PersonId]) -> Result<Vec<PersonRow>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM person WHERE id = ?1"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(statement.query_row([id.0], read_row).optional()?);
    }
    Ok(found)
}

/// Everyone, by number. The caller's error stops the walk.
///
/// # Errors
/// The caller's, or the database's.
pub fn for_each<E: From<VaultError>>(read: &Read<'_>, mut f: impl FnMut(PersonRow) -> Result<(), E>) -> Result<(), E> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM person ORDER BY id"))?;
    let mut rows = statement.query([]).map_err(VaultError::from)?;
    while let Some(row) = rows.next().map_err(VaultError::from)? {
        f(read_row(row).map_err(VaultError::from)?)?;
    }
    Ok(())
}

/// How many people there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM person")?.query_row([], |row| row.get(0))?)
}

/// Those who opted out of use, with when they said so, newest first.
///
/// # Errors
/// When the database fails.
pub fn use_refused(read: &Read<'_>, limit: u32) -> Result<Vec<(PersonId, i64)>, VaultError> {
    let mut statement = read.sql(
        "SELECT id, coalesce(use_said, updated) FROM person WHERE use_allowed = 0 ORDER BY use_said DESC, id DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| Ok((PersonId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many opted out of use.
///
/// # Errors
/// When the database fails.
pub fn count_use_refused(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM person WHERE use_allowed = 0")?.query_row([], |row| row.get(0))?)
}

/// What can only mean this person, by all the entries that are them: their identifiers, their street, a whole name in one cell and what the shop's own
/// fields hold, by their row and by what each import said, unless somebody else's cells hold it too. Taken before an
/// erasure, to look for after it ([`crate::Vault::residue`]). Single names and places are left out: products and other
/// people are called that as well. In lower case (A to Z), each once.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn traces(read: &Read<'_>, entries: &[PersonId]) -> Result<Vec<Vec<u8>>, VaultError> {
    let (mut found, mut statements): (Vec<String>, Vec<PersonFields>) = (Vec::new(), Vec::new());
    for id in entries {
        statements.push(get(read, *id)?.ok_or(VaultError::NoSuch("person"))?.fields);
        found.extend(identity::of(read, *id)?.into_iter().map(|one| one.value));
        for (_, kept) in said::of(read, *id)? {
            if let said::Kept::Full(said) | said::Kept::Shared(said) = kept {
                found.extend(said.also.into_iter().map(|one| one.value));
                statements.push(said.fields);
            }
        }
    }
    let theirs = entries.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(", ");
    for fields in statements {
        found.extend([fields.external_id, fields.email, fields.phone, fields.street]);
        found.extend([fields.first_name, fields.last_name].into_iter().filter(|name| name.trim().contains(' ')));
        for value in fields.custom.into_values() {
            found.extend(value.split(BETWEEN_TAGS).map(str::to_owned));
        }
    }
    // As they stand in JSON, too.
    let escaped: Vec<String> =
        found.iter().filter(|text| text.contains(['"', '\\'])).map(|text| json_inside(text)).collect();
    found.extend(escaped);
    let seeker = Seeker::new(&found.into_iter().map(String::into_bytes).collect::<Vec<_>>());
    let mut somebody_elses = vec![false; seeker.total()];
    let columns = TEXTS.join(", ");
    for sql in [
        format!("SELECT {columns} FROM person WHERE id NOT IN ({theirs})"),
        format!("SELECT value FROM identity WHERE person NOT IN ({theirs})"),
    ] {
        let mut statement = read.sql(&sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..width {
                let cell = row.get_ref(at)?.as_bytes().map_err(rusqlite::Error::from)?;
                seeker.seek_cell(cell, |which| somebody_elses[which] = true);
            }
        }
    }
    elsewhere(read, &theirs, &seeker, &mut somebody_elses)?;
    let alone = seeker.values().zip(somebody_elses).filter(|(_, elses)| !elses);
    Ok(alone.map(|(value, _)| value.to_vec()).collect())
}

fn json_inside(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// Other people's own fields, and what imports said of them: short values there are values of their own as well.
fn elsewhere(read: &Read<'_>, theirs: &str, seeker: &Seeker, hit: &mut [bool]) -> Result<(), VaultError> {
    for sql in [
        format!("SELECT custom FROM person WHERE id NOT IN ({theirs}) AND custom <> ''"),
        format!("SELECT said FROM person_source WHERE person NOT IN ({theirs}) AND length(said) > 12"),
    ] {
        let mut statement = read.sql(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cell = row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?;
            seeker.seek_cell(cell, |which| hit[which] = true);
            let values: BTreeMap<String, serde_json::Value> = serde_json::from_slice(cell).unwrap_or_default();
            for text in values.values().filter_map(|value| value.as_str()).flat_map(|text| text.split(BETWEEN_TAGS)) {
                seeker.seek_cell(text.as_bytes(), |which| hit[which] = true);
            }
        }
    }
    Ok(())
}

/// Removes a person from every table that names them, from the personas' lists and the marks of segments. Orders, lines and events stand in
/// chunks, which the caller rewrites in the same transaction ([`crate::chunk::replace`]); tokens that keep them out
/// are the caller's too. The log keeps their number. Call [`crate::Vault::purge`] afterwards.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn erase(tx: &Tx<'_>, id: PersonId) -> Result<(), VaultError> {
    remove(tx, &[id])?;
    log::forget(tx, id)
}

/// As [`erase`] for all of these, but the log goes on naming them by number: nobody asked to be forgotten, an import was
/// taken back. Together they cost a small part of what each alone would.
///
/// # Errors
/// [`VaultError::NoSuch`] when one of them is not there.
pub fn remove(tx: &Tx<'_>, ids: &[PersonId]) -> Result<(), VaultError> {
    let list = table::id_list(ids);
    for table in ["identity", "person_source", "permission", "permission_past"] {
        tx.sql(&format!("DELETE FROM {table} WHERE person IN (SELECT value FROM json_each(?1))"))?.execute([&list])?;
    }
    same_person::forget(tx, &list)?;
    persona_run::forget(tx, ids)?;
    segment_seen::forget(tx, ids)?;
    score_override::forget(tx, ids)?;
    if tx.sql("DELETE FROM person WHERE id IN (SELECT value FROM json_each(?1))")?.execute([&list])? < ids.len() {
        return Err(VaultError::NoSuch("person"));
    }
    for id in ids {
        tx.touched(Subject::Person(*id), &["everything"]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_that_hold_something_are_named() {
        let bare = PersonFields { city: "Porto".into(), ..PersonFields::default() };
        assert_eq!(filled(&bare), ["city"]);
        let full = PersonFields {
            email: "ana@example.com".into(),
            birthday: Some(MonthDay { month: 2, day: 29 }),
            signed_up: Some(Day(1)),
            tags: vec!["vip".into()],
            custom: [("shoe size".to_owned(), "38".to_owned())].into(),
            ..PersonFields::default()
        };
        assert_eq!(filled(&full), ["email", "birthday", "signed_up", "tags", "custom"]);
    }

    #[test]
    fn a_value_is_looked_for_as_it_stands_in_json() {
        assert_eq!(json_inside("she says \"hi\" \\o/"), "she says \\\"hi\\\" \\\\o/");
        assert_eq!(json_inside("plain"), "plain");
    }
}
