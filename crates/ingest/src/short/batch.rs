//! Rows by the thousand, with their texts end to end in one piece of memory, to hand from one thread to the other.

use super::{Plain, is_who};
use crate::{
    IngestError, Mapping, Ours, Permissions, Row, Survey, Target,
    read::{Piece, Plan},
};
use csv::ByteRecord;
use regulars_model::{EventKind, PersonFields};

/// Rows, and bytes of text, at which a batch is handed on.
const ROWS: usize = 4_096;
const BYTES: usize = 1 << 19;

/// Where the texts of a short row are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    start: u32,
    lengths: [u16; 5],
    said: u32,
}

/// One line of an order that went the short way. As [`Row::OrderLine`], without its texts.
#[derive(Debug, Clone, Copy)]
pub struct Sale {
    /// Line in the file; the header is line 1.
    pub line: u32,
    /// The number of what the row says of its person: that of an earlier [`Item::Row`].
    pub who: u32,
    /// When (as [`regulars_model::moment`] marks it).
    pub at: i64,
    /// What the whole order came to, in minor units, where the file says so.
    pub order_total: Option<i64>,
    /// What was given back of it, zero or positive.
    pub refunded: Option<i64>,
    /// Neither purchase nor refund.
    pub cancelled: bool,
    /// Pieces; negative when sent back.
    pub quantity: i32,
    /// What the line came to, in minor units.
    pub amount: i64,
    /// The row belongs to a cancellation.
    pub cancellation: bool,
    pub(crate) texts: Place,
}

/// One event that went the short way. As [`Row::Event`], without its texts.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    /// Line in the file; the header is line 1.
    pub line: u32,
    /// The number of what the row says of its person: that of an earlier [`Item::Row`].
    pub who: u32,
    /// What.
    pub kind: EventKind,
    /// When (as [`regulars_model::moment`] marks it).
    pub at: i64,
    pub(crate) texts: Place,
}

/// The texts of a [`Sale`].
#[derive(Debug, Clone, Copy)]
pub struct SaleTexts<'b> {
    /// The shop's own number for the order, or empty.
    pub key: &'b str,
    /// Article number, or empty.
    pub sku: &'b str,
    /// Product, or empty.
    pub product: &'b str,
    /// Category, or empty.
    pub category: &'b str,
    /// Sales channel, or empty.
    pub channel: &'b str,
}

/// One row of a batch.
#[derive(Debug)]
pub enum Item {
    /// A row that went the long way, and the number of what it says of its person where later rows may say the same.
    Row(Box<Row>, Option<u32>),
    /// A line of an order that went the short way.
    Sale(Sale),
    /// An event that went the short way.
    Deed(Deed),
}

/// Some thousand rows in the file's order.
#[derive(Debug, Default)]
pub struct Batch {
    /// The rows.
    pub items: Vec<Item>,
    text: String,
}

impl Batch {
    pub(crate) fn push(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Row(row, who) => self.items.push(Item::Row(row, who)),
            Piece::Short(Plain::Sale(sale), plan, record, said) => {
                let texts = [Target::OrderId, Target::Sku, Target::Product, Target::Category, Target::SalesChannel];
                let texts = self.place(texts.map(|target| plan.cell(record, target)), said);
                self.items.push(Item::Sale(Sale { texts, ..sale }));
            }
            Piece::Short(Plain::Deed(deed), plan, record, said) => {
                let texts = self.place([plan.cell(record, Target::EventSubject), "", "", "", ""], said);
                self.items.push(Item::Deed(Deed { texts, ..deed }));
            }
        }
    }

    /// A short row's texts are 4,096 bytes at most, and a batch ends long before its texts have four billion.
    fn place(&mut self, texts: [&str; 5], said: &[u8]) -> Place {
        let start = self.text.len() as u32;
        texts.iter().for_each(|text| self.text.push_str(text));
        let said = std::str::from_utf8(said).unwrap_or_default();
        self.text.push_str(said);
        Place { start, lengths: texts.map(|text| text.len() as u16), said: said.len() as u32 }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.items.len() >= ROWS || self.text.len() >= BYTES
    }

    fn texts(&self, place: &Place) -> ([&str; 5], &str) {
        let mut at = place.start as usize;
        let mut next = |length: usize| {
            let from = at;
            at += length;
            &self.text[from..at]
        };
        (place.lengths.map(|length| next(usize::from(length))), next(place.said as usize))
    }

    /// The texts of a line of this batch.
    #[must_use]
    pub fn sale_texts(&self, sale: &Sale) -> SaleTexts<'_> {
        let [key, sku, product, category, channel] = self.texts(&sale.texts).0;
        SaleTexts { key, sku, product, category, channel }
    }

    /// The campaign or page of an event of this batch.
    #[must_use]
    pub fn subject(&self, deed: &Deed) -> &str {
        self.texts(&deed.texts).0[0]
    }

    /// What a line of this batch says of its person, for a [`Teller`].
    #[must_use]
    pub fn said_by_sale(&self, sale: &Sale) -> &str {
        self.texts(&sale.texts).1
    }

    /// What an event of this batch says of its person, for a [`Teller`].
    #[must_use]
    pub fn said_by_deed(&self, deed: &Deed) -> &str {
        self.texts(&deed.texts).1
    }
}

/// Tells in full what a short row says of its person.
pub struct Teller {
    plan: Plan,
    who: Vec<bool>,
    record: ByteRecord,
}

impl Teller {
    /// For the rows of a file that is read so.
    ///
    /// # Errors
    /// As [`crate::read()`].
    pub fn new(survey: &Survey, mapping: &Mapping, ours: &Ours) -> Result<Self, IngestError> {
        let who = mapping.targets.iter().map(|target| target.is_some_and(is_who)).collect();
        Ok(Self { plan: Plan::new(survey, mapping, ours)?, who, record: ByteRecord::new() })
    }

    /// The person and their permissions, as the long way reads them.
    pub fn person(&mut self, said: &str) -> (PersonFields, Permissions) {
        let mut cells = said.split('\0');
        self.record.clear();
        for &who in &self.who {
            let cell = if who { cells.next().unwrap_or_default() } else { "" };
            self.record.push_field(cell.as_bytes());
        }
        self.plan.warnings.clear();
        // A short row's person was read without a fault before.
        let mut person = self.plan.person(&self.record).unwrap_or_default();
        if self.plan.own.any() {
            person.custom = self.plan.custom(&self.record);
        }
        (person, self.plan.said(&self.record))
    }
}
