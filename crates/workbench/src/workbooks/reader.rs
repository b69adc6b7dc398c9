//! The other process: it shuts itself in, reads the workbook from its standard input, writes text to its standard output,
//! and ends.

use super::{READ_WORKBOOK, SHEET};
use regulars_ingest::{WorkbookFault, convert, refuse};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

/// Reads a workbook and gives the exit code, when the first argument asks for it. To be called before anything else: the
/// process then is nothing but a reader of workbooks.
#[must_use]
pub fn read_workbook_if_asked() -> Option<ExitCode> {
    let first = std::env::args_os().nth(1)?;
    (first == READ_WORKBOOK).then(|| match read() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn read() -> io::Result<()> {
    let sheet = std::env::var(SHEET).ok();
    let (workbook, text) = own_ends()?;
    #[cfg(target_os = "linux")]
    crate::walls::confine()?;
    let mut text = BufWriter::with_capacity(1 << 16, text);
    let done = catch_unwind(AssertUnwindSafe(|| convert(workbook, sheet.as_deref(), &mut text)));
    match done {
        Ok(done) => done?,
        Err(panic) => {
            let words = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
            let too_much = words.is_some_and(|words| words.contains("capacity overflow"));
            refuse(if too_much { WorkbookFault::TooMuchMemory } else { WorkbookFault::Damaged }, &mut text)?;
        }
    }
    text.flush()
}

/// Standard input as a file, in which one can jump about, and standard output without its buffer of lines.
#[cfg(unix)]
fn own_ends() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let (from, to) = (io::stdin(), io::stdout());
    Ok((from.as_fd().try_clone_to_owned()?.into(), to.as_fd().try_clone_to_owned()?.into()))
}

#[cfg(windows)]
fn own_ends() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let (from, to) = (io::stdin(), io::stdout());
    Ok((from.as_handle().try_clone_to_owned()?.into(), to.as_handle().try_clone_to_owned()?.into()))
}
