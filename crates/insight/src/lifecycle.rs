//! How close each customer is: new, active, cooling, at risk or lost.
//!
//! New is whoever first bought in the last 30 days. Of the others, somebody who bought on three days or more is measured
//! by their own usual gap; on two days, by the gap between them or the shop's usual second-purchase gap, whichever is
//! longer. Up to one and a half gaps they are active, up to two cooling, up to four at risk, then lost; a gap counts as
//! at least a week. Somebody who bought on one day has no rhythm yet and is measured by those who did come back: within
//! the time in which half of them had, active; three quarters, cooling; nine in ten, at risk; then lost. With fewer than
//! 30 people who came back there is not enough data, and one-time buyers are at no stage.

use crate::{
    Shop,
    postings::{in_blocks, stages},
    words,
};
use regulars_model::{Day, LifeStage, group_digits};

/// Whoever first bought within so many days is new.
pub const NEW_DAYS: u32 = 30;

/// With fewer people who came back, nothing is said of those who did not.
pub const CAME_BACK: usize = 30;

/// A gap counts as at least so many days.
const SHORTEST_GAP: u32 = 7;

/// What a shop's own second purchases say, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    /// How many came back.
    came_back: usize,
    /// Days by which half, three quarters and nine in ten of those who came back had done so.
    ladder: Option<[u32; 3]>,
}

impl Rhythm {
    /// From everyone whose use is allowed.
    #[must_use]
    pub fn of(shop: &Shop, as_of: Day) -> Self {
        let mut gaps = in_blocks(shop, |person| match Visits::of(shop, person as usize, as_of) {
            Visits { first: Some(first), second: Some(second), .. } => Some(between(first, second)),
            _ => None,
        });
        gaps.sort_unstable();
        let share = |percent: usize| gaps[(gaps.len() * percent).div_ceil(100) - 1];
        let ladder = (gaps.len() >= CAME_BACK).then(|| [share(50), share(75), share(90)]);
        Self { came_back: gaps.len(), ladder }
    }

    /// How many people came back at all.
    #[must_use]
    pub fn came_back(&self) -> usize {
        self.came_back
    }

    /// Days by which half, three quarters and nine in ten of those who came back had; `None` with too few.
    #[must_use]
    pub fn ladder(&self) -> Option<[u32; 3]> {
        self.ladder
    }

    /// The stage of one person. `None` for somebody who never bought, or of whom there is not enough data.
    #[must_use]
    pub fn stage(&self, shop: &Shop, person: u32, as_of: Day) -> Option<LifeStage> {
        let visits = Visits::of(shop, person as usize, as_of);
        let (first, last) = (visits.first?, visits.last?);
        if between(first, as_of) <= NEW_DAYS {
            return Some(LifeStage::New);
        }
        let quiet = u64::from(between(last, as_of));
        let rungs = match self.gap(shop, person, &visits, as_of) {
            // In half days, so that one and a half gaps are a whole number.
            Some(gap) => [3 * u64::from(gap) - 1, 4 * u64::from(gap) - 1, 8 * u64::from(gap) - 1].map(|half| half / 2),
            None => self.ladder?.map(u64::from),
        };
        Some(match rungs.iter().position(|rung| quiet <= *rung) {
            Some(0) => LifeStage::Active,
            Some(1) => LifeStage::Cooling,
            Some(2) => LifeStage::AtRisk,
            _ => LifeStage::Lost,
        })
    }

    /// What somebody is measured by who came at least twice.
    fn gap(&self, shop: &Shop, person: u32, visits: &Visits, as_of: Day) -> Option<u32> {
        let gap = match shop.usual_gap(person, as_of) {
            Some(gap) => gap,
            None => between(visits.first?, visits.second?).max(self.ladder.map_or(0, |ladder| ladder[0])),
        };
        Some(gap.max(SHORTEST_GAP))
    }
}

/// The days of somebody's purchases: the first, the next other one, the last.
struct Visits {
    first: Option<Day>,
    second: Option<Day>,
    last: Option<Day>,
}

impl Visits {
    fn of(shop: &Shop, person: usize, as_of: Day) -> Self {
        let orders = &shop.orders;
        let mut days = orders
            .within(person, Day(i32::MIN), as_of)
            .filter(|order| !orders.refund[*order])
            .map(|order| Day(orders.day[order]));
        let first = days.next();
        let last = days.next_back().or(first);
        // The last one was taken from the end already.
        let second = days.find(|day| Some(*day) != first).or(last).filter(|day| Some(*day) != first);
        Self { first, second, last }
    }
}

fn between(from: Day, to: Day) -> u32 {
    u32::try_from(i64::from(to.0) - i64::from(from.0)).unwrap_or(0)
}

