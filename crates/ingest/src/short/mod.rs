//! The short way through a row: where cells are written as nearly all are, they are read where they stand, and who the row
//! is about is told by the number of an earlier row that said the very same. Whatever is not plain goes the long way.
//! Both give the same: the short way takes only rows that the long way would take without a warning.

mod ahead;
mod batch;
mod plain;

pub use ahead::read_ahead;
pub use batch::{Batch, Deed, Item, Sale, SaleTexts, Teller};
pub(crate) use plain::iso;

use crate::{
    FileKind, Target,
    read::{Orders, Plan},
    rows::cell,
    words,
};
use csv::ByteRecord;
use plain::Long;
use regulars_model::EventKind;
use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

/// Different people whose rows are remembered; those of others go the long way each time.
const MOST_WHO: usize = 4 << 20;
/// Different words for what happened that are remembered.
const MOST_KINDS: usize = 32;

/// What a short row comes to. Its texts are where they were: in the row, and in [`Short::said`].
pub(crate) enum Plain {
    Sale(Sale),
    Deed(Deed),
}

/// What is remembered from row to row.
pub(crate) struct Short {
    kind: FileKind,
    width: usize,
    /// Columns that tell who it is and what they said.
    who: Vec<usize>,
    /// Rows told apart by what those columns say, with a key drawn anew each time so that no file can aim at it.
    whos: HashMap<u64, u32, BuildHasherDefault<Ready>>,
    hasher: RandomState,
    said: Vec<u8>,
    /// The row before, where it went the short way: this one may continue its order.
    last: ByteRecord,
    last_key: String,
    /// What amounts were said to be in, in a row that was used.
    currency: String,
    moment: (String, Option<i64>),
    status: (String, bool, bool),
    kinds: Vec<(String, EventKind)>,
}

/// Hashes numbers that are hashes already: as they are.
#[derive(Debug, Default)]
pub struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Columns whose cells only say who somebody is and what they said: equal cells, equal person.
pub(crate) fn is_who(target: Target) -> bool {
    matches!(target.group(), "Person" | "Permission" | "Own")
}

/// Columns the short way reads. A column it does not know makes a file of long rows.
fn is_read(target: Target) -> bool {
    use Target::{
        Category, Currency, EventAt, EventKind, EventSubject, LineDiscount, LineTotal, OrderCancelledAt, OrderId,
        OrderRefunded, OrderStatus, OrderTotal, OrderedAt, Product, Quantity, SalesChannel, Sku, UnitPrice,
    };
    matches!(
        target,
        OrderId
            | OrderedAt
            | OrderTotal
            | OrderRefunded
            | OrderCancelledAt
            | OrderStatus
            | Currency
            | Sku
            | Product
            | Category
            | SalesChannel
            | Quantity
            | UnitPrice
            | LineDiscount
            | LineTotal
            | EventKind
            | EventAt
            | EventSubject
    )
}

impl Short {
    /// For the rows of a file; `None` where no row would be short.
    pub(crate) fn new(kind: FileKind, targets: &[Option<Target>]) -> Option<Self> {
        let is_known = |target: &Option<Target>| target.is_none_or(|target| is_who(target) || is_read(target));
        let may_be = matches!(kind, FileKind::Orders | FileKind::Events) && targets.iter().all(is_known);
        let is_who = |at: &usize| targets[*at].is_some_and(is_who);
        may_be.then(|| Self {
            kind,
            width: targets.len(),
            who: (0..targets.len()).filter(is_who).collect(),
            whos: HashMap::default(),
            hasher: RandomState::new(),
            said: Vec::new(),
            last: ByteRecord::new(),
            last_key: String::new(),
            currency: String::new(),
            moment: (String::new(), None),
            status: (String::new(), words::is_void(""), words::is_refunded("")),
            kinds: Vec::new(),
        })
    }

    /// Reads a row the short way. `None`: it must go the long way, for which all is prepared. `may`: nothing in the row
    /// had to be cleaned.
    pub(crate) fn row(
        &mut self,
        plan: &mut Plan,
        orders: &mut Orders,
        record: &ByteRecord,
        may: bool,
    ) -> Option<Plain> {
        let taken = if may { self.plain(plan, orders, record) } else { Err(Long) };
        if let Ok(plain) = taken {
            orders.forget();
            return Some(plain);
        }
        if !self.last_key.is_empty() {
            // What the long way keeps in mind of the row before, it gets from that row.
            // A row that is none leaves that for the row after it.
            if !self.is_whole(record) || plan.id(record, Target::OrderId).is_ok_and(|key| key == self.last_key) {
                let _ = orders.line(plan, &self.last);
            }
            self.last_key.clear();
        }
        None
    }

    /// Keeps a short row in mind; `record` is used up.
    pub(crate) fn keep(&mut self, plan: &Plan, record: &mut ByteRecord) {
        if self.kind == FileKind::Orders {
            self.last_key.clear();
            self.last_key.push_str(plan.cell(record, Target::OrderId));
            std::mem::swap(&mut self.last, record);
        }
    }

