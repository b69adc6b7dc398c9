//! Turns what the crates below say into what a person is told.

use regulars_model::{Code, Problem, RuleError};

/// A verb that needs an open vault.
pub(crate) fn locked() -> Problem {
    Problem::new(Code::Locked, "The vault is locked.", "Open it with its passphrase first.")
}

/// Stored orders or events that do not read back.
pub(crate) fn damaged_chunk() -> Problem {
    Problem::new(
        Code::Damaged,
        "A part of the stored orders does not read back as it was written.",
        "Do not write to this vault. Go back to a copy of its folder from before.",
    )
}

/// What was kept laid out turned out not to be as it was left, in the middle of an answer.
pub(crate) fn kept_is_lost() -> Problem {
    Problem::new(
        Code::Failed,
        "A copy that Regulars keeps to open faster was damaged. Nothing is lost: everything was read again from the vault itself.",
        "Ask again.",
    )
}

/// Nobody of that id, email or number.
pub(crate) fn no_such_person() -> Problem {
    Problem::new(
        Code::NotFound,
        "Nobody here goes by that.",
        "Give an email, the shop's own number, or an id such as p17. “people list --search” finds them.",
    )
}

/// No field of the shop's own by that key.
pub(crate) fn no_such_field() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no field of that name.",
        "Fields of your own come with a file: a column that is none of the usual ones.",
    )
}

/// A rule that cannot be answered.
#[allow(clippy::needless_pass_by_value, reason = "used as map_err(problems::rule)")]
pub(crate) fn rule(error: RuleError) -> Problem {
    Problem::new(Code::Usage, format!("This rule cannot be answered: {error}."), "Change that part and ask again.")
}
