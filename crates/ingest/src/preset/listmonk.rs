//! listmonk: subscribers, with fields of the shop's own as JSON in one cell.

use super::{BLANK, Preset, Why, all};
use crate::Target::*;

pub(super) const PRESETS: &[Preset] = &[Preset {
    name: "listmonk subscribers",
    signatures: &[all(&["email", "name", "attributes"])],
    columns: &[
        ("email", Email),
        ("name", FullName),
        ("attributes", Attributes),
        ("createdat", SignedUp),
        // Of the account: only "blocklisted" is a word about writing to people.
        ("status", EmailPermission),
    ],
    left: &[("uuid", Why::Theirs), ("id", Why::Theirs), ("updatedat", Why::Theirs)],
    own: true,
    ..BLANK
}];
