//! Etsy: sold orders and sold items. No address to write to in either; people are known by the name they log in with.

use super::{BLANK, Preset, Why, some};
use crate::{DateOrder, FileKind, Target::*};
use regulars_model::Collected;

const ADVICE: &str = "Etsy gives no email addresses, and its terms allow no marketing to buyers who did not ask for it: these people can \
                      be counted and not written to, until they say yes to you.";

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Etsy orders",
        kind: FileKind::Orders,
        signatures: &[some(
            &["saledate", "orderid"],
            3,
            &["buyeruserid", "numberofitems", "ordervalue", "ordernet", "adjustedordertotal"],
        )],
        columns: &[
            ("saledate", OrderedAt),
            ("orderid", OrderId),
            ("buyeruserid", ExternalId),
            ("buyer", ExternalId),
            ("fullname", FullName),
            ("firstname", FirstName),
            ("lastname", LastName),
            ("numberofitems", Quantity),
            ("street1", Street),
            ("street2", Street2),
            ("shipcity", City),
            ("shipstate", Region),
            ("shipzipcode", Postcode),
            ("shipcountry", Country),
            ("currency", Currency),
            ("ordertotal", OrderTotal),
            ("status", OrderStatus),
            ("sku", Sku),
        ],
        left: &[
            ("ordervalue", Why::InTotal),
            ("ordernet", Why::InTotal),
            ("discountamount", Why::InTotal),
            ("shipping", Why::InTotal),
            ("salestax", Why::InTotal),
            ("dateshipped", Why::Theirs),
            ("datepaid", Why::Second),
            ("ordertype", Why::Theirs),
            ("paymentmethod", Why::Theirs),
            ("paymenttype", Why::Theirs),
        ],
        collected: Collected::Purchase,
        advice: ADVICE,
        dates: Some(DateOrder::MonthFirst),
        logins: true,
        ..BLANK
    },
    Preset {
        name: "Etsy items",
        kind: FileKind::Orders,
        signatures: &[some(
            &["saledate", "itemname", "buyer"],
            2,
            &["transactionid", "listingid", "itemtotal", "shipname", "variations"],
        )],
        columns: &[
            ("saledate", OrderedAt),
            ("orderid", OrderId),
            ("itemname", Product),
            ("buyer", ExternalId),
            ("quantity", Quantity),
            ("price", UnitPrice),
            ("itemtotal", LineTotal),
            ("currency", Currency),
            ("shipname", FullName),
            ("shipaddress1", Street),
            ("shipaddress2", Street2),
            ("shipcity", City),
            ("shipstate", Region),
            ("shipzipcode", Postcode),
            ("shipcountry", Country),
            ("sku", Sku),
        ],
        left: &[
            ("transactionid", Why::Theirs),
            ("listingid", Why::Theirs),
            ("discountamount", Why::InTotal),
            ("ordershipping", Why::InTotal),
            ("ordersalestax", Why::InTotal),
            ("datepaid", Why::Second),
            ("dateshipped", Why::Theirs),
            ("ordertype", Why::Theirs),
            ("paymenttype", Why::Theirs),
        ],
        collected: Collected::Purchase,
        advice: ADVICE,
        dates: Some(DateOrder::MonthFirst),
        logins: true,
        ..BLANK
    },
];
