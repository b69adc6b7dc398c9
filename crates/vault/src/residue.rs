//! The proof of an erasure: rebuilds the file without what was deleted, then looks for the person in every decrypted
//! page, in every cell and in the raw files. Deleting alone is not proof: SQLite leaves old bytes in the gaps of pages.

use crate::{VaultError, files::Files};
use rusqlite::{Connection, MAIN_DB, serialize::Data, types::ValueRef};
use std::{collections::BTreeSet, fs::File, io::Read};
use zeroize::{Zeroize, Zeroizing};

/// From this length on, in bytes, a value is looked for as a part of anything. A shorter one stands in longer texts and
/// in encrypted bytes by chance, so it is looked for as a whole cell.
const LONG: usize = 8;

/// Past this size the decrypted image would not fit in memory beside everything else, and only cells are searched.
const IMAGE_LIMIT: i64 = 1_500_000_000;

/// What a search found. Letters A to Z match in either case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residue {
    /// Values looked for.
    pub values: u32,
    /// Bytes of decrypted pages and raw files searched.
    pub bytes_searched: u64,
    /// Values found, counted once for each place.
    pub hits: u32,
    /// Where: `person.email`, `pages`, `vault.db`. Never what.
    pub places: Vec<String>,
    /// False when the vault is over 1.5 GB: then every cell was searched, but not the gaps between them.
    pub pages_searched: bool,
}

pub(crate) fn purge(connection: &Connection) -> Result<(), VaultError> {
    connection.execute_batch("VACUUM")?;
    fold_in(connection)
}

/// Moves the write-ahead log into the file and empties it.
pub(crate) fn fold_in(connection: &Connection) -> Result<(), VaultError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    connection.execute_batch("PRAGMA shrink_memory")?;
    if busy { Err(VaultError::InUse) } else { Ok(()) }
}

pub(crate) fn search(connection: &mut Connection, files: &Files, needles: &[Vec<u8>]) -> Result<Residue, VaultError> {
    let seeker = Seeker::new(needles);
    let mut found: BTreeSet<(String, usize)> = BTreeSet::new();

    let cell_bytes = search_cells(connection, &seeker, &mut found)?;

    let size: i64 =
        connection.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| {
            row.get(0)
        })?;
    let pages_searched = size <= IMAGE_LIMIT;
    let mut bytes_searched = if pages_searched {
        let mut image = connection.serialize(MAIN_DB)?;
        seeker.seek(&image, |which| {
            found.insert(("pages".to_owned(), which));
        });
        let size = image.len() as u64;
        if let Data::Owned(image) = &mut image {
            image.zeroize();
        }
        size
    } else {
        cell_bytes
    };

    for path in files.all() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(VaultError::io("reading the vault's files")(error)),
        };
        bytes_searched += seeker
            .seek_stream(file, |which| {
                found.insert((name.clone(), which));
            })
            .map_err(VaultError::io("reading the vault's files"))?;
    }

    let places: BTreeSet<&String> = found.iter().map(|(place, _)| place).collect();
    Ok(Residue {
        values: u32::try_from(seeker.total()).unwrap_or(u32::MAX),
        bytes_searched,
        hits: u32::try_from(found.len()).unwrap_or(u32::MAX),
        places: places.into_iter().cloned().collect(),
        pages_searched,
    })
}

/// Searches each text and each BLOB as one piece, whatever pages it is spread over. Says how many bytes.
fn search_cells(
    connection: &Connection,
    seeker: &Seeker,
    found: &mut BTreeSet<(String, usize)>,
) -> Result<u64, VaultError> {
    let mut tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut bytes = 0;
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\"")))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in columns.iter().enumerate() {
                let (cell, is_text) = match row.get_ref(at)? {
                    ValueRef::Text(text) => (text, true),
                    ValueRef::Blob(blob) => (blob, false),
                    _ => continue,
                };
                bytes += cell.len() as u64;
                let note = |which| {
                    found.insert((format!("{table}.{column}"), which));
                };
                match is_text {
                    true => seeker.seek_cell(cell, note),
                    false => seeker.seek(cell, note),
                }
            }
        }
    }
    Ok(bytes)
}

