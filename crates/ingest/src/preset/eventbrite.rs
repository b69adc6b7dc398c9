//! Eventbrite: attendees, one a row, with the shop's own questions as columns.

use super::{BLANK, Preset, Why, some};
use crate::{FileKind, Target::*};
use regulars_model::Collected;

pub(super) const PRESETS: &[Preset] = &[Preset {
    name: "Eventbrite attendees",
    kind: FileKind::Orders,
    signatures: &[
        some(
            &["order", "orderdate", "email"],
            2,
            &["tickettype", "attendee", "attendeestatus", "ordertype", "eventbritefees"],
        ),
        some(
            &["orderno", "orderdate", "email"],
            2,
            &["tickettype", "attendee", "attendeestatus", "ordertype", "eventname", "buyeremail"],
        ),
    ],
    columns: &[
        ("order", OrderId),
        ("orderno", OrderId),
        ("orderdate", OrderedAt),
        ("email", Email),
        ("firstname", FirstName),
        ("lastname", LastName),
        ("cellphone", Phone),
        ("quantity", Quantity),
        ("tickettype", Product),
        ("eventname", Category),
        ("currency", Currency),
        ("totalpaid", LineTotal),
        ("attendeestatus", OrderStatus),
        ("homeaddress1", Street),
        ("homeaddress2", Street2),
        ("homecity", City),
        ("homestate", Region),
        ("homezip", Postcode),
        ("homecountry", Country),
        ("company", Company),
    ],
    left: &[
        ("attendee", Why::Theirs),
        ("barcode", Why::Theirs),
        ("group", Why::Theirs),
        ("pricetier", Why::Theirs),
        ("ordertype", Why::Theirs),
        ("feespaid", Why::InTotal),
        ("eventbritefees", Why::InTotal),
        ("eventbritepaymentprocessing", Why::InTotal),
        ("buyerfirstname", Why::Second),
        ("buyerlastname", Why::Second),
        ("buyeremail", Why::Second),
        ("eventid", Why::Theirs),
    ],
    own: true,
    collected: Collected::InPerson,
    ..BLANK
}];
