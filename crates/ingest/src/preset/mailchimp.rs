//! Mailchimp: an audience, one CSV for each status; only the file's name says which.

use super::{BLANK, Preset, Why, all, some};
use crate::{DateOrder, FileKind, Target::*};
use regulars_model::Collected;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Mailchimp audience",
        signatures: &[some(
            &["emailaddress"],
            3,
            &["memberrating", "optintime", "confirmtime", "leid", "euid", "lastchanged", "optinip", "confirmip"],
        )],
        columns: &[
            ("emailaddress", Email),
            ("status", EmailPermission),
            ("unsubtime", EmailPermission),
            ("optintime", SignedUp),
            ("confirmtime", SignedUp),
            ("address", Street),
            ("tags", Tags),
        ],
        left: &[
            ("memberrating", Why::Guess),
            ("optinip", Why::Place),
            ("confirmip", Why::Place),
            ("latitude", Why::Place),
            ("longitude", Why::Place),
            ("gmtoff", Why::Place),
            ("dstoff", Why::Place),
            ("timezone", Why::Place),
            // Guessed from the address of the machine.
            ("cc", Why::Place),
            ("region", Why::Place),
            ("lastchanged", Why::Theirs),
            ("leid", Why::Theirs),
            ("euid", Why::Theirs),
            ("notes", Why::Notes),
            ("unsubcampaigntitle", Why::Theirs),
            ("unsubcampaignid", Why::Theirs),
            ("unsubreason", Why::Theirs),
            ("unsubreasonother", Why::Notes),
            ("cleantime", Why::Theirs),
            ("cleancampaigntitle", Why::Theirs),
            ("cleancampaignid", Why::Theirs),
        ],
        own: true,
        // MM/DD, wherever the shop is.
        birthdays: Some(DateOrder::MonthFirst),
        collected: Collected::Form,
        advice: "Mailchimp keeps people's status in the file's name only: import the ZIP as it is, or leave the names as they are.",
        ..BLANK
    },
    Preset {
        name: "Mailchimp campaigns",
        kind: FileKind::CampaignResults,
        signatures: &[all(&["title", "subject", "senddate", "totalrecipients", "uniqueopens"])],
        columns: &[
            ("title", Campaign),
            ("senddate", CampaignAt),
            ("totalrecipients", CampaignSent),
            ("successfuldeliveries", CampaignDelivered),
            ("uniqueopens", CampaignOpened),
            ("uniqueclicks", CampaignClicked),
            ("totalbounces", CampaignBounced),
            ("unsubscribes", CampaignLeft),
        ],
        ..BLANK
    },
];
