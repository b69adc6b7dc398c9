//! Bytes of any encoding in, UTF-8 with plain line feeds out, a bounded piece at a time. Refuses what is not in
//! the encoding it was told, and a row that never ends.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::{
    cell::Cell,
    fmt,
    io::{self, Read},
    rc::Rc,
};

/// Longest row, in bytes of UTF-8. The CSV reader holds one row at a time, so this bounds its memory.
pub(crate) const ROW_LIMIT: usize = 4 << 20;

/// How much is read ahead of the row.
pub(crate) const AHEAD: usize = 1 << 16;

/// Why the stream stopped itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The bytes are not in the encoding they were said to be in.
    WrongEncoding,
    /// The row is longer than [`ROW_LIMIT`].
    RowTooLong,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongEncoding => "wrong encoding",
            Self::RowTooLong => "row too long",
        })
    }
}

impl std::error::Error for Stop {}

impl Stop {
    /// The stop inside an I/O error, if it is one of ours.
    pub(crate) fn within(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().copied()
    }
}

/// Text from bytes.
pub(crate) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    strict: bool,
    raw: Box<[u8]>,
    raw_at: usize,
    raw_end: usize,
    raw_done: bool,
    text: Vec<u8>,
    text_at: usize,
    after_return: bool,
    last: u8,
    ended: bool,
    /// Bytes handed out since the reader of rows last began one; it sets this to zero.
    pub(crate) since_row: Rc<Cell<usize>>,
}

impl<R: Read> Utf8<R> {
    /// What is not in the encoding becomes U+FFFD when `lossy`, and stops the reading when not. A byte order mark
    /// is left out.
    pub(crate) fn new(inner: R, encoding: &'static Encoding, lossy: bool) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            strict: !lossy,
            raw: vec![0; AHEAD].into_boxed_slice(),
            raw_at: 0,
            raw_end: 0,
            raw_done: false,
            text: vec![0; AHEAD],
            text_at: AHEAD,
            after_return: false,
            last: b'\n',
            ended: false,
            since_row: Rc::default(),
        }
    }

    /// Decodes the next piece into `text`. False at the end.
    fn fill(&mut self) -> io::Result<bool> {
        loop {
            if self.ended {
                return Ok(false);
            }
            if self.raw_at == self.raw_end && !self.raw_done {
                self.raw_at = 0;
                self.raw_end = loop {
                    match self.inner.read(&mut self.raw) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        other => break other?,
                    }
                };
                self.raw_done = self.raw_end == 0;
            }
            self.text.resize(AHEAD, 0);
            let from = &self.raw[self.raw_at..self.raw_end];
            let (result, read, mut written) =
                self.decoder.decode_to_utf8_without_replacement(from, &mut self.text[..AHEAD - 8], self.raw_done);
            self.raw_at += read;
            match result {
                DecoderResult::Malformed(..) if self.strict => return Err(io::Error::other(Stop::WrongEncoding)),
                DecoderResult::Malformed(..) => {
                    let mark = '\u{fffd}'.len_utf8();
                    '\u{fffd}'.encode_utf8(&mut self.text[written..written + mark]);
                    written += mark;
                }
                DecoderResult::InputEmpty => self.ended = self.raw_done,
                DecoderResult::OutputFull => {}
            }
            self.text.truncate(written);
            self.plain_line_feeds();
            // A last line without its end counts as one with: line numbers then need no exception.
            if let Some(&last) = self.text.last() {
                self.last = last;
            }
            if self.ended && self.last != b'\n' {
                self.text.push(b'\n');
            }
            if !self.text.is_empty() {
                self.text_at = 0;
                return Ok(true);
            }
        }
    }

    /// `\r\n` and a lone `\r` become `\n`, so that line numbers are those an editor shows.
    fn plain_line_feeds(&mut self) {
        if !self.after_return && memchr::memchr(b'\r', &self.text).is_none() {
            return;
        }
        let mut after_return = self.after_return;
        self.text.retain_mut(|byte| {
            let follows = std::mem::replace(&mut after_return, *byte == b'\r');
            if *byte == b'\r' {
                *byte = b'\n';
                return true;
            }
            !(follows && *byte == b'\n')
        });
        self.after_return = after_return;
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > ROW_LIMIT + AHEAD {
            return Err(io::Error::other(Stop::RowTooLong));
        }
        if self.text_at >= self.text.len() && !self.fill()? {
            return Ok(0);
        }
        let ready = &self.text[self.text_at..];
        let count = ready.len().min(to.len());
        to[..count].copy_from_slice(&ready[..count]);
        self.text_at += count;
        self.since_row.set(self.since_row.get() + count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out a few bytes at a time, as a slow disk or a packed file may.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(to.len());
            to[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn text(bytes: &[u8], step: usize, encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Utf8::new(Drip(bytes, step), encoding, false).read_to_string(&mut text).map(|_| text)
    }

    proptest! {
        #[test]
        fn text_comes_out_as_it_went_in(lines in prop::collection::vec("[^\r\n\u{feff}]{0,9}", 0..20), step in 1usize..9) {
            let wanted: String = lines.iter().map(|line| format!("{line}\n")).collect();
            for end in ["\n", "\r\n", "\r"] {
                let written: String = lines.iter().map(|line| format!("{line}{end}")).collect();
                prop_assert_eq!(&text(written.as_bytes(), step, encoding_rs::UTF_8).unwrap(), &wanted);
                let wide: Vec<u8> = written.encode_utf16().flat_map(u16::to_le_bytes).collect();
                prop_assert_eq!(&text(&wide, step, encoding_rs::UTF_16LE).unwrap(), &wanted);
            }
        }
    }

    #[test]
    fn the_last_line_is_ended_and_the_mark_left_out() {
        assert_eq!(text(b"\xef\xbb\xbfa\r\nb", 2, encoding_rs::UTF_8).unwrap(), "a\nb\n");
        assert_eq!(text(b"", 2, encoding_rs::UTF_8).unwrap(), "");
        assert_eq!(text(b"Wei\xdf", 1, encoding_rs::WINDOWS_1252).unwrap(), "Weiß\n");
    }

    #[test]
    fn bytes_of_another_encoding_are_refused() {
        for bytes in [&b"Wei\xdf"[..], b"a\xe2\x82"] {
            let error = text(bytes, 3, encoding_rs::UTF_8).unwrap_err();
            assert_eq!(Stop::within(&error), Some(Stop::WrongEncoding));
        }
    }

    #[test]
    fn a_row_that_never_ends_is_stopped() {
        let mut sink = io::sink();
        let error = io::copy(&mut Utf8::new(io::repeat(b'x'), encoding_rs::UTF_8, true), &mut sink).unwrap_err();
        assert_eq!(Stop::within(&error), Some(Stop::RowTooLong));
    }
}
