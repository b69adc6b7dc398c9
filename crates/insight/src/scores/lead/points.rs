//! Without people who did it there is nothing to learn from: a card of points, each line a rule and what it is worth, that the
//! user can change.

use crate::{Shop, evaluate};
use regulars_model::{Day, Rule, SegmentRule};

/// Points for whoever a rule is true of.
#[derive(Debug, Clone, PartialEq)]
pub struct PointLine {
    /// Of whom.
    pub rule: Rule,
    /// From -100 to 100.
    pub points: i32,
}

/// Lines that are added up.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsCard {
    /// What everybody begins with.
    pub start: i32,
    /// What is added for whom.
    pub lines: Vec<PointLine>,
}

impl PointsCard {
    /// Everybody's points, held between 0 and 100, and the lines that counted for each.
    #[must_use]
    pub fn score(&self, shop: &Shop, people: &[u32], as_of: Day) -> Vec<(f64, Vec<usize>)> {
        let members: Vec<_> =
            self.lines.iter().map(|line| evaluate(shop, &SegmentRule::new(line.rule.clone()), as_of).members).collect();
        people
            .iter()
            .map(|person| {
                let lines: Vec<usize> = (0..self.lines.len()).filter(|nth| members[*nth].has(*person)).collect();
                let sum = lines.iter().fold(self.start, |sum, nth| sum.saturating_add(self.lines[*nth].points));
                (f64::from(sum.clamp(0, 100)), lines)
            })
            .collect()
    }
}
