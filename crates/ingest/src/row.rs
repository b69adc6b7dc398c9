//! What reading a file hands out, one row after the other: people, order lines, events, what was said, products,
//! campaigns, and rows that could not be used with the reason why.

use regulars_model::{Channel, Currency, EventKind, PermissionState, PersonFields};

/// What people said about channels, as far as a row tells. A channel the row is silent about is not in it.
pub type Permissions = Vec<(Channel, PermissionState)>;

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A person.
    Customer {
        /// Line in the file; the header is line 1.
        line: u32,
        /// Who. Holds at least one identity in normal form.
        person: PersonFields,
        /// What they said about channels.
        permissions: Permissions,
    },
    /// An order, or one line of it. Lines of one order stand together in most files, but need not.
    OrderLine {
        /// Line in the file; the header is line 1.
        line: u32,
        /// Whose order. Holds at least one identity in normal form.
        person: PersonFields,
        /// What they said about channels.
        permissions: Permissions,
        /// The shop's own number for the order. Empty when the file has none: then the row is a whole order.
        key: String,
        /// When (as [`regulars_model::moment`] marks it).
        at: i64,
        /// What the whole order came to, in minor units, where the file says so; only on the first of its lines
        /// that stand together.
        order_total: Option<i64>,
        /// What was given back of the order, in minor units, zero or positive; only where `order_total` could be.
        refunded: Option<i64>,
        /// The order was cancelled, void or failed: neither purchase nor refund.
        cancelled: bool,
        /// The shop's article number, or empty.
        sku: String,
        /// The product's name, or empty.
        product: String,
        /// The product's category, or empty.
        category: String,
        /// The sales channel of the order, or empty; many files say it on an order's first line only.
        channel: String,
        /// Pieces; negative when sent back. 1 when the file does not say. Parts of a piece count as one.
        quantity: i32,
        /// What the line came to, in minor units; negative when money went back.
        amount: i64,
        /// The row belongs to a cancellation (an invoice number such as `C536379`): it reduces value.
        cancellation: bool,
    },
    /// Something a person did.
    Event {
        /// Line in the file; the header is line 1.
        line: u32,
        /// Who. Holds at least one identity in normal form.
        person: PersonFields,
        /// What.
        kind: EventKind,
        /// When (as [`regulars_model::moment`] marks it).
        at: i64,
        /// Campaign or page, or empty.
        subject: String,
    },
    /// What somebody said about being contacted. Makes nobody a customer: of people who are not here, only that they said
    /// no is worth remembering.
    Consent {
        /// Line in the file; the header is line 1.
        line: u32,
        /// Who: identities only, at least one in normal form.
        person: PersonFields,
        /// What they said about channels; at least one.
        permissions: Permissions,
        /// When they said it (as [`regulars_model::moment`] marks it), where the file says.
        at: Option<i64>,
    },
    /// A product.
    Product {
        /// Line in the file; the header is line 1.
        line: u32,
        /// The shop's article number, or empty.
        sku: String,
        /// Its name, or empty; one of the two is filled.
        name: String,
        /// Its category, or empty.
        category: String,
        /// Price of one in minor units, where the file says.
        price: Option<i64>,
    },
    /// A sent campaign with its counts; `None` where the file does not say.
    CampaignResult {
        /// Line in the file; the header is line 1.
        line: u32,
        /// Its name.
        campaign: String,
        /// When it was sent (as [`regulars_model::moment`] marks it).
        at: Option<i64>,
        /// To how many.
        sent: Option<u32>,
        /// How many got it.
        delivered: Option<u32>,
        /// How many people opened it.
        opened: Option<u32>,
        /// How many people clicked.
        clicked: Option<u32>,
        /// How many came back.
        bounced: Option<u32>,
        /// How many unsubscribed.
        unsubscribed: Option<u32>,
        /// Orders that are put down to it.
        orders: Option<u32>,
        /// What those came to, in minor units.
        revenue: Option<i64>,
    },
    /// Another thing that the row before holds: its second product, what else a person did, or the person of an order that
    /// could not be used. Never counts as a row, and is never itself a warning, an unusable row or one of these.
    Also(Box<Row>),
    /// The row was used, but one cell of it was not. Stands before the row itself.
    Warning(RowProblem),
    /// The row could not be used.
    Unusable(RowProblem),
}

/// What is wrong with a row. `words` and `hint` hold no personal data; `raw` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Line in the file; the header is line 1.
    pub line: u32,
    /// Header of the column, or empty when it concerns the whole row.
    pub column: String,
    /// Which problem.
    pub code: RowCode,
    /// What is wrong: "11 cells, where the header has 8".
    pub words: String,
    /// What to do about it.
    pub hint: &'static str,
    /// The cells as written, for a file of the rows that were left out. Empty for warnings.
    pub raw: Vec<String>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $words:literal, $hint:literal;)*) => {
        /// What can be wrong with a row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum RowCode { $($(#[$doc])* $name,)* }

        impl RowCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word for scripts: `no_customer`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// In words, for a group of such rows: "no customer".
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// What to do about it.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }
        }
    };
}

