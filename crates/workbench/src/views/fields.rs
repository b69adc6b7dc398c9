//! The register of fields, quarantine, and what leaves as a file.

use super::{Counted, PersonRef};
use regulars_model::{Channel, FieldType, Purpose};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A field of the shop's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FieldView {
    /// Its key.
    pub key: String,
    /// As the first file wrote it.
    pub label: String,
    /// What its cells are.
    pub kind: FieldType,
    /// What it is held for; empty: kept and not used.
    pub purpose: String,
    /// People for whom it is filled.
    pub people: u32,
    /// The sources it came from.
    pub sources: Vec<String>,
}

/// People who wait for a permission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct QuarantineView {
    /// How many.
    pub people: u32,
    /// The first of them; at most 200.
    pub first: Vec<PersonRef>,
    /// From which imports, with how many people.
    pub from: Vec<Counted>,
    /// What it means and what to do.
    pub words: String,
}

/// A yes that a person gave outside of any file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct YesRequest {
    /// `p17`, an email, a number.
    pub person: String,
    /// Which channel.
    pub channel: Channel,
    /// What for; at least one.
    pub purposes: Vec<Purpose>,
    /// How they said so: "at the counter, on paper". May not be empty.
    pub how: String,
}

/// What a file that leaves is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportShape {
    /// A table of our own, CSV.
    Csv,
    /// A table of our own, XLSX.
    Xlsx,
    /// As Mailchimp takes it.
    Mailchimp,
    /// As Klaviyo takes it.
    Klaviyo,
    /// As Shopify's customer import takes it.
    Shopify,
    /// As listmonk takes it.
    Listmonk,
}

/// Who leaves as a file, and for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ExportRequest {
    /// Whose file: the segment, as for a campaign.
    pub segment: super::SegmentChoice,
    /// By which channel they will be written to.
    pub channel: Channel,
    /// What for: only people who allowed it are in the file.
    pub purpose: Purpose,
    /// The table's shape.
    pub shape: ExportShape,
    /// Who gets it: "Mailchimp", "the printer". May not be empty.
    pub recipient: String,
}

/// What left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ExportReceiptView {
    /// The file's own name.
    pub file_name: String,
    /// People in it.
    pub people: u32,
    /// Who was left out, by reason.
    pub left_out: Vec<Counted>,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// One sentence.
    pub words: String,
}
