//! Workbooks of spreadsheet programs (XLSX, XLS, XLSB, ODS) as CSV text. [`convert`] reads the workbook and is meant to
//! run where it can do no harm, for a small workbook can make its reader ask for all memory there is; what it writes is
//! framed, so that a text that was cut short never passes for a whole one.

mod convert;
mod grid;
mod value;

pub use convert::convert;

use crate::{IngestError, Sheet, WorkbookFault, source::Tally};
use serde::{Deserialize, Serialize};
use std::{
    io::{self, Read, Write},
    rc::Rc,
};

/// Longest frame.
const FRAME: usize = 1 << 20;

/// The sheets of a workbook, and which of them the text is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) sheet: String,
}

/// What became of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SheetEnd {
    /// Cells that hold an error (`#N/A`); they are empty in the text.
    pub(crate) errors: u64,
    /// Rows above the one that names the columns, which are blank in the text.
    pub(crate) above: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    About = 1,
    Text = 2,
    End = 3,
    Fault = 4,
}

/// Writes that a workbook cannot be read, as [`convert`] would. For whoever runs it and has to say so in its place.
///
/// # Errors
/// When `to` takes nothing more.
pub fn refuse(fault: WorkbookFault, to: &mut dyn Write) -> io::Result<()> {
    write_json(to, Kind::Fault, &fault)?;
    to.flush()
}

/// Writes one frame.
fn write_frame(to: &mut dyn Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    to.write_all(&[kind as u8])?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)
}

fn write_json(to: &mut dyn Write, kind: Kind, value: &impl Serialize) -> io::Result<()> {
    write_frame(to, kind, &serde_json::to_vec(value)?)
}

/// The text out of the frames that [`convert`] writes.
pub(crate) struct Frames {
    from: Box<dyn Read>,
    /// Bytes of the frame in hand that were not handed out yet.
    left: usize,
    ended: bool,
    tally: Rc<Tally>,
}

impl Frames {
    pub(crate) fn open(from: Box<dyn Read>, tally: Rc<Tally>) -> Result<(Self, About), IngestError> {
        let mut frames = Self { from, left: 0, ended: false, tally };
        let about = frames.about().map_err(|why| match why.downcast::<IngestError>() {
            Ok(own) => own,
            // Whoever answered is no reader of workbooks.
            Err(_) => IngestError::Workbook(WorkbookFault::NoReader),
        })?;
        Ok((frames, about))
    }

    fn about(&mut self) -> io::Result<About> {
        match self.head()? {
            (kind, length) if kind == Kind::About as u8 => Ok(serde_json::from_slice(&self.body(length)?)?),
            (kind, length) => Err(self.other(kind, length)),
        }
    }

    fn head(&mut self) -> io::Result<(u8, usize)> {
        let mut head = [0; 5];
        self.from.read_exact(&mut head)?;
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > FRAME { Err(io::ErrorKind::InvalidData.into()) } else { Ok((head[0], length)) }
    }

    fn body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.from.read_exact(&mut body)?;
        Ok(body)
    }

    fn other(&mut self, kind: u8, length: usize) -> io::Error {
        let fault = if kind == Kind::Fault as u8 { self.body(length) } else { Err(io::ErrorKind::InvalidData.into()) };
        match fault.and_then(|body| Ok(serde_json::from_slice::<WorkbookFault>(&body)?)) {
            Ok(fault) => io::Error::other(IngestError::Workbook(fault)),
            Err(why) => why,
        }
    }
}

impl Read for Frames {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            match self.head()? {
                (kind, length) if kind == Kind::Text as u8 => self.left = length,
                (kind, length) if kind == Kind::End as u8 => {
                    let end = serde_json::from_slice(&self.body(length)?)?;
                    *self.tally.end.borrow_mut() = Some(end);
                    self.ended = true;
                }
                (kind, length) => return Err(self.other(kind, length)),
            }
        }
        let wanted = self.left.min(to.len());
        if wanted == 0 {
            return Ok(0);
        }
        let count = self.from.read(&mut to[..wanted])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(frames: &[(Kind, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        frames.iter().for_each(|(kind, body)| write_frame(&mut bytes, *kind, body).unwrap());
        bytes
    }

    fn read(bytes: Vec<u8>) -> Result<String, IngestError> {
        let (mut frames, _) = Frames::open(Box::new(io::Cursor::new(bytes)), Rc::default())?;
        let mut text = String::new();
        frames.read_to_string(&mut text).map_err(|why| match why.downcast() {
            Ok(own) => own,
            Err(why) => IngestError::Unreadable(why),
        })?;
        Ok(text)
    }

    const ABOUT: (Kind, &[u8]) = (Kind::About, br#"{"sheets":[{"name":"People","hidden":false}],"sheet":"People"}"#);
    const END: (Kind, &[u8]) = (Kind::End, br#"{"errors":0,"above":0}"#);

    #[test]
    fn only_a_text_with_its_end_is_whole() {
        let whole = framed(&[ABOUT, (Kind::Text, b"a,b\n"), (Kind::Text, b""), (Kind::Text, b"1,2\n"), END]);
        assert_eq!(read(whole.clone()).unwrap(), "a,b\n1,2\n");
        for cut in 0..whole.len() {
            assert!(read(whole[..cut].to_vec()).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_fault_comes_through_wherever_it_stands() {
        let fault = serde_json::to_vec(&WorkbookFault::Password).unwrap();
        for frames in [&[(Kind::Fault, &fault[..])][..], &[ABOUT, (Kind::Text, b"a\n"), (Kind::Fault, &fault)]] {
            let error = read(framed(frames)).unwrap_err();
            assert!(matches!(error, IngestError::Workbook(WorkbookFault::Password)), "{error:?}");
        }
        assert!(read(b"\x02\xff\xff\xff\xff".to_vec()).is_err(), "a frame of four gigabytes");
    }
}
