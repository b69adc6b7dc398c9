//! WooCommerce, Analytics: customers, with the name in one cell; orders, which tell who bought by name only.

use super::{BLANK, Preset, Why, all, some};
use crate::{FileKind, Target::*};
use regulars_model::Collected;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "WooCommerce customers",
        signatures: &[some(
            &["name", "email"],
            4,
            &["username", "lastactive", "signup", "orders", "totalspend", "aov"],
        )],
        columns: &[
            ("name", FullName),
            ("signup", SignedUp),
            ("countryregion", Country),
            ("billingphone", Phone),
            ("shippingphone", Phone),
        ],
        left: &[
            ("username", Why::Theirs),
            ("lastactive", Why::WorkedOut),
            ("orders", Why::WorkedOut),
            ("role", Why::Theirs),
        ],
        own: true,
        ..BLANK
    },
    Preset {
        name: "WooCommerce orders",
        kind: FileKind::Orders,
        signatures: &[
            some(
                &["date", "order", "status", "customer"],
                3,
                &["customertype", "product", "itemssold", "coupon", "netsales", "nrevenue"],
            ),
            all(&["date", "order", "customer", "product", "itemssold"]),
        ],
        columns: &[
            ("date", OrderedAt),
            ("order", OrderId),
            ("status", OrderStatus),
            ("customer", FullName),
            ("product", ProductList),
            ("products", ProductList),
            ("netsales", OrderTotal),
            ("nrevenue", OrderTotal),
            ("email", Email),
            ("billingemail", Email),
            ("createdvia", SalesChannel),
        ],
        left: &[
            ("customertype", Why::WorkedOut),
            ("itemssold", Why::Second),
            ("coupon", Why::Theirs),
            ("attribution", Why::Theirs),
        ],
        collected: Collected::Purchase,
        advice: "WooCommerce's list of orders tells who bought by name only, and many people share a name. Its rows are reported and \
                 counted for nobody; export orders with the billing email to use them.",
        names_only: true,
        ..BLANK
    },
];
