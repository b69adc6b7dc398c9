//! What the people of a file bought and did: gathers orders and events, and writes what the vault does not hold yet.

use super::{
    claims::Claims,
    matching::Who,
    new_chunk,
    orders::{KnownBuilder, LineIn, OrderBook},
    people::{Outcome, People},
};
use crate::problems;
use regulars_columns::{CHUNK_ROWS, ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_ingest::{FileKind, RowCode, RowProblem};
use regulars_model::{Channel, Day, EventKind, EventRow, OrderKind, PermissionState, PersonFields, PersonId, Problem};
use regulars_vault::{Tx, chunk};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The orders and events of an import under way.
pub(super) struct Bought {
    book: OrderBook,
    unnumbered: HashMap<(PersonId, i64, i64), u32>,
    events: Vec<EventRow>,
    known_events: HashSet<u64>,
    claims: Claims,
}

/// One event as the file gave it.
pub(super) struct EventIn<'a> {
    pub(super) line: u32,
    pub(super) person: &'a PersonFields,
    pub(super) kind: EventKind,
    pub(super) at: i64,
    pub(super) subject: String,
}

impl Bought {
    pub(super) fn new(tx: &Tx<'_>, kind: FileKind) -> Result<Self, Problem> {
        let known_events = if kind == FileKind::Events { known_events(tx)? } else { HashSet::new() };
        Ok(Self {
            book: OrderBook::default(),
            unnumbered: HashMap::new(),
            events: Vec::new(),
            known_events,
            claims: Claims::default(),
        })
    }

    /// Takes one line of an order of this person's.
    pub(super) fn line(&mut self, id: PersonId, key: String, line: &LineIn<'_>) {
        let key = if key.is_empty() { self.made_up_key(id, line.at, line.amount) } else { key };
        self.book.add(id, &key, line);
    }

    /// A number for an order whose file has none: its moment and amount, and which of several such it is. The same file
    /// gives the same numbers again, so that it adds nothing the second time.
    fn made_up_key(&mut self, id: PersonId, at: i64, amount: i64) -> String {
        let nth = self.unnumbered.entry((id, at, amount)).or_default();
        *nth += 1;
        format!("{}/{amount}/{nth}", Day::of_second(at))
    }
    /// Takes one event.
    pub(super) fn event(&mut self, people: &mut People<'_>, event: EventIn<'_>) -> Result<Outcome, Problem> {
        let EventIn { line, person: fields, kind, at, subject } = event;
        let identities = fields.identities();
        let Who::Known { person, .. } = people.matcher.who(&identities) else {
            if people.is_erased(&identities) {
                return Ok(Outcome::Erased);
            }
            if kind == EventKind::Unsubscribed {
                people.remember_no(&identities, Channel::Email)?;
            }
            return Ok(Outcome::NotUsed(RowProblem {
                line,
                column: String::new(),
                code: RowCode::UnknownPerson,
                words: RowCode::UnknownPerson.words().to_owned(),
                hint: RowCode::UnknownPerson.hint(),
                raw: vec![fields.email.clone(), format!("{kind:?}"), subject],
            }));
        };
        people.heard(person, line, fields)?;
        let row = EventRow { person, kind, at, subject };
        if !self.known_events.insert(event_hash(&row)) {
            people.tally.already_there += 1;
            self.claims.event(&row);
            return Ok(Outcome::Kept);
        }
        if kind == EventKind::Unsubscribed {
            people.permission(person, Channel::Email, PermissionState::Refused, at)?;
        }
        people.tally.events += 1;
        self.events.push(row);
        Ok(Outcome::Kept)
    }

    /// Writes what was gathered.
    pub(super) fn finish(self, people: &mut People<'_>) -> Result<(), Problem> {
        let Self { book, mut events, mut claims, .. } = self;
        let (tx, import, tally) = (people.tx, people.import, &mut people.tally);
        if book.len() > 0 {
            let new = book.against(&known_orders(tx)?);
            tally.already_there += new.already_there;
            new.claimed.iter().for_each(|(person, key, content)| claims.order(*person, key, *content));
            tally.replaced = new.replaced;
            tally.lines = u32::try_from(new.lines.len()).unwrap_or(u32::MAX);
            for order in &new.orders {
                tally.net += order.total;
                match order.kind {
                    OrderKind::Purchase => {
                        tally.purchases += 1;
                        tally.gross += order.total;
                    }
                    OrderKind::Refund => tally.refunds += 1,
                }
            }
            for rows in new.orders.chunks(CHUNK_ROWS) {
                let encoded = OrderColumns::encode(rows).map_err(|_| problems::damaged_chunk())?;
                chunk::add(tx, &new_chunk(ChunkKind::Orders, import, &encoded))?;
            }
            for rows in new.lines.chunks(CHUNK_ROWS) {
                let encoded = LineColumns::encode(rows).map_err(|_| problems::damaged_chunk())?;
                chunk::add(tx, &new_chunk(ChunkKind::Lines, import, &encoded))?;
            }
        }
        events.sort_by_key(|event| event.at);
        for rows in events.chunks(CHUNK_ROWS) {
            let encoded = EventColumns::encode(rows).map_err(|_| problems::damaged_chunk())?;
            chunk::add(tx, &new_chunk(ChunkKind::Events, import, &encoded))?;
        }
        claims.keep(tx, import)
    }
}
fn known_orders(tx: &Tx<'_>) -> Result<super::orders::KnownOrders, Problem> {
    let mut known = KnownBuilder::default();
    chunk::for_each(tx, ChunkKind::Orders.word(), |meta, bytes| {
        let rows = OrderColumns::decode(bytes).map_err(|_| problems::damaged_chunk())?;
        rows.rows().for_each(|row| known.order(meta.import.0, &row));
        Ok::<(), Problem>(())
    })?;
    chunk::for_each(tx, ChunkKind::Lines.word(), |meta, bytes| {
        let rows = LineColumns::decode(bytes).map_err(|_| problems::damaged_chunk())?;
        rows.rows().for_each(|row| known.line(meta.import.0, &row));
        Ok::<(), Problem>(())
    })?;
    Ok(known.build())
}

fn known_events(tx: &Tx<'_>) -> Result<HashSet<u64>, Problem> {
    let mut known = HashSet::new();
    chunk::for_each(tx, ChunkKind::Events.word(), |_, bytes| {
        let rows = EventColumns::decode(bytes).map_err(|_| problems::damaged_chunk())?;
        known.extend(rows.rows().map(|row| event_hash(&row)));
        Ok::<(), Problem>(())
    })?;
    Ok(known)
}
fn event_hash(row: &EventRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.person, row.kind, row.at, &row.subject).hash(&mut hasher);
    hasher.finish()
}
