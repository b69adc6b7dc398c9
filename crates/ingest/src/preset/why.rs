//! Columns that are left out unless the user asks for them, and why. What a program knows only by guessing, what a shop has
//! no use for, and what is worked out here from the facts themselves does no good and can do harm.

/// Why a column is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Totals and counts of orders.
    WorkedOut,
    /// Numbers, marks and settings that only the other program has a use for.
    Theirs,
    /// Free text about people.
    Notes,
    /// Addresses of machines, places on the map, time zones.
    Place,
    /// What another program guesses of people.
    Guess,
    /// What kind of person somebody is.
    Nature,
    /// Details of cards.
    Card,
    /// Amounts that the total holds already.
    InTotal,
    /// A way of writing that is not used here.
    NoChannel,
    /// The same thing a second time.
    Second,
    /// Its cells are not what its name says.
    Otherwise,
    /// A price that nobody paid.
    NotCharged,
    /// Where an order went, which may be somebody else's home.
    Elsewhere,
}

impl Why {
    /// As a note says it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::WorkedOut => "left out: worked out here from the orders themselves",
            Self::Theirs => "left out: only the program it comes from has a use for it",
            Self::Notes => "left out: free text may hold anything about anybody",
            Self::Place => "left out: where somebody's machine was is not needed to serve them",
            Self::Guess => "left out: another program's guess about people, not a fact",
            Self::Nature => "left out: says what kind of person somebody is; taken only if you ask for it",
            Self::Card => "left out: details of cards are never taken",
            Self::InTotal => "left out: the total holds it already",
            Self::NoChannel => "left out: there is no such way of writing to people here",
            Self::Second => "left out: another column says the same",
            Self::Otherwise => "left out: what stands in it is not what its name says",
            Self::NotCharged => "left out: a price that was not charged",
            Self::Elsewhere => "left out: where the order went may be somebody else's home",
        }
    }
}

const WORKED_OUT: &[&str] = &[
    "totalspent",
    "totalspend",
    "totalorders",
    "ordercount",
    "orderscount",
    "numberoforders",
    "aov",
    "averageorder",
    "averageordervalue",
    "lifetimespend",
    "lifetimerevenue",
    "transactioncount",
    "lastorder",
    "lastorderdate",
    "firstorder",
    "firstorderdate",
    "lastpurchase",
    "lastpurchasedate",
    "paymentcount",
    "refundedvolume",
];

const PLACE: &[&str] = &[
    "ip",
    "ipaddress",
    "optinip",
    "confirmip",
    "signupip",
    "latitude",
    "longitude",
    "lat",
    "lng",
    "gmtoff",
    "dstoff",
    "timezone",
    "useragent",
    "deviceid",
    "cookieid",
    "gclid",
    "fbclid",
    "browser",
];

const NATURE: &[&str] = &[
    "gender",
    "sex",
    "geschlecht",
    "geslacht",
    "sexe",
    "genero",
    "género",
    "sesso",
    "ethnicity",
    "ethnicgroup",
    "race",
    "religion",
    "maritalstatus",
    "sexualorientation",
    "politicalparty",
    "politicalviews",
    "personality",
    "personalitytype",
    "mbti",
    "bigfive",
    "starsign",
    "zodiac",
    "skincolour",
    "skincolor",
];

const GUESS: &[&str] = &[
    "predict",
    "churn",
    "propensity",
    "likelihood",
    "lifetimevalue",
    "leadscore",
    "hubspotscore",
    "engagementscore",
    "persona",
    "rfm",
    "memberrating",
    "expecteddateofnext",
    "inferred",
    "estimatedage",
    "estimatedincome",
];

const CARD: &[&str] = &[
    "cardid",
    "cardlast",
    "cardbrand",
    "cardfunding",
    "cardexp",
    "cardname",
    "cardaddress",
    "cardissue",
    "cardfingerprint",
    "cardcvc",
    "cardcvv",
    "cardavs",
    "cardtokenization",
    "cardnumber",
    "cardholder",
    "cardtype",
    "defaultcard",
    "creditcard",
    "cvc",
    "cvv",
];

/// Whether a column is called what details of cards are called.
pub(crate) fn is_card(key: &str) -> bool {
    CARD.iter().any(|begin| key.starts_with(begin))
}

/// Why a column is left out in any file, told by its name.
pub(crate) fn why(key: &str) -> Option<Why> {
    if is_card(key) {
        Some(Why::Card)
    } else if NATURE.contains(&key) {
        Some(Why::Nature)
    } else if GUESS.iter().any(|part| key.contains(part)) || matches!(key, "clv" | "ltv") {
        Some(Why::Guess)
    } else if PLACE.contains(&key) {
        Some(Why::Place)
    } else if WORKED_OUT.contains(&key) {
        Some(Why::WorkedOut)
    } else {
        None
    }
}