    /// Remembers a row that went the long way without a warning: the next that says the same of somebody is short. Gives
    /// their number.
    pub(crate) fn meet(&mut self, plan: &Plan, record: &ByteRecord) -> Option<u32> {
        if record.len() != self.width {
            return None;
        }
        if let Some(code) = plan.value(record, Target::Currency) {
            self.currency.clear();
            self.currency.push_str(code);
        }
        let hash = self.say(record);
        if self.whos.len() >= MOST_WHO {
            return self.whos.get(&hash).copied();
        }
        let next = u32::try_from(self.whos.len()).ok()?;
        Some(*self.whos.entry(hash).or_insert(next))
    }

    /// What the row last looked at says of its person: cells with a zero byte between.
    pub(crate) fn said(&self) -> &[u8] {
        &self.said
    }

    fn say(&mut self, record: &ByteRecord) -> u64 {
        self.said.clear();
        for &at in &self.who {
            self.said.extend_from_slice(&record[at]);
            self.said.push(0);
        }
        self.hasher.hash_one(&self.said)
    }

    /// As wide as the header, on one line, of text.
    fn is_whole(&self, record: &ByteRecord) -> bool {
        record.len() == self.width && memchr::memchr2(0, b'\n', record.as_slice()).is_none()
    }

    fn plain(&mut self, plan: &Plan, orders: &Orders, record: &ByteRecord) -> Result<Plain, Long> {
        if !self.is_whole(record) {
            return Err(Long);
        }
        match self.kind {
            FileKind::Orders => self.sale(plan, orders, record).map(Plain::Sale),
            _ => self.deed(plan, record).map(Plain::Deed),
        }
    }

    fn sale(&mut self, plan: &Plan, orders: &Orders, record: &ByteRecord) -> Result<Sale, Long> {
        let key = plain::id(plan, record, Target::OrderId)?;
        // A second line of an order takes from the first what it does not say.
        if !key.is_empty() && (key == self.last_key || orders.is_of(key)) {
            return Err(Long);
        }
        let at = self.moment(plan, record, Target::OrderedAt)?;
        if plan.value(record, Target::Currency).is_some_and(|code| code != self.currency) {
            return Err(Long);
        }
        let money = |target| plain::money(plan, record, target);
        let total = money(Target::OrderTotal)?;
        let mut refunded = money(Target::OrderRefunded)?.map(i64::abs);
        let status = plan.cell(record, Target::OrderStatus);
        if self.status.0 != status {
            self.status = (status.to_owned(), words::is_void(status), words::is_refunded(status));
        }
        let mut cancelled = self.status.1;
        if plan.value(record, Target::OrderCancelledAt).is_some() {
            return Err(Long);
        }
        if self.status.2 && refunded.is_none_or(|amount| amount == 0) {
            refunded = total.filter(|total| *total > 0);
            cancelled |= refunded.is_none();
        }
        let quantity = plain::pieces(plan, record)?;
        let amount = match money(Target::LineTotal)? {
            Some(amount) => amount,
            None => match money(Target::UnitPrice)? {
                Some(price) => {
                    let off = money(Target::LineDiscount)?.unwrap_or(0);
                    plain::within(i64::from(quantity) * price - off)?
                }
                None => total.ok_or(Long)?,
            },
        };
        for target in [Target::Sku, Target::Product, Target::Category, Target::SalesChannel] {
            plain::text(plan, record, target)?;
        }
        let who = self.who(record)?;
        Ok(Sale {
            line: plan.line,
            who,
            at,
            order_total: total,
            refunded,
            cancelled,
            quantity,
            amount,
            cancellation: plan.c_numbers && words::is_cancellation_number(key),
            texts: batch::Place::default(),
        })
    }

    fn deed(&mut self, plan: &Plan, record: &ByteRecord) -> Result<Deed, Long> {
        // A file with a column for each kind has several events in a row.
        plan.column(Target::EventKind).ok_or(Long)?;
        let word = plan.cell(record, Target::EventKind);
        let kind = match self.kinds.iter().find(|(known, _)| known == word) {
            Some((_, kind)) => *kind,
            None => {
                let kind = words::event_kind(word).ok_or(Long)?;
                if self.kinds.len() < MOST_KINDS {
                    self.kinds.push((word.to_owned(), kind));
                }
                kind
            }
        };
        let at = self.moment(plan, record, Target::EventAt)?;
        plain::text(plan, record, Target::EventSubject)?;
        let who = self.who(record)?;
        Ok(Deed { line: plan.line, who, kind, at, texts: batch::Place::default() })
    }

    fn who(&mut self, record: &ByteRecord) -> Result<u32, Long> {
        let hash = self.say(record);
        self.whos.get(&hash).copied().ok_or(Long)
    }

    fn moment(&mut self, plan: &Plan, record: &ByteRecord, target: Target) -> Result<i64, Long> {
        let at = plan.column(target).ok_or(Long)?;
        let text = cell(record, at).trim();
        if let Some(second) = plain::iso(text.as_bytes()) {
            return Ok(second);
        }
        if text.is_empty() || text.len() > 64 {
            return Err(Long);
        }
        if self.moment.0 != text {
            self.moment.1 = crate::date::parse(text).and_then(|date| date.second(plan.order_of(at)));
            self.moment.0.clear();
            self.moment.0.push_str(text);
        }
        self.moment.1.ok_or(Long)
    }
}