/// Looks for many values in one pass.
pub(crate) struct Seeker {
    /// All values in lower case, the long ones first.
    values: Vec<Zeroizing<Vec<u8>>>,
    long: usize,
    longest: usize,
    /// Whether a long value begins with these two bytes; most pairs begin none.
    begins: Vec<bool>,
}

impl Seeker {
    pub(crate) fn new(needles: &[Vec<u8>]) -> Self {
        let lower = |needle: &Vec<u8>| Zeroizing::new(needle.trim_ascii().to_ascii_lowercase());
        let mut unique: Vec<_> = needles.iter().map(lower).filter(|value| !value.is_empty()).collect();
        unique.sort_unstable_by(|a, b| a.as_slice().cmp(b));
        unique.dedup();
        let (mut values, short): (Vec<_>, Vec<_>) = unique.into_iter().partition(|value| value.len() >= LONG);
        let long = values.len();
        let mut begins = vec![false; 1 << 16];
        for value in &values {
            begins[pair(value[0], value[1])] = true;
        }
        let longest = values.iter().map(|value| value.len()).max().unwrap_or(0);
        values.extend(short);
        Self { values, long, longest, begins }
    }

    pub(crate) fn total(&self) -> usize {
        self.values.len()
    }

    /// Long values anywhere in `text`.
    fn seek(&self, text: &[u8], mut hit: impl FnMut(usize)) {
        if self.long == 0 {
            return;
        }
        for (at, two) in text.windows(2).enumerate() {
            if !self.begins[pair(two[0].to_ascii_lowercase(), two[1].to_ascii_lowercase())] {
                continue;
            }
            for (which, value) in self.values[..self.long].iter().enumerate() {
                if text[at..].get(..value.len()).is_some_and(|part| part.eq_ignore_ascii_case(value)) {
                    hit(which);
                }
            }
        }
    }

    /// Short values that are the whole of `text`.
    fn compare(&self, text: &[u8], mut hit: impl FnMut(usize)) {
        let text = text.trim_ascii();
        for (which, value) in self.values.iter().enumerate().skip(self.long) {
            if text.eq_ignore_ascii_case(value) {
                hit(which);
            }
        }
    }

    /// Long values anywhere in a text cell, short ones when they are the whole of it.
    pub(crate) fn seek_cell(&self, text: &[u8], mut hit: impl FnMut(usize)) {
        self.seek(text, &mut hit);
        self.compare(text, hit);
    }

    /// The values looked for, in lower case.
    pub(crate) fn values(&self) -> impl Iterator<Item = &[u8]> {
        self.values.iter().map(|value| value.as_slice())
    }

