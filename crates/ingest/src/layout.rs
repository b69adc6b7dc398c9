//! What of a file is read, and how it is cut: one part or several, each with an encoding and a delimiter of its own, and
//! all together with one header.

use crate::{
    Container, IngestError, Part, Shape, Sheet, Source,
    rows::{Cut, MAX_COLUMNS, Rows, cell},
    source::Inside,
};
use csv::ByteRecord;

/// The column that tells a Mailchimp contact's status, which Mailchimp tells only in the name of the file.
const STATUS: &str = "Status (from the file's name)";
/// The column that tells which file of an archive a row is from.
const FILE: &str = "File (in the archive)";

/// Headers that every audience of Mailchimp has.
const MAILCHIMP: [&str; 4] = ["Email Address", "MEMBER_RATING", "LEID", "EUID"];
/// How Mailchimp names its files, longest first: one ends another.
const STATUSES: [&str; 4] = ["nonsubscribed", "unsubscribed", "subscribed", "cleaned"];

/// One part of a file.
#[derive(Debug, Clone)]
pub(crate) struct PartCut {
    pub(crate) name: String,
    pub(crate) inside: Inside,
    pub(crate) cut: Cut,
    /// For each column of all, the part's own column that it is. Of use only where all have one header.
    pub(crate) columns: Vec<Option<usize>>,
    /// How many columns its own header has. As above.
    pub(crate) width: usize,
    /// What stands in the column that is added, the last. As above.
    pub(crate) made: String,
}

/// A file as it is read.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) container: Container,
    pub(crate) parts: Vec<PartCut>,
    /// The header of all parts; `None` is the one that the only part has.
    pub(crate) header: Option<Vec<String>>,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) sheet: Option<String>,
    pub(crate) notes: Vec<String>,
}

impl Layout {
    pub(crate) fn new(container: Container, parts: Vec<PartCut>) -> Self {
        Self { container, parts, header: None, sheets: Vec::new(), sheet: None, notes: Vec::new() }
    }

    /// Only this part, as it stands.
    pub(crate) fn of_part(&self, at: usize) -> Self {
        Self::new(self.container, vec![self.parts[at].clone()])
    }

    /// How the first part is cut: what is said of the file as a whole.
    pub(crate) fn first(&self) -> Cut {
        self.parts.first().map_or(Cut::TEXT, |part| part.cut)
    }

    /// Whether a letter may have been lost on the way to text.
    pub(crate) fn may_lose_letters(&self) -> bool {
        self.parts.iter().any(|part| part.cut.may_lose_letters())
    }

    /// An error in one of several parts, with the name of the part.
    pub(crate) fn within(&self, at: usize, why: IngestError) -> IngestError {
        match (why, self.parts.get(at)) {
            (why @ (IngestError::Changed | IngestError::Cancelled | IngestError::Within { .. }), _) | (why, None) => {
                why
            }
            (why, Some(part)) if self.parts.len() > 1 => {
                IngestError::Within { part: part.name.clone(), why: Box::new(why) }
            }
            (why, _) => why,
        }
    }

