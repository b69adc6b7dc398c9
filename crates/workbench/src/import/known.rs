//! What the vault holds already, as hashes: enough to tell what of a file is new.
//!
//! Most files bring orders that are not there yet, so their numbers are looked at first; what the vault's orders say is added up
//! only when a file has one of them.

use super::{
    claims::{line_part, order_part},
    deeds::event_hash,
    orders::{Digest, order_hash},
};
use crate::apart::each_chunk;
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns, Texts};
use regulars_model::{ImportId, OrderKind, PersonId, Problem};
use regulars_vault::Tx;

/// Hashes in ascending order, and where those begin whose first bits are so and so.
#[derive(Debug, Default)]
pub(super) struct Held {
    hashes: Vec<u64>,
    starts: Vec<u32>,
    bits: u32,
}

impl Held {
    /// Of some, each of them once.
    pub(super) fn of(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        // Some eight to a place: as much as the processor fetches at once.
        let bits = (usize::BITS - (hashes.len() / 8).leading_zeros()).clamp(1, 24);
        let mut starts = vec![0u32; (1 << bits) + 1];
        hashes.iter().for_each(|hash| starts[(hash >> (64 - bits)) as usize + 1] += 1);
        (0..1 << bits).for_each(|at| starts[at + 1] += starts[at]);
        Self { hashes, starts, bits }
    }

    /// Where a hash stands among them.
    pub(super) fn place(&self, hash: u64) -> Option<usize> {
        if self.hashes.is_empty() {
            return None;
        }
        let first = (hash >> (64 - self.bits)) as usize;
        let (from, to) = (self.starts[first] as usize, self.starts[first + 1] as usize);
        self.hashes[from..to].binary_search(&hash).ok().map(|at| from + at)
    }
}

/// Hashes of the vault's events.
pub(super) fn events(tx: &Tx<'_>) -> Result<Held, Problem> {
    let mut held = Vec::new();
    let apart = |_: &_, bytes: &[u8]| {
        let rows = EventColumns::decode(bytes)?;
        let of =
            |row: usize| event_hash(PersonId(rows.person[row]), rows.kind[row], rows.at[row], rows.subject.get(row));
        Ok((0..rows.len()).map(of).collect::<Vec<u64>>())
    };
    each_chunk(tx, ChunkKind::Events, apart, |hashes| held.extend(hashes))?;
    Ok(Held::of(held))
}

/// The vault's orders.
#[derive(Debug, Default)]
pub(super) struct Orders {
    held: Held,
    /// Beside each: the import of its newest version, and what that says.
    contents: Option<Vec<(u32, Digest)>>,
}

impl Orders {
    /// Their numbers.
    pub(super) fn numbers(tx: &Tx<'_>) -> Result<Self, Problem> {
        let mut held = Vec::new();
        let apart = |_: &_, bytes: &[u8]| {
            let rows = OrderColumns::decode(bytes)?;
            let mut hashes = hashes_of(&rows.person, &rows.key);
            hashes.dedup();
            Ok(hashes)
        };
        each_chunk(tx, ChunkKind::Orders, apart, |hashes| held.extend(hashes))?;
        Ok(Self { held: Held::of(held), contents: None })
    }

    /// What the newest version of an order says, where the vault holds one of this number that came before an import.
    pub(super) fn content(
        &mut self,
        tx: &Tx<'_>,
        before: ImportId,
        person: PersonId,
        key: &str,
    ) -> Result<Option<Digest>, Problem> {
        let Some(place) = self.held.place(order_hash(person, key)) else { return Ok(None) };
        if self.contents.is_none() {
            self.contents = Some(contents(tx, before, &self.held)?);
        }
        Ok(self.contents.as_ref().map(|contents| contents[place].1))
    }
}

