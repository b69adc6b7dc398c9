//! The merge fields a template may use, and one person's values for them.

use liquid::Object;
use liquid::model::Value;

/// A merge field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// The name to show.
    Name,
    /// City.
    City,
    /// Country.
    Country,
    /// The category they bought last.
    LastCategory,
    /// The product they bought last.
    LastProduct,
    /// How many times they bought.
    Purchases,
    /// The shop's name.
    ShopName,
    /// The shop's postal address.
    ShopAddress,
    /// Why this person gets this message.
    Reason,
    /// The words that stop these messages.
    Stop,
}

impl Field {
    /// Every field, in the order screens offer them.
    pub const ALL: [Self; 12] = [
        Self::FirstName,
        Self::LastName,
        Self::Name,
        Self::City,
        Self::Country,
        Self::LastCategory,
        Self::LastProduct,
        Self::Purchases,
        Self::ShopName,
        Self::ShopAddress,
        Self::Reason,
        Self::Stop,
    ];

    /// As a template writes it: `first_name`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Name => "name",
            Self::City => "city",
            Self::Country => "country",
            Self::LastCategory => "last_category",
            Self::LastProduct => "last_product",
            Self::Purchases => "purchases",
            Self::ShopName => "shop_name",
            Self::ShopAddress => "shop_address",
            Self::Reason => "reason",
            Self::Stop => "stop",
        }
    }

    /// As said to a person: `first name`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::FirstName => "first name",
            Self::LastName => "last name",
            Self::Name => "name",
            Self::City => "city",
            Self::Country => "country",
            Self::LastCategory => "category",
            Self::LastProduct => "product",
            Self::Purchases => "number of purchases",
            Self::ShopName => "shop name",
            Self::ShopAddress => "shop address",
            Self::Reason => "reason",
            Self::Stop => "stop line",
        }
    }

    /// Every word a template can write, in one list.
    #[must_use]
    pub fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::word).to_vec()
    }

    /// The field a path names, in our spelling or in that of Klaviyo (`person.first_name`), Shopify
    /// (`customer.first_name`) or HubSpot (`contact.firstname`).
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == path).or_else(|| {
            let (root, leaf) = path.split_once('.')?;
            OTHERS.iter().find(|other| other.0 == root && other.1 == leaf).map(|other| other.2)
        })
    }
}

/// How other tools write the same fields.
const OTHERS: [(&str, &str, Field); 15] = [
    ("person", "first_name", Field::FirstName),
    ("person", "last_name", Field::LastName),
    ("person", "name", Field::Name),
    ("person", "city", Field::City),
    ("person", "country", Field::Country),
    ("customer", "first_name", Field::FirstName),
    ("customer", "last_name", Field::LastName),
    ("customer", "name", Field::Name),
    ("customer", "orders_count", Field::Purchases),
    ("contact", "firstname", Field::FirstName),
    ("contact", "lastname", Field::LastName),
    ("contact", "city", Field::City),
    ("contact", "country", Field::Country),
    ("shop", "name", Field::ShopName),
    ("shop", "address", Field::ShopAddress),
];

/// One person's values. Empty means not known; a template's `default` then speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The name to show.
    pub name: String,
    /// City.
    pub city: String,
    /// Country.
    pub country: String,
    /// The category they bought last.
    pub last_category: String,
    /// The product they bought last.
    pub last_product: String,
    /// How many times they bought.
    pub purchases: u32,
    /// The shop's name.
    pub shop_name: String,
    /// The shop's postal address; empty when nobody has said.
    pub shop_address: String,
    /// Ten words or fewer: why this person gets this message.
    pub reason: String,
}

/// The words that stop these messages, as the footer has them.
pub(crate) const STOP_WORDS: &str = "Stop these messages";

impl Fields {
    /// The value of one field as text; empty when not known.
    #[must_use]
    pub fn value(&self, field: Field) -> String {
        match field {
            Field::FirstName => self.first_name.clone(),
            Field::LastName => self.last_name.clone(),
            Field::Name => self.name.clone(),
            Field::City => self.city.clone(),
            Field::Country => self.country.clone(),
            Field::LastCategory => self.last_category.clone(),
            Field::LastProduct => self.last_product.clone(),
            Field::Purchases => self.purchases.to_string(),
            Field::ShopName => self.shop_name.clone(),
            Field::ShopAddress => self.shop_address.clone(),
            Field::Reason => self.reason.clone(),
            Field::Stop => STOP_WORDS.to_owned(),
        }
    }

    /// Every field under every spelling; what is not known is nil, because to the language an absent name is an
    /// error even before `default`. Texts are marked (see `text::mark`) and cut at 4 KiB.
    pub(crate) fn globals(&self) -> Object {
        let value = |field: Field| match (field, self.value(field).trim()) {
            (Field::Purchases, _) => Value::scalar(i64::from(self.purchases)),
            (_, "") => Value::Nil,
            (_, text) => Value::scalar(super::text::mark(text, 4_096)),
        };
        let mut globals = Object::new();
        for field in Field::ALL {
            globals.insert(field.word().into(), value(field));
        }
        for root in ["person", "customer", "contact", "shop"] {
            let inner: Object =
                OTHERS.iter().filter(|other| other.0 == root).map(|other| (other.1.into(), value(other.2))).collect();
            globals.insert(root.into(), Value::Object(inner));
        }
        globals
    }
}
