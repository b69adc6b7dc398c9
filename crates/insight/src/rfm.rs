//! RFM: how lately, how often and for how much each customer bought, each as a score from 1 to 5 among everyone who
//! bought (Bult and Wansbeek, 1995; the eleven names are those the trade uses).
//!
//! A measure with at least a hundred different values is cut into fifths, any other into thirds, which score 1, 3 and 5.
//! People with the same value always have the same score: the one that the lowest of them reaches. So of a crowd that
//! shares a value nobody is moved up to make the groups even, and [`Rfm::ties`] says where that left one large.

use crate::{
    Shop,
    postings::{in_blocks, ranks},
    shop::Figures,
    words,
};
use regulars_model::{Currency, Day, Money, RfmGroup, RfmPart, group_digits};
use zeroize::Zeroize;

/// From so many different values on, a measure is cut into fifths.
const FIFTHS_FROM: usize = 100;

/// One person's three scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scores {
    /// How lately.
    pub recency: u8,
    /// How often.
    pub frequency: u8,
    /// For how much.
    pub money: u8,
}

impl Scores {
    /// How often and for how much, together: their mean, rounded down.
    #[must_use]
    pub fn worth(self) -> u8 {
        u8::midpoint(self.frequency, self.money)
    }

    /// The group.
    #[must_use]
    pub fn group(self) -> RfmGroup {
        RfmGroup::of(self.recency, self.worth())
    }

    /// One of the three.
    #[must_use]
    pub fn of(self, part: RfmPart) -> u8 {
        match part {
            RfmPart::Recency => self.recency,
            RfmPart::Frequency => self.frequency,
            RfmPart::Money => self.money,
        }
    }
}

/// Where one measure is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scale {
    /// Values above the first cut are in the second group, and so on. Two where it is thirds, four where it is fifths.
    cuts: Vec<i64>,
}

impl Scale {
    /// `values` are put into another order. Exact: the cuts are values of people, found by selection.
    fn of(values: &mut [i64]) -> Self {
        let groups = if has_different(values, FIFTHS_FROM) { 5 } else { 3 };
        let people = values.len();
        let cut = |group: usize| {
            // The group is reached with at least `people * group / groups` people strictly below.
            let below = (people * group).div_ceil(groups);
            *values.select_nth_unstable(below.max(1) - 1).1
        };
        Self { cuts: if people == 0 { Vec::new() } else { (1..groups).map(cut).collect() } }
    }

    fn is_thirds(&self) -> bool {
        self.cuts.len() < 4
    }

    fn score(&self, value: i64) -> u8 {
        let above = u8::try_from(self.cuts.partition_point(|cut| *cut < value)).unwrap_or(4);
        if self.is_thirds() { 1 + 2 * above } else { 1 + above }
    }
}

fn has_different(values: &[i64], enough: usize) -> bool {
    let mut seen: Vec<i64> = Vec::with_capacity(enough);
    for value in values {
        if let Err(at) = seen.binary_search(value) {
            seen.insert(at, *value);
            if seen.len() >= enough {
                return true;
            }
        }
    }
    false
}

/// The scales of a shop, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rfm {
    people: u32,
    scales: [Scale; 3],
}

impl Rfm {
    /// Measured on everyone whose use is allowed and who bought up to a day.
    #[must_use]
    pub fn of(shop: &Shop, as_of: Day) -> Self {
        let mut values: [Vec<i64>; 3] = Default::default();
        for own in in_blocks(shop, |person| measures(&shop.figures(person, as_of))) {
            values.iter_mut().zip(own).for_each(|(list, value)| list.push(value));
        }
        let people = u32::try_from(values[0].len()).unwrap_or(u32::MAX);
        Self { people, scales: values.map(|mut list| Scale::of(&mut list)) }
    }

    /// Overwrites where the cuts are: they are what somebody spent.
    pub(crate) fn wipe(&mut self) {
        self.scales.iter_mut().for_each(|scale| scale.cuts.zeroize());
        self.people = 0;
    }

    /// How many people it was measured on.
    #[must_use]
    pub fn people(&self) -> u32 {
        self.people
    }

    /// One person's scores; `None` for somebody who has bought nothing.
    #[must_use]
    pub fn scores(&self, figures: &Figures) -> Option<Scores> {
        let [recency, frequency, money] = measures(figures)?;
        let [lately, often, much] = &self.scales;
        Some(Scores { recency: lately.score(recency), frequency: often.score(frequency), money: much.score(money) })
    }

    /// How each measure was cut, and where many people share a value so that a group is larger than the others: one
    /// sentence for each thing worth knowing.
    #[must_use]
    pub fn ties(&self, shop: &Shop, as_of: Day) -> Vec<String> {
        let mut notes = Vec::new();
        let thirds: Vec<String> = self
            .scales
            .iter()
            .zip(PARTS)
            .filter(|(scale, part)| scale.is_thirds() && (*part != PARTS[2] || shop.has_amounts()))
            .map(|(_, part)| part.to_owned())
            .collect();
        if self.people > 0 && !thirds.is_empty() {
            notes.push(format!(
                "Three groups instead of five (scores 1, 3, 5) by {} they bought: fewer than {FIFTHS_FROM} different answers.",
                words::all_of(&thirds)
            ));
        }
        for (at, scale) in self.scales.iter().enumerate() {
            let fair = u64::from(self.people) / (scale.cuts.len() as u64 + 1);
            if at == 2 && !shop.has_amounts() {
                notes.extend(
                    (self.people > 0).then(|| "These orders have no amounts: how much tells nobody apart.".to_owned()),
                );
                continue;
            }
            if let Some((value, people)) = crowd(shop, as_of, at).filter(|(_, people)| u64::from(*people) > fair) {
                notes.push(format!(
                    "{} of {} people share {}, so group {} by {} is larger.",
                    group_digits(people.into()),
                    group_digits(self.people.into()),
                    measured(at, value, as_of, shop.currency()),
                    scale.score(value),
                    PARTS[at]
                ));
            }
        }
        notes
    }
}

