//! Columns that grow row by row until a chunk is full, without a text of its own for every cell: what is written is, byte
//! for byte, what [`Columns::encode`] writes of the same rows.

use crate::{
    CHUNK_ROWS, ChunkError, ChunkKind, Encoded, bits::put_varint, chunk, events, numbers, orders::WITH_CHANNELS,
    texts::put_text,
};
use regulars_model::{EventKind, OrderKind};
use std::cmp::Ordering;

/// Texts of one column, each kept once, end to end in one piece of memory.
#[derive(Debug, Default)]
struct Growing {
    arena: String,
    ends: Vec<u32>,
    codes: Vec<u32>,
    /// Places of the texts by their hash; zero is free.
    table: Vec<u32>,
    /// Some text did not come after all before it. Until then one that does is new, and nothing is looked up: numbers of
    /// orders mostly rise, and each look into a table of that size is one into memory far away.
    mixed: bool,
}

/// Shorter before longer, so that 1000 comes after 999.
fn order(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

impl Growing {
    /// Whether no row has a text.
    fn is_blank(&self) -> bool {
        self.arena.is_empty()
    }

    fn text(&self, code: u32) -> &str {
        let at = code as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.arena[from..self.ends[at] as usize]
    }

    fn push(&mut self, text: &str) {
        // Rows that stand together often share it.
        if let Some(&last) = self.codes.last()
            && self.text(last) == text
        {
            self.codes.push(last);
            return;
        }
        if !self.mixed {
            let newest = (self.ends.len() as u32).checked_sub(1);
            match newest.map(|newest| (newest, order(text, self.text(newest)))) {
                Some((newest, Ordering::Equal)) => {
                    self.codes.push(newest);
                    return;
                }
                Some((_, Ordering::Less)) => self.lay_table(),
                _ => {
                    self.add(text);
                    return;
                }
            }
        }
        let (at, known) = self.find(text);
        if let Some(known) = known {
            self.codes.push(known);
            return;
        }
        self.add(text);
        self.table[at] = self.ends.len() as u32;
    }

    /// A new text, and a row that has it.
    fn add(&mut self, text: &str) {
        self.codes.push(self.ends.len() as u32);
        self.arena.push_str(text);
        self.ends.push(self.arena.len() as u32);
    }

    /// Where a text stands in the table or would, and its code if it is known.
    fn find(&self, text: &str) -> (usize, Option<u32>) {
        let mask = self.table.len() - 1;
        let mut at = hash(text.as_bytes()) as usize & mask;
        loop {
            match self.table[at] {
                0 => return (at, None),
                known if self.text(known - 1) == text => return (at, Some(known - 1)),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// From here on texts are looked up.
    fn lay_table(&mut self) {
        self.mixed = true;
        self.table.resize(CHUNK_ROWS * 2, 0);
        for code in 0..self.ends.len() as u32 {
            let (at, _) = self.find(self.text(code));
            self.table[at] = code + 1;
        }
    }

    fn put(&self, to: &mut Vec<u8>) {
        put_varint(to, self.ends.len() as u64);
        let (mut before, mut from) = (0..0, 0);
        for &end in &self.ends {
            let bytes = self.arena.as_bytes();
            put_text(to, &bytes[before], &bytes[from..end as usize]);
            before = from..end as usize;
            from = end as usize;
        }
        numbers::put(to, self.codes.iter().map(|&code| i64::from(code)));
    }

    fn clear(&mut self) {
        self.arena.clear();
        self.ends.clear();
        self.codes.clear();
        if std::mem::take(&mut self.mixed) {
            self.table.fill(0);
        }
    }
}

/// Spreads texts over a table. No secret is in it: a table of one chunk cannot be made slow by more than a chunk's rows.
fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64 ^ 0x9E37_79B9_7F4A_7C15;
    let mut words = bytes.chunks_exact(8);
    let mut mix = |word: u64| {
        let wide = u128::from(state ^ word) * 0xA076_1D64_78BD_642F_u128;
        state = (wide >> 64) as u64 ^ wide as u64;
    };
    for word in &mut words {
        mix(u64::from_le_bytes(word.try_into().unwrap_or_default()));
    }
    let rest = words.remainder();
    let mut last = [0u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    state
}

macro_rules! growing {
    ($(#[$doc:meta])* $name:ident, $kind:expr, numbers: [$($number:ident: $type:ty),*], texts: [$($text:ident),*],
     version: $version:expr, put: |$own:ident, $to:ident| $put:block) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub struct $name {
            $($number: Vec<$type>,)*
            $($text: Growing,)*
        }

        impl $name {
            /// Takes one row.
            #[allow(clippy::too_many_arguments, reason = "one for each column")]
            pub fn push(&mut self, $($number: $type,)* $($text: &str),*) {
                $(self.$number.push($number);)*
                $(self.$text.push($text);)*
            }

            /// Rows so far.
            #[must_use]
            pub fn rows(&self) -> usize {
                self.at.len()
            }

            /// Whether no more than this fits into one chunk.
            #[must_use]
            pub fn is_full(&self) -> bool {
                self.rows() >= CHUNK_ROWS
            }

            /// Writes what was taken as one chunk, and begins anew.
            ///
            /// # Errors
            /// `NoRows` for none, `TooManyRows` over [`CHUNK_ROWS`].
            pub fn take(&mut self) -> Result<Encoded, ChunkError> {
                let rows = match self.rows() {
                    0 => return Err(ChunkError::NoRows),
                    over if over > CHUNK_ROWS => return Err(ChunkError::TooManyRows),
                    rows => rows as u32,
                };
                let $own = &*self;
                let mut bytes = chunk::begin($kind, $version, rows);
                {
                    let $to = &mut bytes;
                    $put
                }
                let encoded = chunk::finish(bytes, rows, &self.at);
                $(self.$number.clear();)*
                $(self.$text.clear();)*
                Ok(encoded)
            }
        }
    };
}

growing! {
    /// Orders and refunds of a chunk that is not full yet.
    OrdersGrowing, ChunkKind::Orders,
    numbers: [person: u32, at: i64, kind: OrderKind, total: i64],
    texts: [key, channel],
    version: if own.channel.is_blank() { 1 } else { WITH_CHANNELS },
    put: |own, to| {
        numbers::put(to, own.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, own.at.iter().copied());
        numbers::put(to, own.kind.iter().map(|&kind| i64::from(kind == OrderKind::Refund)));
        numbers::put(to, own.total.iter().copied());
        own.key.put(to);
        if !own.channel.is_blank() {
            own.channel.put(to);
        }
    }
}

growing! {
    /// Order lines of a chunk that is not full yet.
    LinesGrowing, ChunkKind::Lines,
    numbers: [person: u32, at: i64, quantity: i32, amount: i64],
    texts: [order, sku, product, category],
    version: 1,
    put: |own, to| {
        numbers::put(to, own.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, own.at.iter().copied());
        numbers::put(to, own.quantity.iter().map(|&quantity| i64::from(quantity)));
        numbers::put(to, own.amount.iter().copied());
        for texts in [&own.order, &own.sku, &own.product, &own.category] {
            texts.put(to);
        }
    }
}

growing! {
    /// Events of a chunk that is not full yet.
    EventsGrowing, ChunkKind::Events,
    numbers: [person: u32, at: i64, kind: EventKind],
    texts: [subject],
    version: 1,
    put: |own, to| {
        numbers::put(to, own.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, own.at.iter().copied());
        numbers::put(to, own.kind.iter().map(|&kind| events::code(kind)));
        own.subject.put(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, EventColumns, LineColumns, OrderColumns};
    use proptest::prelude::*;
    use regulars_model::{EventRow, LineRow, OrderRow, PersonId};

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-c]{0,2}", "1000[0-9]{2}", "9?[0-9]{2}", "\\PC{0,9}"]
    }

    proptest! {
        #[test]
        fn the_bytes_are_those_of_the_rows(
            mut rows in prop::collection::vec((0u32..50, -9i64..99_999, any::<bool>(), any::<i64>(), -3i32..9, text(), text()), 1..200),
            rising in 0usize..200,
            with_channels: bool,
        ) {
            // Texts that rise, as numbers of orders do, for a while.
            let rising = rising.min(rows.len());
            rows[..rising].sort_by(|one, other| order(&one.5, &other.5));
            let (mut orders, mut lines, mut events) =
                (OrdersGrowing::default(), LinesGrowing::default(), EventsGrowing::default());
            let (mut order_rows, mut line_rows, mut event_rows) = (Vec::new(), Vec::new(), Vec::new());
            // Twice: what is taken leaves nothing behind.
            for _ in 0..2 {
                order_rows.clear();
                line_rows.clear();
                event_rows.clear();
                for (person, at, refund, total, quantity, one, two) in &rows {
                    let kind = if *refund { OrderKind::Refund } else { OrderKind::Purchase };
                    let event = EventKind::ALL[*person as usize % 6];
                    orders.push(*person, *at, kind, *total, one, if with_channels { two } else { "" });
                    lines.push(*person, *at, *quantity, *total, one, two, one, "");
                    events.push(*person, *at, event, two);
                    let person = PersonId(*person);
                    let channel = if with_channels { two.clone() } else { String::new() };
                    order_rows.push(OrderRow { person, key: one.clone(), at: *at, kind, total: *total, channel });
                    line_rows.push(LineRow {
                        person,
                        order: one.clone(),
                        at: *at,
                        sku: two.clone(),
                        product: one.clone(),
                        category: String::new(),
                        quantity: *quantity,
                        amount: *total,
                    });
                    event_rows.push(EventRow { person, kind: event, at: *at, subject: two.clone() });
                }
                prop_assert_eq!(orders.take(), OrderColumns::encode(&order_rows));
                prop_assert_eq!(lines.take(), LineColumns::encode(&line_rows));
                prop_assert_eq!(events.take(), EventColumns::encode(&event_rows));
            }
            prop_assert_eq!(orders.take(), Err(ChunkError::NoRows));
        }
    }

    #[test]
    fn a_full_chunk_says_so() {
        let mut events = EventsGrowing::default();
        (0..CHUNK_ROWS).for_each(|at| events.push(1, at as i64, EventKind::Visit, &at.to_string()));
        assert!(events.is_full());
        assert_eq!(events.take().map(|chunk| chunk.rows), Ok(CHUNK_ROWS as u32));
        assert!(!events.is_full());
    }
}