/// "at risk: last bought 41 days ago, usually every 20 days".
pub(crate) fn own(shop: &Shop, person: usize, as_of: Day) -> String {
    let index = u32::try_from(person).unwrap_or(u32::MAX);
    let (stages, visits) = (stages(shop, as_of), Visits::of(shop, person, as_of));
    let rhythm = &stages.rhythm;
    let (Some(first), Some(last)) = (visits.first, visits.last) else { return "no purchase yet".to_owned() };
    let quiet = words::days(between(last, as_of));
    let Some(stage) = rhythm.stage(shop, index, as_of) else {
        return format!(
            "bought once, {quiet} ago, and not enough data to say more: {} came back so far, of {CAME_BACK} needed",
            group_digits(rhythm.came_back as u64)
        );
    };
    let name = stage.words();
    if stage == LifeStage::New {
        return format!("{name}: first bought on {}", words::short_day(first));
    }
    match (rhythm.gap(shop, index, &visits, as_of), rhythm.ladder) {
        (Some(gap), _) => {
            format!("{name}: last bought {quiet} ago, measured by a gap of {}", words::days(gap))
        }
        (None, ladder) => {
            let most = words::days(ladder.map_or(0, |ladder| ladder[2]));
            format!("{name}: bought once, {quiet} ago; nine in ten who came back did so within {most}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::ImportId;

    /// People by the days, counted back, on which they bought.
    fn shop(people: &[Vec<i32>]) -> Shop {
        let mut builder = ShopBuilder::new(euro());
        for (id, days) in (1..).zip(people) {
            builder.person(someone(id, "Ana Lim"));
            let rows = days.iter().map(|ago| purchase(id, &format!("{id}-{ago}"), *ago, 100));
            builder.orders(ImportId(1), rows);
        }
        builder.build()
    }

    fn stages(shop: &Shop) -> Vec<Option<LifeStage>> {
        let rhythm = Rhythm::of(shop, AS_OF);
        (0..shop.people()).map(|person| rhythm.stage(shop, person, AS_OF)).collect()
    }

    #[test]
    fn repeaters_are_measured_by_their_own_rhythm() {
        use LifeStage::{Active, AtRisk, Cooling, Lost, New};
        let every_20 = |quiet: i32| vec![quiet + 40, quiet + 20, quiet];
        let people = [every_20(29), every_20(30), every_20(39), every_20(40), every_20(79), every_20(80)];
        assert_eq!(
            stages(&shop(&people)),
            [Active, Cooling, Cooling, AtRisk, AtRisk, Lost].map(Some),
            "under 1.5, under 2, under 4 times 20 days"
        );
        // Every day for three days: a gap counts as a week.
        assert_eq!(stages(&shop(&[vec![42, 41, 40], vec![12, 11, 10]])), [Some(Lost), Some(New)]);
        assert_eq!(stages(&shop(&[vec![60, 50, 10]])), [Some(Active)], "10 and 40, and so 25");
        assert_eq!(stages(&shop(&[vec![], vec![31], vec![30]])), [None, None, Some(New)]);
    }

    #[test]
    fn one_time_buyers_are_measured_by_those_who_came_back() {
        use LifeStage::{Active, AtRisk, Cooling, Lost};
        // Came back after 10, 20 … 400 days: half by 200, three quarters by 300, nine in ten by 360.
        let mut people: Vec<Vec<i32>> = (1..=40).map(|nth| vec![500 + 10 * nth, 500]).collect();
        people.extend([200, 201, 300, 301, 360, 361].map(|ago| vec![ago]));
        let shop = self::shop(&people);
        assert_eq!(Rhythm::of(&shop, AS_OF).ladder(), Some([200, 300, 360]));
        assert_eq!(stages(&shop)[40..], [Active, Cooling, Cooling, AtRisk, AtRisk, Lost].map(Some));
        // Two days ten days apart are measured by the shop's 200; 500 days are two and a half of those.
        assert_eq!(stages(&shop)[0], Some(AtRisk));
        assert_eq!(
            own(&shop, 45, AS_OF),
            "lost: bought once, 361 days ago; nine in ten who came back did so within 360 days"
        );
        let few = self::shop(&people[11..]);
        assert_eq!(stages(&few)[29..], [None; 6], "29 came back");
        assert_eq!(
            own(&few, 29, AS_OF),
            "bought once, 200 days ago, and not enough data to say more: 29 came back so far, of 30 needed"
        );
    }

    #[test]
    fn two_orders_of_one_day_are_one_visit() {
        let visits = |days: &[i32]| {
            let mut builder = ShopBuilder::new(euro());
            builder.person(someone(1, "Ana Lim"));
            builder.orders(
                ImportId(1),
                (0..).zip(days).map(|(nth, ago): (u32, _)| purchase(1, &nth.to_string(), *ago, 1)),
            );
            let visits = Visits::of(&builder.build(), 0, AS_OF);
            [visits.first, visits.second, visits.last].map(|day| day.map(|day| AS_OF.0 - day.0))
        };
        assert_eq!(visits(&[]), [None; 3]);
        assert_eq!(visits(&[9]), [Some(9), None, Some(9)]);
        assert_eq!(visits(&[9, 9]), [Some(9), None, Some(9)]);
        assert_eq!(visits(&[9, 9, 9, 4]), [Some(9), Some(4), Some(4)]);
        assert_eq!(visits(&[9, 6, 4, 4]), [Some(9), Some(6), Some(4)]);
    }
}
