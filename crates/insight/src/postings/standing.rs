//! Where everybody stands by RFM and at which stage, worked out once for a day, and in which persona, once for a run; kept as
//! the answers are. Whatever is asked of it next is one look at a byte or two for each person.

use super::block::{Block, each_block, pack};
use crate::{
    Rfm, Rhythm, Scores, Shop,
    in_persona::{asked, grouped},
};
use regulars_model::{Day, LifeStage, RfmGroup, RfmPart, Rule};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroize;

/// Days, and runs, that are kept at once: today, and one or two that it is compared with.
const DAYS: usize = 3;

/// What is kept of a day or a run, and can be wiped.
#[derive(Debug)]
pub(crate) struct Of<K, T: Zeroize>(Mutex<Vec<(K, Arc<T>)>>);

impl<K, T: Zeroize> Default for Of<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: PartialEq + Clone, T: Zeroize> Of<K, T> {
    /// Nothing is locked while it is made: whoever makes it may need the threads that wait.
    pub(crate) fn get(&self, key: &K, make: impl FnOnce() -> T) -> Arc<T> {
        let found = self.lock().iter().find(|(of, _)| of == key).map(|(_, held)| held.clone());
        found.unwrap_or_else(|| {
            let made = Arc::new(make());
            let mut held = self.lock();
            if held.len() >= DAYS {
                wipe(held.remove(0).1);
            }
            held.push((key.clone(), made.clone()));
            made
        })
    }
}

