//! ZIP archives: the list at their end, which of their files are read, and each of those unpacked with its size and its
//! checksum held to. Nothing is ever unpacked to disk, so an odd path in an archive is only an odd name.

use crate::{IngestError, ReadSeek, ZipFault, source::Tally};
use crc32fast::Hasher;
use flate2::bufread::DeflateDecoder;
use std::{
    io::{self, BufReader, Read, Seek, SeekFrom},
    rc::Rc,
};

/// Most entries of an archive, and most bytes of its list.
const MAX_ENTRIES: u64 = 10_000;
const MAX_LIST: u64 = 8 << 20;
/// Most bytes that all files of an archive may come to.
const MAX_TOTAL: u64 = 4 << 30;
/// A text packs to a tenth, a very dull one to a hundredth; beyond this it is meant to fill the machine.
const MAX_RATIO: u64 = 1_000;
/// Below this nobody is harmed.
const HARMLESS: u64 = 4 << 20;

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Folders and all, as the archive writes it.
    pub(crate) path: String,
    /// Where its bytes begin in the archive.
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: u16,
    encrypted: bool,
    symlink: bool,
}

impl Entry {
    /// The name without its folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }

    fn ends_with(&self, ends: &[&str]) -> bool {
        let name = self.name().to_ascii_lowercase();
        ends.iter().any(|end| name.ends_with(end))
    }

    /// What systems leave in archives for themselves.
    fn is_of_the_system(&self) -> bool {
        self.path.split(['/', '\\']).any(|part| part == "__MACOSX")
            || self.name().starts_with("._")
            || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&self.name())
    }
}

/// Whether it is a workbook, which is a ZIP archive, too.
pub(crate) fn is_workbook(entries: &[Entry]) -> bool {
    let has = |path: &str| entries.iter().any(|entry| entry.path.eq_ignore_ascii_case(path));
    (has("[Content_Types].xml") && entries.iter().any(|entry| entry.path.starts_with("xl/")))
        || (has("mimetype") && has("content.xml"))
}

/// The files that are read, and what is to be said of the others.
pub(crate) fn chosen(entries: Vec<Entry>) -> Result<(Vec<Entry>, Vec<String>), ZipFault> {
    let (mut found, mut notes) = (Vec::<Entry>::new(), Vec::new());
    for mut entry in entries {
        if entry.path.ends_with(['/', '\\']) || entry.is_of_the_system() {
            continue;
        }
        if entry.ends_with(&[".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".xz", ".bz2", ".zst"])
            || entry.ends_with(&[".xlsx", ".xls", ".xlsb", ".xlsm", ".ods"])
        {
            return Err(ZipFault::Nested(shown(entry.name())));
        }
        let plain = !entry.name().contains('.');
        if entry.symlink || !(plain || entry.ends_with(&[".csv", ".tsv", ".txt", ".tab", ".psv"])) {
            notes.push(format!("“{}” in the archive is not a CSV file and was passed over.", shown(entry.name())));
            continue;
        }
        if entry.encrypted {
            return Err(ZipFault::Encrypted);
        }
        if ![0, 8].contains(&entry.method) || (entry.method == 0 && entry.packed != entry.size) {
            return Err(ZipFault::Method(shown(entry.name())));
        }
        if entry.size > HARMLESS && entry.size / MAX_RATIO > entry.packed {
            return Err(ZipFault::Bomb);
        }
        // Two of one name are two files.
        let same = found.iter().filter(|other| other.path == entry.path || other.path.starts_with(&again(&entry.path)));
        let before = same.count();
        if before > 0 {
            entry.path = format!("{}{})", again(&entry.path), before + 1);
        }
        found.push(entry);
    }
    if found.iter().try_fold(0u64, |sum, entry| sum.checked_add(entry.size)).is_none_or(|sum| sum > MAX_TOTAL) {
        return Err(ZipFault::TooLarge);
    }
    if found.is_empty() { Err(ZipFault::NoCsv) } else { Ok((found, notes)) }
}

fn again(path: &str) -> String {
    format!("{path} (")
}

/// A name to show: no control characters, not endless.
pub(crate) fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(80).collect()
}

/// The list of an archive. Every place it names is inside the archive, and no two files share bytes.
pub(crate) fn entries(from: &mut dyn ReadSeek) -> Result<Vec<Entry>, IngestError> {
    list(from).map_err(|why| match why.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => match why.downcast::<IngestError>() {
            Ok(own) => own,
            Err(_) => IngestError::Zip(ZipFault::Damaged),
        },
        _ => IngestError::Unreadable(why),
    })
}

