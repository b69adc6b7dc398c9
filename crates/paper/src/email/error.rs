//! What can be wrong with a template, and what to do about it.

use regulars_model::{Code, Problem};

/// Why a template was refused or could not be rendered. Holds words of the template at most, never a person's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The first line is not `Subject: …`.
    #[error("the template does not start with a line “Subject: …”")]
    NoSubject,
    /// More than [`Self::TEMPLATE_LIMIT`] bytes.
    #[error("the template is larger than 64 KiB")]
    TooLarge,
    /// Tags inside tags inside tags.
    #[error("the template has too many conditions or brackets")]
    TooDeep,
    /// A number of more digits than anybody means.
    #[error("a number in the template is too long")]
    NumberTooLong,
    /// Not the template language.
    #[error("the template cannot be read: {why}")]
    Syntax {
        /// What the parser says, with the place in the template.
        why: String,
    },
    /// A tag that messages do not have: loops, includes, captures.
    #[error("“{tag}” cannot be used in a message")]
    NoSuchTag {
        /// The tag as written.
        tag: String,
    },
    /// A merge field nobody knows.
    #[error("there is no field “{name}”")]
    UnknownField {
        /// The field as written.
        name: String,
    },
    /// The message for this person came out larger than 256 KiB.
    #[error("the message comes out larger than 256 KiB")]
    TooLong,
    /// Rendering took longer than a message may.
    #[error("the message takes too long to write")]
    TooSlow,
    /// The template asked for something that cannot be done, such as a date of a name.
    #[error("the message cannot be written: {why}")]
    Failed {
        /// What the language says.
        why: String,
    },
}

impl PaperError {
    /// Bytes a template may have.
    pub const TEMPLATE_LIMIT: usize = 64 * 1024;
    /// Bytes a rendered body may have.
    pub const MESSAGE_LIMIT: usize = 256 * 1024;

    /// As a person is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let hint = match self {
            Self::NoSubject => {
                "Write “Subject: …” as the first line, leave one line empty, then write the message.".into()
            }
            Self::TooLarge | Self::TooLong | Self::TooSlow | Self::NumberTooLong => "Make it shorter.".into(),
            Self::TooDeep => "Use fewer conditions.".into(),
            Self::Syntax { .. } => "Look for a missing }} or %}, or an if without its endif.".into(),
            Self::NoSuchTag { .. } => "Messages know if, elsif, else, unless, case, assign and comment.".into(),
            Self::UnknownField { .. } => format!("Fields you can use: {}.", super::Field::words().join(", ")),
            Self::Failed { .. } => "Take the last change back and try again.".into(),
        };
        Problem::new(Code::InputRefused, sentence(&self.to_string()), hint)
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