codes! {
    /// Nothing tells who the row is about.
    NoCustomer, "no_customer", "no customer",
        "These rows name nobody, so they count for nobody. Fill in the customer and import the file again.";
    /// The email address is none.
    BadEmail, "bad_email", "not an email address",
        "Correct the address and import the file again: what is already there is not added twice.";
    /// The phone number is none, and nothing else tells who it is.
    BadPhone, "bad_phone", "not a phone number",
        "Correct the number, or add an email address or a customer number.";
    /// The cell is no date.
    BadDate, "bad_date", "not a date",
        "Write dates as 2026-11-23, or choose day first or month first.";
    /// The date is missing.
    NoDate, "no_date", "no date", "Fill in the date and import the file again.";
    /// The cell is no number.
    BadNumber, "bad_number", "not a number", "Correct the number and import the file again.";
    /// The amount is missing.
    NoAmount, "no_amount", "no amount", "Fill in the amount and import the file again.";
    /// The quantity is no number.
    BadQuantity, "bad_quantity", "not a quantity", "Correct the quantity and import the file again.";
    /// More or fewer cells than the header.
    Ragged, "ragged", "more or fewer cells than the header",
        "Often a separator or a quotation mark inside a cell. Correct the line and import the file again.";
    /// A quotation mark is opened and not closed, so that several lines became one.
    UnclosedQuote, "unclosed_quote", "a quotation mark that is never closed",
        "Close or remove the quotation mark and import the file again.";
    /// The amount is in another currency than the rest.
    OtherCurrency, "other_currency", "another currency",
        "Amounts are never converted here. Keep another currency in a file and a vault of its own.";
    /// The event is of no known kind.
    UnknownEvent, "unknown_event", "an event of an unknown kind",
        "Known are sent, opened, clicked, bounced, unsubscribed, visit, survey, contest and support.";
    /// The row says nothing about being contacted.
    NothingSaid, "nothing_said", "says neither yes nor no",
        "These rows would change nothing. If everybody in the file said no, choose that for the whole file.";
    /// No event in a row that has a column for each kind.
    NoEvent, "no_event", "nothing happened in it", "Nothing to do: these people have no date, count or yes in any column.";
    /// Neither article number nor name.
    NoProduct, "no_product", "no product", "Fill in the article number or the name and import the file again.";
    /// No campaign.
    NoCampaign, "no_campaign", "no campaign", "Fill in the campaign's name and import the file again.";
    /// A cell that is not of the type of its column. The row is used.
    BadValue, "bad_value", "not what the rest of the column holds",
        "Correct the cell, or say that the column is text, and import the file again.";
    /// A name and nothing else tells who the row is about.
    NameOnly, "name_only", "only a name tells who it is, and many share one",
        "Add the email address or the customer number to the export: people are never told apart by name alone.";
    /// A number or a text too large to be meant.
    TooLarge, "too_large", "too large to be meant", "Correct the cell and import the file again.";
    /// A letter that was damaged before it came here. The row is used.
    LostLetter, "lost_letter", "a letter that is lost",
        "Save the file again as CSV (UTF-8) in the program it came from, and import it again.";
    /// An identifier whose digits a spreadsheet cut off. It is left out.
    CutDigits, "cut_digits", "a number whose digits a spreadsheet cut off (1.23E+10)",
        "Export the file again and import it without opening it in a spreadsheet program first.";
    /// Characters that belong into no text.
    NotText, "not_text", "characters that are not text",
        "Save the file again as CSV (UTF-8) and import it again.";
    /// What is never written: a card's security code, a password, a key. The row is used without it.
    SensitiveDropped, "sensitive_dropped", "something that is never written, such as a security code or a password",
        "Nothing of it was kept. Delete it from the file, too.";
    /// A card number, of which at most the last four digits are kept. The row is used.
    CardShortened, "card_shortened", "a card number, cut to its last four digits or left out",
        "Card numbers are never kept whole. Delete them from the file, too.";
    /// A number or a statement about a person that is kept only when the user decides so. The row is used without it.
    SensitiveLeftOut, "sensitive_left_out", "something sensitive, left out because nobody decided to keep it",
        "If you need it and may keep it, say so for this column and import the file again.";
    /// An event of somebody who is not in the vault. Found by the caller.
    UnknownPerson, "unknown_person", "nobody here goes by that address",
        "Import your customers or orders first: an event alone makes nobody a customer.";
    /// The customer number is another person's. Found by the caller.
    OtherNumber, "other_number", "a customer number that is somebody else's here; the row was taken by its email",
        "Every system numbers its customers on its own. Nothing to do, unless the two are one person: then merge them.";
    /// Two identifiers in the row belong to two people. Found by the caller.
    TwoPeople, "two_people", "number and email belong to two different people; the number was followed",
        "Look at both people and correct the one that is wrong.";
}

/// How reading a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadEnd {
    /// Data rows read, used or not. Lines with nothing in them are not rows.
    pub rows: u64,
    /// The caller asked to stop.
    pub cancelled: bool,
    /// What the amounts are in: what the file said, else what the caller said.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_its_own_word() {
        let words: BTreeSet<&str> = RowCode::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), RowCode::ALL.len());
    }
}
