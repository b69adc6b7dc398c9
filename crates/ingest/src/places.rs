//! A table of postcodes and where they are, as the user has it: all of it, or nothing and what is wrong where.

use crate::{
    IngestError, Look, Source,
    layout::Layout,
    phone,
    rows::{Rows, cell, is_blank},
    sniff, words,
};
use csv::ByteRecord;
use regulars_model::{Code, Place, Problem, Spot, group_digits, postcode_key};
use std::collections::BTreeMap;

/// More postcodes than any country has: the largest has under two million.
const MOST: usize = 3_000_000;
/// Rows that are told one by one.
const MOST_TOLD: usize = 10;

/// One row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPlace {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    /// The column as the file calls it; empty where it is the row as a whole.
    pub column: String,
    /// What is wrong, without what stands there.
    pub why: &'static str,
}

/// Why a table of postcodes is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceFault {
    /// No table could be read at all.
    #[error(transparent)]
    Unread(#[from] IngestError),
    /// A column that has to be there is not.
    #[error("no column is called “{0}”")]
    NoColumn(&'static str),
    /// Two columns for one thing.
    #[error("two columns tell the {what}: “{first}” and “{second}”")]
    Twice {
        /// What of.
        what: &'static str,
        /// Header.
        first: String,
        /// Header.
        second: String,
    },
    /// Rows that cannot be used: the first of them, and how many there are.
    #[error("{} of its rows cannot be used", group_digits((*all).into()))]
    BadRows {
        /// The first few.
        first: Vec<BadPlace>,
        /// All of them.
        all: u32,
    },
    /// More rows than there are postcodes.
    #[error("it has more than {} postcodes", group_digits(MOST as u64))]
    TooMany,
}

impl PlaceFault {
    /// As a person is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (message, hint) = match self {
            Self::Unread(error) => return error.problem(),
            Self::NoColumn(what) => (
                format!("This is no table of postcodes: no column is called “{what}”."),
                "It needs a first row with the columns “postcode”, “latitude” and “longitude” (PLZ, Breite, Länge); “country” \
                 and “place” may be there too.",
            ),
            Self::Twice { .. } => (format!("Of this table, {self}."), "Take one of them out and load it again."),
            Self::BadRows { first, all } => {
                let rows = first.iter().map(|bad| match bad.column.as_str() {
                    "" => format!(" Row {}: {}.", bad.line, bad.why),
                    column => format!(" Row {}, column “{column}”: {}.", bad.line, bad.why),
                });
                let more = (*all as usize).saturating_sub(first.len());
                let more = if more > 0 { format!(" And {} more.", group_digits(more as u64)) } else { String::new() };
                let count =
                    if *all == 1 { "1 row".to_owned() } else { format!("{} rows", group_digits((*all).into())) };
                let told: String = rows.collect();
                (
                    format!("{count} of this table cannot be used, so nothing was loaded.{told}{more}"),
                    "Mend them in the file, or take them out, and load it again.",
                )
            }
            Self::TooMany => (
                format!("This table has more than {} postcodes.", group_digits(MOST as u64)),
                "Load the countries your people live in.",
            ),
        };
        Problem::new(Code::InputRefused, message, hint)
    }
}

/// A country without what people write differently: its two letters where its name is known here, else the name itself.
#[must_use]
pub fn country_key(text: &str) -> String {
    phone::country(text).map_or_else(|| text.trim().to_uppercase(), |country| country.iso.to_owned())
}

/// In small letters, whatever else a country is called that is written like this somewhere: its two letters and its names.
pub fn country_names(text: &str) -> impl Iterator<Item = String> {
    let key = country_key(text);
    let names: Vec<String> = phone::names(&key).map(str::to_owned).collect();
    let letters = (!names.is_empty()).then(|| key.to_lowercase());
    let written = text.trim().to_lowercase();
    names.into_iter().chain(letters).filter(move |name| *name != written)
}

const POSTCODE: &[&str] = &["postcode", "postalcode", "zip", "zipcode", "plz", "postleitzahl"];
const LATITUDE: &[&str] = &["latitude", "lat", "breite", "breitengrad", "geobreite", "geographischebreite"];
const LONGITUDE: &[&str] = &[
    "longitude",
    "lon",
    "lng",
    "long",
    "länge",
    "laenge",
    "längengrad",
    "laengengrad",
    "geolänge",
    "geographischelänge",
];
const COUNTRY: &[&str] = &["country", "countrycode", "countryname", "land", "ländercode", "laendercode", "staat"];
const NAME: &[&str] = &["place", "placename", "city", "town", "name", "ort", "ortsname", "stadt", "gemeinde"];

/// Where the columns stand.
struct Columns {
    headers: Vec<String>,
    postcode: usize,
    latitude: usize,
    longitude: usize,
    country: Option<usize>,
    name: Option<usize>,
}

