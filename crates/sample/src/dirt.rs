//! What is wrong with the files on purpose: real exports are never clean, and a report is only worth reading when
//! somebody knows what it should say.

/// One of the three files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SampleFile {
    /// `customers.csv`
    Customers,
    /// `orders.csv`
    Orders,
    /// `events.csv`
    Events,
}

impl SampleFile {
    /// In the order in which they are best imported.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Orders, Self::Events];

    /// The name `write_to` gives it.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Customers => "customers.csv",
            Self::Orders => "orders.csv",
            Self::Events => "events.csv",
        }
    }
}

/// The ways in which a row is dirty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirtKind {
    /// The email is none (`jan.example.com`). The customer's number is good, so the row can be used.
    BadEmail,
    /// A second row with an email already there, in other letters' case. Usable: the same person.
    SameEmailAgain,
    /// A second row with another number and email, and a phone already there. Usable: perhaps the same person, which
    /// only the shop can say.
    SamePhoneAgain,
    /// A quotation mark in the middle of an unquoted cell. Usable as it stands.
    StrayQuote,
    /// A birth date that is no date. The rest of the row can be used.
    BadBirthday,
    /// Neither email nor phone nor number. Unusable.
    NoCustomer,
    /// A date that is none, or that no calendar has. Unusable.
    BadDate,
    /// A word where a number belongs. Unusable.
    BadNumber,
    /// Too few or too many cells. Unusable.
    Ragged,
    /// Paid in another currency than the shop's. Unusable.
    OtherCurrency,
    /// An event nobody knows (`printed`). Unusable.
    UnknownEvent,
}

impl DirtKind {
    /// Whether a careful reader leaves the row out and says so.
    #[must_use]
    pub fn unusable(self) -> bool {
        matches!(
            self,
            Self::NoCustomer
                | Self::BadDate
                | Self::BadNumber
                | Self::Ragged
                | Self::OtherCurrency
                | Self::UnknownEvent
        )
    }
}

/// One row that was made dirty on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirtyRow {
    /// In which file.
    pub file: SampleFile,
    /// The line on which the row starts; the header is line 1.
    pub line: u32,
    /// What is wrong with it.
    pub kind: DirtKind,
}
