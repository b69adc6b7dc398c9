//! Reads a vault into the shop in memory on all cores: its database is read by one, what is read is taken apart by all.

use crate::{
    about::{About, Part},
    apart::each_chunk,
    groups::Groups,
    places::Places,
    problems,
    progress::{Progress, Stage},
    rules::usable,
};
use regulars_columns::{ChunkError, ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_insight::{Everybody, Piece, Shop, ShopBuilder};
use regulars_model::{Currency, ImportId, PersonId, Problem, Zone};
use regulars_vault::{
    Read, VaultError, chunk,
    chunk::{ChunkId, ChunkMeta},
    person, product,
};
use std::{collections::BTreeSet, sync::mpsc::sync_channel, thread};

/// What orders and events are read from. What is the same at two times need not be read twice.
#[derive(Default)]
pub(crate) struct Deeds {
    chunks: Vec<ChunkMeta>,
    /// They say what category lines are in that do not say it themselves.
    products: Vec<(String, String)>,
    /// Fields of the shop's own that may be used.
    usable: BTreeSet<String>,
}

impl Deeds {
    pub(crate) fn list(read: &Read<'_>) -> Result<Self, Problem> {
        Ok(Self { chunks: chunk::list(read)?, products: product::list(read)?, usable: usable(read)? })
    }

    /// What came behind all that was there, when nothing else is another: chunks of imports that are newer than all before.
    pub(crate) fn behind<'a>(&self, now: &'a Self) -> Option<&'a [ChunkMeta]> {
        let same = |(before, now): (&ChunkMeta, &ChunkMeta)| (before.id, before.checksum) == (now.id, now.checksum);
        let (stayed, came) = now.chunks.split_at_checked(self.chunks.len())?;
        let newest = self.chunks.iter().map(|meta| meta.import).max();
        let is_behind = self.chunks.iter().zip(stayed).all(same)
            && came.iter().all(|meta| newest.is_none_or(|newest| meta.import > newest))
            && self.products == now.products
            && self.usable == now.usable;
        is_behind.then_some(came)
    }

    /// As it was before these chunks came, which nothing else came with.
    pub(crate) fn without(&self, came: &[ChunkId]) -> Self {
        let was_there = |meta: &&ChunkMeta| came.binary_search(&meta.id).is_err();
        Self {
            chunks: self.chunks.iter().filter(was_there).cloned().collect(),
            products: self.products.clone(),
            usable: self.usable.clone(),
        }
    }

    /// Chunks that were not there before.
    #[cfg(test)]
    pub(crate) fn since(&self, before: &Self) -> Vec<ChunkId> {
        let is_new = |meta: &&ChunkMeta| before.chunks.iter().all(|there| there.id != meta.id);
        let mut new: Vec<ChunkId> = self.chunks.iter().filter(is_new).map(|meta| meta.id).collect();
        new.sort_unstable();
        new
    }

    /// The shop's own list of products: number, name and category.
    pub(crate) fn products(&self) -> impl Iterator<Item = [String; 3]> {
        products(&self.products)
    }

    /// What of a shop that was read from this may stay when it is now to be read from that.
    pub(crate) fn kept<'a>(&self, now: &Self, shop: &'a mut Shop) -> Kept<'a> {
        let same = |kind: ChunkKind| {
            let of = |deeds: &'_ Self| -> Vec<_> {
                let mine = deeds.chunks.iter().filter(|meta| meta.kind == kind.word());
                mine.map(|meta| (meta.id, meta.checksum)).collect()
            };
            of(self) == of(now)
        };
        Kept {
            orders: same(ChunkKind::Orders) && same(ChunkKind::Lines) && self.products == now.products,
            events: same(ChunkKind::Events),
            shop: Some(shop),
        }
    }
}

/// Number, name and category of each product, as the vault keeps them.
fn products(told: &[(String, String)]) -> impl Iterator<Item = [String; 3]> {
    told.iter().map(|(_, told)| {
        let told: serde_json::Value = serde_json::from_str(told).unwrap_or_default();
        ["sku", "name", "category"]
            .map(|name| told.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned())
    })
}

/// The shop as it was before, and what of it may stay as it is laid out, as long as everybody stands where they stood.
pub(crate) struct Kept<'a> {
    shop: Option<&'a mut Shop>,
    pub(crate) orders: bool,
    pub(crate) events: bool,
}

impl Kept<'_> {
    pub(crate) fn nothing() -> Self {
        Self { shop: None, orders: false, events: false }
    }
}