    /// Long values anywhere in a file, read piece by piece.
    fn seek_stream(&self, mut file: impl Read, mut hit: impl FnMut(usize)) -> std::io::Result<u64> {
        const PIECE: usize = 1 << 20;
        let mut buffer = Zeroizing::new(vec![0; PIECE + self.longest]);
        let (mut kept, mut total) = (0, 0);
        loop {
            let read = match file.read(&mut buffer[kept..]) {
                Ok(0) => return Ok(total),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            total += read as u64;
            let filled = kept + read;
            self.seek(&buffer[..filled], &mut hit);
            // The end of this piece may be the beginning of a value that goes on in the next.
            let tail = filled.min(self.longest.saturating_sub(1));
            buffer.copy_within(filled - tail..filled, 0);
            kept = tail;
        }
    }
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(seeker: &Seeker, text: &[u8]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        seeker.seek(text, |which| {
            found.insert(which);
        });
        found
    }

    /// Gives one byte at a time, so that every value is cut at every place, and is interrupted before each.
    struct Drip<'a>(&'a [u8], bool);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(std::io::ErrorKind::Interrupted.into());
            }
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn a_long_value_is_found_inside_and_a_short_one_only_as_a_whole() {
        let seeker = Seeker::new(&[b"Ana@Example.com".to_vec(), b" 12347 ".to_vec(), b"".to_vec()]);
        assert_eq!(seeker.total(), 2);
        assert_eq!(hits(&seeker, b"..ANA@example.COM.."), [0].into());
        assert_eq!(hits(&seeker, b"order 12347"), [].into());
        let whole = |text: &[u8]| {
            let mut found = false;
            seeker.compare(text, |which| found |= which == 1);
            found
        };
        assert!(whole(b"12347") && whole(b" 12347"));
        assert!(!whole(b"123470"));
    }

    #[test]
    fn a_value_cut_between_two_pieces_is_found() {
        let seeker = Seeker::new(&[b"ana@example.com".to_vec(), b"12345678".to_vec()]);
        let mut found = BTreeSet::new();
        let total = seeker.seek_stream(Drip(b"xxANA@example.com12345678", false), |which| {
            found.insert(which);
        });
        assert_eq!((total.expect("read"), found), (25, [0, 1].into()));
    }

    #[test]
    fn a_file_that_stops_half_way_is_told_and_one_of_no_use_is_read_all_the_same() {
        struct Stops(bool);
        impl Read for Stops {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                self.0 = !self.0;
                if self.0 { Err(std::io::ErrorKind::StaleNetworkFileHandle.into()) } else { Ok(0) }
            }
        }
        let seeker = Seeker::new(&[b"ana@example.com".to_vec()]);
        let stopped = seeker.seek_stream(Stops(false), |_| {}).map_err(|error| error.kind());
        assert_eq!(stopped, Err(std::io::ErrorKind::StaleNetworkFileHandle));
        // Short values are not looked for in a file, and its bytes are counted all the same.
        let short = Seeker::new(&[b"c0007".to_vec()]);
        assert_eq!(short.seek_stream(&[b'x'; 300][..], |_| {}).ok(), Some(300));
    }

    #[test]
    fn every_text_and_blob_is_looked_at_and_counted() {
        let connection = Connection::open_in_memory().expect("a database");
        connection
            .execute_batch(
                "CREATE TABLE a (t TEXT, b BLOB, n INTEGER); INSERT INTO a VALUES ('xx ana@example.com', NULL, 12347);
                 INSERT INTO a VALUES ('12347', CAST('12347' AS BLOB), 0);
                 CREATE TABLE \"b\"\"c\" (b BLOB); INSERT INTO \"b\"\"c\" VALUES (CAST('..ana@example.com' AS BLOB));",
            )
            .expect("made");
        let seeker = Seeker::new(&[b"ana@example.com".to_vec(), b"12347".to_vec()]);
        let mut found = BTreeSet::new();
        assert_eq!(search_cells(&connection, &seeker, &mut found), Ok(18 + 5 + 5 + 17));
        let places: Vec<(&str, usize)> = found.iter().map(|(place, which)| (place.as_str(), *which)).collect();
        assert_eq!(places, [("a.t", 0), ("a.t", 1), ("b\"c.b", 0)], "a short value in a blob is chance");
        let values: Vec<&[u8]> = seeker.values().collect();
        assert_eq!(values, [&b"ana@example.com"[..], b"12347"]);
    }

    #[test]
    fn every_pair_of_bytes_has_a_place_of_its_own() {
        let mut seen = vec![false; 1 << 16];
        for first in 0..=255 {
            for second in 0..=255 {
                assert!(!std::mem::replace(&mut seen[pair(first, second)], true), "{first} {second}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_search_agrees_with_a_plain_one(
            text in prop::collection::vec(prop::sample::select(&b"abAB@"[..]), 0..200),
            needles in prop::collection::vec(prop::collection::vec(prop::sample::select(&b"abAB@"[..]), LONG..10), 1..4),
        ) {
            let seeker = Seeker::new(&needles);
            let lower = text.to_ascii_lowercase();
            let plain: BTreeSet<usize> = (0..seeker.long)
                .filter(|which| lower.windows(seeker.values[*which].len()).any(|part| part == &seeker.values[*which][..]))
                .collect();
            prop_assert_eq!(&hits(&seeker, &text), &plain);
            let mut streamed = BTreeSet::new();
            seeker.seek_stream(&text[..], |which| { streamed.insert(which); }).expect("read");
            prop_assert_eq!(streamed, plain);
        }
    }
}
