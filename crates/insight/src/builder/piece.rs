//! The rows of one chunk, made ready for the shop: what can be worked out without the other chunks is worked out here, on
//! any thread.

use regulars_columns::{EventColumns, LineColumns, OrderColumns, Texts};
use regulars_model::{EventKind, OrderKind};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// The rows of one chunk, made ready for [`ShopBuilder::add`](crate::ShopBuilder::add).
#[derive(Debug)]
pub struct Piece(pub(super) Rows);

#[derive(Debug)]
pub(super) enum Rows {
    Orders(OrderPiece),
    Lines(LinePiece),
    Events(EventPiece),
}

#[derive(Debug)]
pub(super) struct OrderPiece {
    pub(super) person: Vec<u32>,
    pub(super) at: Vec<i64>,
    pub(super) kind: Vec<OrderKind>,
    pub(super) total: Vec<i64>,
    pub(super) keys: Texts,
    /// Sales channels; from [`ShopBuilder::add`](crate::ShopBuilder::add) on, codes of the shop's own list.
    pub(super) channel: Texts,
    /// For each text of `keys`; `None` for the empty one.
    pub(super) hashes: Vec<Option<u64>>,
}

#[derive(Debug)]
pub(super) struct LinePiece {
    pub(super) person: Vec<u32>,
    pub(super) key: Vec<u64>,
    /// Into `articles`.
    pub(super) article: Vec<u32>,
    pub(super) quantity: Vec<i32>,
    pub(super) amount: Vec<i64>,
    /// Article number, name and category as written, each once, in order of first appearance.
    pub(super) articles: Vec<[String; 3]>,
}

#[derive(Debug)]
pub(super) struct EventPiece {
    pub(super) person: Vec<u32>,
    pub(super) at: Vec<i64>,
    pub(super) kind: Vec<EventKind>,
    pub(super) subject: Texts,
}

/// What makes two rows the same order: the shop's number for it. Rows without a number are told apart by their
/// second. 64 bits of a hash, compared only within one person.
pub(super) fn key_of(key: &str, at: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    if key.is_empty() {
        (0u8, at).hash(&mut hasher)
    } else {
        (1u8, key).hash(&mut hasher)
    }
    hasher.finish()
}

/// For each text of a column, what [`key_of`] makes of it; `None` where that depends on the row.
fn hashes(keys: &Texts) -> Vec<Option<u64>> {
    keys.words().map(|key| (!key.is_empty()).then(|| key_of(key, 0))).collect()
}

impl Piece {
    /// Of orders.
    #[must_use]
    pub fn orders(rows: OrderColumns) -> Self {
        let OrderColumns { person, at, kind, total, key, channel } = rows;
        Self(Rows::Orders(OrderPiece { person, at, kind, total, hashes: hashes(&key), keys: key, channel }))
    }

    /// Of lines of orders.
    #[must_use]
    pub fn lines(rows: LineColumns) -> Self {
        let hashes = hashes(&rows.order);
        let key = rows
            .order
            .codes
            .iter()
            .zip(&rows.at)
            .map(|(code, at)| hashes[*code as usize].unwrap_or_else(|| key_of("", *at)));
        let key = key.collect();
        let (article, articles) = articles(&rows);
        let LineColumns { person, quantity, amount, .. } = rows;
        Self(Rows::Lines(LinePiece { person, key, article, quantity, amount, articles }))
    }

    /// Of events.
    #[must_use]
    pub fn events(rows: EventColumns) -> Self {
        let EventColumns { person, at, kind, subject } = rows;
        Self(Rows::Events(EventPiece { person, at, kind, subject }))
    }
}

/// The different articles of some lines, and which one each line is of.
fn articles(rows: &LineColumns) -> (Vec<u32>, Vec<[String; 3]>) {
    let columns = [&rows.sku, &rows.product, &rows.category];
    let mut articles: Vec<[String; 3]> = Vec::new();
    let mut new = |codes: [u32; 3]| {
        articles.push(std::array::from_fn(|nth| columns[nth].word(codes[nth]).to_owned()));
        u32::try_from(articles.len()).unwrap_or(u32::MAX)
    };
    let [sku, product, category] = columns.map(|column| column.words_count());
    // A shop's articles are few: a table of all that could be is smaller than the rows, as a rule.
    let could_be = sku.saturating_mul(product).saturating_mul(category);
    let mut table = vec![0u32; if could_be <= 1 << 20 { could_be } else { 0 }];
    let mut known: HashMap<[u32; 3], u32> = HashMap::new();
    let of = (0..rows.person.len()).map(|row| {
        let codes = columns.map(|column| column.codes[row]);
        let at = if table.is_empty() {
            *known.entry(codes).or_insert_with(|| new(codes))
        } else {
            let [one, two, three] = codes.map(|code| code as usize);
            let place = &mut table[(one * product + two) * category + three];
            if *place == 0 {
                *place = new(codes);
            }
            *place
        };
        at - 1
    });
    let of = of.collect();
    (of, articles)
}
