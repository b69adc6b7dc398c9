//! To be forgotten (GDPR Art. 17): every row and every stored chunk that holds the person is rewritten without them, the
//! files are rebuilt, and then the decrypted pages are searched for what was theirs. What stays is a keyed token.

use crate::{
    Workbench,
    bench::OpenShop,
    clock::local_date,
    import::tally::{count, listed},
    problems,
    progress::quiet,
    views::{ErasurePlanView, ErasureReceiptView, LogProofView},
};
use regulars_columns::{ChunkKind, Columns, Encoded, EventColumns, LineColumns, OrderColumns, Texts, Without, without};
use regulars_model::{Code, ImportId, PersonFields, PersonId, Problem, group_digits};
use regulars_vault::{
    Cause, Read, Tx, VaultError, chunk, identity, log, person, person_source, receipt, segment, suppression,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Shorter values stand in too many other places to prove anything by their absence.
const SHORTEST_NEEDLE: usize = 5;

/// What a receipt keeps of an erasure: figures, nothing of the person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Proof {
    pub(crate) checked: bool,
    pub(crate) values: u32,
    pub(crate) bytes: u64,
    pub(crate) traces: u32,
    pub(crate) rows: u32,
    pub(crate) tokens: u32,
    /// The files were rebuilt at the opening after an erasure that was cut off before its check.
    #[serde(default)]
    pub(crate) rebuilt: bool,
}

const BEYOND: &str = "Backups made before still hold the person until they are deleted by their rule; a restore erases them again. \
                      The files you imported from, exports made earlier, and copies of this vault's folder are outside its \
                      reach. Delete the person from those too.";
const NO_ROOM: &str = "The disk is full: the person is out of every list, and the vault's file is rebuilt and searched at the next \
                       opening with room.";
const STAYS: &str = "A keyed token of each of their identifiers stays, so that a later import does not bring them back. \
                     It cannot be read without this vault's key.";

struct Rewrite {
    id: chunk::ChunkId,
    kind: ChunkKind,
    import: ImportId,
    removed: u32,
    kept: Option<Encoded>,
}

impl Workbench {
    /// What an erasure would remove.
    ///
    /// # Errors
    /// When no vault is open, or nobody goes by `person`.
    pub fn erasure_plan(&self, person: &str) -> Result<ErasurePlanView, Problem> {
        let open = self.opened()?;
        let id = open.find(person)?;
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        open.vault.read(|read| {
            let entries = open.groups.members(id);
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for rewrite in rewrites(read, &entries)? {
                *counts.entry(rewrite.kind.word()).or_default() += rewrite.removed;
            }
            let of = |word: &str| counts.get(word).copied().unwrap_or(0);
            let filled = person::many(read, &entries)?.iter().map(|stored| filled(&stored.fields)).sum();
            let mut from = 0;
            for entry in &entries {
                from += count(person_source::of(read, *entry)?.len());
            }
            let parts = [
                (filled, "field", "fields"),
                (of(ChunkKind::Orders.word()), "order", "orders"),
                (of(ChunkKind::Lines.word()), "order line", "order lines"),
                (of(ChunkKind::Events.word()), "event", "events"),
                (from, "source", "sources"),
            ];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(number, ..)| *number > 0)
                .map(|(number, one, many)| {
                    format!("{} {}", group_digits(number.into()), if number == 1 { one } else { many })
                })
                .collect();
            Ok(ErasurePlanView { person: open.named(index), what: listed(&parts), stays: STAYS.to_owned() })
        })
    }

    /// Erases a person and proves it.
    ///
    /// # Errors
    /// When no vault is open or nobody goes by `person`; and, with the person already removed from every list, when a
    /// trace was found afterwards.
    pub fn erase(&mut self, person: &str) -> Result<ErasureReceiptView, Problem> {
        let (now, cause, proof_cause) = (self.now(), self.cause("erase"), self.cause("erase_proof"));
        self.opened()?.find(person)?;
        let full: Problem = VaultError::DiskFull.into();
        // An erasure must not wait for room for a backup.
        if let Err(problem) = self.back_up_before("erase")
            && problem != full
        {
            return Err(problem);
        }
        let open = self.opened_mut()?;
        let id = open.find(person)?;
        // Every entry of theirs goes.
        let entries = open.groups.members(id);
        let needles = open.needles(&entries)?;
        let (number, mut proof) =
            open.write_urgently(cause, |tx| erase_rows(tx, &entries, now, count(needles.len())))?;
        let entry = open.vault.read(log::last)?.map(|(entry, _)| entry);
        // Whatever comes of the check, nobody sees the person from here on.
        open.reload(&mut quiet())?;
        match open.prove_erased(number, &needles, &mut proof, proof_cause) {
            Err(VaultError::DiskFull) => {
                let in_log = entry.and_then(|entry| open.prove(entry).ok());
                return Ok(ErasureReceiptView {
                    beyond: format!("{NO_ROOM} {BEYOND}"),
                    ..shown(number, now, &Proof { values: 0, ..proof }, in_log)
                });
            }
            Err(error) => {
                return Err(Problem::new(
                    Code::Failed,
                    format!(
                        "The person was taken out of every list (receipt {number}), but the search of the file was cut off: {error}."
                    ),
                    "Lock the vault and open it again: the file is rebuilt then.",
                ));
            }
            Ok(()) => {}
        }
        let in_log = entry.and_then(|entry| open.prove(entry).ok());
        open.count_log()?;
        if proof.traces > 0 {
            return Err(Problem::new(
                Code::Failed,
                format!(
                    "The person was taken out of every list, but {} traces of them are still in the vault's file (receipt {number}).",
                    proof.traces
                ),
                "That is a fault of this program. Keep the receipt's number, and delete this vault's folder once its data are elsewhere.",
            ));
        }
        Ok(shown(number, now, &proof, in_log))
    }
}

