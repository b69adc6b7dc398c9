//! Lays out what people bought and did, by person and by time: a block of people at a time, so that what is looked at
//! together lies together, and on all cores.

use super::{
    abreast::abreast,
    index::{Index, NOBODY},
    piece::{EventPiece, LinePiece, OrderPiece, Rows, key_of},
};
use crate::shop::{EventsOfKind, Orders};
use regulars_columns::ChunkKind;
use regulars_model::{Day, EventKind, ImportId, OrderKind};

/// People in one block: few enough that their rows fit into what a core keeps at hand, and at most 65,536. Fewer in tests, so
/// that those have several.
pub(super) const BLOCK: usize = if cfg!(test) { 4 } else { 1 << 12 };

pub(super) struct RawOrder {
    pub(super) at: i64,
    pub(super) total: i64,
    pub(super) key: u64,
    pub(super) import: u32,
    pub(super) person: u16,
    /// The code of the channel, twice, and one more for a refund: a row is 32 bytes so, and 40 with two fields.
    pub(super) channel_and_kind: u16,
}

/// Channels with a greater code are as none.
const MOST_CHANNELS: u32 = 1 << 15;

impl RawOrder {
    pub(super) fn refund(&self) -> bool {
        self.channel_and_kind & 1 == 1
    }

    fn channel(&self) -> u16 {
        self.channel_and_kind >> 1
    }
}

/// The orders of one block, and the shop's number of each.
#[derive(Default)]
pub(super) struct OrderBlock {
    pub(super) rows: Vec<RawOrder>,
    keys: String,
    /// Where each key ends.
    ends: Vec<u32>,
}

impl OrderBlock {
    pub(super) fn key(&self, row: u32) -> &str {
        let at = row as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        self.keys.get(from as usize..self.ends[at] as usize).unwrap_or("")
    }
}

pub(super) struct RawLine {
    pub(super) key: u64,
    pub(super) amount: i64,
    pub(super) import: u32,
    pub(super) article: u32,
    pub(super) quantity: i32,
    pub(super) person: u16,
}

pub(super) struct RawEvent {
    pub(super) at: i64,
    pub(super) import: u32,
    pub(super) subject: u32,
    pub(super) person: u16,
    pub(super) kind: u8,
}

/// How many people are in the nth block.
fn people_in(nth: usize, people: usize) -> usize {
    BLOCK.min(people - nth * BLOCK)
}

/// Rows by person: where each person's rows begin, and the rows.
fn gather(people: usize, persons: impl ExactSizeIterator<Item = u16> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut from = vec![0u32; people + 1];
    for person in persons.clone() {
        from[usize::from(person) + 1] += 1;
    }
    for at in 0..people {
        from[at + 1] += from[at];
    }
    let mut next = from.clone();
    let mut sorted = vec![0u32; persons.len()];
    for (row, person) in (0..).zip(persons) {
        let slot = &mut next[usize::from(person)];
        sorted[*slot as usize] = row;
        *slot += 1;
    }
    (from, sorted)
}

/// What people bought and did as it comes, by block of people.
pub(super) struct Gathered {
    index: Index,
    pub(super) people: usize,
    pub(super) orders: Vec<OrderBlock>,
    pub(super) lines: Vec<Vec<RawLine>>,
    pub(super) events: Vec<Vec<RawEvent>>,
    /// How many events there are of each kind.
    of_kind: [usize; EventKind::COUNT],
}

fn blocks<T: Default>(people: usize) -> Vec<T> {
    (0..people.div_ceil(BLOCK)).map(|_| T::default()).collect()
}

/// A person's block, and their place in it; `None` for nobody.
#[allow(clippy::cast_possible_truncation, reason = "the rest of a division by at most 65,536")]
fn split(index: &Index, person: u32) -> Option<(usize, u16)> {
    let at = index.place(person);
    (at != NOBODY).then_some((at as usize / BLOCK, (at as usize % BLOCK) as u16))
}

impl Gathered {
    pub(super) fn new(index: Index, people: usize) -> Self {
        let (orders, lines, events) = (blocks(people), blocks(people), blocks(people));
        Self { index, people, orders, lines, events, of_kind: [0; EventKind::COUNT] }
    }

    /// Takes room for so many rows more at once, an even share for each block and a little over: room that has to grow is
    /// copied, and leaves holes where it was.
    pub(super) fn expect(&mut self, kind: ChunkKind, rows: usize) {
        let share = rows / self.orders.len().max(1);
        let share = share + share / 8;
        match kind {
            ChunkKind::Orders => self.orders.iter_mut().for_each(|block| {
                block.rows.reserve(share);
                block.ends.reserve(share);
                block.keys.reserve(share.saturating_mul(8));
            }),
            ChunkKind::Lines => self.lines.iter_mut().for_each(|block| block.reserve(share)),
            ChunkKind::Events => self.events.iter_mut().for_each(|block| block.reserve(share)),
        }
    }

