//! Klaviyo: lists and segments, their columns chosen at export.

use super::{BLANK, Preset, Why, some};
use crate::Target::*;

pub(super) const PRESETS: &[Preset] = &[Preset {
    name: "Klaviyo profiles",
    signatures: &[some(
        &["email"],
        2,
        &[
            "klaviyoid",
            "emailmarketingconsent",
            "emailmarketingconsenttimestamp",
            "smsmarketingconsent",
            "emailsuppressions",
            "profilecreatedon",
            "firstactive",
            "lastactive",
            "lastopen",
            "lastclick",
            "churnriskprediction",
            "predictedcustomerlifetimevalue",
        ],
    )],
    columns: &[
        ("klaviyoid", ExternalId),
        ("emailmarketingconsent", EmailPermission),
        ("emailsuppressions", EmailPermission),
        ("acceptsmarketing", EmailPermission),
        ("smsmarketingconsent", SmsPermission),
        ("smssuppressions", SmsPermission),
        ("profilecreatedon", SignedUp),
        ("createdat", SignedUp),
        ("created", SignedUp),
        ("dateadded", SignedUp),
        ("organization", Company),
        ("address", Street),
        ("address2", Street2),
        ("stateregion", Region),
        ("zipcode", Postcode),
    ],
    left: &[
        ("latitude", Why::Place),
        ("longitude", Why::Place),
        ("ipaddress", Why::Place),
        ("source", Why::Theirs),
        ("emailmarketingconsenttimestamp", Why::Theirs),
        ("smsmarketingconsenttimestamp", Why::Theirs),
        ("firstactive", Why::WorkedOut),
        ("lastactive", Why::WorkedOut),
        ("lastopen", Why::WorkedOut),
        ("lastclick", Why::WorkedOut),
        ("historiccustomerlifetimevalue", Why::WorkedOut),
        ("totalcustomerlifetimevalue", Why::Guess),
        ("historicnumberoforders", Why::WorkedOut),
        ("averageordervalue", Why::WorkedOut),
        ("averagedaysbetweenorders", Why::WorkedOut),
    ],
    own: true,
    ..BLANK
}];
