//! A file as bytes that can be opened again and again, plain or gzip, told apart by its first two bytes.

use crate::IngestError;
use flate2::bufread::MultiGzDecoder;
use std::{
    cell::Cell,
    fmt,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
    sync::Arc,
};

type Open = dyn Fn() -> io::Result<Box<dyn Read>> + Send + Sync;

/// A file to read: its name, its size, and a way to open it afresh. Reading never seeks.
pub struct Source {
    name: String,
    bytes: u64,
    open: Box<Open>,
}

impl Source {
    /// A file called `name` of `bytes` bytes, which `open` gives from its start each time.
    pub fn new(
        name: impl Into<String>,
        bytes: u64,
        open: impl Fn() -> io::Result<Box<dyn Read>> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), bytes, open: Box::new(open) }
    }

    /// Bytes that are in memory already.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes: Arc<[u8]> = bytes.into();
        let size = bytes.len() as u64;
        Self::new(name, size, move || Ok(Box::new(io::Cursor::new(Arc::clone(&bytes)))))
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

    /// From the start, unpacked.
    pub(crate) fn open(&self) -> Result<Opened, IngestError> {
        let seen = Rc::new(Cell::new(0));
        let counted = Counted { inner: (self.open)().map_err(IngestError::Unreadable)?, seen: Rc::clone(&seen) };
        let mut packed = BufReader::with_capacity(1 << 16, counted);
        // A short first read is no short file: the two bytes may come one by one.
        let first = packed.fill_buf().map_err(IngestError::Unreadable)?;
        let is_packed = first.starts_with(&[0x1f, 0x8b]);
        let reader: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(packed)) } else { Box::new(packed) };
        Ok(Opened { reader, is_packed, seen })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// A source under way.
pub(crate) struct Opened {
    pub(crate) reader: Box<dyn Read>,
    pub(crate) is_packed: bool,
    /// Bytes of the source (packed, if it is) taken so far.
    pub(crate) seen: Rc<Cell<u64>>,
}

struct Counted {
    inner: Box<dyn Read>,
    seen: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.seen.set(self.seen.get() + count as u64);
        Ok(count)
    }
}
