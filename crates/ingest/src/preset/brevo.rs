//! Brevo (Sendinblue): contacts, semicolons between.

use super::{BLANK, Preset, Why, some};
use crate::Target::*;

pub(super) const PRESETS: &[Preset] = &[Preset {
    name: "Brevo contacts",
    signatures: &[some(&["email"], 1, &["emailblacklisted", "smsblacklisted", "blacklisted"])],
    columns: &[
        ("contactid", ExternalId),
        ("email", Email),
        ("sms", Phone),
        ("firstname", FirstName),
        ("lastname", LastName),
        ("prenom", FirstName),
        ("nom", LastName),
        ("emailblacklisted", EmailPermission),
        ("blacklisted", EmailPermission),
        ("smsblacklisted", SmsPermission),
        ("addedtime", SignedUp),
    ],
    left: &[
        ("extid", Why::Theirs),
        ("modifiedtime", Why::Theirs),
        ("lastchanged", Why::Theirs),
        ("whatsapp", Why::NoChannel),
        ("whatsappblacklisted", Why::NoChannel),
        ("optin", Why::Second),
        ("doubleoptin", Why::Second),
    ],
    own: true,
    phones_abroad: true,
    ..BLANK
}];