    /// Takes in the rows of one chunk. Articles and subjects are codes of the shop's own lists already.
    pub(super) fn take(&mut self, import: ImportId, rows: Rows) {
        match rows {
            Rows::Orders(piece) => self.take_orders(import, &piece),
            Rows::Lines(piece) => self.take_lines(import, &piece),
            Rows::Events(piece) => self.take_events(import, &piece),
        }
    }

    fn take_orders(&mut self, import: ImportId, piece: &OrderPiece) {
        for (row, person) in piece.person.iter().enumerate() {
            let Some((block, person)) = split(&self.index, *person) else { continue };
            let (word, at) = (piece.keys.codes[row], piece.at[row]);
            let channel = Some(piece.channel.codes[row]).filter(|code| *code < MOST_CHANNELS).unwrap_or(0) as u16;
            let block = &mut self.orders[block];
            block.keys.push_str(piece.keys.word(word));
            block.ends.push(u32::try_from(block.keys.len()).unwrap_or(u32::MAX));
            block.rows.push(RawOrder {
                at,
                total: piece.total[row],
                key: piece.hashes[word as usize].unwrap_or_else(|| key_of("", at)),
                import: import.0,
                person,
                channel_and_kind: channel << 1 | u16::from(piece.kind[row] == OrderKind::Refund),
            });
        }
    }

    fn take_lines(&mut self, import: ImportId, piece: &LinePiece) {
        for (row, person) in piece.person.iter().enumerate() {
            let Some((block, person)) = split(&self.index, *person) else { continue };
            self.lines[block].push(RawLine {
                key: piece.key[row],
                amount: piece.amount[row],
                import: import.0,
                article: piece.article[row],
                quantity: piece.quantity[row],
                person,
            });
        }
    }

    fn take_events(&mut self, import: ImportId, piece: &EventPiece) {
        for (row, person) in piece.person.iter().enumerate() {
            let Some((block, person)) = split(&self.index, *person) else { continue };
            let kind = piece.kind[row] as u8;
            self.of_kind[usize::from(kind)] += 1;
            let (at, subject) = (piece.at[row], piece.subject.codes[row]);
            self.events[block].push(RawEvent { at, import: import.0, subject, person, kind });
        }
    }

    /// Lays out the orders and their lines, which are of `articles` articles.
    pub(super) fn lay_orders(&mut self, articles: usize) -> Orders {
        let people = self.people;
        let (orders, lines) = (std::mem::take(&mut self.orders), std::mem::take(&mut self.lines));
        let rows = orders.iter().map(|block| block.rows.len()).sum();
        let mut out = Orders::with_capacity(people, rows, lines.iter().map(Vec::len).sum());
        out.keys.reserve(rows, orders.iter().map(|block| block.keys.len()).sum());
        abreast(
            orders.into_iter().zip(lines).enumerate().collect(),
            |(nth, (orders, lines))| block_of_orders(nth * BLOCK, people_in(nth, people), &orders, &lines),
            |block| out.append(&block),
        );
        out.index_articles(articles);
        out
    }

    /// Lays out the events of every kind, in the order of [`regulars_model::EventKind::ALL`].
    pub(super) fn lay_events(&mut self) -> [EventsOfKind; EventKind::COUNT] {
        let (people, rows) = (self.people, self.of_kind);
        let room =
            |rows: usize| if rows == 0 { EventsOfKind::default() } else { EventsOfKind::with_capacity(people, rows) };
        let mut out = rows.map(room);
        abreast(
            std::mem::take(&mut self.events).into_iter().enumerate().collect(),
            |(nth, raw): (usize, Vec<RawEvent>)| block_of_events(people_in(nth, people), &raw, &rows),
            |block: [EventsOfKind; EventKind::COUNT]| {
                for (out, block) in out.iter_mut().zip(&block) {
                    out.append(block);
                }
            },
        );
        out
    }
}

fn block_of_orders(first: usize, people: usize, orders: &OrderBlock, lines: &[RawLine]) -> Orders {
    let raw = &orders.rows;
    let (from, by_person) = gather(people, raw.iter().map(|order| order.person));
    let (line_from, lines_by_person) = gather(people, lines.iter().map(|line| line.person));
    let mut out = Orders::with_capacity(people, raw.len(), lines.len());
    out.keys.reserve(raw.len(), orders.keys.len());
    let mut own = Own::default();
    for person in 0..people {
        let mine = &by_person[from[person] as usize..from[person + 1] as usize];
        let theirs = &lines_by_person[line_from[person] as usize..line_from[person + 1] as usize];
        own.take((raw, mine), (lines, theirs), |_, _| false);
        for &at in &own.kept {
            own.push(&mut out, orders, lines, at);
            out.end_order(first + person);
        }
        out.end_person();
    }
    out
}

/// One person's orders that count, by time, and the lines of each.
#[derive(Default)]
pub(super) struct Own {
    mine: Vec<u32>,
    pub(super) kept: Vec<u32>,
    placed: Vec<(u32, u32)>,
}

