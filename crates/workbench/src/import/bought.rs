//! What the people of a file bought and did: what the vault does not hold yet is written as it comes. Where lines of one
//! order are scattered over the file, or an event stands in it twice far apart, the file is read a second time.

use super::{
    claims::Claims,
    deeds::Deeds,
    known::{self, Held},
    matching::Who,
    orders::{LineIn, OrderBook},
    people::{Outcome, People},
    till::Chunks,
};
use regulars_ingest::{FileKind, RowCode, RowProblem};
use regulars_model::{
    Channel, Day, EventKind, EventRow, ImportId, PermissionState, PersonFields, PersonId, Problem, moment,
};
use regulars_vault::Tx;
use std::collections::{HashMap, HashSet};

/// The orders and events of an import under way.
pub(super) struct Bought<'a> {
    book: OrderBook,
    deeds: Deeds,
    chunks: Chunks<'a>,
    unnumbered: HashMap<(PersonId, i64, i64), u32>,
    already_there: u32,
    claims: Claims,
    /// The file is read for a second time: what it says of people was taken the first time.
    pub(super) again: bool,
}

/// One event as the file gave it.
pub(super) struct EventIn<'a> {
    pub(super) line: u32,
    pub(super) person: &'a PersonFields,
    pub(super) kind: EventKind,
    pub(super) at: i64,
    pub(super) subject: String,
}

impl<'a> Bought<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, import: ImportId, kind: FileKind) -> Result<Self, Problem> {
        let orders = if kind == FileKind::Orders { known::Orders::numbers(tx)? } else { known::Orders::default() };
        let events = if kind == FileKind::Events { known::events(tx)? } else { Held::default() };
        Ok(Self {
            book: OrderBook::new(),
            deeds: Deeds::new(events),
            chunks: Chunks::new(tx, import, orders),
            unnumbered: HashMap::new(),
            already_there: 0,
            claims: Claims::default(),
            again: false,
        })
    }

    /// Takes one line of an order of this person's.
    pub(super) fn line(&mut self, id: PersonId, key: &str, line: &LineIn<'_>) -> Result<(), Problem> {
        if key.is_empty() {
            let key = self.made_up_key(id, line.at, line.amount);
            return self.book.add_alone(id, &key, line, &mut self.chunks);
        }
        self.book.add(id, key, line, &mut self.chunks)
    }

    /// A number for an order whose file has none: its moment and amount, and which of several such it is. The same file
    /// gives the same numbers again, so that it adds nothing the second time.
    fn made_up_key(&mut self, id: PersonId, at: i64, amount: i64) -> String {
        let nth = self.unnumbered.entry((id, moment::told(at), amount)).or_default();
        *nth += 1;
        format!("{}/{amount}/{nth}", Day::of_second(moment::told(at)))
    }

    /// Takes one event.
    pub(super) fn event(&mut self, people: &mut People<'_>, event: EventIn<'_>) -> Result<Outcome, Problem> {
        let EventIn { line, person: fields, kind, at, subject } = event;
        let identities = fields.identities();
        let Who::Known { person, .. } = people.matcher.who(&identities) else {
            if people.is_erased(&identities) {
                return Ok(Outcome::Erased);
            }
            if kind == EventKind::Unsubscribed && !self.again {
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
        self.deed(people, person, kind, at, &subject)?;
        Ok(Outcome::Kept)
    }

    /// Takes what somebody known did.
    pub(super) fn deed(
        &mut self,
        people: &mut People<'_>,
        person: PersonId,
        kind: EventKind,
        at: i64,
        subject: &str,
    ) -> Result<(), Problem> {
        if !self.deeds.is_new(person, kind, at, subject) {
            self.already_there += 1;
            self.claims.event(&EventRow { person, kind, at, subject: subject.to_owned() });
            return Ok(());
        }
        if kind == EventKind::Unsubscribed && !self.again {
            people.permission(person, Channel::Email, PermissionState::Refused, Some(at))?;
        }
        self.chunks.event(person, kind, at, subject)
    }

    /// The end of the file. True when it has to be read once more, and is then begun anew.
    pub(super) fn end_of_file(&mut self) -> Result<bool, Problem> {
        self.book.end(&mut self.chunks)?;
        if self.again {
            return Ok(false);
        }
        let (orders, events): (HashSet<u64>, HashSet<u64>) = (self.book.scattered(), self.deeds.twice());
        if orders.is_empty() && events.is_empty() {
            return Ok(false);
        }
        self.chunks.undo()?;
        self.book = OrderBook::again(orders);
        self.deeds = std::mem::replace(&mut self.deeds, Deeds::new(Held::default())).again(events);
        self.unnumbered.clear();
        (self.already_there, self.again) = (0, true);
        self.claims = Claims::default();
        Ok(true)
    }

    /// Writes what is left, and says what was new.
    pub(super) fn finish(mut self, people: &mut People<'_>) -> Result<(), Problem> {
        self.chunks.end()?;
        let (tally, counts) = (&mut people.tally, self.chunks.counts);
        tally.already_there += self.already_there + self.book.already_there;
        tally.replaced = self.book.replaced;
        tally.purchases = counts.purchases;
        tally.refunds = counts.refunds;
        tally.lines = counts.lines;
        tally.events = counts.events;
        tally.gross = counts.gross;
        tally.net = counts.net;
        self.chunks.claimed.iter().for_each(|(person, key, content)| self.claims.order(*person, key, *content));
        self.claims.keep(people.tx, people.import)
    }
}
