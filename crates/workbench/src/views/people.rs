//! People, as a list and one at a time.

use super::{Labelled, MoneyView};
use regulars_model::{Channel, PermissionState};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which page of which list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct PeopleRequest {
    /// Words to find in name, email, city or shop's number; empty for everyone.
    #[serde(default)]
    pub search: String,
    /// Order of the list.
    #[serde(default)]
    pub sort: PeopleSort,
    /// First row, from 0.
    #[serde(default)]
    pub offset: u32,
    /// Rows; at most 500.
    pub limit: u32,
}

/// Order of a list of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PeopleSort {
    /// By name.
    #[default]
    Name,
    /// Most valuable first.
    Value,
    /// Latest purchase first.
    Latest,
    /// Most purchases first.
    Purchases,
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PeoplePage {
    /// People in the whole list.
    pub total: u32,
    /// First row of this page, from 0.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<PersonRowView>,
}

/// One row of a list of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonRowView {
    /// `p17`.
    pub id: String,
    /// Name, or what stands in for one.
    pub name: String,
    /// As written, or empty.
    pub email: String,
    /// "Porto, PT", or empty.
    pub place: String,
    /// Purchases.
    pub purchases: u32,
    /// Net value so far.
    pub value: MoneyView,
    /// `Mon 23 Nov 2026`, or empty.
    pub last_purchase: String,
    /// What they said about email.
    pub email_permission: PermissionState,
    /// False when they opted out of use: kept out of segments, personas and campaigns.
    pub use_allowed: bool,
}

/// One person, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonView {
    /// `p17`.
    pub id: String,
    /// Name, or what stands in for one.
    pub name: String,
    /// What is held, label by label; only what is filled.
    pub fields: Vec<Labelled>,
    /// Channel by channel, all four.
    pub permissions: Vec<PermissionView>,
    /// False when they opted out of use.
    pub use_allowed: bool,
    /// Net value so far.
    pub value: MoneyView,
    /// Purchases.
    pub purchases: u32,
    /// Refunds.
    pub refunds: u32,
    /// Mean purchase, when there is one.
    pub average: Option<MoneyView>,
    /// `Mon 23 Nov 2026`, or empty.
    pub first_purchase: String,
    /// `Mon 23 Nov 2026`, or empty.
    pub last_purchase: String,
    /// Median days between purchases, from three purchases on.
    pub usual_gap_days: Option<u32>,
    /// Newest first; at most 200.
    pub timeline: Vec<TimelineEntry>,
    /// Entries in the whole timeline.
    pub timeline_total: u32,
    /// Where the data came from.
    pub sources: Vec<SourceView>,
    /// Saved segments they are in.
    pub segments: Vec<SegmentRef>,
    /// Their persona's name, or empty.
    pub persona: String,
}

/// What a person said about one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PermissionView {
    /// Which channel.
    pub channel: Channel,
    /// What they said.
    pub state: PermissionState,
    /// "Said yes on Mon 23 Nov 2026 (newsletter form)".
    pub words: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TimelineEntry {
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// `purchase`, `refund`, or an event kind such as `email_opened`.
    pub kind: String,
    /// "Order #1004: Espresso beans and 2 more".
    pub words: String,
    /// For purchases and refunds.
    pub amount: Option<MoneyView>,
}

/// Where a person's data came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SourceView {
    /// The file's own name.
    pub file_name: String,
    /// In the user's words.
    pub source: String,
    /// "consent", "contract".
    pub basis: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// Line of the file they first appear in (header is 1).
    pub line: u32,
}

/// A saved segment, named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentRef {
    /// `s2`.
    pub id: String,
    /// Its name.
    pub name: String,
}
