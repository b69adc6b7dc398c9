//! How many people stand in each group of RFM and at each stage, counted once for all of them.

use crate::{Rfm, Rhythm, Shop};
use regulars_model::{Channel, Day, EventKind, LifeStage, RfmGroup};

/// People in each group, in the order of [`RfmGroup::ALL`], and at each stage, in the order of [`LifeStage::ALL`].
#[must_use]
pub fn standings(shop: &Shop, rfm: &Rfm, rhythm: &Rhythm, as_of: Day) -> ([u32; 11], [u32; 5]) {
    let (mut groups, mut stages) = ([0; 11], [0; 5]);
    for person in shop.everyone().iter() {
        let group = rfm.scores(&shop.figures(person, as_of)).map(crate::Scores::group);
        if let Some(at) = RfmGroup::ALL.iter().position(|one| Some(*one) == group) {
            groups[at] += 1;
        }
        let stage = rhythm.stage(shop, person, as_of);
        if let Some(at) = LifeStage::ALL.iter().position(|one| Some(*one) == stage) {
            stages[at] += 1;
        }
    }
    (groups, stages)
}

impl Shop {
    /// Whether a yes to a channel is on record of anybody.
    #[must_use]
    pub fn has_yeses(&self, channel: Channel) -> bool {
        self.people.yeses.any(channel)
    }

    /// Whether anybody did such a thing.
    #[must_use]
    pub fn did_anybody(&self, event: EventKind) -> bool {
        !self.events_of(event).day.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evaluate,
        town::{AS_OF, town},
    };
    use regulars_model::{Rule, SegmentRule};

    #[test]
    fn what_is_counted_at_once_is_what_each_rule_counts() {
        let shop = town(400, 7);
        let (groups, stages) = standings(&shop, &Rfm::of(&shop, AS_OF), &Rhythm::of(&shop, AS_OF), AS_OF);
        let size = |root| evaluate(&shop, &SegmentRule::new(root), AS_OF).members.count();
        assert_eq!(RfmGroup::ALL.map(|group| size(Rule::Rfm { groups: vec![group] })), groups);
        assert_eq!(LifeStage::ALL.map(|stage| size(Rule::Lifecycle { stages: vec![stage] })), stages);
        assert_eq!((groups.iter().sum::<u32>(), stages.iter().sum::<u32>()), (400, 400), "everybody bought");
        assert!(groups.iter().filter(|people| **people > 0).count() > 4, "{groups:?}");
    }
}
