//! An import taken back, at any later time: what only it said goes, what came later stays, and so does every no.

use super::{
    claims::{self, Standing},
    fold::{Without, without},
    new_chunk,
    orders::{line_digest, order_digest},
};
use crate::{
    Workbench,
    clock::{Stopwatch, local_date},
    import::tally::{count, listed},
    problems,
    progress::{Progress, Stage, quiet},
    views::{UndoPlanView, UndoReportView},
};
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_model::{Code, Identity, ImportId, PermissionState, PersonFields, PersonId, Problem, group_digits};
use regulars_vault::{
    Tx, campaign_result, chunk, field, identity, import, permission, person, person_source, persona_run, product, said,
    suppression,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// From so many people on that go, the personas are dropped at once and not one by one.
const MANY: u32 = 50;

/// So many people go in one stroke.
const TOGETHER: usize = 1000;

/// How the stages are called: of taking it back, and of counting what that would do.
const DOING: [&str; 2] = ["Taking back what it said", "Writing"];
const COUNTING: [&str; 2] = ["Counting what it said", "Counting its orders and events"];

/// What an undo did, or would do.
#[derive(Debug, Default)]
pub(super) struct Undone {
    removed: u32,
    reverted: u32,
    unparted: u32,
    /// People whom only this import speaks of, and who have said yes themselves.
    stay: u32,
    orders: u32,
    events: u32,
    kept_by_others: u32,
    yeses: u32,
    noes: u32,
    products: u32,
}

impl Workbench {
    /// Counts exactly what undoing an import (`i3`) would do, and writes nothing.
    ///
    /// # Errors
    /// When no vault is open, there is no such import, it was undone already, or the user stopped it.
    pub fn undo_plan(&mut self, import: &str, progress: Progress<'_>) -> Result<UndoPlanView, Problem> {
        let cause = self.cause("undo_import");
        let open = self.opened_mut()?;
        let held = open.vault.read(|read| known(read, import))?;
        let done = open.vault.rehearse(cause, |tx| take_back(tx, held.id, COUNTING, progress))?;
        Ok(done.view(&held, true))
    }

    /// Undoes an import.
    ///
    /// # Errors
    /// As for [`Self::undo_plan`]. Nothing is written then.
    pub fn undo_import(&mut self, import: &str, progress: Progress<'_>) -> Result<UndoReportView, Problem> {
        let (cause, watch) = (self.cause("undo_import"), Stopwatch::start());
        let held = self.opened()?.vault.read(|read| known(read, import))?;
        self.back_up_before("undo")?;
        let open = self.opened_mut()?;
        let done = open.vault.write(cause, |tx| undo(tx, held.id, progress))?;
        open.reload(&mut quiet())?;
        let did = done.view(&held, false);
        Ok(UndoReportView { summary: did.words.clone(), did, seconds: watch.seconds() })
    }
}

fn known(read: &regulars_vault::Read<'_>, text: &str) -> Result<import::Import, Problem> {
    let none = || {
        Problem::new(
            Code::NotFound,
            "There is no import of that number.",
            "“import history” lists them; they are called i1, i2 and so on.",
        )
    };
    let id: ImportId = text.trim().parse().map_err(|_| none())?;
    let held = import::get(read, id)?.ok_or_else(none)?;
    match held.undone {
        None => Ok(held),
        Some(at) => Err(Problem::new(
            Code::Usage,
            format!("This import was undone on {} already.", local_date(at)),
            "To have it back, import the file again.",
        )),
    }
}

pub(super) fn undo(tx: &Tx<'_>, id: ImportId, progress: Progress<'_>) -> Result<Undone, Problem> {
    take_back(tx, id, DOING, progress)
}

fn take_back(tx: &Tx<'_>, id: ImportId, doing: [&'static str; 2], progress: Progress<'_>) -> Result<Undone, Problem> {
    let mut done = Undone::default();
    let people = person_source::people_of(tx, id)?;
    let mut orphans: HashSet<Identity> = HashSet::new();
    {
        let mut stage = Stage::start(doing[0], Some(count(people.len())), progress);
        stage.tell(0, 0.0)?;
        let mut going: Vec<PersonId> = Vec::new();
        for (at, person) in people.iter().enumerate() {
            stage.at(count(at))?;
            if one(tx, *person, id, &mut done, &mut orphans)? == Goes::Away {
                going.push(*person);
            }
            if going.len() == TOGETHER {
                remove(tx, &mut going, &done)?;
            }
        }
        remove(tx, &mut going, &done)?;
    }
    Stage::start(doing[1], None, progress).tell(0, 0.0)?;
    hand_on(tx, &orphans)?;
    take_orders(tx, id, &mut done)?;
    take_events(tx, id, &mut done)?;
    done.products = product::untell(tx, id)? + campaign_result::untell(tx, id)?;
    for kind in [ChunkKind::Orders, ChunkKind::Events] {
        regulars_vault::claim::set(tx, id, kind.word(), &[])?;
    }
    field::empty(tx, id)?;
    import::undo(tx, id, tx.cause().now)?;
    // The last moment at which the user can still stop it.
    Stage::start(doing[1], None, progress).tell(0, 0.0)?;
    Ok(done)
}

