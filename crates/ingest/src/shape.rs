//! What a file turned out to be inside: its parts, its sheets, and where a line of it is; and what a user may say about
//! it beforehand.

/// What the user says about how a file is to be read. What is `None` is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The encoding by any of its names: "windows-1252", "shift_jis", "utf-16le".
    pub encoding: Option<String>,
    /// The character between cells.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook by its name; else the first that is not hidden and has something in it.
    pub sheet: Option<String>,
}

/// What a file is, seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Text as it stands.
    Plain,
    /// Text, packed with gzip.
    Gzip,
    /// A ZIP archive with one or more CSV files.
    Zip,
    /// A workbook of a spreadsheet program: XLSX, XLS, XLSB, ODS.
    Workbook,
}

/// One of the files that are read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name: of the file itself, of the file within the archive, of the sheet.
    pub name: String,
    /// "UTF-8", "windows-1252".
    pub encoding: &'static str,
    /// "comma", "semicolon".
    pub delimiter: &'static str,
    /// Data rows in it.
    pub rows: u64,
    /// What its name says of everybody in it ("unsubscribed"), or empty.
    pub says: String,
    /// Lines of the parts before it.
    pub(crate) before: u64,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sheet {
    /// As its tab says.
    pub name: String,
    /// The workbook hides it. It is read only when it is asked for by name.
    pub hidden: bool,
}

/// What a file turned out to be inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What it is from outside.
    pub container: Container,
    /// What is read of it, in this order, as one file.
    pub parts: Vec<Part>,
    /// The sheets of a workbook, in its order; of other files none.
    pub sheets: Vec<Sheet>,
    /// Which of them is read.
    pub sheet: Option<String>,
    /// What to know of it, each a sentence: files that were passed over, cells that hold an error.
    pub notes: Vec<String>,
    /// A checksum of what was taken, to notice a file that changes between two passes.
    pub(crate) print: u32,
}

/// Where a row is, as a person would look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file within the archive. `None` when there is only one.
    pub part: Option<&'a str>,
    /// The line in it (the row, in a workbook); its header is line 1.
    pub line: u32,
}

impl Shape {
    /// Where a line is that a row or a problem names. Lines are counted through all parts; this takes them apart.
    #[must_use]
    pub fn place(&self, line: u32) -> Place<'_> {
        if self.parts.len() < 2 {
            return Place { part: None, line };
        }
        let at = self.parts.partition_point(|part| part.before < u64::from(line)).saturating_sub(1);
        let part = &self.parts[at];
        let own = u64::from(line).saturating_sub(part.before);
        Place { part: Some(&part.name), line: u32::try_from(own).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_within_its_part() {
        let part = |name: &str, before| Part {
            name: name.into(),
            encoding: "UTF-8",
            delimiter: "comma",
            rows: 0,
            says: String::new(),
            before,
        };
        let mut shape = Shape {
            container: Container::Zip,
            parts: vec![part("a.csv", 0), part("b.csv", 10), part("c.csv", 12)],
            sheets: Vec::new(),
            sheet: None,
            notes: Vec::new(),
            print: 0,
        };
        for (line, name, own) in
            [(1, "a.csv", 1), (10, "a.csv", 10), (11, "b.csv", 1), (13, "c.csv", 1), (99, "c.csv", 87)]
        {
            assert_eq!(shape.place(line), Place { part: Some(name), line: own });
        }
        shape.parts.truncate(1);
        assert_eq!(shape.place(7), Place { part: None, line: 7 });
    }
}