fn shown(number: u32, now: i64, proof: &Proof, in_log: Option<LogProofView>) -> ErasureReceiptView {
    #[allow(clippy::cast_precision_loss, reason = "a size to show")]
    let bytes_searched = proof.bytes as f64;
    ErasureReceiptView {
        receipt: number.to_string(),
        when: local_date(now),
        values_searched: proof.values,
        bytes_searched,
        traces_found: proof.traces,
        rows_removed: proof.rows,
        tokens_kept: proof.tokens,
        beyond: BEYOND.to_owned(),
        proof: in_log,
    }
}

impl OpenShop {
    /// Rebuilds the files, searches them for what was the person's, and writes that into the receipt.
    fn prove_erased(
        &mut self,
        number: u32,
        needles: &[Vec<u8>],
        proof: &mut Proof,
        cause: Cause,
    ) -> Result<(), VaultError> {
        self.vault.purge()?;
        let residue = self.vault.residue(needles)?;
        proof.checked = true;
        proof.bytes = residue.bytes_searched;
        proof.traces = residue.hits;
        let json = serde_json::to_string(&proof).unwrap_or_default();
        self.vault.write(cause, |tx| receipt::prove(tx, number, &json))
    }

    /// Finishes erasures that a power cut or a kill stopped between the removal and the check: the files are rebuilt, so
    /// that nothing removed stays in them. What to look for is gone with the person, and the receipt says so.
    pub(crate) fn finish_erasures(&mut self, cause: impl Fn() -> Cause) -> Result<(), Problem> {
        let receipts = self.vault.read(receipt::list)?;
        let cut_off: Vec<(u32, Proof)> = receipts
            .into_iter()
            .filter_map(|receipt| Some((receipt.number, serde_json::from_str::<Proof>(&receipt.proof).ok()?)))
            .filter(|(_, proof)| !proof.checked && !proof.rebuilt)
            .collect();
        if cut_off.is_empty() {
            return Ok(());
        }
        self.vault.purge()?;
        for (number, proof) in cut_off {
            let json = serde_json::to_string(&Proof { rebuilt: true, ..proof }).unwrap_or_default();
            self.vault.write(cause(), |tx| receipt::prove(tx, number, &json))?;
        }
        self.log_entries = self.vault.read(log::count)?;
        Ok(())
    }
}

pub(crate) fn erase_rows(tx: &Tx<'_>, ids: &[PersonId], now: i64, values: u32) -> Result<(u32, Proof), Problem> {
    let mut identities = Vec::new();
    for id in ids {
        identities.extend(identity::of(tx, *id)?);
    }
    for identity in &identities {
        suppression::add(tx, &suppression::token(tx, identity), suppression::Scope::Erased, now)?;
    }
    let mut rows = 0;
    for rewrite in rewrites(tx, ids)? {
        rows += rewrite.removed;
        match &rewrite.kept {
            None => chunk::delete(tx, rewrite.id)?,
            Some(kept) => {
                chunk::replace(tx, rewrite.id, &crate::import::new_chunk(rewrite.kind, rewrite.import, kept))?
            }
        }
    }
    segment::forget(tx, ids)?;
    for id in ids {
        person::erase(tx, *id)?;
    }
    let proof =
        Proof { checked: false, values, bytes: 0, traces: 0, rows, tokens: count(identities.len()), rebuilt: false };
    let json = serde_json::to_string(&proof).unwrap_or_default();
    let number = receipt::add(tx, now, &json)?;
    Ok((number, proof))
}

