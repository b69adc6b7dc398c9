//! A decision taken back. Whoever was one person and is not any more stays two until the user says otherwise: else the same
//! sure pair would be merged again the next time.

use super::no_such_decision;
use crate::groups::Groups;
use regulars_model::Problem;
use regulars_vault::{Tx, same_person, same_person::Decision};

/// What taking a decision back did.
#[derive(Debug)]
pub(crate) struct Parted {
    pub(crate) held: Decision,
    /// The decisions that keep apart whoever was parted.
    pub(crate) apart: Vec<u32>,
    /// They are one person still, by other decisions.
    pub(crate) still: bool,
}

/// Takes a decision back. Entries that were one person by it are decided to be two, each with each, unless the user is to be
/// asked again. Taking back that two people are two takes back whatever else keeps them apart, so that they are asked about.
pub(crate) fn take_back(tx: &Tx<'_>, id: u32, ask_again: bool, now: i64) -> Result<Parted, Problem> {
    let mut list = same_person::list(tx)?;
    let groups = Groups::of(&list);
    let at = list.iter().position(|held| held.id == id).ok_or_else(no_such_decision)?;
    let held = list.remove(at);
    same_person::take_back(tx, id)?;
    let mut apart = Vec::new();
    if !held.same {
        let ends = |held: &Decision| {
            let (one, other) = (groups.stand_in(held.a), groups.stand_in(held.b));
            (one.min(other), one.max(other))
        };
        let both = ends(&held);
        for other in list.iter().filter(|other| !other.same && both.0 != both.1 && ends(other) == both) {
            same_person::take_back(tx, other.id)?;
        }
        return Ok(Parted { held, apart, still: false });
    }
    let after = Groups::of(&list);
    let still = after.stand_in(held.a) == after.stand_in(held.b);
    if !still && !ask_again {
        for one in after.members(held.a) {
            for other in after.members(held.b) {
                let pair = (one.min(other), one.max(other));
                if !list.iter().any(|known| (known.a, known.b) == pair) {
                    apart.push(same_person::decide(tx, pair, false, false, 1.0, now)?);
                }
            }
        }
    }
    Ok(Parted { held, apart, still })
}
