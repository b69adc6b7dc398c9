//! Square: the customer directory; item sales, an item a row, with date, hour and zone in three columns.

use super::{BLANK, Preset, Why, all, some};
use crate::{DateOrder, FileKind, Target::*};
use regulars_model::Collected;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Square customers",
        signatures: &[some(
            &["emailaddress", "phonenumber"],
            2,
            &[
                "squarecustomerid",
                "emailsubscriptionstatus",
                "creationsource",
                "instantprofile",
                "blockedfromonlinebooking",
            ],
        )],
        columns: &[
            ("squarecustomerid", ExternalId),
            ("emailsubscriptionstatus", EmailPermission),
            ("firstvisit", SignedUp),
            ("streetaddress1", Street),
            ("streetaddress2", Street2),
            ("companyname", Company),
            ("referenceid", Custom),
        ],
        left: &[
            ("memo", Why::Notes),
            ("creationsource", Why::Theirs),
            ("instantprofile", Why::Theirs),
            ("blockedfromonlinebooking", Why::Theirs),
            ("lastvisit", Why::WorkedOut),
            ("transactioncount", Why::WorkedOut),
            ("lifetimespend", Why::WorkedOut),
        ],
        own: true,
        // Birthdays are written 03-14, 1980-03-14 or 03-14-1980.
        dates: Some(DateOrder::MonthFirst),
        ..BLANK
    },
    Preset {
        name: "Square item sales",
        kind: FileKind::Orders,
        signatures: &[all(&["date", "time", "timezone", "item", "qty", "netsales", "transactionid"])],
        columns: &[
            ("date", OrderedAt),
            ("time", OrderedTime),
            ("timezone", OrderedZone),
            ("transactionid", OrderId),
            ("item", Product),
            ("category", Category),
            ("qty", Quantity),
            ("sku", Sku),
            ("channel", SalesChannel),
            ("netsales", LineTotal),
            ("customerid", ExternalId),
            ("customername", FullName),
        ],
        left: &[
            ("grosssales", Why::InTotal),
            ("discounts", Why::InTotal),
            ("tax", Why::InTotal),
            ("customerreferenceid", Why::Second),
            ("notes", Why::Notes),
            ("details", Why::Notes),
            ("count", Why::Second),
            ("unit", Why::Theirs),
            ("pricepointname", Why::Second),
            ("modifiersapplied", Why::Theirs),
            ("paymentid", Why::Theirs),
            ("devicename", Why::Theirs),
            ("eventtype", Why::Second),
            ("location", Why::Theirs),
            ("diningoption", Why::Theirs),
        ],
        collected: Collected::Purchase,
        advice: "Square's item sales tell who bought only where the sale was tied to a customer: export them with the column \
                 “Customer ID”. Sales without one are counted for nobody.",
        ..BLANK
    },
];
