//! Table `person`: one row for each person, as the latest files write them; and the one place where a person is erased.

use crate::access::{Read, Subject, Tx};
use crate::table::{identity, person_source, persona_run};
use crate::{VaultError, log, residue::Seeker, table};
use regulars_model::{Day, ImportId, MonthDay, PersonFields, PersonId};
use rusqlite::{OptionalExtension, Row, params};

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
    country, birthday, signed_up, tags, use_allowed, use_said, created, updated";

// Tags are separated by a character that no file can hold in a cell after cleaning (U+001F, unit separator).
const BETWEEN_TAGS: char = '\u{1f}';

fn tags_text(fields: &PersonFields) -> String {
    fields.tags.join("\u{1f}")
}

fn birthday_number(fields: &PersonFields) -> Option<u16> {
    fields.birthday.map(|day| u16::from(day.month) * 100 + u16::from(day.day))
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let tags: String = row.get(14)?;
    let birthday: Option<u16> = row.get(12)?;
    let part = |number: u16| u8::try_from(number).unwrap_or(0);
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
            custom: std::collections::BTreeMap::new(),
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
    let others =
        [("birthday", f.birthday.is_some()), ("signed_up", f.signed_up.is_some()), ("tags", !f.tags.is_empty())];
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
    tx.sql(
        "INSERT INTO person (external_id, email, phone, first_name, last_name, company, street, city, region, postcode,
            country, birthday, signed_up, tags, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)",
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
        now
    ])?;
    let id = PersonId(table::id(tx.connection.last_insert_rowid())?);
    tx.touched(Subject::Person(id), &filled(fields));
    for one in fields.identities() {
        identity::add(tx, id, &one)?;
    }
    person_source::add(tx, id, import, line, now)?;
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
    if changed.is_empty() {
        return Ok(());
    }
    let rows = tx
        .sql(
            "UPDATE person SET external_id = ?2, email = ?3, phone = ?4, first_name = ?5, last_name = ?6, company = ?7,
                street = ?8, city = ?9, region = ?10, postcode = ?11, country = ?12, birthday = ?13, signed_up = ?14,
                tags = ?15, updated = ?16
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
            now
        ])?;
    if rows == 0 {
        return Err(VaultError::NoSuch("person"));
    }
    tx.touched(Subject::Person(id), changed);
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

/// What can only mean this person: their identifiers, their street and a whole name in one cell, unless somebody else's
/// cells hold it too. Taken before an erasure, to look for after it ([`crate::Vault::residue`]). Single names and places
/// are left out: products and other people are called that as well. In lower case (A to Z), each once.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn traces(read: &Read<'_>, id: PersonId) -> Result<Vec<Vec<u8>>, VaultError> {
    let fields = get(read, id)?.ok_or(VaultError::NoSuch("person"))?.fields;
    let mut found: Vec<String> = identity::of(read, id)?.into_iter().map(|one| one.value).collect();
    found.extend([fields.external_id, fields.email, fields.phone, fields.street]);
    found.extend([fields.first_name, fields.last_name].into_iter().filter(|name| name.trim().contains(' ')));
    let seeker = Seeker::new(&found.into_iter().map(String::into_bytes).collect::<Vec<_>>());
    let mut somebody_elses = vec![false; seeker.total()];
    let columns = TEXTS.join(", ");
    for sql in
        [format!("SELECT {columns} FROM person WHERE id <> ?1"), "SELECT value FROM identity WHERE person <> ?1".into()]
    {
        let mut statement = read.sql(&sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            for at in 0..width {
                let cell = row.get_ref(at)?.as_bytes().map_err(rusqlite::Error::from)?;
                seeker.seek_cell(cell, |which| somebody_elses[which] = true);
            }
        }
    }
    let alone = seeker.values().zip(somebody_elses).filter(|(_, elses)| !elses);
    Ok(alone.map(|(value, _)| value.to_vec()).collect())
}

/// Removes a person from every table that names them, and from the personas' lists. Orders, lines and events stand in
/// chunks, which the caller rewrites in the same transaction ([`crate::chunk::replace`]); tokens that keep them out
/// are the caller's too. The log keeps their number. Call [`crate::Vault::purge`] afterwards.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such person.
pub fn erase(tx: &Tx<'_>, id: PersonId) -> Result<(), VaultError> {
    for table in ["identity", "person_source", "permission", "permission_past"] {
        tx.sql(&format!("DELETE FROM {table} WHERE person = ?1"))?.execute([id.0])?;
    }
    persona_run::forget(tx, id)?;
    if tx.sql("DELETE FROM person WHERE id = ?1")?.execute([id.0])? == 0 {
        return Err(VaultError::NoSuch("person"));
    }
    tx.touched(Subject::Person(id), &["everything"]);
    log::forget(tx, id)
}
