//! Brings an import's news into the shop in memory: whoever it speaks of is read, and nothing that was there before.

use crate::{
    about::facts_of,
    bench::OpenShop,
    groups::Groups,
    loading::{Deeds, pieces},
    places::Places,
    progress::quiet,
};
use regulars_insight::{News, Shop};
use regulars_model::{PersonId, Problem, Zone};
use regulars_vault::Read;

/// Of more than one in so many, everybody is read: one after the other they cost more.
const ONE_IN: usize = 4;

/// Whether bringing in news of these people costs less than reading everybody.
pub(crate) fn is_worth_taking_in(people: &[PersonId], shop: &Shop) -> bool {
    people.len() * ONE_IN <= shop.people() as usize
}

impl OpenShop {
    /// Brings into memory what an import wrote that touched these people, after a write that touched nothing else.
    pub(crate) fn take_in(&mut self, people: &[PersonId]) -> Result<(), Problem> {
        let only_this = self.laid_out
            && self.vault.times_touched() == self.read_at + 1
            && self.vault.info()?.currency == self.currency
            && is_worth_taking_in(people, &self.shop);
        if !only_this {
            return self.reload(&mut quiet());
        }
        let deeds = self.vault.read(Deeds::list)?;
        let (groups, zone, before) = (&self.groups, &self.zone, &self.deeds);
        let news = self.vault.read(|read| news(read, groups, zone, (before, &deeds), people))?;
        let Some(grown) = news.and_then(|news| self.shop.extend(news)) else { return self.reload(&mut quiet()) };
        self.deeds = deeds;
        self.directory.grow(&self.shop, &grown);
        self.forget_answers();
        self.took_in_one()
    }
}

/// What is new, when it is new and nothing else: in the vault as it is now, beside what a shop was laid out from.
pub(crate) fn news(
    read: &Read<'_>,
    groups: &Groups,
    zone: &Zone,
    (before, now): (&Deeds, &Deeds),
    people: &[PersonId],
) -> Result<Option<News>, Problem> {
    let Some(came) = before.behind(now) else { return Ok(None) };
    if Groups::load(read)? != *groups {
        return Ok(None);
    }
    let mut places = Places::load(read)?;
    let facts = facts_of(read, groups, people)?.into_iter().map(|facts| places.placed(facts)).collect();
    Ok(Some(News { facts, products: now.products().collect(), pieces: pieces(read, came, zone)? }))
}
