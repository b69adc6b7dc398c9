//! Layouts that several programs share: lines of invoices, events of email programs.

use super::{BLANK, Preset, all};
use crate::{FileKind, Target::*};

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "Invoice lines",
        kind: FileKind::Orders,
        signatures: &[all(&["invoiceno", "stockcode", "unitprice"]), all(&["invoice", "stockcode", "price"])],
        columns: &[
            ("invoiceno", OrderId),
            ("invoice", OrderId),
            ("stockcode", Sku),
            ("description", Product),
            ("price", UnitPrice),
        ],
        ..BLANK
    },
    Preset {
        name: "Email events",
        kind: FileKind::Events,
        signatures: &[all(&["email", "event", "campaign"])],
        ..BLANK
    },
];
