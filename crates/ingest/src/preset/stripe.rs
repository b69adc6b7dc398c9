//! Stripe: customers, their columns chosen at export; payments, in major units. Nothing about cards is taken from either.

use super::{BLANK, Preset, Why, some};
use crate::{FileKind, Target::*};
use regulars_model::Collected;

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Stripe customers",
        signatures: &[some(
            &["id", "email", "created"],
            2,
            &[
                "delinquent",
                "totalspend",
                "paymentcount",
                "refundedvolume",
                "disputelosses",
                "cardid",
                "defaultcard",
                "accountbalance",
            ],
        )],
        columns: &[
            ("id", ExternalId),
            ("email", Email),
            ("name", FullName),
            ("created", SignedUp),
            ("plan", Custom),
            // Of the plan, not of a list.
            ("status", Custom),
        ],
        left: &[
            ("description", Why::Notes),
            ("delinquent", Why::Theirs),
            ("disputelosses", Why::Theirs),
            ("accountbalance", Why::Theirs),
            ("currency", Why::Theirs),
        ],
        own: true,
        collected: Collected::Purchase,
        ..BLANK
    },
    Preset {
        name: "Stripe payments",
        kind: FileKind::Orders,
        signatures: &[some(
            &["id", "amount", "currency", "status"],
            3,
            &[
                "amountrefunded",
                "convertedamount",
                "sellermessage",
                "customeremail",
                "customerid",
                "captured",
                "paymentsourcetype",
            ],
        )],
        columns: &[
            ("id", OrderId),
            ("created", OrderedAt),
            ("amount", OrderTotal),
            ("amountrefunded", OrderRefunded),
            ("currency", Currency),
            ("status", OrderStatus),
            ("customerid", ExternalId),
            ("customeremail", Email),
        ],
        left: &[
            ("description", Why::Notes),
            ("customerdescription", Why::Notes),
            ("sellermessage", Why::Theirs),
            ("convertedamount", Why::Second),
            ("convertedamountrefunded", Why::Second),
            ("convertedcurrency", Why::Second),
            ("fee", Why::InTotal),
            ("tax", Why::InTotal),
            ("mode", Why::Theirs),
            ("invoiceid", Why::Theirs),
            ("transfer", Why::Theirs),
            ("destination", Why::Theirs),
            // An amount that was only set aside has a status of its own.
            ("captured", Why::Second),
            ("statementdescriptor", Why::Theirs),
            ("disputedamount", Why::Theirs),
            ("disputestatus", Why::Theirs),
            ("disputereason", Why::Theirs),
            ("disputedate", Why::Theirs),
            ("disputeevidencedue", Why::Theirs),
            ("paymentsourcetype", Why::Theirs),
            ("interchangecosts", Why::Theirs),
            ("merchantservicecharge", Why::Theirs),
            ("transfergroup", Why::Theirs),
        ],
        collected: Collected::Purchase,
        ..BLANK
    },
];
