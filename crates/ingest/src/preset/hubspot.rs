//! HubSpot: contacts, with whatever properties were chosen.

use super::{BLANK, Preset, Why, some};
use crate::Target::*;

pub(super) const PRESETS: &[Preset] = &[Preset {
    name: "HubSpot contacts",
    signatures: &[some(
        &["recordid"],
        1,
        &["contactowner", "lifecyclestage", "leadstatus", "marketingcontactstatus", "lastmodifieddate"],
    )],
    columns: &[
        ("recordid", ExternalId),
        ("email", Email),
        ("phonenumber", Phone),
        ("mobilephonenumber", Phone),
        ("createdate", SignedUp),
        ("companyname", Company),
        ("associatedcompany", Company),
        ("unsubscribedfromallemail", EmailPermission),
    ],
    left: &[
        ("contactowner", Why::Theirs),
        ("lastmodifieddate", Why::Theirs),
        ("lastactivitydate", Why::Theirs),
        ("marketingcontactstatus", Why::Theirs),
        ("associateddeal", Why::Theirs),
        ("associateddealids", Why::Theirs),
        ("associatedcompanyids", Why::Theirs),
        ("hubspotscore", Why::Guess),
        ("likelihoodtoclose", Why::Guess),
    ],
    own: true,
    ..BLANK
}];
