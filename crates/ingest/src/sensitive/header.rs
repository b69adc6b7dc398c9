//! What a column's name says: its words, compared with labels, slips of the keyboard forgiven.

/// A column's name, cut into words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    words: Vec<String>,
    joined: String,
}

/// Words of a name that say the column is about the thing and does not hold it: "Password changed at".
const ABOUT: &[&str] = &[
    "date",
    "at",
    "on",
    "time",
    "issued",
    "expires",
    "expiry",
    "expiration",
    "verified",
    "status",
    "set",
    "changed",
    "reset",
    "check",
    "result",
    "type",
    "brand",
    "last4",
    "last",
    "consent",
    "provided",
    "enabled",
    "url",
    "count",
    "exp",
    "month",
    "year",
    "funding",
    "fingerprint",
    "match",
    "format",
    "link",
    "policy",
];

/// Words of a name that say that numbers are given out by shops and carriers.
const NUMBERING: &[&str] = &[
    "order",
    "orders",
    "invoice",
    "id",
    "ids",
    "sku",
    "ean",
    "gtin",
    "upc",
    "isbn",
    "barcode",
    "asin",
    "tracking",
    "shipment",
    "parcel",
    "waybill",
    "phone",
    "mobile",
    "tel",
    "telephone",
    "cell",
    "fax",
    "imei",
    "serial",
    "reference",
    "ref",
    "receipt",
    "transaction",
    "ticket",
    "customer",
    "member",
    "membership",
    "loyalty",
    "gift",
    "voucher",
    "coupon",
    "reward",
    "rewards",
    "product",
    "article",
    "item",
    "lineitem",
    "variant",
    "timestamp",
    "created",
    "updated",
    "handle",
    "bestellnummer",
    "rechnung",
    "kundennummer",
    "artikelnummer",
    "telefon",
    "telefoon",
    "whatsapp",
    "checkout",
    "cart",
    "session",
    "campaign",
    "number",
    "nr",
    "no",
    "num",
    "code",
];

/// Words of a name that say that the cells are what is sold: a word there speaks of goods.
const GOODS: &[&str] = &[
    "product",
    "products",
    "item",
    "items",
    "lineitem",
    "title",
    "sku",
    "category",
    "variant",
    "vendor",
    "brand",
    "description",
    "collection",
    "artikel",
    "produkt",
    "campaign",
    "subject",
    "page",
];

/// Words of a name that say that the cells are names of people and places.
const NAMES: &[&str] = &[
    "name",
    "first",
    "last",
    "given",
    "family",
    "surname",
    "firstname",
    "lastname",
    "company",
    "street",
    "address",
    "city",
    "town",
    "region",
    "state",
    "province",
    "country",
    "url",
    "email",
    "mail",
    "vorname",
    "nachname",
    "firma",
    "ort",
    "stadt",
    "billing",
    "shipping",
    "prenom",
    "nom",
    "nombre",
    "apellido",
    "naam",
    "voornaam",
    "achternaam",
];

impl Header {
    pub(super) fn new(written: &str) -> Self {
        let mut words = vec![String::new()];
        let mut before = ' ';
        for c in written.chars().take(200) {
            let begins = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
            if begins && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(String::new());
            }
            if c.is_alphanumeric()
                && let Some(word) = words.last_mut()
            {
                word.extend(c.to_lowercase().map(plain));
            }
            before = c;
        }
        words.retain(|word| !word.is_empty());
        Self { joined: words.concat(), words }
    }

    /// Whether the name is one of the labels, or has one as whole words in it.
    pub(super) fn is_any(&self, labels: &[&str]) -> bool {
        labels.iter().any(|label| self.is(label))
    }

    fn is(&self, label: &str) -> bool {
        let count = label.split(' ').count();
        if self.joined.len() + 1 >= label.len() && same(&self.joined, &label.replace(' ', "")) {
            return true;
        }
        self.words.windows(count).any(|words| words.iter().zip(label.split(' ')).all(|(word, part)| same(word, part)))
    }

    /// Whether the name is the label, and nothing else.
    pub(super) fn is_all_of(&self, label: &str) -> bool {
        self.words.iter().map(String::as_str).eq(label.split(' '))
    }

    /// Whether the name speaks about such a thing instead of holding it.
    pub(super) fn is_about(&self) -> bool {
        self.words.len() > 1 && self.words.iter().any(|word| ABOUT.contains(&word.as_str()))
    }

    /// Whether the column holds numbers that somebody else gave out: orders, articles, parcels, phones.
    pub(super) fn is_numbering(&self) -> bool {
        self.words.iter().any(|word| NUMBERING.contains(&word.as_str()))
    }

    /// Whether the column holds what is sold.
    pub(super) fn is_goods(&self) -> bool {
        self.words.iter().any(|word| GOODS.contains(&word.as_str()))
    }

    /// Whether the column names people or places.
    pub(super) fn is_names(&self) -> bool {
        !self.is_goods() && self.words.iter().any(|word| NAMES.contains(&word.as_str()))
    }
}

/// A letter without its accent, as far as labels need it.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'č' => 'c',
        'ñ' | 'ń' => 'n',
        _ => c,
    }
}

/// The same word; in a long one, one letter may be wrong, missing, too many or swapped with the next.
fn same(word: &str, label: &str) -> bool {
    let (a, b) = (word.as_bytes(), label.as_bytes());
    if a == b {
        return true;
    }
    if b.len() < 7 || a.len().abs_diff(b.len()) > 1 || a.first() != b.first() {
        return false;
    }
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[front..], &b[front..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => a == &b[1..],
        std::cmp::Ordering::Greater => &a[1..] == b,
        std::cmp::Ordering::Equal => {
            a[1..] == b[1..] || (a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_whole_words() {
        let is = |name: &str, label: &str| Header::new(name).is(label);
        assert!(is("Card Security Code", "security code") && is("cardSecurityCode", "security code"));
        assert!(is("PIN", "pin") && !is("Shipping", "pin") && !is("Opinion", "pin"));
        assert!(is("securitycode", "security code") && is("CREDIT_CARD_NUMBER", "card number"));
        assert!(is("Pasword", "password") && is("Passwrod", "password") && is("passwords", "password"));
        assert!(!is("Passport", "password") && !is("crossword", "password"));
        assert!(is("Numéro de sécurité sociale", "numero de securite sociale"));
    }

    #[test]
    fn names_that_only_speak_about_it() {
        assert!(Header::new("Password changed at").is_about() && !Header::new("Password").is_about());
        assert!(Header::new("Card CVC Status").is_about());
        assert!(Header::new("Order ID").is_numbering() && !Header::new("Notes").is_numbering());
        assert!(Header::new("Lineitem name").is_goods() && Header::new("First name").is_names());
    }
}
