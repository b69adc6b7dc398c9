//! A file as bytes that can be opened again and again: plain, gzip, one entry of a ZIP archive, or one sheet of a
//! workbook.

use crate::{
    IngestError, ZipFault,
    archive::{self, Entry},
    workbook::{About, Frames, SheetEnd},
};
use crc32fast::Hasher;
use flate2::bufread::MultiGzDecoder;
use std::{
    cell::{Cell, RefCell},
    fmt,
    io::{self, BufRead, BufReader, Read, Seek},
    rc::Rc,
    sync::Arc,
};

/// Bytes with a beginning and an end, to jump about in.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

type Stream = dyn Fn() -> io::Result<Box<dyn Read>> + Send + Sync;
type Place = dyn Fn() -> io::Result<Box<dyn ReadSeek>> + Send + Sync;
type Sheets = dyn Fn(Option<&str>) -> Result<Box<dyn Read>, IngestError> + Send + Sync;

#[derive(Clone)]
enum Open {
    Stream(Arc<Stream>),
    Place(Arc<Place>),
}

/// A file to read: its name, its size, and a way to open it afresh. Text is read from front to back, without a jump;
/// only a ZIP archive is looked up in its list, at its end.
#[derive(Clone)]
pub struct Source {
    name: String,
    bytes: u64,
    open: Open,
    sheets: Option<Arc<Sheets>>,
}

/// What of a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inside {
    /// All of it.
    Whole,
    /// One entry of the ZIP archive it is.
    Entry(Entry),
    /// One sheet of the workbook it is; `None` is the first with something in it.
    Sheet(Option<String>),
}

impl Source {
    /// A file called `name` of `bytes` bytes, which `open` gives from its start each time.
    pub fn new(
        name: impl Into<String>,
        bytes: u64,
        open: impl Fn() -> io::Result<Box<dyn Read>> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), bytes, open: Open::Stream(Arc::new(open)), sheets: None }
    }

    /// The same where one can jump about in it, as ZIP archives need.
    pub fn seekable(
        name: impl Into<String>,
        bytes: u64,
        open: impl Fn() -> io::Result<Box<dyn ReadSeek>> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), bytes, open: Open::Place(Arc::new(open)), sheets: None }
    }

    /// Bytes that are in memory already.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes: Arc<[u8]> = bytes.into();
        let size = bytes.len() as u64;
        Self::seekable(name, size, move || Ok(Box::new(io::Cursor::new(Arc::clone(&bytes)))))
    }

    /// With a way to read workbooks: `open` runs [`convert`](crate::convert) on the file, somewhere it can do no harm,
    /// for the sheet that is named or the first with something in it, and gives what that writes.
    #[must_use]
    pub fn with_workbooks(
        self,
        open: impl Fn(Option<&str>) -> Result<Box<dyn Read>, IngestError> + Send + Sync + 'static,
    ) -> Self {
        Self { sheets: Some(Arc::new(open)), ..self }
    }

    /// The file's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size in bytes, packed if it is.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether there is a way to read workbooks.
    pub(crate) fn reads_workbooks(&self) -> bool {
        self.sheets.is_some()
    }

    /// To jump about in; `None` where that cannot be.
    pub(crate) fn place(&self) -> Result<Option<Box<dyn ReadSeek>>, IngestError> {
        match &self.open {
            Open::Stream(_) => Ok(None),
            Open::Place(open) => open().map(Some).map_err(IngestError::Unreadable),
        }
    }

    /// A part of it from the start, unpacked. What is taken of the file is added to `tally`.
    pub(crate) fn open(&self, inside: &Inside, tally: &Rc<Tally>) -> Result<Opened, IngestError> {
        match inside {
            Inside::Whole => {
                let stream: Box<dyn Read> = match &self.open {
                    Open::Stream(open) => open(),
                    Open::Place(open) => open().map(|place| Box::new(place) as Box<dyn Read>),
                }
                .map_err(IngestError::Unreadable)?;
                unpacked(Counted { inner: stream, tally: Rc::clone(tally) })
            }
            Inside::Entry(entry) => {
                let place = self.place()?.ok_or(IngestError::Zip(ZipFault::Damaged))?;
                let packed = archive::packed(place, entry).map_err(IngestError::Unreadable)?;
                let reader = archive::unpacked(Counted { inner: packed, tally: Rc::clone(tally) }, entry);
                Ok(Opened { reader, is_gzip: false, about: None })
            }
            Inside::Sheet(name) => {
                let sheets = self.sheets.as_ref().ok_or(IngestError::NotCsv("a spreadsheet"))?;
                let stream = Counted { inner: sheets(name.as_deref())?, tally: Rc::clone(tally) };
                let (frames, about) = Frames::open(Box::new(stream), Rc::clone(tally))?;
                Ok(Opened { reader: Box::new(frames), is_gzip: false, about: Some(about) })
            }
        }
    }
}

/// Gzip is told by its first two bytes.
fn unpacked(stream: Counted) -> Result<Opened, IngestError> {
    let tally = Rc::clone(&stream.tally);
    let mut packed = BufReader::with_capacity(1 << 16, stream);
    // A short first read is no short file: the two bytes may come one by one.
    let first = packed.fill_buf().map_err(IngestError::Unreadable)?;
    let is_gzip = first.starts_with(&[0x1f, 0x8b]);
    let reader: Box<dyn Read> =
        if is_gzip { Box::new(archive::Bounded::new(MultiGzDecoder::new(packed), tally)) } else { Box::new(packed) };
    Ok(Opened { reader, is_gzip, about: None })
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// A source under way.
pub(crate) struct Opened {
    pub(crate) reader: Box<dyn Read>,
    pub(crate) is_gzip: bool,
    /// Of a workbook: its sheets, and which one this is.
    pub(crate) about: Option<About>,
}

/// What was taken of a file so far.
#[derive(Default)]
pub(crate) struct Tally {
    seen: Cell<u64>,
    print: RefCell<Hasher>,
    /// How the sheet of a workbook ended.
    pub(crate) end: RefCell<Option<SheetEnd>>,
}

impl Tally {
    /// Bytes, packed if they are.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.get()
    }

    /// A checksum of them: two passes that took the same bytes have the same.
    pub(crate) fn print(&self) -> u32 {
        self.print.borrow().clone().finalize()
    }
}

struct Counted {
    inner: Box<dyn Read>,
    tally: Rc<Tally>,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.tally.seen.set(self.tally.seen.get() + count as u64);
        self.tally.print.borrow_mut().update(&to[..count]);
        Ok(count)
    }
}