fn remove(tx: &Tx<'_>, going: &mut Vec<PersonId>, done: &Undone) -> Result<(), Problem> {
    if done.removed >= MANY {
        persona_run::clear(tx)?;
    }
    person::remove(tx, going)?;
    going.clear();
    Ok(())
}

/// Whether anything is left of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    Away,
    Stays,
}

/// Takes back what an import said of one person. Whoever goes away is still to be removed.
fn one(
    tx: &Tx<'_>,
    person: PersonId,
    import: ImportId,
    done: &mut Undone,
    orphans: &mut HashSet<Identity>,
) -> Result<Goes, Problem> {
    let stored = person::get(tx, person)?.ok_or_else(problems::no_such_person)?;
    let kept = said::of(tx, person)?;
    let whole = said::whole(tx, person, &stored.fields)?;
    let before = identity::of(tx, person)?;
    match without(&whole, &kept, import) {
        // No file speaks of them any more, but they do themselves: what they said by hand would go with them.
        Without::Nobody if said_yes_by_hand(tx, person)? => done.stay += 1,
        Without::Nobody => {
            let said = permission::of(tx, person)?;
            done.yeses += count(said.iter().filter(|held| held.permission.state == PermissionState::Granted).count());
            done.noes += count(said.iter().filter(|held| held.permission.state == PermissionState::Refused).count());
            remember_noes(tx, &before, &said, stored.use_allowed)?;
            done.removed += 1;
            orphans.extend(before);
            return Ok(Goes::Away);
        }
        Without::AsTheyAre { kept: rest } => {
            done.unparted += 1;
            rewrite(tx, person, &kept, &rest)?;
        }
        Without::Left { fields, identities, kept: rest } => {
            rewrite(tx, person, &kept, &rest)?;
            for gone in before.iter().filter(|one| !identities.contains(one)) {
                identity::remove(tx, person, gone)?;
                orphans.insert(gone.clone());
            }
            let changed = differing(&stored.fields, &fields);
            if !changed.is_empty() {
                person::update(tx, person, &fields, &changed, tx.cause().now)?;
                done.reverted += 1;
            }
        }
    }
    person_source::remove(tx, person, import)?;
    let taken = permission::take_back(tx, person, import)?;
    done.yeses += taken.yeses;
    done.noes += taken.noes;
    Ok(Goes::Stays)
}

/// Whether a person has given a yes outside of any file that still holds.
fn said_yes_by_hand(tx: &Tx<'_>, person: PersonId) -> Result<bool, Problem> {
    let holds = |held: &permission::Held| {
        held.permission.state == PermissionState::Granted && held.by == permission::By::Person
    };
    Ok(permission::of(tx, person)?.iter().any(holds))
}

fn rewrite(
    tx: &Tx<'_>,
    person: PersonId,
    before: &[(ImportId, said::Kept)],
    after: &[(ImportId, said::Kept)],
) -> Result<(), Problem> {
    for (import, kept) in after {
        if before.iter().find(|(id, _)| id == import).is_none_or(|(_, held)| held != kept) {
            said::set(tx, person, *import, kept)?;
        }
    }
    Ok(())
}