const PARTS: [&str; 3] = ["how lately", "how often", "how much"];

/// The value most people share, and how many they are. Of equals the lowest value.
fn crowd(shop: &Shop, as_of: Day, at: usize) -> Option<(i64, u32)> {
    let mut values: Vec<i64> =
        shop.everyone.iter().filter_map(|person| measures(&shop.figures(person, as_of))).map(|own| own[at]).collect();
    values.sort_unstable();
    let mut most: Option<(i64, u32)> = None;
    for same in values.chunk_by(|a, b| a == b) {
        let people = u32::try_from(same.len()).unwrap_or(u32::MAX);
        if most.is_none_or(|(_, before)| people > before) {
            most = same.first().map(|value| (*value, people));
        }
    }
    most
}

fn measured(at: usize, value: i64, as_of: Day, currency: Currency) -> String {
    let times = u32::try_from(value).unwrap_or(u32::MAX);
    match at {
        0 => {
            let last = Day(i32::try_from(value).unwrap_or(as_of.0));
            format!("a last order on {}", words::short_day(last))
        }
        1 if times == 1 => "1 order".to_owned(),
        1 => format!("{} orders", group_digits(times.into())),
        _ => format!("{} spent", Money::new(value, currency)),
    }
}

/// The day of the last purchase, how many there are, and what they come to less refunds. More is better, everywhere.
fn measures(figures: &Figures) -> Option<[i64; 3]> {
    figures.last_purchase.map(|last| [i64::from(last.0), i64::from(figures.purchases), figures.net])
}

/// "Champions: 5 for how lately, 5 for how often and 3 for how much of 5".
pub(crate) fn own(shop: &Shop, person: usize, as_of: Day) -> String {
    let figures = shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    ranks(shop, as_of).rfm.scores(&figures).map_or_else(
        || "no purchase yet".to_owned(),
        |scores| {
            format!(
                "“{}”, with {} of 5 for how lately they bought, {} for how often and {} for how much",
                scores.group().words(),
                scores.recency,
                scores.frequency,
                scores.money
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::ImportId;

    /// People who bought so often, the last time so many days ago, each time for so much.
    fn shop(people: &[(u32, i32, i64)]) -> Shop {
        let mut builder = ShopBuilder::new(euro());
        for (id, (times, ago, total)) in (1..).zip(people) {
            builder.person(someone(id, "Ana Lim"));
            let rows = (0..*times)
                .map(|nth| purchase(id, &format!("{id}-{nth}"), ago + 10 * i32::try_from(nth).unwrap(), *total));
            builder.orders(ImportId(1), rows);
        }
        builder.build()
    }

    #[test]
    fn fifths_are_even_where_values_are_many() {
        let shop = shop(&(0..200).map(|at| (1, at + 1, 100 + i64::from(at))).collect::<Vec<_>>());
        let rfm = Rfm::of(&shop, AS_OF);
        let mut sizes = [[0u32; 6]; 2];
        for person in 0..200 {
            let scores = rfm.scores(&shop.figures(person, AS_OF)).unwrap();
            sizes[0][usize::from(scores.recency)] += 1;
            sizes[1][usize::from(scores.money)] += 1;
        }
        assert_eq!(sizes, [[0, 40, 40, 40, 40, 40]; 2]);
        let scores = |person| rfm.scores(&shop.figures(person, AS_OF)).unwrap();
        assert_eq!((scores(0).recency, scores(0).money), (5, 1), "bought yesterday, for least");
        assert_eq!((scores(199).recency, scores(199).money), (1, 5));
        // All of them bought once: one crowd, in the lowest third.
        assert_eq!(scores(0).frequency, 1);
        assert_eq!(
            rfm.ties(&shop, AS_OF),
            [
                "Three groups instead of five (scores 1, 3, 5) by how often they bought: fewer than 100 different answers.",
                "200 of 200 people share 1 order, so group 1 by how often is larger."
            ]
        );
    }

    #[test]
    fn a_crowd_stays_together_and_is_told_of() {
        let mut people = vec![(1, 50, 1_000); 6];
        people.extend([(2, 40, 2_000), (2, 30, 2_000), (5, 20, 3_000), (9, 10, 4_000)]);
        let shop = shop(&people);
        let rfm = Rfm::of(&shop, AS_OF);
        let frequency: Vec<u8> =
            (0..10).map(|person| rfm.scores(&shop.figures(person, AS_OF)).unwrap().frequency).collect();
        assert_eq!(frequency, [1, 1, 1, 1, 1, 1, 3, 3, 5, 5]);
        let notes = rfm.ties(&shop, AS_OF);
        assert!(
            notes.contains(&"6 of 10 people share 1 order, so group 1 by how often is larger.".to_owned()),
            "{notes:?}"
        );
        assert_eq!(rfm.scores(&Figures::default()), None);
        let empty = self::shop(&[(0, 0, 0)]);
        assert_eq!((Rfm::of(&empty, AS_OF).people(), Rfm::of(&empty, AS_OF).ties(&empty, AS_OF)), (0, vec![]));
    }

    #[test]
    fn one_customer_is_alone_on_the_scale() {
        let shop = shop(&[(3, 10, 100)]);
        let scores = Rfm::of(&shop, AS_OF).scores(&shop.figures(0, AS_OF)).unwrap();
        assert_eq!((scores.recency, scores.frequency, scores.money), (1, 1, 1));
    }
}
