//! Customers by the month they came, when they come back, and the eleven groups by how lately, how often and how much.

use super::{
    risk::second_words,
    words::{customers, percent},
    worked::{Base, Wanted},
};
use crate::{
    Workbench,
    bench::OpenShop,
    import::tally::count,
    progress::Progress,
    views::{CohortCell, CohortView, CohortsView, CurvePoint, RfmGroupView, RfmView, SecondPurchaseView},
};
use regulars_insight::{
    Rfm,
    scores::{Cohort, SecondPurchase, cohorts},
};
use regulars_model::{Day, Problem, RfmGroup};

/// Points of a curve that is drawn.
const POINTS: u32 = 60;

impl Workbench {
    /// Customers by the month of their first purchase, and when they come back.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn score_cohorts(&mut self, progress: Progress<'_>) -> Result<CohortsView, Problem> {
        self.work_out(&Wanted::default(), progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        Ok(open.cohorts_view(open.base(as_of)?))
    }

    /// Customers by how lately, how often and how much they bought.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn score_rfm(&self) -> Result<RfmView, Problem> {
        let as_of = self.as_of();
        Ok(self.opened()?.rfm_view(as_of))
    }
}

impl OpenShop {
    fn cohorts_view(&self, base: &Base) -> CohortsView {
        let all = cohorts(&base.purchases, base.as_of);
        let longest = all.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
        // Months that are not over yet would look worse than they are.
        let share = |nth: usize| {
            let over =
                all.iter().filter(|cohort| nth < cohort.active.len() && (nth == 0 || is_over(cohort, nth, base.as_of)));
            let (bought, there) = over
                .fold((0u64, 0u64), |sum, one| (sum.0 + u64::from(one.active[nth]), sum.1 + u64::from(one.customers)));
            (there > 0).then(|| f64::from(small(bought)) / f64::from(small(there)))
        };
        let usual: Vec<f64> = (0..longest).map_while(share).collect();
        let second = SecondPurchase::of(&base.purchases, base.as_of);
        let words = match (all.is_empty(), usual.get(1)) {
            (true, _) => self.nobody_bought(base.as_of),
            (false, None) => format!("{}; no month after the first is over yet.", customers(base.customers)),
            (false, Some(next)) => {
                format!("{} of new customers buy again in the month after their first.", percent(*next))
            }
        };
        CohortsView {
            cohorts: all.iter().map(|cohort| self.cohort_view(cohort, base.as_of)).collect(),
            usual,
            second: (second.customers > 0).then(|| second_view(&second)),
            words,
            as_of: base.as_of.words(),
        }
    }

    fn cohort_view(&self, cohort: &Cohort, as_of: Day) -> CohortView {
        let people = f64::from(cohort.customers.max(1));
        let cells = cohort.active.iter().zip(&cohort.spent).enumerate().map(|(nth, (active, spent))| CohortCell {
            active: *active,
            share: f64::from(*active) / people,
            spent: self.money(*spent),
            over: is_over(cohort, nth, as_of),
        });
        CohortView {
            month: cohort.month.date().strftime("%b %Y").to_string(),
            date: cohort.month.to_string(),
            customers: cohort.customers,
            cells: cells.collect(),
            spent: self.money(cohort.spent.iter().fold(0i64, |sum, spent| sum.saturating_add(*spent))),
        }
    }

    fn rfm_view(&self, as_of: Day) -> RfmView {
        let rfm = Rfm::of(&self.shop, as_of);
        let mut groups = RfmGroup::ALL.map(|group| (group, 0u32, 0i64));
        let mut grid = vec![vec![0u32; 5]; 5];
        for person in self.shop.everyone().iter() {
            let figures = self.shop.figures(person, as_of);
            let Some(scores) = rfm.scores(&figures) else { continue };
            let group = scores.group();
            for one in groups.iter_mut().filter(|one| one.0 == group) {
                (one.1, one.2) = (one.1 + 1, one.2.saturating_add(figures.net));
            }
            let (row, column) = (5 - scores.recency.clamp(1, 5), scores.worth().clamp(1, 5) - 1);
            grid[usize::from(row)][usize::from(column)] += 1;
        }
        let people = rfm.people();
        let past = groups.iter().fold(0i64, |sum, one| sum.saturating_add(one.2));
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let views = groups.iter().map(|(group, theirs, brought)| RfmGroupView {
            group: *group,
            label: group.words().to_owned(),
            words: scores_of(*group),
            people: *theirs,
            share: share(f64::from(*theirs), f64::from(people)),
            past: self.money(*brought),
            share_of_past: (past > 0).then(|| super::words::number(*brought) / super::words::number(past)),
        });
        let best = &groups[0];
        RfmView {
            customers: people,
            groups: views.collect(),
            grid,
            notes: rfm.ties(&self.shop, as_of),
            words: match people {
                0 => self.nobody_bought(as_of),
                // The ready-made segments say the same of so few.
                few if few < crate::ready::BUYERS => format!(
                    "With {} there is not enough data: groups by how lately, how often and how much say little of fewer than {}.",
                    customers(few),
                    crate::ready::BUYERS
                ),
                _ if past <= 0 => {
                    format!("{} of {} are champions.", super::words::whole(f64::from(best.1)), customers(people))
                }
                _ => format!(
                    "{} of {} are champions; they brought {} of all that was brought.",
                    super::words::whole(f64::from(best.1)),
                    customers(people),
                    percent(share(super::words::number(best.2), super::words::number(past)))
                ),
            },
            as_of: as_of.words(),
        }
    }
}

/// "5 for how lately, 4 or 5 for how often and how much together".
fn scores_of(group: RfmGroup) -> String {
    let pairs: Vec<(u8, u8)> = (1..=5)
        .flat_map(|recency| (1..=5).map(move |worth| (recency, worth)))
        .filter(|(recency, worth)| RfmGroup::of(*recency, *worth) == group)
        .collect();
    let of = |pick: fn(&(u8, u8)) -> u8| {
        let mut all: Vec<u8> = pairs.iter().map(pick).collect();
        all.sort_unstable();
        all.dedup();
        match (all.first(), all.last()) {
            (Some(least), Some(most)) if least == most => least.to_string(),
            (Some(least), Some(most)) => format!("{least} to {most}"),
            _ => String::new(),
        }
    };
    format!("{} of 5 for how lately, {} for how often and how much together", of(|pair| pair.0), of(|pair| pair.1))
}

fn second_view(second: &SecondPurchase) -> SecondPurchaseView {
    let last = second.watched.max(1);
    let step = last.div_ceil(POINTS).max(1);
    let curve: Vec<CurvePoint> = (0..=last.div_ceil(step))
        .map(|nth| (nth * step).min(last))
        .map(|days| CurvePoint { days, share: second.by(days) })
        .collect();
    let steps: Vec<(u32, f64)> = curve.iter().map(|point| (point.days, point.share)).collect();
    SecondPurchaseView {
        customers: second.customers,
        came_back: second.came_back,
        half: second.gap(0.5),
        most: second.gap(0.8),
        words: second_words(second),
        plot: regulars_paper::proof::coming_back(&steps, second.gap(0.5)),
        curve,
    }
}

/// Whether the nth month after a cohort's first is over on a day.
fn is_over(cohort: &Cohort, nth: usize, as_of: Day) -> bool {
    let months = i64::from(count(nth)) + 1;
    let next = jiff::Span::new().try_months(months).and_then(|span| cohort.month.date().checked_add(span));
    next.is_ok_and(|next| Day::from_date(next).plus(-1) <= as_of)
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