impl<K, T: Zeroize> Of<K, T> {
    pub(crate) fn forget(&self) {
        self.lock().drain(..).for_each(|(_, held)| wipe(held));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(K, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wipes what nobody else holds.
fn wipe(held: Arc<impl Zeroize>) {
    if let Some(mut held) = Arc::into_inner(held) {
        held.zeroize();
    }
}

/// Everybody's scores; 0 for who has none.
#[derive(Debug)]
pub(crate) struct Ranks {
    pub(crate) rfm: Rfm,
    codes: Vec<u8>,
}

/// Everybody's stage; 0 for who is at none.
#[derive(Debug)]
pub(crate) struct Stages {
    pub(crate) rhythm: Rhythm,
    codes: Vec<u8>,
}

impl Zeroize for Ranks {
    fn zeroize(&mut self) {
        self.rfm.wipe();
        self.codes.zeroize();
    }
}

impl Zeroize for Stages {
    fn zeroize(&mut self) {
        self.codes.zeroize();
    }
}

/// More than any code of scores.
const CODES: usize = 126;

fn code(scores: Scores) -> u8 {
    1 + (scores.recency - 1) * 25 + (scores.frequency - 1) * 5 + scores.money - 1
}

fn scores(code: usize) -> Option<Scores> {
    let code = u8::try_from(code).ok()?.checked_sub(1)?;
    Some(Scores { recency: code / 25 + 1, frequency: code / 5 % 5 + 1, money: code % 5 + 1 })
}

fn stage_code(stage: Option<LifeStage>) -> u8 {
    let at = LifeStage::ALL.iter().position(|one| Some(*one) == stage);
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}

/// A byte for each person, told from who they are.
fn codes(shop: &Shop, of: impl Fn(u32) -> u8 + Send + Sync) -> Vec<u8> {
    let number = |person: usize| u32::try_from(person).unwrap_or(u32::MAX);
    each_block(shop, |block| block.people.clone().map(|person| of(number(person))).collect::<Vec<u8>>()).concat()
}

/// Something of everybody whose use is allowed and who has it, in their order.
pub(crate) fn in_blocks<T: Send>(shop: &Shop, of: impl Fn(u32) -> Option<T> + Send + Sync) -> Vec<T> {
    let allowed = |person: usize| u32::try_from(person).ok().filter(|person| shop.everyone.has(*person));
    let parts = each_block(shop, |block| block.people.clone().filter_map(allowed).filter_map(&of).collect::<Vec<T>>());
    parts.into_iter().flatten().collect()
}

pub(crate) fn ranks(shop: &Shop, as_of: Day) -> Arc<Ranks> {
    shop.kept.ranks.get(&as_of, || {
        let rfm = Rfm::of(shop, as_of);
        let codes = codes(shop, |person| rfm.scores(&shop.figures(person, as_of)).map_or(0, code));
        Ranks { rfm, codes }
    })
}

pub(crate) fn stages(shop: &Shop, as_of: Day) -> Arc<Stages> {
    shop.kept.stages.get(&as_of, || {
        let rhythm = Rhythm::of(shop, as_of);
        let codes = codes(shop, |person| stage_code(rhythm.stage(shop, person, as_of)));
        Stages { rhythm, codes }
    })
}

/// A block's answer, written into its part of a set.
type Answer<'a> = Box<dyn Fn(&Block, &mut [u64]) + Send + Sync + 'a>;

/// Those who stand there; `None` where a rule asks something else.
pub(super) fn standing<'a>(shop: &Shop, rule: &Rule, as_of: Day) -> Option<Answer<'a>> {
    let scored = |holds: &dyn Fn(Scores) -> bool| -> Answer<'a> {
        let table: Vec<bool> = (0..CODES).map(|code| scores(code).is_some_and(holds)).collect();
        let ranks = ranks(shop, as_of);
        Box::new(move |block, out| pack(out, block.of(&ranks.codes), |code| table[usize::from(code)]))
    };
    Some(match rule {
        Rule::Rfm { groups } => scored(&|scores| in_groups(scores, groups)),
        Rule::RfmScore { part, least, most } => scored(&|scores| is_between(scores, *part, *least, *most)),
        Rule::Lifecycle { stages: asked } => {
            let mut table = [false; 1 + LifeStage::ALL.len()];
            asked.iter().for_each(|stage| table[usize::from(stage_code(Some(*stage)))] = true);
            let stages = stages(shop, as_of);
            Box::new(move |block, out| pack(out, block.of(&stages.codes), |code| table[usize::from(code)]))
        }
        Rule::Persona { any_of, found } => {
            let Some(found) = found else { return Some(Box::new(|_, out| out.fill(0))) };
            let (table, groups) = (asked(found, any_of), grouped(shop, found));
            Box::new(move |block, out| pack(out, block.of(&groups.codes), |code| table[usize::from(code)]))
        }
        _ => return None,
    })
}

fn in_groups(scores: Scores, groups: &[RfmGroup]) -> bool {
    groups.contains(&scores.group())
}

fn is_between(scores: Scores, part: RfmPart, least: u8, most: u8) -> bool {
    (least..=most).contains(&scores.of(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::{AS_OF, town};

    #[test]
    fn a_code_tells_its_scores() {
        assert_eq!(scores(0), None);
        for at in 1..CODES {
            assert_eq!(usize::from(scores(at).map_or(0, code)), at);
        }
    }

    #[test]
    fn a_day_is_worked_out_once_and_the_oldest_goes() {
        let shop = town(60, 3);
        let first = ranks(&shop, AS_OF);
        assert!(Arc::ptr_eq(&first, &ranks(&shop, AS_OF)));
        for back in 1..=DAYS {
            stages(&shop, AS_OF.plus(-i32::try_from(back).unwrap()));
            ranks(&shop, AS_OF.plus(-i32::try_from(back).unwrap()));
        }
        assert!(!Arc::ptr_eq(&first, &ranks(&shop, AS_OF)), "it went, and was worked out anew");
        let again = ranks(&shop, AS_OF);
        assert_eq!((&again.rfm, &again.codes), (&first.rfm, &first.codes));
        shop.kept.forget();
        assert!(!Arc::ptr_eq(&again, &ranks(&shop, AS_OF)), "forgotten with the answers");
    }
}