/// The names of the fields that differ.
fn differing(one: &PersonFields, other: &PersonFields) -> Vec<&'static str> {
    if one == other { Vec::new() } else { vec!["fields"] }
}

/// Whoever goes has still said no: a token of each of their identifiers stays for every no.
fn remember_noes(
    tx: &Tx<'_>,
    identities: &[Identity],
    said: &[permission::Held],
    use_allowed: bool,
) -> Result<(), Problem> {
    let now = tx.cause().now;
    for identity in identities {
        let token = suppression::token(tx, identity);
        for held in said.iter().filter(|held| held.permission.state == PermissionState::Refused) {
            suppression::add(tx, &token, suppression::Scope::Channel(held.permission.channel), now)?;
        }
        if !use_allowed {
            suppression::add(tx, &token, suppression::Scope::Use, now)?;
        }
    }
    Ok(())
}

/// An identifier that went may stand in the fields of somebody who could not have it until now.
fn hand_on(tx: &Tx<'_>, orphans: &HashSet<Identity>) -> Result<(), Problem> {
    if orphans.is_empty() {
        return Ok(());
    }
    let mut heirs: Vec<(PersonId, Identity)> = Vec::new();
    person::for_each(tx, |stored| {
        let theirs = stored.fields.identities().into_iter().filter(|one| orphans.contains(one));
        heirs.extend(theirs.map(|one| (stored.id, one)));
        Ok::<(), Problem>(())
    })?;
    for (person, one) in heirs {
        identity::add(tx, person, &one)?;
    }
    Ok(())
}

/// A chunk of the import: its number and its bytes.
fn chunks_of(tx: &Tx<'_>, kind: ChunkKind, import: ImportId) -> Result<Vec<(chunk::ChunkId, u32)>, Problem> {
    let all = chunk::list(tx)?.into_iter();
    Ok(all.filter(|meta| meta.import == import && meta.kind == kind.word()).map(|meta| (meta.id, meta.rows)).collect())
}

/// Drops chunks, and keeps of each what goes to a later import.
fn split<C: Columns>(
    tx: &Tx<'_>,
    kind: ChunkKind,
    import: ImportId,
    mut heir: impl FnMut(&C::Row) -> Option<ImportId>,
) -> Result<(u32, u32), Problem> {
    let (mut gone, mut kept) = (0, 0);
    for (id, rows) in chunks_of(tx, kind, import)? {
        let mut parts: BTreeMap<ImportId, Vec<usize>> = BTreeMap::new();
        let columns = C::decode(&chunk::bytes(tx, id)?).map_err(|_| problems::damaged_chunk())?;
        for (at, row) in columns.rows().enumerate() {
            if let Some(heir) = heir(&row) {
                parts.entry(heir).or_default().push(at);
            }
        }
        for (heir, rows) in &parts {
            kept += count(rows.len());
            let encoded = columns.select(rows).to_chunk().map_err(|_| problems::damaged_chunk())?;
            chunk::add(tx, &new_chunk(kind, *heir, &encoded))?;
        }
        gone += rows;
        chunk::delete(tx, id)?;
    }
    Ok((gone - kept, kept))
}