    /// Joins the headers of the parts into one, and adds the column that only the files' names tell.
    pub(crate) fn join(&mut self, source: &Source) -> Result<(), IngestError> {
        let status = |part: &PartCut| STATUSES.into_iter().find(|status| is_named(&part.name, status));
        let some_named = self.parts.iter().any(|part| status(part).is_some());
        if self.container == Container::Workbook || (self.parts.len() < 2 && !some_named) {
            return Ok(());
        }
        let mut headers = Vec::new();
        for at in 0..self.parts.len() {
            headers.push(own_header(source, &self.of_part(at)).map_err(|why| self.within(at, why))?);
        }
        let of_mailchimp = |header: &Vec<String>| {
            MAILCHIMP.iter().all(|wanted| header.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
        };
        let is_mailchimp = some_named && headers.iter().filter(|header| !header.is_empty()).all(of_mailchimp);
        if self.parts.len() < 2 && !is_mailchimp {
            return Ok(());
        }
        // A file of no line in the archive is passed over.
        let mut filled = headers.iter().map(|header| !header.is_empty());
        self.parts.retain(|_| filled.next().unwrap_or(false));
        headers.retain(|header| !header.is_empty());
        if self.parts.is_empty() {
            return Err(IngestError::Empty);
        }
        if self.parts.len() < 2 && !is_mailchimp {
            return Ok(());
        }
        let mut all: Vec<String> = Vec::new();
        let places: Vec<Vec<usize>> = headers.iter().map(|header| places(header, &mut all)).collect();
        if all.len() >= MAX_COLUMNS {
            return Err(IngestError::TooManyColumns(all.len()));
        }
        for (part, places) in self.parts.iter_mut().zip(&places) {
            part.width = places.len();
            part.columns = vec![None; all.len()];
            places.iter().enumerate().for_each(|(own, place)| part.columns[*place] = Some(own));
            part.made = match is_mailchimp {
                true => status(part).unwrap_or_default().to_owned(),
                false => part.name.clone(),
            };
        }
        all.push(if is_mailchimp { STATUS } else { FILE }.to_owned());
        self.header = Some(all);
        Ok(())
    }

    /// As a person is told, once all of it was read: `before` holds the lines before each part.
    pub(crate) fn shape(&self, rows: &Rows) -> Shape {
        let mut notes = self.notes.clone();
        if let Some(end) = rows.sheet_end() {
            if end.above > 0 {
                notes.push(format!("{} rows above the names of the columns were passed over.", end.above));
            }
            if end.errors > 0 {
                notes.push(format!("{} cells hold an error such as #N/A and are read as empty.", end.errors));
            }
        }
        let parts = self.parts.iter().zip(rows.before()).map(|(part, before)| Part {
            name: part.name.clone(),
            encoding: part.cut.encoding.name(),
            delimiter: part.cut.delimiter_word(),
            rows: 0,
            says: if STATUSES.contains(&part.made.as_str()) { part.made.clone() } else { String::new() },
            before: *before,
        });
        Shape {
            container: self.container,
            parts: parts.collect(),
            sheets: self.sheets.clone(),
            sheet: self.sheet.clone(),
            notes,
            print: rows.print(),
        }
    }
}

/// `subscribed_members_export_1234.csv`, and not `unsubscribed_…`.
fn is_named(name: &str, status: &str) -> bool {
    name.to_ascii_lowercase().strip_prefix(status).is_some_and(|rest| rest.starts_with('_'))
}

fn own_header(source: &Source, part: &Layout) -> Result<Vec<String>, IngestError> {
    let mut part = part.clone();
    // Whether it is UTF-8 at all is not known yet; if it is not, it is looked at again.
    part.parts.iter_mut().for_each(|part| part.cut.has_damage = true);
    let mut rows = Rows::open(source, &part)?;
    let mut record = ByteRecord::new();
    if !rows.next(&mut record)? {
        return Ok(Vec::new());
    }
    Ok((0..record.len()).map(|at| cell(&record, at).trim().to_owned()).collect())
}

/// Where the columns of a part are among all, which grow by those that are new. The second column of a name is the
/// second of that name everywhere.
fn places(header: &[String], all: &mut Vec<String>) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::with_capacity(header.len());
    for name in header {
        let known = (0..all.len()).find(|at| all[*at] == *name && !places.contains(at));
        places.push(known.unwrap_or_else(|| {
            all.push(name.clone());
            all.len() - 1
        }));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_joined_by_name() {
        let names = |text: &str| -> Vec<String> { text.split(',').map(str::to_owned).collect() };
        let mut all = Vec::new();
        assert_eq!(places(&names("a,b,b"), &mut all), [0, 1, 2]);
        assert_eq!(places(&names("b,c,b,a,b"), &mut all), [1, 3, 2, 0, 4]);
        assert_eq!(all, ["a", "b", "b", "c", "b"]);
    }

    #[test]
    fn a_status_is_the_whole_first_word() {
        assert!(is_named("Subscribed_members_export_1.csv", "subscribed"));
        assert!(!is_named("unsubscribed_members_export_1.csv", "subscribed"));
        assert!(!is_named("subscribed.csv", "subscribed"));
    }
}
