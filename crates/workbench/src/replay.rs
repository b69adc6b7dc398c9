//! What the list of who is kept out knows and the vault does not: it is made so. After a restore, after a cut between the
//! list and the commit, and after the user went on with an older database.

use crate::{bench::OpenShop, erase::erase_rows, zone::zone_of};
use regulars_model::{Basis, Channel, Identity, IdentityKind, Permission, PersonId, Problem};
use regulars_vault::{Cause, Ledger, VaultError, identity, permission, person, suppression, suppression::Scope};
use std::collections::{BTreeMap, BTreeSet};

/// What was made so again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Replayed {
    /// People that were erased since, and are gone again.
    pub(crate) erased: u32,
    /// People whose noes hold again.
    pub(crate) noes: u32,
}

impl OpenShop {
    /// Does to the vault what its people asked for since, and adds the tokens that say so. Rebuilds the file when somebody
    /// was erased. Memory must be read anew afterwards.
    pub(crate) fn replay(&mut self, ledger: &Ledger, cause: Cause) -> Result<Replayed, Problem> {
        let lacking = self.vault.lacks(ledger)?;
        if lacking.is_empty() {
            return Ok(Replayed::default());
        }
        let mut by_token: BTreeMap<suppression::Token, Vec<(Scope, i64)>> = BTreeMap::new();
        for (token, scope, since) in &lacking {
            by_token.entry(*token).or_default().push((*scope, *since));
        }
        let wanted = self.vault.read(|read| {
            let mut wanted: BTreeMap<PersonId, BTreeSet<(Scope, i64)>> = BTreeMap::new();
            identity::for_each(read, |kind: IdentityKind, value, person| {
                let token = suppression::token(read, &Identity { kind, value: value.to_owned() });
                for said in by_token.get(&token).into_iter().flatten() {
                    wanted.entry(person).or_default().insert(*said);
                }
            })?;
            Ok::<_, Problem>(wanted)
        })?;
        let replayed = self.write_urgently(cause, |tx| {
            let (mut replayed, zone) = (Replayed::default(), zone_of(tx)?);
            for (token, scope, since) in &lacking {
                suppression::add(tx, token, *scope, *since)?;
            }
            for (id, said) in &wanted {
                if said.iter().any(|(scope, _)| *scope == Scope::Erased) {
                    erase_rows(tx, &[*id], cause.now, 0)?;
                    replayed.erased += 1;
                    continue;
                }
                for (scope, since) in said {
                    match scope {
                        Scope::Channel(channel) => {
                            permission::record(
                                tx,
                                *id,
                                &refused(*channel, zone.clock(*since)),
                                permission::By::Person,
                            )?;
                        }
                        Scope::Use => drop(person::set_use(tx, *id, false, *since)?),
                        Scope::Erased => {}
                    }
                }
                replayed.noes += 1;
            }
            Ok(replayed)
        })?;
        if replayed.erased > 0 {
            match self.vault.purge() {
                // Their receipts are unproved: the next opening with room rebuilds the file.
                Err(VaultError::DiskFull) => {}
                other => other?,
            }
        }
        Ok(replayed)
    }
}

fn refused(channel: Channel, at: i64) -> Permission {
    Permission::no(channel, Basis::Consent, "asked us", at)
}
