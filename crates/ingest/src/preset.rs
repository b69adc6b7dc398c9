//! Files we know by their headers, and what the rows of other files most likely are.

use crate::{FileKind, Target, aliases::rank};

/// A file we know.
pub(crate) struct Preset {
    /// As shown: "Shopify orders".
    pub(crate) name: &'static str,
    pub(crate) kind: FileKind,
    /// Header keys that must all be there.
    signature: &'static [&'static str],
    /// Header keys, best first, and what they are there; `None` leaves a column out that its name would put in.
    columns: &'static [(&'static str, Option<Target>)],
}

use Target::*;

const SHOPIFY_ADDRESS: &[(&str, Option<Target>)] = &[
    ("phone", Some(Phone)),
    ("defaultaddressphone", Some(Phone)),
    ("defaultaddresscompany", Some(Company)),
    ("defaultaddressaddress1", Some(Street)),
    ("defaultaddresscity", Some(City)),
    ("defaultaddressprovincecode", Some(Region)),
    ("defaultaddresscountrycode", Some(Country)),
    ("defaultaddresszip", Some(Postcode)),
    ("country", Some(Country)),
    ("totalspent", None),
    ("totalorders", None),
    ("note", None),
];

const PRESETS: &[Preset] = &[
    Preset {
        name: "Shopify orders",
        kind: FileKind::Orders,
        signature: &["name", "email", "financialstatus", "createdat", "lineitemname"],
        columns: &[
            ("name", Some(OrderId)),
            ("email", Some(Email)),
            ("financialstatus", Some(OrderStatus)),
            ("acceptsmarketing", Some(EmailPermission)),
            ("currency", Some(Currency)),
            ("total", Some(OrderTotal)),
            ("createdat", Some(OrderedAt)),
            ("lineitemquantity", Some(Quantity)),
            ("lineitemname", Some(Product)),
            ("lineitemprice", Some(UnitPrice)),
            ("lineitemsku", Some(Sku)),
            ("lineitemdiscount", Some(LineDiscount)),
            ("lineitemcategory", Some(Category)),
            ("lineitemtype", Some(Category)),
            ("vendor", Some(Category)),
            ("billingname", Some(FullName)),
            ("billingstreet", Some(Street)),
            ("billingaddress1", Some(Street)),
            ("billingcompany", Some(Company)),
            ("billingcity", Some(City)),
            ("billingzip", Some(Postcode)),
            ("billingprovince", Some(Region)),
            ("billingcountry", Some(Country)),
            ("phone", Some(Phone)),
            ("billingphone", Some(Phone)),
            ("cancelledat", Some(OrderCancelledAt)),
            ("refundedamount", Some(OrderRefunded)),
            ("id", None),
            ("tags", None),
            ("notes", None),
            ("source", None),
            ("subtotal", None),
            ("discountamount", None),
            ("location", None),
        ],
    },
    Preset {
        name: "Shopify customers",
        kind: FileKind::Customers,
        signature: &["firstname", "lastname", "email", "acceptsemailmarketing", "taxexempt"],
        columns: SHOPIFY_ADDRESS,
    },
    Preset {
        name: "Shopify customers",
        kind: FileKind::Customers,
        signature: &["firstname", "lastname", "email", "acceptsmarketing", "taxexempt"],
        columns: SHOPIFY_ADDRESS,
    },
    Preset {
        name: "Mailchimp audience",
        kind: FileKind::Customers,
        signature: &["emailaddress", "memberrating", "leid", "euid"],
        columns: &[("region", None), ("cc", None), ("notes", None)],
    },
    Preset {
        name: "Invoice lines",
        kind: FileKind::Orders,
        signature: &["invoiceno", "stockcode", "unitprice"],
        columns: INVOICE,
    },
    Preset {
        name: "Invoice lines",
        kind: FileKind::Orders,
        signature: &["invoice", "stockcode", "price"],
        columns: INVOICE,
    },
    Preset { name: "Email events", kind: FileKind::Events, signature: &["email", "event", "campaign"], columns: &[] },
];

const INVOICE: &[(&str, Option<Target>)] = &[
    ("invoiceno", Some(OrderId)),
    ("invoice", Some(OrderId)),
    ("stockcode", Some(Sku)),
    ("description", Some(Product)),
    ("price", Some(UnitPrice)),
];

/// The file these headers belong to, if we know it.
pub(crate) fn recognise(keys: &[String]) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.signature.iter().all(|wanted| keys.iter().any(|key| key == wanted)))
}

/// What the rows most likely are, by the headers alone.
pub(crate) fn guess_kind(keys: &[String]) -> FileKind {
    let has = |target: Target| keys.iter().any(|key| rank(target, key).is_some());
    // A status, a name or a number stands in every kind of file; these do not.
    let amount = [OrderTotal, LineTotal, UnitPrice, Quantity].into_iter().any(has);
    if has(EventKind) && has(EventAt) && !amount {
        FileKind::Events
    } else if has(OrderedAt) && (amount || has(OrderId)) {
        FileKind::Orders
    } else {
        FileKind::Customers
    }
}

impl Preset {
    /// What a column is in this file, and how well it is that; `None` when the preset says nothing of it.
    pub(crate) fn column(&self, key: &str) -> Option<(Option<Target>, usize)> {
        let at = self.columns.iter().position(|(known, _)| *known == key)?;
        Some((self.columns[at].1, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aliases::ALIASES;
    use std::collections::BTreeSet;

    #[test]
    fn every_target_has_names_in_normal_form() {
        let named: BTreeSet<Target> = ALIASES.iter().map(|(target, _)| *target).collect();
        assert_eq!(named.len(), Target::ALL.len());
        let presets = PRESETS
            .iter()
            .flat_map(|preset| preset.columns.iter().map(|(key, _)| *key).chain(preset.signature.iter().copied()));
        for key in ALIASES.iter().flat_map(|(_, names)| names.iter().copied()).chain(presets) {
            assert_eq!(crate::words::header_key(key), key);
        }
    }

    #[test]
    fn kinds_by_headers() {
        let guess = |headers: &str| guess_kind(&headers.split(',').map(crate::words::header_key).collect::<Vec<_>>());
        assert_eq!(guess("cust,date,n,amt"), FileKind::Orders);
        assert_eq!(guess("Id,Date,Price"), FileKind::Orders);
        assert_eq!(guess("email,event,occurred at"), FileKind::Events);
        assert_eq!(guess("Email Address,First Name,Created"), FileKind::Customers);
        assert_eq!(guess("ID,x,t_x,T,zbar"), FileKind::Customers);
    }
}