/// Lays out in memory what a vault holds, entries that are one person as one.
pub(crate) fn load_shop(
    read: &Read<'_>,
    groups: &Groups,
    currency: Currency,
    zone: &Zone,
    kept: Kept<'_>,
    progress: Progress<'_>,
) -> Result<Shop, Problem> {
    let mut builder = ShopBuilder::new(currency);
    let mut places = Places::load(read)?;
    let Kept { shop: mut before, orders: mut keep_orders, events: mut keep_events } = kept;
    thread::scope(|scope| {
        // One reads people, another lays them out.
        let (batches, to_lay) = sync_channel::<Vec<(PersonId, Part)>>(4);
        let laying = scope.spawn(move || {
            let mut everybody = Everybody::new();
            let in_order = to_lay.iter().flatten().all(|(id, part)| everybody.push(&places.placed(part.facts(id))));
            in_order.then_some(everybody)
        });
        read_people(read, groups, &mut builder, progress, |batch| drop(batches.send(batch)))?;
        drop(batches);
        let everybody = laying.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        builder.everybody(everybody.ok_or_else(|| VaultError::Damaged("the order of people").problem())?);
        // Lines that say no category take it from the shop's list of products; the chunks stay as they are.
        for [sku, name, category] in products(&product::list(read)?) {
            builder.product(&sku, &name, &category);
        }
        if !before.as_deref().is_some_and(|before| builder.continues(before)) {
            (keep_orders, keep_events) = (false, false);
        }
        builder.settle();
        if !keep_events {
            add_chunks(read, ChunkKind::Events, zone, &mut builder)?;
            builder.lay_events();
        }
        if !keep_orders {
            add_chunks(read, ChunkKind::Orders, zone, &mut builder)?;
            add_chunks(read, ChunkKind::Lines, zone, &mut builder)?;
        }
        Ok::<(), Problem>(())
    })?;
    // Nothing can go wrong from here on: what was laid out before may be taken.
    if let Some(before) = &mut before {
        if keep_events {
            builder.keep_events(before);
        }
        if keep_orders {
            builder.keep_orders(before);
        }
    }
    Ok(builder.build())
}

/// People that are handed over at once.
const BATCH: usize = 1024;

/// Hands everybody over, by number.
fn read_people(
    read: &Read<'_>,
    groups: &Groups,
    builder: &mut ShopBuilder,
    progress: Progress<'_>,
    mut hand_over: impl FnMut(Vec<(PersonId, Part)>),
) -> Result<(), Problem> {
    let mut stage = Stage::start("Opening", None, progress);
    let about = About::load(read)?;
    let (mut done, mut batch) = (0, Vec::with_capacity(BATCH));
    person::for_each(read, |stored| {
        done += 1;
        stage.at(done)?;
        let id = stored.id;
        let mut part = about.part(stored);
        match groups.stands_for(id) {
            None => {}
            Some(stands) if stands == id => {
                // Entries come by number: the one that stands for all is the first.
                for other in person::many(read, &groups.members(id)[1..])? {
                    part = part.with(about.part(other));
                }
            }
            Some(stands) => {
                builder.same(id, stands);
                return Ok(());
            }
        }
        batch.push((id, part));
        if batch.len() == BATCH {
            hand_over(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
        }
        Ok::<(), Problem>(())
    })?;
    hand_over(batch);
    Ok(())
}

/// Hands all chunks of a kind over, in the order in which they were kept.
fn add_chunks(read: &Read<'_>, kind: ChunkKind, zone: &Zone, builder: &mut ShopBuilder) -> Result<(), Problem> {
    let rows = chunk::list(read)?.iter().filter(|meta| meta.kind == kind.word()).map(|meta| meta.rows as usize).sum();
    builder.expect(kind, rows);
    let apart = |meta: &ChunkMeta, bytes: &[u8]| Ok((meta.import, piece(kind, bytes, zone)?));
    each_chunk(read, kind, apart, |(import, piece)| builder.add(import, piece))
}

/// What chunks hold, in the order in which a shop takes it: events, then orders, then lines.
pub(crate) fn pieces(read: &Read<'_>, chunks: &[ChunkMeta], zone: &Zone) -> Result<Vec<(ImportId, Piece)>, Problem> {
    let mut pieces = Vec::with_capacity(chunks.len());
    for kind in [ChunkKind::Events, ChunkKind::Orders, ChunkKind::Lines] {
        for meta in chunks.iter().filter(|meta| meta.kind == kind.word()) {
            let made = piece(kind, &chunk::bytes(read, meta.id)?, zone).map_err(|_| problems::damaged_chunk())?;
            pieces.push((meta.import, made));
        }
    }
    Ok(pieces)
}

/// A chunk's rows, each at the time that the shop's clock showed.
fn piece(kind: ChunkKind, bytes: &[u8], zone: &Zone) -> Result<Piece, ChunkError> {
    Ok(match kind {
        ChunkKind::Orders => {
            let mut orders = OrderColumns::decode(bytes)?;
            zone.show(&mut orders.at);
            Piece::orders(orders)
        }
        ChunkKind::Lines => {
            let mut lines = LineColumns::decode(bytes)?;
            zone.show(&mut lines.at);
            Piece::lines(lines)
        }
        ChunkKind::Events => {
            let mut events = EventColumns::decode(bytes)?;
            zone.show(&mut events.at);
            Piece::events(events)
        }
    })
}