impl Columns {
    fn of(record: &ByteRecord) -> Result<Self, PlaceFault> {
        let headers: Vec<String> = (0..record.len()).map(|at| cell(record, at).trim().to_owned()).collect();
        let keys: Vec<String> = headers.iter().map(|header| words::header_key(header)).collect();
        let find = |names: &[&str], what: &'static str| {
            let mut found = (0..keys.len()).filter(|at| names.contains(&keys[*at].as_str()));
            match (found.next(), found.next()) {
                (Some(first), Some(second)) => {
                    Err(PlaceFault::Twice { what, first: headers[first].clone(), second: headers[second].clone() })
                }
                (first, _) => Ok(first),
            }
        };
        let needed = |names: &[&str], what| find(names, what)?.ok_or(PlaceFault::NoColumn(what));
        // Of several that may be the country or the name the first will do.
        let either = |names: &[&str]| (0..keys.len()).find(|at| names.contains(&keys[*at].as_str()));
        Ok(Self {
            postcode: needed(POSTCODE, "postcode")?,
            latitude: needed(LATITUDE, "latitude")?,
            longitude: needed(LONGITUDE, "longitude")?,
            country: either(COUNTRY),
            name: either(NAME),
            headers,
        })
    }

    fn place(&self, record: &ByteRecord, country: &str) -> Result<Place, (usize, &'static str)> {
        let text = |at: usize| cell(record, at).trim();
        let postcode = postcode_key(text(self.postcode));
        if postcode.is_empty() {
            return Err((self.postcode, "no postcode"));
        }
        let latitude = degrees(text(self.latitude)).ok_or((self.latitude, "not a number of degrees"))?;
        let longitude = degrees(text(self.longitude)).ok_or((self.longitude, "not a number of degrees"))?;
        if !(-90.0..=90.0).contains(&latitude) {
            return Err((self.latitude, "a latitude is from −90 to 90"));
        }
        let spot = Spot::from_degrees(latitude, longitude);
        let spot = spot.ok_or((self.longitude, "a longitude is from −180 to 180"))?;
        let own = self.country.map_or("", text);
        let country = country_key(if own.is_empty() { country } else { own });
        Ok(Place { postcode, country, name: self.name.map_or("", text).to_owned(), spot })
    }
}

/// `52.5321`, `52,5321`, `-0.12°`.
fn degrees(text: &str) -> Option<f64> {
    let text = text.trim_end_matches('°').trim().replace(',', ".").replace('−', "-");
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    text.parse::<f64>().ok().filter(|value| is_plain && value.is_finite())
}

/// The places a table tells, by postcode: one for each postcode of a country, in the middle of those that share it, with the
/// name of the first. `country` is the one of rows that tell none.
///
/// # Errors
/// When it is no such table, or any row of it cannot be used.
pub fn read_places(source: &Source, country: &str) -> Result<Vec<Place>, PlaceFault> {
    let look = Look::default();
    let layout = sniff::look(source, &look)?;
    match pass(source, &layout, country) {
        // Not UTF-8 after all.
        Err(PlaceFault::Unread(IngestError::Changed)) => {
            pass(source, &sniff::look_again(source, &look, layout)?, country)
        }
        other => other,
    }
}

/// Places of one postcode so far: their sum, how many, and the first one's name.
#[derive(Default)]
struct Sum {
    latitude: i64,
    longitude: i64,
    count: i64,
    name: String,
}