/// A later import's version of an order replaces an earlier one's.
fn contents(tx: &Tx<'_>, before: ImportId, held: &Held) -> Result<Vec<(u32, Digest)>, Problem> {
    let mut contents = vec![(0, 0); held.hashes.len()];
    let mut add = |(import, rows): (u32, Vec<(u32, Digest)>)| {
        for (place, digest) in rows {
            let content: &mut (u32, Digest) = &mut contents[place as usize];
            match import.cmp(&content.0) {
                std::cmp::Ordering::Greater => *content = (import, digest),
                std::cmp::Ordering::Equal => content.1 = content.1.wrapping_add(digest),
                std::cmp::Ordering::Less => {}
            }
        }
    };
    let placed = |import: ImportId, hashes: Vec<u64>, digest: &dyn Fn(usize) -> Digest| {
        // What this import wrote itself is none of what was there.
        let rows = hashes.into_iter().enumerate().filter(|_| import != before);
        let placed = rows.filter_map(|(row, hash)| Some((held.place(hash)? as u32, digest(row))));
        (import.0, placed.collect::<Vec<(u32, Digest)>>())
    };
    each_chunk(
        tx,
        ChunkKind::Orders,
        |meta, bytes| {
            let rows = OrderColumns::decode(bytes)?;
            let digest = |row: usize| {
                let refund = rows.kind[row] == OrderKind::Refund;
                order_part(rows.at[row], refund, rows.total[row], rows.channel.get(row))
            };
            Ok(placed(meta.import, hashes_of(&rows.person, &rows.key), &digest))
        },
        &mut add,
    )?;
    each_chunk(
        tx,
        ChunkKind::Lines,
        |meta, bytes| {
            let rows = LineColumns::decode(bytes)?;
            let digest = |row: usize| {
                let [sku, product, category] = [&rows.sku, &rows.product, &rows.category].map(|texts| texts.get(row));
                line_part(sku, product, category, rows.at[row], rows.quantity[row], rows.amount[row])
            };
            Ok(placed(meta.import, hashes_of(&rows.person, &rows.order), &digest))
        },
        &mut add,
    )?;
    Ok(contents)
}

/// Which order each row is of.
fn hashes_of(people: &[u32], keys: &Texts) -> Vec<u64> {
    (0..people.len()).map(|row| order_hash(PersonId(people[row]), keys.get(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{
        histories::{fresh, provenance, rehearse},
        new_chunk,
    };
    use proptest::prelude::*;
    use regulars_model::{Collected, LineRow, OrderRow};
    use regulars_vault::{chunk, import};

    fn import_of(tx: &Tx<'_>, totals: &[(&str, i64)]) -> ImportId {
        let from = provenance(Collected::Form);
        let new = import::NewImport { file_name: "file.csv", kind: "orders", digest: [0; 32], from: &from };
        let id = import::start(tx, &new).unwrap();
        let (person, at) = (PersonId(7), 1_795_000_000);
        let (mut orders, mut lines) = (Vec::new(), Vec::new());
        for (key, total) in totals {
            let (kind, channel, key) = (OrderKind::Purchase, String::new(), (*key).to_owned());
            lines.push(LineRow {
                person,
                order: key.clone(),
                at,
                sku: "T-1".to_owned(),
                product: "Tea".to_owned(),
                category: String::new(),
                quantity: 1,
                amount: *total,
            });
            orders.push(OrderRow { person, key, at, kind, total: *total, channel });
        }
        for (kind, encoded) in
            [(ChunkKind::Orders, OrderColumns::encode(&orders)), (ChunkKind::Lines, LineColumns::encode(&lines))]
        {
            chunk::add(tx, &new_chunk(kind, id, &encoded.unwrap())).unwrap();
        }
        id
    }

    fn content_of(total: i64) -> Digest {
        let order = order_part(1_795_000_000, false, total, "");
        order.wrapping_add(line_part("T-1", "Tea", "", 1_795_000_000, 1, total))
    }

    #[test]
    fn the_newest_version_that_came_before_an_import_is_what_was_there() {
        let (_dir, mut vault) = fresh();
        rehearse(&mut vault, |tx| {
            import_of(tx, &[("#1", 500), ("#2", 900)]);
            import_of(tx, &[("#1", 700)]);
            let mut orders = Orders::numbers(tx).unwrap();
            // Chunks of its own are full, and written, before the file says an order that was there.
            let this = import_of(tx, &[("#1", 1_000), ("#3", 100)]);
            let mut content = |person, key| orders.content(tx, this, PersonId(person), key).unwrap();
            assert_eq!(content(7, "#3"), None);
            assert_eq!(content(8, "#1"), None, "another's number");
            assert_eq!((content(7, "#1"), content(7, "#2")), (Some(content_of(700)), Some(content_of(900))));
        });
    }

    proptest! {
        #[test]
        fn each_hash_stands_where_it_is_found(
            mut hashes in prop::collection::vec(prop_oneof![any::<u64>(), 0u64..9, u64::MAX - 9..=u64::MAX], 0..200),
            others in prop::collection::vec(any::<u64>(), 0..20),
        ) {
            let held = Held::of(hashes.clone());
            hashes.sort_unstable();
            hashes.dedup();
            for (place, hash) in hashes.iter().enumerate() {
                prop_assert_eq!(held.place(*hash), Some(place));
            }
            for other in others.iter().filter(|other| !hashes.contains(other)) {
                prop_assert_eq!(held.place(*other), None);
            }
        }
    }
}
