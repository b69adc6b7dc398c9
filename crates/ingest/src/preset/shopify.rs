//! Shopify: customers as exported now, as exported before, and as the import template has them; orders, a line of an order a
//! row; products.

use super::{BLANK, Preset, Why, all, some};
use crate::{FileKind, Target, Target::*};
use regulars_model::Collected;

const CUSTOMERS: &[(&str, Target)] = &[
    ("customerid", ExternalId),
    ("phone", Phone),
    ("defaultaddressphone", Phone),
    ("company", Company),
    ("defaultaddresscompany", Company),
    ("defaultaddressaddress1", Street),
    ("defaultaddressaddress2", Street2),
    ("defaultaddresscity", City),
    ("defaultaddressprovincecode", Region),
    ("defaultaddresscountrycode", Country),
    ("defaultaddresszip", Postcode),
    ("province", Region),
    ("provincecode", Region),
    ("country", Country),
    ("countrycode", Country),
    ("acceptsemailmarketing", EmailPermission),
    ("acceptsmarketing", EmailPermission),
    ("acceptssmsmarketing", SmsPermission),
];

const CUSTOMERS_LEFT: &[(&str, Why)] = &[
    ("totalspent", Why::WorkedOut),
    ("totalorders", Why::WorkedOut),
    ("note", Why::Notes),
    ("taxexempt", Why::Theirs),
    ("acceptswhatsappmarketing", Why::NoChannel),
];

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Shopify orders",
        kind: FileKind::Orders,
        signatures: &[all(&["name", "email", "financialstatus", "createdat", "lineitemname"])],
        columns: &[
            ("name", OrderId),
            ("email", Email),
            ("financialstatus", OrderStatus),
            ("acceptsmarketing", EmailPermission),
            ("currency", Currency),
            ("total", OrderTotal),
            ("createdat", OrderedAt),
            ("lineitemquantity", Quantity),
            ("lineitemname", Product),
            ("lineitemprice", UnitPrice),
            ("lineitemsku", Sku),
            ("lineitemdiscount", LineDiscount),
            ("lineitemcategory", Category),
            ("lineitemtype", Category),
            ("vendor", Category),
            ("billingname", FullName),
            ("billingaddress1", Street),
            ("billingstreet", Street),
            ("billingaddress2", Street2),
            ("billingcompany", Company),
            ("billingcity", City),
            ("billingzip", Postcode),
            ("billingprovince", Region),
            ("billingcountry", Country),
            ("phone", Phone),
            ("billingphone", Phone),
            ("cancelledat", OrderCancelledAt),
            ("refundedamount", OrderRefunded),
        ],
        left: &[
            ("id", Why::Second),
            ("paidat", Why::Second),
            ("tags", Why::Theirs),
            ("notes", Why::Notes),
            ("source", Why::Theirs),
            ("employee", Why::Theirs),
            ("subtotal", Why::InTotal),
            ("taxes", Why::InTotal),
            ("discountamount", Why::InTotal),
            ("location", Why::Theirs),
            ("receiptnumber", Why::Theirs),
            ("shippingcity", Why::Second),
        ],
        collected: Collected::Purchase,
        ..BLANK
    },
    Preset {
        name: "Shopify customers",
        signatures: &[
            all(&["firstname", "lastname", "email", "acceptsemailmarketing", "taxexempt"]),
            all(&["firstname", "lastname", "email", "acceptsmarketing", "taxexempt"]),
        ],
        columns: CUSTOMERS,
        left: CUSTOMERS_LEFT,
        own: true,
        ..BLANK
    },
    Preset {
        name: "Shopify products",
        kind: FileKind::Products,
        signatures: &[some(&["handle", "title"], 2, &["variantsku", "variantprice", "vendor", "published"])],
        columns: &[
            ("title", Product),
            ("variantsku", Sku),
            ("variantprice", UnitPrice),
            ("productcategory", Category),
            ("type", Category),
            ("vendor", Category),
        ],
        ..BLANK
    },
];
