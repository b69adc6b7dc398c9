//! Workbooks are read in a process of their own: this program, started once more with one argument, in a cell with little
//! memory, little time and no doors. A workbook of a few bytes can make any reader ask for all memory there is; here that
//! ends the other process, and this one says so.

mod reader;

pub use reader::read_workbook_if_asked;

use crate::Workbench;
use regulars_ingest::{IngestError, WorkbookFault};
use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

/// The first argument that makes this program a reader of workbooks.
const READ_WORKBOOK: &str = "--read-workbook";
/// Where it finds the name of the sheet: other users see the arguments of a process, and not its environment.
const SHEET: &str = "REGULARS_SHEET";

/// How long it may be silent. It has less time than that to work in.
const SILENCE: Duration = Duration::from_secs(180);
const PIECE: usize = 1 << 16;
/// Pieces that wait to be taken; then the other process waits, too.
const WAITING: usize = 8;

/// What is started to read a workbook.
#[derive(Debug, Clone)]
pub struct WorkbookReader {
    program: Option<PathBuf>,
    args: Vec<OsString>,
    silence: Duration,
}

impl Default for WorkbookReader {
    /// This very program.
    fn default() -> Self {
        Self { program: std::env::current_exe().ok(), args: vec![READ_WORKBOOK.into()], silence: SILENCE }
    }
}

impl WorkbookReader {
    /// Another program that calls [`read_workbook_if_asked`] first thing, for hands that are none themselves: tests.
    pub fn of(program: impl Into<PathBuf>) -> Self {
        Self { program: Some(program.into()), ..Self::default() }
    }

    /// The same with another patience for one that says nothing.
    #[must_use]
    pub fn patient_for(self, silence: Duration) -> Self {
        Self { silence, ..self }
    }

    /// Starts it on a file, which it gets as its standard input: it never opens one itself.
    pub(crate) fn open(&self, workbook: File, sheet: Option<&str>) -> Result<Box<dyn Read>, IngestError> {
        let none = |_| IngestError::Workbook(WorkbookFault::NoReader);
        let program = self.program.as_ref().ok_or(IngestError::Workbook(WorkbookFault::NoReader))?;
        let mut command = Command::new(program);
        command.args(&self.args).env_remove(SHEET).stdin(workbook).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(sheet) = sheet {
            command.env(SHEET, sheet);
        }
        let mut child = command.spawn().map_err(none)?;
        let text = child.stdout.take();
        let (to, from) = sync_channel(WAITING);
        let mut running = Running { child, from, piece: Vec::new(), at: 0, given: false, silence: self.silence };
        match text {
            Some(text) => {
                thread::Builder::new().name("workbook".into()).spawn(move || hand_on(text, &to)).map_err(none)?
            }
            None => return Err(running.end(WorkbookFault::NoReader)),
        };
        Ok(Box::new(running))
    }
}

impl Workbench {
    /// Reads workbooks with another program than this one.
    pub fn read_workbooks_with(&mut self, reader: WorkbookReader) {
        self.workbooks = reader;
    }
}

/// Takes what the process says and hands it on, so that waiting for it can be given up.
fn hand_on(mut from: impl Read, to: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        match from.read(&mut piece) {
            Ok(0) => return,
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            Ok(count) => {
                piece.truncate(count);
                if to.send(Ok(piece)).is_err() {
                    return;
                }
            }
            Err(why) => {
                // Whoever waited may have gone; there is nobody else to tell.
                drop(to.send(Err(why)));
                return;
            }
        }
    }
}

/// A process that reads a workbook. Ended, whatever it does, when it is dropped.
struct Running {
    child: Child,
    from: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    /// It has said something.
    given: bool,
    silence: Duration,
}

impl Running {
    fn end(&mut self, fault: WorkbookFault) -> IngestError {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
        IngestError::Workbook(fault)
    }
}