fn take_orders(tx: &Tx<'_>, import: ImportId, done: &mut Undone) -> Result<(), Problem> {
    let mut standing = Standing::after(tx, import, ChunkKind::Orders)?;
    if standing.is_empty() {
        for (kind, counted) in [(ChunkKind::Orders, true), (ChunkKind::Lines, false)] {
            for (id, rows) in chunks_of(tx, kind, import)? {
                chunk::delete(tx, id)?;
                done.orders += if counted { rows } else { 0 };
            }
        }
        return Ok(());
    }
    let mut content: HashMap<(PersonId, String), u64> = HashMap::new();
    for (id, _) in chunks_of(tx, ChunkKind::Orders, import)? {
        for row in OrderColumns::decode(&chunk::bytes(tx, id)?).map_err(|_| problems::damaged_chunk())?.rows() {
            let digest = order_digest(&row);
            let sum = content.entry((row.person, row.key)).or_default();
            *sum = sum.wrapping_add(digest);
        }
    }
    for (id, _) in chunks_of(tx, ChunkKind::Lines, import)? {
        for row in LineColumns::decode(&chunk::bytes(tx, id)?).map_err(|_| problems::damaged_chunk())?.rows() {
            let digest = line_digest(&row.sku, &row.product, &row.category, row.at, row.quantity, row.amount);
            let sum = content.entry((row.person, row.order)).or_default();
            *sum = sum.wrapping_add(digest);
        }
    }
    let heirs: HashMap<(PersonId, String), ImportId> = content
        .into_iter()
        .filter_map(|((person, key), sum)| {
            let heir = standing.heir(claims::order(person, &key, sum))?;
            Some(((person, key), heir))
        })
        .collect();
    let (gone, kept) =
        split::<OrderColumns>(tx, ChunkKind::Orders, import, |row| heirs.get(&(row.person, row.key.clone())).copied())?;
    split::<LineColumns>(tx, ChunkKind::Lines, import, |row| heirs.get(&(row.person, row.order.clone())).copied())?;
    done.orders += gone;
    done.kept_by_others += kept;
    standing.settle(tx, ChunkKind::Orders)
}

fn take_events(tx: &Tx<'_>, import: ImportId, done: &mut Undone) -> Result<(), Problem> {
    let mut standing = Standing::after(tx, import, ChunkKind::Events)?;
    if standing.is_empty() {
        for (id, rows) in chunks_of(tx, ChunkKind::Events, import)? {
            chunk::delete(tx, id)?;
            done.events += rows;
        }
        return Ok(());
    }
    let (gone, kept) = split::<EventColumns>(tx, ChunkKind::Events, import, |row| standing.heir(claims::event(row)))?;
    done.events += gone;
    done.kept_by_others += kept;
    standing.settle(tx, ChunkKind::Events)
}

impl Undone {
    fn view(&self, import: &import::Import, planned: bool) -> UndoPlanView {
        UndoPlanView {
            import: import.id.to_string(),
            file_name: import.file_name.clone(),
            when: local_date(import.at),
            people_removed: self.removed,
            people_reverted: self.reverted,
            orders: self.orders,
            kept_by_others: self.kept_by_others,
            events: self.events,
            yeses: self.yeses,
            noes_kept: self.noes,
            words: self.words(planned),
        }
    }

    fn words(&self, planned: bool) -> String {
        let number = |many: u32, one: &str, more: &str| {
            format!("{} {}", group_digits(many.into()), if many == 1 { one } else { more })
        };
        let mut parts = Vec::new();
        for (many, one, more) in [
            (self.removed, "person", "people"),
            (self.orders, "order", "orders"),
            (self.events, "event", "events"),
            (self.yeses, "yes", "yeses"),
            (self.products, "product or campaign", "products and campaigns"),
        ] {
            if many > 0 {
                parts.push(number(many, one, more));
            }
        }
        let verb = if planned { "Would take away" } else { "Took away" };
        let mut words = if parts.is_empty() {
            "Nothing hung on this import alone.".to_owned()
        } else {
            format!("{verb} {}.", listed(&parts))
        };
        if self.reverted > 0 {
            let (who, go) = (number(self.reverted, "person", "people"), if self.reverted == 1 { "goes" } else { "go" });
            words.push_str(&format!(" {who} {go} back to what the other imports say."));
        }
        if self.kept_by_others > 0 {
            words.push_str(&format!(
                " {} stay, because a later import held them too.",
                number(self.kept_by_others, "order or event", "orders and events")
            ));
        }
        if self.noes > 0 {
            words.push_str(&format!(
                " {} stay: only the person takes back a no.",
                number(self.noes, "no it brought", "noes it brought")
            ));
        }
        if self.stay > 0 {
            words.push_str(&format!(
                " {} as they are: they gave a yes by hand.",
                number(self.stay, "person stays", "people stay")
            ));
        }
        if self.unparted > 0 {
            words.push_str(&format!(
                " {} keep their details: they came in before it was kept apart which file said what.",
                number(self.unparted, "person", "people")
            ));
        }
        words
    }
}
