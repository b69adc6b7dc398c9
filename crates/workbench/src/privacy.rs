//! The privacy screen: who said no, who was erased, what the log holds.

use crate::{
    Workbench,
    clock::local_date,
    erase::Proof,
    import::tally::count,
    problems,
    views::{ErasureEntry, OptOutEntry, PrivacyView},
};
use regulars_model::{Day, PersonId, Problem, group_digits};
use regulars_vault::{permission, person, receipt};

/// The most entries of each list that are shown.
const SHOWN: usize = 500;

struct No {
    person: PersonId,
    from: String,
    /// As the shop's clock showed it.
    at: i64,
    how: String,
}

impl Workbench {
    /// Opt-outs, erasures and the newest entries of the log.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn privacy(&self) -> Result<PrivacyView, Problem> {
        let open = self.opened()?;
        let shown = count(SHOWN);
        let (mut noes, opt_outs_total) = open.vault.read(|read| {
            let mut total = permission::count_refusals(read)? + person::count_use_refused(read)?;
            let mut noes: Vec<No> = Vec::new();
            for (person, held) in permission::refusals(read, shown)? {
                let said = held.permission;
                noes.push(No { person, from: said.channel.word().to_owned(), at: said.at, how: said.source });
            }
            for (person, at) in person::use_refused(read, shown)? {
                noes.push(No { person, from: "use".to_owned(), at: open.zone.clock(at), how: "asked us".to_owned() });
            }
            // Several entries of one person say it once.
            noes.iter_mut().for_each(|no| no.person = open.groups.stand_in(no.person));
            let before = noes.len();
            let mut seen = std::collections::HashSet::new();
            noes.retain(|no| seen.insert((no.person, no.from.clone())));
            total -= count(before - noes.len());
            Ok::<_, Problem>((noes, total))
        })?;
        noes.sort_by_key(|no| (std::cmp::Reverse(no.at), no.person));
        let opt_outs = noes
            .into_iter()
            .take(SHOWN)
            .map(|no| {
                let index = open.shop.index_of(no.person).ok_or_else(problems::no_such_person)?;
                Ok(OptOutEntry {
                    person: open.named(index),
                    from: no.from,
                    when: Day::of_second(no.at).words(),
                    how: no.how,
                })
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        let erasures = open
            .vault
            .read(receipt::list)?
            .into_iter()
            .map(|receipt| ErasureEntry {
                receipt: receipt.number.to_string(),
                when: local_date(receipt.at),
                proof: serde_json::from_str::<Proof>(&receipt.proof)
                    .map_or_else(|_| String::new(), |proof| words(&proof)),
            })
            .collect();
        Ok(PrivacyView {
            opt_outs,
            opt_outs_total,
            erasures,
            log: self.log_list(0, shown)?,
            log_total: self.log_count()?,
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "a size to show")]
fn words(proof: &Proof) -> String {
    let megabytes = proof.bytes as f64 / 1_000_000.0;
    match (proof.checked, proof.traces) {
        (false, _) if proof.rebuilt => {
            "removed, and the files rebuilt at the next opening; the search for traces was interrupted".to_owned()
        }
        (false, _) => "removed; the check was interrupted".to_owned(),
        (true, 0) => {
            format!("checked: {} values looked for in {megabytes:.1} MB, no trace", group_digits(proof.values.into()))
        }
        (true, traces) => format!("checked: {traces} traces left"),
    }
}