/// Every chunk that holds one of the person's entries, written again without them.
fn rewrites(read: &Read<'_>, ids: &[PersonId]) -> Result<Vec<Rewrite>, Problem> {
    let people: BTreeSet<PersonId> = ids.iter().copied().collect();
    let mut list = Vec::new();
    for kind in [ChunkKind::Orders, ChunkKind::Lines, ChunkKind::Events] {
        chunk::for_each(read, kind.word(), |meta, bytes| {
            let kept = match without(kind, bytes, &people).map_err(|_| problems::damaged_chunk())? {
                Without::Unchanged => return Ok::<(), Problem>(()),
                Without::Rewritten(kept) => Some(kept),
                Without::Emptied => None,
            };
            let removed = meta.rows - kept.as_ref().map_or(0, |kept| kept.rows);
            list.push(Rewrite { id: meta.id, kind, import: meta.import, removed, kept });
            Ok(())
        })?;
    }
    Ok(list)
}

fn texts(fields: &PersonFields) -> Vec<&String> {
    let mut texts = vec![
        &fields.external_id,
        &fields.email,
        &fields.phone,
        &fields.first_name,
        &fields.last_name,
        &fields.company,
        &fields.street,
        &fields.city,
        &fields.region,
        &fields.postcode,
        &fields.country,
    ];
    texts.extend(&fields.tags);
    texts
}

fn filled(fields: &PersonFields) -> u32 {
    let dates = u32::from(fields.birthday.is_some()) + u32::from(fields.signed_up.is_some());
    let own = fields.custom.values().filter(|value| !value.is_empty()).count();
    count(texts(fields).iter().filter(|text| !text.is_empty()).count() + own) + dates
}

impl OpenShop {
    /// The values that were this person's and nobody else's: what must not be found afterwards. Identifiers, street and
    /// order numbers; shorter values and those that other people's orders hold as well would prove nothing.
    fn needles(&self, ids: &[PersonId]) -> Result<Vec<Vec<u8>>, Problem> {
        let people: BTreeSet<PersonId> = ids.iter().copied().collect();
        self.vault.read(|read| {
            let mut mine: BTreeSet<Vec<u8>> = person::traces(read, ids)?.into_iter().collect();
            let mut others: BTreeSet<String> = BTreeSet::new();
            for kind in [ChunkKind::Orders, ChunkKind::Lines, ChunkKind::Events] {
                chunk::for_each(read, kind.word(), |_, bytes| {
                    gather(kind, bytes, &people, &mut mine, &mut others).map_err(|_| problems::damaged_chunk())
                })?;
            }
            mine.retain(|needle| needle.len() >= SHORTEST_NEEDLE);
            mine.retain(|needle| {
                let needle = String::from_utf8_lossy(needle).to_lowercase();
                !others.iter().any(|text| text.contains(&needle))
            });
            Ok(mine.into_iter().collect())
        })
    }
}

/// Sorts a chunk's texts into the person's own (order numbers) and everybody else's.
fn gather(
    kind: ChunkKind,
    bytes: &[u8],
    people: &BTreeSet<PersonId>,
    mine: &mut BTreeSet<Vec<u8>>,
    others: &mut BTreeSet<String>,
) -> Result<(), regulars_columns::ChunkError> {
    let kept;
    let rest = match without(kind, bytes, people)? {
        Without::Unchanged => bytes,
        Without::Rewritten(encoded) => {
            kept = encoded.bytes;
            &kept
        }
        Without::Emptied => &[],
    };
    if kind == ChunkKind::Orders {
        let all = OrderColumns::decode(bytes)?;
        let own = (0..all.person.len()).filter(|row| people.contains(&PersonId(all.person[*row])));
        mine.extend(own.map(|row| all.key.get(row).as_bytes().to_vec()));
    }
    if rest.is_empty() {
        return Ok(());
    }
    let mut other = |texts: &Texts| others.extend(texts.words().map(str::to_lowercase));
    match kind {
        ChunkKind::Orders => {
            let orders = OrderColumns::decode(rest)?;
            other(&orders.key);
            other(&orders.channel);
        }
        ChunkKind::Lines => {
            let lines = LineColumns::decode(rest)?;
            for texts in [&lines.order, &lines.sku, &lines.product, &lines.category] {
                other(texts);
            }
        }
        ChunkKind::Events => other(&EventColumns::decode(rest)?.subject),
    }
    Ok(())
}
