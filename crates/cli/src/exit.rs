//! How a command ends: which number the shell sees, and for which reason.

use regulars_workbench::model::{Code, Problem};
use std::io;

/// Why a command stops before it is done.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Something to tell the user.
    Problem(Problem),
    /// The answer is out already and is a bad one (a broken log): only the number is left to give.
    Told(u8),
    /// Nobody reads any more (`| head`): that is no fault.
    NobodyReads,
    /// The answer could not be written.
    Output(io::Error),
}

/// What a verb returns.
pub(crate) type Ended = Result<(), Halt>;

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Output(error),
        }
    }
}

/// The number for everything that has no number of its own.
pub(crate) const FAILED: u8 = 1;

/// The number the shell sees for a problem.
pub(crate) fn number(code: Code) -> u8 {
    match code {
        Code::Usage | Code::NotFound => 2,
        Code::InputRefused => 3,
        Code::Locked | Code::WrongPassphrase | Code::InUse | Code::Wait => 4,
        Code::PrivacyRule => 5,
        Code::ReadOnly => 6,
        Code::Cancelled => 130,
        Code::Damaged | Code::TooNew | Code::Failed => FAILED,
    }
}

/// A use of the command that makes no sense as it stands.
pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Halt {
    Halt::Problem(Problem::new(Code::Usage, message, hint))
}

/// A file that could not be read or written, in words. The path is the user's own and is theirs to see.
pub(crate) fn file(what: &str, path: &std::path::Path, error: &io::Error) -> Halt {
    let code = if error.kind() == io::ErrorKind::NotFound { Code::NotFound } else { Code::Failed };
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is nothing there".to_owned(),
        io::ErrorKind::PermissionDenied => "this account may not".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    Halt::Problem(Problem::new(code, format!("Could not {what} {}: {why}.", path.display()), "Check the path."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_documented_ones() {
        let documented = [
            (Code::Usage, 2),
            (Code::NotFound, 2),
            (Code::InputRefused, 3),
            (Code::Locked, 4),
            (Code::WrongPassphrase, 4),
            (Code::InUse, 4),
            (Code::Wait, 4),
            (Code::PrivacyRule, 5),
            (Code::ReadOnly, 6),
            (Code::Cancelled, 130),
            (Code::Damaged, 1),
            (Code::TooNew, 1),
            (Code::Failed, 1),
        ];
        for (code, expected) in documented {
            assert_eq!(number(code), expected, "{code:?}");
        }
    }

    #[test]
    fn a_closed_pipe_is_no_fault() {
        assert!(matches!(Halt::from(io::Error::from(io::ErrorKind::BrokenPipe)), Halt::NobodyReads));
        assert!(matches!(Halt::from(io::Error::from(io::ErrorKind::StorageFull)), Halt::Output(_)));
    }
}
