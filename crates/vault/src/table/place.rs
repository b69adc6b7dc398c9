//! Table `place`: where postcodes are, by a table that the user loaded. It tells nothing of anybody.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::{Place, Spot};
use rusqlite::{Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE place (
    postcode TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude INTEGER NOT NULL,
    longitude INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (postcode, country)
) STRICT, WITHOUT ROWID;";

const COLUMNS: &str = "postcode, country, latitude, longitude, name";

fn read_row(row: &Row<'_>) -> Result<Place, VaultError> {
    let spot = Spot::from_millionths(row.get(2)?, row.get(3)?).ok_or(VaultError::Damaged("where a postcode is"))?;
    Ok(Place { postcode: row.get(0)?, country: row.get(1)?, spot, name: row.get(4)? })
}

/// Puts a table in place of the one that was there; no place at all drops it. The log tells how many postcodes there are
/// now.
///
/// # Errors
/// When the database fails, or a postcode comes twice.
pub fn replace(tx: &Tx<'_>, places: &[Place]) -> Result<(), VaultError> {
    tx.sql("DELETE FROM place")?.execute([])?;
    for place in places {
        let (latitude, longitude) = place.spot.millionths();
        tx.sql("INSERT INTO place (postcode, country, latitude, longitude, name) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![place.postcode, place.country, latitude, longitude, place.name])?;
    }
    tx.touched(Subject::Places(u32::try_from(places.len()).unwrap_or(u32::MAX)), &[]);
    Ok(())
}

/// How many postcodes there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM place")?.query_row([], |row| row.get(0))?)
}

/// How many there are of each country, most first.
///
/// # Errors
/// When the database fails.
pub fn countries(read: &Read<'_>) -> Result<Vec<(String, u32)>, VaultError> {
    let mut statement =
        read.sql("SELECT country, count(*) AS places FROM place GROUP BY country ORDER BY places DESC, country")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The places of one postcode, one for each country that has it.
///
/// # Errors
/// When the database fails.
pub fn find(read: &Read<'_>, postcode: &str) -> Result<Vec<Place>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM place WHERE postcode = ?1 ORDER BY country"))?;
    let mut rows = statement.query([postcode])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_row(row)?);
    }
    Ok(found)
}

/// Every place, by postcode.
///
/// # Errors
/// When the database fails.
pub fn for_each(read: &Read<'_>, mut f: impl FnMut(Place)) -> Result<(), VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM place ORDER BY postcode, country"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        f(read_row(row)?);
    }
    Ok(())
}
