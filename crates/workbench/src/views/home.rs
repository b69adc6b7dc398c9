//! Home, in one look: how are we, what should I do this week, who are they, is it safe?

use super::{MoneyView, PersonaBrief};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The home screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct HomeView {
    /// True when nothing has been imported yet: the screen shows the one action that fills it.
    pub empty: bool,
    /// `Mon 23 Nov 2026`: the day every figure is of.
    pub as_of: String,
    /// "last import today, 212 orders", or empty.
    pub last_import: String,
    /// Days since the newest order or event in the data: large means the data are stale.
    pub newest_data_days: Option<u32>,
    /// `Mon 23 Nov 2026`, or empty: the newest order in the data.
    pub newest_order: String,
    /// People known.
    pub people: u32,
    /// People who count as regulars.
    pub regulars: u32,
    /// What "regular" means, in one sentence.
    pub regulars_meaning: String,
    /// Net value so far: purchases less refunds.
    pub worth_so_far: MoneyView,
    /// "Your customers are expected to bring €62,400 in the next year (€58,000 to €67,000, eight times in ten). Worked out on Mon 23
    /// Nov 2026." Empty where it was not worked out yet, or nothing can be said.
    pub expected_worth: String,
    /// Purchases less nothing.
    pub gross: MoneyView,
    /// Purchases.
    pub purchases: u32,
    /// There are purchases and none of them has an amount: no figure of money says anything.
    pub no_amounts: bool,
    /// Refunds and cancellations.
    pub refunds: u32,
    /// Who is slipping away by the score, as the screen of scores says it. Null where it was not worked out for this day and these
    /// people, or is not offered.
    pub slipping: Option<SlippingBrief>,
    /// Regulars who have been away for at least twice their own usual gap: what is known without a score.
    pub quiet: u32,
    /// What those regulars spent in the year before they went quiet.
    pub quiet_value: MoneyView,
    /// What "gone quiet" means, in one sentence.
    pub quiet_meaning: String,
    /// May be emailed: said yes.
    pub may_email: u32,
    /// Said no to email.
    pub said_no_email: u32,
    /// Never asked about email.
    pub never_asked_email: u32,
    /// Said yes, and no address is known. With the three above these add up to everyone.
    pub no_email_address: u32,
    /// Worth doing this week, most useful first; at most four.
    pub to_do: Vec<ToDo>,
    /// Groups found, or none when personas have not been built.
    pub personas: Vec<PersonaBrief>,
    /// Orders a week over the last year, whole weeks only, as SVG for an `<img>`-free inline figure; empty without orders.
    pub orders_chart: String,
    /// The chart's figures for a screen reader: week and purchases.
    pub orders_table: Vec<WeekCount>,
    /// What is true about safety now.
    pub safe: SafeView,
}

/// Who is slipping away, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SlippingBrief {
    /// All who are, as the user sorted them where they did.
    pub people: u32,
    /// The better customers among them; all of them where amounts do not tell who is.
    pub worth_a_word: u32,
    /// What would be missed of those. Null where amounts do not tell it.
    pub at_stake: Option<MoneyView>,
    /// What "slipping away" means, in one sentence, with the day it was worked out for.
    pub meaning: String,
    /// "Last quarter we said 100 of 412 customers would buy; 93 did." Empty where no stretch of the past is over.
    pub record: String,
}

/// One thing worth doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ToDo {
    /// "Write to 86 better customers before they are gone".
    pub title: String,
    /// One or two sentences with the figures behind it.
    pub detail: String,
    /// Where the button goes.
    pub go: ToDoTarget,
}

/// Where a to-do's button goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum ToDoTarget {
    /// The segment builder, with this rule.
    Segment {
        /// Suggested name.
        name: String,
        /// The rule.
        rule: regulars_model::SegmentRule,
    },
    /// The import screen.
    Import,
    /// The personas screen.
    Personas,
    /// The privacy screen.
    Privacy,
}

/// Purchases in one week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct WeekCount {
    /// The week's Monday, `YYYY-MM-DD`.
    pub week: String,
    /// Purchases.
    pub purchases: u32,
}

/// The *Nothing has left* box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SafeView {
    /// The file on disk is encrypted (its first bytes are not SQLite's).
    pub encrypted: bool,
    /// Internet sockets this program and what it started have open, counted now, those bound to this computer's own
    /// loopback address left out; `None` where the system cannot say.
    pub open_sockets: Option<u32>,
    /// Log entries checked when the vault was opened.
    pub log_entries: u32,
    /// Whether the log's chain held.
    pub log_sound: bool,
}