impl Read for Running {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            self.at = 0;
            self.piece.clear();
            match self.from.recv_timeout(self.silence) {
                Ok(piece) => self.piece = piece?,
                Err(RecvTimeoutError::Timeout) => return Err(io::Error::other(self.end(WorkbookFault::TooLong))),
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait()?;
                    return match why_ended(status, self.given) {
                        None => Ok(0),
                        Some(fault) => Err(io::Error::other(IngestError::Workbook(fault))),
                    };
                }
            }
            self.given = true;
        }
        let count = to.len().min(self.piece.len() - self.at);
        to[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the way a process ended says of the workbook; nothing, when it ended well.
fn why_ended(status: ExitStatus, has_spoken: bool) -> Option<WorkbookFault> {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        const ABORT: i32 = 6;
        const KILL: i32 = 9;
        const CPU_TIME: i32 = if cfg!(any(target_os = "linux", target_vendor = "apple")) { 24 } else { 0 };
        return Some(match signal {
            // Memory that is refused ends in an abort; where the whole computer is out of it, the kernel kills.
            ABORT | KILL => WorkbookFault::TooMuchMemory,
            CPU_TIME => WorkbookFault::TooLong,
            _ => WorkbookFault::Damaged,
        });
    }
    // How Windows calls an abort.
    const FAST_FAIL: u32 = 0xC000_0409;
    match status.code() {
        Some(0) => None,
        #[allow(clippy::cast_sign_loss, reason = "the number is a pattern of bits")]
        Some(code) if code as u32 == FAST_FAIL => Some(WorkbookFault::TooMuchMemory),
        _ if has_spoken => Some(WorkbookFault::Damaged),
        _ => Some(WorkbookFault::NoReader),
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
mod tests {
    use super::*;

    /// Another program in the reader's place: what it does wrong must come out as a named fault.
    fn answer(script: &str) -> Result<Vec<u8>, IngestError> {
        let reader = WorkbookReader {
            program: Some("/bin/sh".into()),
            args: vec!["-c".into(), script.into()],
            silence: Duration::from_millis(300),
        };
        let mut text = Vec::new();
        let read = reader.open(File::open("/dev/null").unwrap(), None)?.read_to_end(&mut text);
        read.map(|_| text).map_err(|why| why.downcast::<IngestError>().unwrap())
    }

    #[test]
    fn every_end_has_its_name() {
        assert_eq!(answer("printf abc").unwrap(), b"abc");
        for (script, wanted) in [
            ("kill -ABRT $$", WorkbookFault::TooMuchMemory),
            ("kill -KILL $$", WorkbookFault::TooMuchMemory),
            ("printf abc; kill -XCPU $$", WorkbookFault::TooLong),
            ("printf abc; kill -SEGV $$", WorkbookFault::Damaged),
            ("exit 101", WorkbookFault::NoReader),
            ("printf abc; exit 101", WorkbookFault::Damaged),
            ("sleep 30", WorkbookFault::TooLong),
        ] {
            let error = answer(script).unwrap_err();
            assert!(matches!(error, IngestError::Workbook(fault) if fault == wanted), "{script}: {error:?}");
        }
        let nobody = WorkbookReader::of("/no/such/program").open(File::open("/dev/null").unwrap(), None);
        assert!(matches!(nobody.err(), Some(IngestError::Workbook(WorkbookFault::NoReader))));
    }

    #[test]
    fn whoever_stops_listening_leaves_nothing_running() {
        let reader = WorkbookReader {
            program: Some("/bin/sh".into()),
            args: vec!["-c".into(), "echo $$; exec sleep 600".into()],
            silence: SILENCE,
        };
        let mut running = reader.open(File::open("/dev/null").unwrap(), None).unwrap();
        let mut number = [0; 32];
        let count = running.read(&mut number).unwrap();
        let process = format!("/proc/{}", std::str::from_utf8(&number[..count]).unwrap().trim());
        let is_linux = cfg!(target_os = "linux");
        assert!(!is_linux || std::path::Path::new(&process).exists());
        drop(running);
        assert!(!std::path::Path::new(&process).exists(), "{process} is still there");
    }
}
