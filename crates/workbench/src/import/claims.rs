//! Claims: what an import held too, but an earlier one had brought. Should the earlier one be undone, its orders and events
//! are not gone: they are the later one's.

use regulars_columns::ChunkKind;
use regulars_model::{EventKind, EventRow, ImportId, PersonId, Problem, moment};
use regulars_vault::{Tx, claim};
use std::collections::{HashMap, HashSet};

/// What an import under way found to be there already.
#[derive(Debug, Default)]
pub(super) struct Claims {
    orders: Vec<u64>,
    events: Vec<u64>,
}

impl Claims {
    /// An order of this content was there already.
    pub(super) fn order(&mut self, person: PersonId, key: &str, content: u64) {
        self.orders.push(order(person, key, content));
    }

    /// This event was there already.
    pub(super) fn event(&mut self, row: &EventRow) {
        self.events.push(event(row));
    }

    /// Keeps them with the import.
    pub(super) fn keep(mut self, tx: &Tx<'_>, import: ImportId) -> Result<(), Problem> {
        for (kind, hashes) in [(ChunkKind::Orders, &mut self.orders), (ChunkKind::Events, &mut self.events)] {
            if !hashes.is_empty() {
                hashes.sort_unstable();
                hashes.dedup();
                claim::set(tx, import, kind.word(), hashes)?;
            }
        }
        Ok(())
    }
}

/// The claims that stand when an import is undone: which later import gets a row.
#[derive(Debug, Default)]
pub(super) struct Standing {
    heirs: HashMap<u64, ImportId>,
    used: HashSet<(ImportId, u64)>,
    lists: Vec<(ImportId, Vec<u64>)>,
}

impl Standing {
    /// Claims on rows of a kind by imports after this one.
    pub(super) fn after(tx: &Tx<'_>, import: ImportId, kind: ChunkKind) -> Result<Self, Problem> {
        let lists: Vec<(ImportId, Vec<u64>)> =
            claim::all(tx, kind.word())?.into_iter().filter(|(id, _)| *id > import).collect();
        let mut heirs = HashMap::new();
        for (id, hashes) in &lists {
            for hash in hashes {
                heirs.entry(*hash).or_insert(*id);
            }
        }
        Ok(Self { heirs, used: HashSet::new(), lists })
    }

    /// Who gets the row of this hash. What is handed on is claimed no more.
    pub(super) fn heir(&mut self, hash: u64) -> Option<ImportId> {
        let heir = self.heirs.get(&hash).copied()?;
        self.used.insert((heir, hash));
        Some(heir)
    }

    /// Whether nobody claims anything.
    pub(super) fn is_empty(&self) -> bool {
        self.heirs.is_empty()
    }

    /// Takes off the claims that were met.
    pub(super) fn settle(self, tx: &Tx<'_>, kind: ChunkKind) -> Result<(), Problem> {
        for (id, hashes) in self.lists {
            let left: Vec<u64> = hashes.iter().copied().filter(|hash| !self.used.contains(&(id, *hash))).collect();
            if left.len() < hashes.len() {
                claim::set(tx, id, kind.word(), &left)?;
            }
        }
        Ok(())
    }
}

/// FNV-1a over 64 bits, mixed at the end. Kept in vaults: it must be the same in every version of this program.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    fn text(self, text: &str) -> Self {
        self.number(text.len() as u64).bytes(text.as_bytes())
    }

    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    fn done(self) -> u64 {
        let mixed = (self.0 ^ self.0 >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ mixed >> 33
    }
}

/// Names an order of a person with its content: the sum of [`order_part`] and [`line_part`] over its rows.
pub(super) fn order(person: PersonId, key: &str, content: u64) -> u64 {
    Fnv::new().number(person.0.into()).text(key).number(content).done()
}

/// A file that comes again may be read by a program that knows more of its times: the seconds are the same.
fn told(at: i64) -> u64 {
    moment::told(at).cast_unsigned()
}

/// What one row of an order adds to its content.
pub(super) fn order_part(at: i64, refund: bool, total: i64, channel: &str) -> u64 {
    let said = Fnv::new().number(told(at)).number(u64::from(refund)).number(total.cast_unsigned());
    // An order of no known channel has the hash it had before orders had any.
    if channel.is_empty() { said.done() } else { said.text(channel).done() }
}

/// What one line adds to its order's content.
pub(super) fn line_part(sku: &str, product: &str, category: &str, at: i64, quantity: i32, amount: i64) -> u64 {
    let texts = Fnv::new().text(sku).text(product).text(category);
    texts.number(told(at)).number(i64::from(quantity).cast_unsigned()).number(amount.cast_unsigned()).done()
}

/// Names an event.
pub(super) fn event(row: &EventRow) -> u64 {
    let kind = EventKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or(0);
    Fnv::new().number(row.person.0.into()).number(kind as u64).number(told(row.at)).text(&row.subject).done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_that_vaults_hold() {
        // Change these only with a migration: claims in vaults were made with them.
        let row =
            EventRow { person: PersonId(7), kind: EventKind::EmailOpened, at: 1_795_000_000, subject: "May".into() };
        assert_eq!(event(&row), event(&row.clone()));
        assert_ne!(event(&row), event(&EventRow { at: 1, ..row.clone() }));
        assert_eq!(order(PersonId(7), "#1", 3), 0xb6b6_63f6_cb95_551a, "{:#x}", order(PersonId(7), "#1", 3));
    }
}