impl Own {
    /// Takes one person's rows and lines. `stands` says of a key and a kind whether an order that came before all of these bears
    /// them and stays: a line that is meant for it came too late.
    pub(super) fn take(
        &mut self,
        (raw, mine): (&[RawOrder], &[u32]),
        (lines, theirs): (&[RawLine], &[u32]),
        stands: impl Fn(u64, bool) -> bool,
    ) {
        let Self { mine: sorted, kept, placed } = self;
        let group = |at: u32| {
            let order = &raw[at as usize];
            (order.key, order.refund())
        };
        sorted.clear();
        sorted.extend_from_slice(mine);
        sorted.sort_unstable_by_key(|&at| (group(at), std::cmp::Reverse(raw[at as usize].import), at));
        // Of each group, the rows of its newest import, which now come first.
        kept.clear();
        for same in sorted.chunk_by(|a, b| group(*a) == group(*b)) {
            let newest = raw[same[0] as usize].import;
            kept.extend(same.iter().copied().take_while(|&at| raw[at as usize].import == newest));
        }
        let first_of = |key: u64, refund: bool| {
            let at = kept.partition_point(|&at| group(at) < (key, refund));
            kept.get(at).copied().filter(|&at| group(at) == (key, refund))
        };
        placed.clear();
        for &at in theirs {
            let line = &lines[at as usize];
            let back = line.quantity < 0;
            let order = match first_of(line.key, back) {
                None if stands(line.key, back) => None,
                None => first_of(line.key, !back),
                found => found,
            };
            if let Some(order) = order.filter(|order| raw[*order as usize].import == line.import) {
                placed.push((order, at));
            }
        }
        placed.sort_unstable();
        // Of one day, those of the older import first: what a later one brings is put behind what is there.
        kept.sort_unstable_by_key(|&at| {
            let order = &raw[at as usize];
            (Day::of_second(order.at), order.import, order.at, order.refund(), at)
        });
    }

    /// Writes one of the orders that count, but for its end.
    pub(super) fn push(&self, out: &mut Orders, orders: &OrderBlock, lines: &[RawLine], at: u32) {
        let order = &orders.rows[at as usize];
        out.push(order.at, order.refund(), order.total, orders.key(at), order.channel());
        let its = self.placed.partition_point(|(of, _)| *of < at);
        for (_, line) in self.placed[its..].iter().take_while(|(of, _)| *of == at) {
            let line = &lines[*line as usize];
            out.push_line(line.article, line.quantity, line.amount);
        }
    }
}

/// Of one person's events, those that count, by kind and time: of the same event in several imports, as the newest has it.
pub(super) fn those_that_count<'a>(own: &mut [&'a RawEvent], kept: &mut Vec<&'a RawEvent>) {
    own.sort_unstable_by_key(|event| (group(event), std::cmp::Reverse(event.import)));
    kept.clear();
    for same in own.chunk_by(|a, b| group(a) == group(b)) {
        kept.extend(same.iter().copied().take_while(|event| event.import == same[0].import));
    }
    kept.sort_by_key(|event| in_order(event));
}

/// What makes two events the same.
fn group(event: &RawEvent) -> (u8, i64, u32) {
    (event.kind, event.at, event.subject)
}

/// By kind and day; of one day, those of the older import first.
fn in_order(event: &RawEvent) -> (u8, Day, u32, i64, u32) {
    (event.kind, Day::of_second(event.at), event.import, event.at, event.subject)
}

/// `rows`: how many there are of each kind in the whole shop. Kinds that nobody did stay empty.
fn block_of_events(
    people: usize,
    raw: &[RawEvent],
    rows: &[usize; EventKind::COUNT],
) -> [EventsOfKind; EventKind::COUNT] {
    let (from, by_person) = gather(people, raw.iter().map(|event| event.person));
    let mut mine = [0usize; EventKind::COUNT];
    raw.iter().for_each(|event| mine[usize::from(event.kind)] += 1);
    let mut out = mine.map(|rows| EventsOfKind::with_capacity(people, rows));
    let (mut own, mut kept): (Vec<&RawEvent>, Vec<&RawEvent>) = (Vec::new(), Vec::new());
    for person in 0..people {
        own.clear();
        own.extend(by_person[from[person] as usize..from[person + 1] as usize].iter().map(|at| &raw[*at as usize]));
        those_that_count(&mut own, &mut kept);
        for event in &kept {
            out[usize::from(event.kind)].push(Day::of_second(event.at), event.subject);
        }
        for (out, rows) in out.iter_mut().zip(rows) {
            if *rows > 0 {
                out.end_person();
            }
        }
    }
    for (out, rows) in out.iter_mut().zip(rows) {
        if *rows == 0 {
            *out = EventsOfKind::default();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use regulars_model::EventKind;

    #[test]
    fn a_kinds_number_is_its_place() {
        for (at, kind) in EventKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
    }
}