fn list(from: &mut dyn ReadSeek) -> io::Result<Vec<Entry>> {
    let length = from.seek(SeekFrom::End(0))?;
    let tail_size = length.min(22 + 65_535);
    let tail = take(from, length - tail_size, tail_size)?;
    let found = (0..tail.len().saturating_sub(21)).rev().find(|&at| {
        tail[at..].starts_with(b"PK\x05\x06") && at + 22 + usize::from(u16_at(&tail, at + 20)) <= tail.len()
    });
    let at = found.ok_or_else(damaged)?;
    let end = length - tail_size + at as u64;
    let mut count = u64::from(u16_at(&tail, at + 10));
    let mut size = u64::from(u32_at(&tail, at + 12));
    let mut start = u64::from(u32_at(&tail, at + 16));
    if count == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff {
        let place = end.checked_sub(20).ok_or_else(damaged)?;
        let pointer = take(from, place, 20)?;
        if pointer.starts_with(b"PK\x06\x07") {
            let wide = take(from, u64_at(&pointer, 8), 56)?;
            if !wide.starts_with(b"PK\x06\x06") {
                return Err(damaged());
            }
            (count, size, start) = (u64_at(&wide, 32), u64_at(&wide, 40), u64_at(&wide, 48));
        }
    }
    if count > MAX_ENTRIES || size > MAX_LIST {
        return Err(fault(ZipFault::TooMany));
    }
    if start.checked_add(size).is_none_or(|over| over > end) {
        return Err(damaged());
    }
    let bytes = take(from, start, size)?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, length) = listed(rest).ok_or_else(damaged)?;
        rest = &rest[length..];
        entries.push(entry);
    }
    let mut ranges = Vec::new();
    for entry in &mut entries {
        let header = take(from, entry.start, 30)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(damaged());
        }
        let begins = entry.start;
        entry.start += 30 + u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let ends = entry.start.checked_add(entry.packed).filter(|ends| *ends <= start).ok_or_else(damaged)?;
        ranges.push((begins, ends));
    }
    // Files that share their bytes are how a small archive holds a great many.
    ranges.sort_unstable();
    if ranges.windows(2).any(|pair| pair[0].1 > pair[1].0) {
        return Err(fault(ZipFault::Bomb));
    }
    Ok(entries)
}

/// One line of the list, and its length.
fn listed(bytes: &[u8]) -> Option<(Entry, usize)> {
    if bytes.len() < 46 || !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name, extra, comment) = (u16_at(bytes, 28), u16_at(bytes, 30), u16_at(bytes, 32));
    let length = 46 + usize::from(name) + usize::from(extra) + usize::from(comment);
    let name = bytes.get(46..46 + usize::from(name))?;
    let extra = bytes.get(46 + name.len()..46 + name.len() + usize::from(extra))?;
    bytes.get(..length)?;
    let mut entry = Entry {
        path: String::from_utf8_lossy(name).into_owned(),
        start: u32_at(bytes, 42).into(),
        packed: u32_at(bytes, 20).into(),
        size: u32_at(bytes, 24).into(),
        crc: u32_at(bytes, 16),
        method: u16_at(bytes, 10),
        encrypted: u16_at(bytes, 8) & 1 == 1,
        symlink: (u32_at(bytes, 38) >> 28) == 0xa,
    };
    wide(&mut entry, extra)?;
    Some((entry, length))
}

/// Sizes and places beyond 4 GB stand in an extra field.
fn wide(entry: &mut Entry, mut extra: &[u8]) -> Option<()> {
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + length)?;
        if id == 1 {
            let mut at = 0;
            for value in [&mut entry.size, &mut entry.packed, &mut entry.start] {
                if *value == 0xffff_ffff {
                    field.get(at..at + 8)?;
                    *value = u64_at(field, at);
                    at += 8;
                }
            }
        }
        extra = &extra[4 + length..];
    }
    Some(())
}

/// The bytes of an entry as they lie in the archive.
pub(crate) fn packed(mut place: Box<dyn ReadSeek>, entry: &Entry) -> io::Result<Box<dyn Read>> {
    place.seek(SeekFrom::Start(entry.start))?;
    Ok(Box::new(place.take(entry.packed)))
}

/// The same, unpacked.
pub(crate) fn unpacked(packed: impl Read + 'static, entry: &Entry) -> Box<dyn Read> {
    let packed = BufReader::with_capacity(1 << 16, packed);
    let inner: Box<dyn Read> = if entry.method == 8 { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
    Box::new(Checked { inner, left: entry.size, crc: entry.crc, sum: Hasher::new() })
}

/// Holds an entry to the size and the checksum that the list gives it.
struct Checked {
    inner: Box<dyn Read>,
    left: u64,
    crc: u32,
    sum: Hasher,
}

impl Read for Checked {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = match self.inner.read(to) {
            Err(why) if matches!(why.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                return Err(damaged());
            }
            other => other?,
        };
        self.sum.update(&to[..count]);
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(fault(ZipFault::Bomb)),
        }
        if count == 0 && !to.is_empty() && (self.left > 0 || self.sum.clone().finalize() != self.crc) {
            return Err(damaged());
        }
        Ok(count)
    }
}

/// Stops a gzip file that grows beyond all measure.
pub(crate) struct Bounded<R> {
    inner: R,
    given: u64,
    tally: Rc<Tally>,
}

impl<R> Bounded<R> {
    pub(crate) fn new(inner: R, tally: Rc<Tally>) -> Self {
        Self { inner, given: 0, tally }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.given += count as u64;
        if self.given > HARMLESS && self.given / MAX_RATIO > self.tally.seen() {
            return Err(io::Error::other(IngestError::GzipBomb));
        }
        Ok(count)
    }
}

fn take(from: &mut dyn ReadSeek, at: u64, size: u64) -> io::Result<Vec<u8>> {
    from.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    from.take(size).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(damaged()) }
}

fn damaged() -> io::Error {
    fault(ZipFault::Damaged)
}

fn fault(why: ZipFault) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, IngestError::Zip(why))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
