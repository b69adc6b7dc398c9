//! Stripe: customers, their columns chosen at export; payments, in major units; subscriptions. Nothing about cards is taken from any.

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
        name: "Stripe subscriptions",
        kind: FileKind::Events,
        signatures: &[some(
            &["customerid", "plan", "status"],
            2,
            &["start", "canceledat", "endedat", "interval", "currentperiodstart", "currentperiodend", "trialend"],
        )],
        columns: &[
            ("customerid", ExternalId),
            ("customeremail", Email),
            ("plan", EventSubject),
            ("start", SubscriptionStarted),
            ("created", SubscriptionStarted),
            // The day they said so; it may run on to the end of what is paid.
            ("canceledat", SubscriptionCancelled),
            ("endedat", SubscriptionCancelled),
        ],
        left: &[
            ("id", Why::Theirs),
            ("customerdescription", Why::Notes),
            ("customername", Why::Theirs),
            ("quantity", Why::Theirs),
            ("currency", Why::Theirs),
            ("interval", Why::Theirs),
            ("amount", Why::Theirs),
            // Which days it ran says the same.
            ("status", Why::Second),
            ("currentperiodstart", Why::Theirs),
            ("currentperiodend", Why::Theirs),
            ("trialstart", Why::Theirs),
            ("trialend", Why::Theirs),
        ],
        collected: Collected::Purchase,
        advice: "Stripe exports active subscriptions unless you choose “All”: without the cancelled ones nobody can say who may cancel.",
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
