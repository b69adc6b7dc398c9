//! The card of points: what is left where nothing could be learnt. It comes with a few lines, and the user can change all of them.

use super::{lead::own_params, ruled::asks_a_score};
use crate::{
    Workbench,
    bench::{OpenShop, usage},
    import::tally::count,
    progress::quiet,
    views::{PointLineView, PointsView},
};
use regulars_insight::{
    evaluate, node_words,
    scores::lead::{Lead, Outcome, PointLine, PointsCard},
};
use regulars_model::{
    CountTest, DateField, DateTest, Day, EventKind, Problem, ProductFilter, Rule, SegmentRule, Window,
};
use regulars_vault::setting;
use serde::{Deserialize, Serialize};

const SETTING: &str = "lead_points";
/// The most lines of a card.
const LINES: usize = 30;

/// The card as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Card {
    start: i32,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    rule: Rule,
    points: i32,
}

/// Everybody's points.
pub(super) struct Pointed {
    pub(super) card: PointsCard,
    pub(super) changed: bool,
    pub(super) people: Vec<Lead>,
    /// By person in the same order: the lines that counted.
    pub(super) lines: Vec<Vec<usize>>,
}

impl Workbench {
    /// Changes the card of points; nothing goes back to the one that comes with the program.
    ///
    /// # Errors
    /// When no vault is open, a number is out of bounds, or a rule cannot be answered.
    pub fn score_points_save(&mut self, points: Option<&PointsView>) -> Result<(), Problem> {
        let (as_of, cause) = (self.as_of(), self.cause("change_points"));
        let open = self.opened_mut()?;
        let kept = match points {
            None => String::new(),
            Some(points) => {
                if points.lines.len() > LINES || !(0..=100).contains(&points.start) {
                    return Err(usage(
                        "A card begins with 0 to 100 points and has at most 30 lines.",
                        "Leave some out.",
                    ));
                }
                if points.lines.iter().any(|line| !(-100..=100).contains(&line.points)) {
                    return Err(usage("A line counts from -100 to 100 points.", "Choose a smaller number."));
                }
                let known = open.known()?;
                points.lines.iter().try_for_each(|line| {
                    let rule = known.open(&SegmentRule::new(line.rule.clone()), as_of)?;
                    if asks_a_score(&rule.root) {
                        return Err(usage("A card of points makes a score, and asks for none.", "Take that part out."));
                    }
                    Ok(())
                })?;
                let lines = points.lines.iter().map(|line| Line { rule: line.rule.clone(), points: line.points });
                serde_json::to_string(&Card { start: points.start, lines: lines.collect() }).unwrap_or_default()
            }
        };
        open.vault.write(cause, |tx| setting::set(tx, SETTING, &kept))?;
        open.reload(&mut quiet())
    }
}

impl OpenShop {
    /// The card as it is, and whether the user changed it.
    fn points_card(&self, outcome: Outcome, as_of: Day) -> Result<(PointsCard, bool), Problem> {
        let kept = self.vault.read(|read| setting::get(read, SETTING))?;
        let Some(card) = kept.and_then(|kept| serde_json::from_str::<Card>(&kept).ok()) else {
            return Ok((self.own_card(outcome), false));
        };
        let known = self.known()?;
        let lines = card.lines.into_iter().filter_map(|line| {
            // A line of a segment that is gone counts for nobody.
            let rule = known.open(&SegmentRule::new(line.rule), as_of).ok()?.root;
            Some(PointLine { rule, points: line.points })
        });
        Ok((PointsCard { start: card.start, lines: lines.collect() }, true))
    }

    /// The one that comes with the program: what this shop has events of.
    fn own_card(&self, outcome: Outcome) -> PointsCard {
        const LINES: [(EventKind, u32, i32); 6] = [
            (EventKind::EmailClicked, 30, 25),
            (EventKind::EmailOpened, 30, 10),
            (EventKind::Visit, 30, 20),
            (EventKind::SupportAsked, 90, 15),
            (EventKind::SurveyAnswered, 365, 10),
            (EventKind::ContestEntered, 365, 10),
        ];
        let there = self.shop.options().events;
        let did = |event, days| Rule::Did {
            event,
            about: None,
            times: CountTest::AtLeast { n: 1 },
            when: Window::LastDays { days },
        };
        let mut lines: Vec<PointLine> = LINES
            .into_iter()
            .filter(|(event, ..)| there.contains(event) && outcome != Outcome::Event(*event))
            .map(|(event, days, points)| PointLine { rule: did(event, days), points })
            .collect();
        lines.push(PointLine {
            rule: Rule::Date { field: DateField::SignedUp, test: DateTest::InLast { days: 30 } },
            points: 15,
        });
        PointsCard { start: 30, lines }
    }

    /// Points of everybody who has not done it yet.
    pub(super) fn pointed(&self, outcome: Outcome, as_of: Day) -> Result<Pointed, Problem> {
        let (card, changed) = self.points_card(outcome, as_of)?;
        let (times, when) = (CountTest::AtLeast { n: 1 }, Window::Ever);
        let did = match outcome {
            Outcome::Purchase => Rule::Bought { what: ProductFilter::Anything, times, when },
            Outcome::Event(event) => Rule::Did { event, about: None, times, when },
            Outcome::Cancelled => Rule::Did { event: EventKind::SubscriptionCancelled, about: None, times, when },
        };
        let rule = SegmentRule::new(Rule::None { rules: vec![did] });
        let people: Vec<u32> = evaluate(&self.shop, &rule, as_of).members.iter().collect();
        let scored = card.score(&self.shop, &people, as_of);
        let mut sorted: Vec<f64> = scored.iter().map(|(score, _)| *score).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let all = f64::from(count(sorted.len()).max(1));
        let people = people.into_iter().zip(&scored).map(|(person, (score, _))| Lead {
            person,
            score: *score,
            percentile: 100.0 * f64::from(count(sorted.partition_point(|other| other < score))) / all,
            chance: 0.0,
        });
        let people = people.collect();
        Ok(Pointed { card, changed, people, lines: scored.into_iter().map(|(_, lines)| lines).collect() })
    }

    pub(super) fn points_view(&self, pointed: &Pointed) -> PointsView {
        let line = |line: &PointLine| PointLineView {
            words: node_words(&line.rule, self.currency),
            rule: line.rule.clone(),
            points: line.points,
        };
        PointsView {
            start: pointed.card.start,
            lines: pointed.card.lines.iter().map(line).collect(),
            changed: pointed.changed,
        }
    }

    /// What the program hopes for where nobody asks for anything else.
    pub(super) fn own_outcome(&self) -> Result<Outcome, Problem> {
        Ok(own_params(self)?.outcome)
    }
}