fn pass(source: &Source, layout: &Layout, country: &str) -> Result<Vec<Place>, PlaceFault> {
    let mut rows = Rows::open(source, layout)?;
    let mut record = ByteRecord::new();
    if !rows.next(&mut record)? {
        return Err(IngestError::Empty.into());
    }
    let columns = Columns::of(&record)?;
    let (mut first, mut all, mut read) = (Vec::new(), 0u32, 0usize);
    let mut places: BTreeMap<(String, String), Sum> = BTreeMap::new();
    while rows.next(&mut record)? {
        if is_blank(&record) {
            continue;
        }
        read += 1;
        if read > MOST {
            return Err(PlaceFault::TooMany);
        }
        let place = match rows.ragged {
            true => Err((None, "it has more or fewer cells than the first row")),
            false => columns.place(&record, country).map_err(|(at, why)| (Some(at), why)),
        };
        match place {
            Ok(Place { postcode, country, name, spot }) => {
                let sum = places.entry((postcode, country)).or_default();
                let (latitude, longitude) = spot.millionths();
                sum.latitude += i64::from(latitude);
                sum.longitude += i64::from(longitude);
                sum.count += 1;
                if sum.name.is_empty() {
                    sum.name = name;
                }
            }
            Err((at, why)) => {
                all += 1;
                if first.len() < MOST_TOLD {
                    let column = at.map_or_else(String::new, |at| columns.headers[at].clone());
                    first.push(BadPlace { line: rows.line, column, why });
                }
            }
        }
    }
    if all > 0 {
        return Err(PlaceFault::BadRows { first, all });
    }
    if places.is_empty() {
        return Err(IngestError::NoRows.into());
    }
    let middle = |sum: i64, count: i64| i32::try_from(sum / count.max(1)).unwrap_or_default();
    let place = |((postcode, country), sum): ((String, String), Sum)| {
        let spot = Spot::from_millionths(middle(sum.latitude, sum.count), middle(sum.longitude, sum.count))?;
        Some(Place { postcode, country, name: sum.name, spot })
    };
    Ok(places.into_iter().filter_map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Place>, PlaceFault> {
        read_places(&Source::from_bytes("places.csv", text.as_bytes()), "")
    }

    fn place(postcode: &str, country: &str, name: &str, latitude: f64, longitude: f64) -> Place {
        let spot = Spot::from_degrees(latitude, longitude).unwrap();
        Place { postcode: postcode.into(), country: country.into(), name: name.into(), spot }
    }

    #[test]
    fn tables_in_english_and_german_are_read() {
        let english = "Postcode,Latitude,Longitude,Country,Place name\n10115,52.5321,13.3849,Germany,Berlin\n1010,48.2077,16.3705,AT,Wien\n";
        let german = "Land;PLZ;Ort;Breitengrad;Längengrad\nDE;D-10115;Berlin;52,5321;13,3849\nÖsterreich;1010;Wien;48,2077°;16,3705\n\n";
        let wanted =
            vec![place("1010", "AT", "Wien", 48.2077, 16.3705), place("10115", "DE", "Berlin", 52.5321, 13.3849)];
        assert_eq!(read(english).unwrap(), wanted);
        assert_eq!(read(german).unwrap(), wanted);
        // As an old spreadsheet writes it.
        let (old, _, _) = encoding_rs::WINDOWS_1252.encode(german);
        assert_eq!(read_places(&Source::from_bytes("plz.csv", old.into_owned()), "").unwrap(), wanted);
        let bare = "zip\tlat\tlon\n10115\t52.5321\t13.3849\n";
        assert_eq!(read(bare).unwrap(), [place("10115", "", "", 52.5321, 13.3849)]);
        let said = read_places(&Source::from_bytes("plz.csv", bare.as_bytes()), "deutschland").unwrap();
        assert_eq!(said[0].country, "DE");
    }

    #[test]
    fn rows_of_one_postcode_are_one_place_in_their_middle() {
        let table = "plz,lat,lon,ort\n10115,52.0,13.0,\n10115,53.0,13.5,Berlin\n10115,54.0,14.0,Mitte\n";
        assert_eq!(read(table).unwrap(), [place("10115", "", "Berlin", 53.0, 13.5)]);
    }

    #[test]
    fn bad_rows_are_told_by_row_and_column_and_nothing_is_taken() {
        let table = "plz,lat,lon\n10115,52.5,13.4\n,52.5,13.4\n10117,north,13.4\n10119,91,13.4\n10120,52.5,-180.5\n10121,52.5\n10122,1e1,5\n";
        let Err(PlaceFault::BadRows { first, all }) = read(table) else { panic!("taken") };
        let told: Vec<(u64, &str)> = first.iter().map(|bad| (bad.line, bad.column.as_str())).collect();
        assert_eq!(told, [(3, "plz"), (4, "lat"), (5, "lat"), (6, "lon"), (7, ""), (8, "lat")]);
        assert_eq!(all, 6);
        let problem = PlaceFault::BadRows { first, all: 2_006 }.problem();
        assert!(problem.message.starts_with(
            "2,006 rows of this table cannot be used, so nothing was loaded. Row 3, column “plz”: no postcode."
        ));
        assert!(problem.message.ends_with(" And 2,000 more."), "{}", problem.message);
        assert!(!problem.message.contains("north"), "what stands in a cell is not told");
    }

    #[test]
    fn what_is_no_such_table_says_what_it_lacks() {
        for (text, lacks) in [
            ("email,city\na@example.com,Berlin\n", "“postcode”"),
            ("plz,lat\n10115,52\n", "“longitude”"),
            ("plz,zip,lat,lon\n1,1,2,3\n", "two columns tell the postcode: “plz” and “zip”"),
            ("plz,lat,lon\n", "no rows"),
            ("", "empty"),
        ] {
            let message = read(text).unwrap_err().problem().message;
            assert!(message.contains(lacks), "{message}");
        }
    }

    #[test]
    fn one_country_is_written_in_several_ways() {
        for text in ["Germany", " deutschland", "DE", "de"] {
            assert_eq!(country_key(text), "DE", "{text}");
        }
        assert_eq!(
            (country_key("UK"), country_key("Atlantis "), country_key(" ")),
            ("GB".into(), "ATLANTIS".into(), "".into())
        );
        let names = |text: &str| country_names(text).collect::<Vec<_>>();
        assert_eq!(
            (names("DE"), names("Germany")),
            (vec!["germany".into(), "deutschland".into()], vec!["deutschland".into(), "de".into()])
        );
        assert!(names("Atlantis").is_empty() && names("").is_empty());
    }
}
