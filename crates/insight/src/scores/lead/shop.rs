//! Leads of a shop: what was known of people on days of the past, what they did within so many days after, and the same of
//! those who have not done it yet. Subscribers are asked in the same way: who of them cancels.

use super::{
    super::accuracy::Accuracy,
    leak::only_after,
    learn::{Attempt, Cuts, Learnt, NotLearnt},
    subscribed::{self, running},
    table::{Column, Table, Values},
};
use crate::{Shop, stats::float};
use rayon::prelude::*;
use regulars_model::{Day, EventKind};
use zeroize::{DefaultIsZeroes, Zeroizing};

/// What is hoped for, or feared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A first purchase.
    Purchase,
    /// The first event of a kind.
    Event(EventKind),
    /// Of those whose subscription runs: that they have none left.
    Cancelled,
}

/// What to learn.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadParams {
    /// What is hoped for.
    pub outcome: Outcome,
    /// Days within which it counts.
    pub horizon: u32,
    /// Fields of the shop's own that may be used: those with a purpose that are of no delicate kind.
    pub fields: Vec<(String, String)>,
    /// Columns that are used although they are nearly the answer.
    pub insisted: Vec<String>,
}

impl Default for LeadParams {
    fn default() -> Self {
        Self { outcome: Outcome::Purchase, horizon: 90, fields: Vec::new(), insisted: Vec::new() }
    }
}

/// Where a score puts somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Below 50.
    NotYet,
    /// From 50: as likely as most.
    KeepInTouch,
    /// From 70: twice as likely.
    Warm,
    /// From 85.
    Hot,
}

impl Tier {
    /// From best to worst.
    pub const ALL: [Self; 4] = [Self::Hot, Self::Warm, Self::KeepInTouch, Self::NotYet];

    /// Of a score.
    #[must_use]
    pub fn of(score: f64) -> Self {
        match score {
            score if score >= 85.0 => Self::Hot,
            score if score >= 70.0 => Self::Warm,
            score if score >= 50.0 => Self::KeepInTouch,
            _ => Self::NotYet,
        }
    }
}

/// What one thing that is known of somebody adds to their score.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadReason {
    /// Which thing: a place in [`Leads::table`].
    pub column: usize,
    /// Points, up or down.
    pub points: f64,
}

/// One person who has not done it yet.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lead {
    /// The index of a person in the shop.
    pub person: u32,
    /// From 0 to 100; 50 is somebody of whom everything is as on the mean, and 20 more is twice the odds.
    pub score: f64,
    /// The share of leads with a lower score, from 0 to 100.
    pub percentile: f64,
    /// The chance that they do it within the horizon, calibrated.
    pub chance: f64,
}

impl DefaultIsZeroes for Lead {}

/// Everybody who has not done it yet, and what their scores rest on.
pub struct Leads {
    /// Up to when.
    pub as_of: Day,
    /// What was learnt.
    pub learnt: Learnt,
    /// Rows it was learnt from: people on days of the past.
    pub rows: usize,
    /// How many of those rows did it.
    pub yes: usize,
    /// What is known now of each lead, in the order of [`Self::people`].
    pub table: Table,
    /// By person, ascending. Wiped when dropped, as is the table.
    pub people: Zeroizing<Vec<Lead>>,
}

/// Points that double the odds.
const DOUBLES: f64 = 20.0;
/// Snapshots of the past that are learnt from.
const SNAPSHOTS: i32 = 4;
/// Kinds of events that tell of interest.
const KINDS: [(EventKind, &str); 7] = [
    (EventKind::EmailSent, "emails sent to them"),
    (EventKind::EmailOpened, "emails opened"),
    (EventKind::EmailClicked, "clicks in emails"),
    (EventKind::Visit, "visits"),
    (EventKind::SurveyAnswered, "surveys answered"),
    (EventKind::ContestEntered, "contests entered"),
    (EventKind::SupportAsked, "questions asked"),
];
/// Tags that are looked at, the most frequent first.
const MOST_TAGS: usize = 30;

/// What was known of people on days of the past, and what they did after.
struct Past {
    table: Table,
    /// The first row of each day that was looked back on, the earliest first.
    starts: Vec<usize>,
    insisted: Vec<usize>,
    /// Columns that are known to give the answer away.
    told: Vec<usize>,
    /// Who has not done it by now, and what is known of them.
    open: Vec<u32>,
    now: Table,
}

impl Past {
    fn of(shop: &Shop, params: &LeadParams, as_of: Day) -> Self {
        let horizon = days(params);
        let (mut table, mut rows, mut starts) = (Table::default(), Vec::new(), Vec::new());
        for back in (1..=SNAPSHOTS).rev() {
            let day = as_of.plus(-horizon * back);
            starts.push(rows.len());
            let people = open(shop, params.outcome, day);
            table
                .outcome
                .par_extend(people.par_iter().map(|person| did(shop, params.outcome, *person, day, day.plus(horizon))));
            rows.extend(people.into_iter().map(|person| (person, day)));
        }
        let tags = frequent_tags(shop, &rows);
        table.columns = columns(shop, params, &tags, &rows);
        let insisted: Vec<usize> =
            (0..table.columns.len()).filter(|nth| params.insisted.contains(&table.columns[*nth].name)).collect();
        let later = |person: &u32| known_since(shop, *person).is_some_and(|since| since > as_of);
        let open: Vec<u32> = awaited(shop, params.outcome, as_of).filter(|person| !later(person)).collect();
        let now: Vec<(u32, Day)> = open.iter().map(|person| (*person, as_of)).collect();
        let now = Table { columns: columns(shop, params, &tags, &now), outcome: vec![false; now.len()] };
        // What has no date may have been filled in by doing it: then those who have not done it to this day lack it.
        let everyone: Vec<u32> = shop.everyone().iter().collect();
        let done = everyone.into_par_iter().filter(|person| {
            did(shop, params.outcome, *person, Day(i32::MIN), as_of)
                && !is_awaited(shop, params.outcome, *person, as_of)
        });
        let done = undated(shop, params, &tags, &done.map(|person| (person, as_of)).collect::<Vec<_>>());
        let dated = table.columns.len() - done.len();
        let known = |column: &Column| {
            let rows = column.values.len();
            [(0..rows).filter(|row| column.known(*row)).count(), rows]
        };
        let told: Vec<usize> = done
            .iter()
            .zip(dated..)
            .filter(|(column, nth)| only_after(known(column), known(&now.columns[*nth])) && !insisted.contains(nth))
            .map(|(_, nth)| nth)
            .collect();
        Self { table, starts, insisted, told, open, now }
    }

    fn attempt(&self) -> Result<Attempt, NotLearnt> {
        Attempt::at(&self.table, &self.insisted, &self.told, Cuts::at(&self.table.outcome, &self.starts))
    }
}

/// Learns from a shop and scores everybody who has not done it yet.
///
/// # Errors
///
/// [`NotLearnt`], in words. Then a card of points is what is left: [`super::PointsCard`].
pub fn leads(shop: &Shop, params: &LeadParams, as_of: Day) -> Result<Leads, NotLearnt> {
    let past = Past::of(shop, params, as_of);
    let learnt = past.attempt()?.on_all()?;
    let Past { table, open, now, .. } = past;
    let all: Vec<usize> = (0..open.len()).collect();
    let scored = learnt.score(&now, &all);
    let mut order = all;
    order.par_sort_by(|a, b| scored[*a].above.total_cmp(&scored[*b].above));
    let mut percentile = vec![0.0; order.len()];
    let mut below = 0;
    for same in order.chunk_by(|a, b| scored[*a].above.total_cmp(&scored[*b].above).is_eq()) {
        same.iter().for_each(|nth| percentile[*nth] = 100.0 * float(below) / float(order.len()));
        below += same.len();
    }
    let people = open.iter().zip(&scored).zip(percentile).map(|((person, scored), percentile)| Lead {
        person: *person,
        score: (points(scored.above) + 50.0).clamp(0.0, 100.0),
        percentile,
        chance: scored.chance,
    });
    let people = people.collect::<Vec<_>>().into();
    let yes = table.outcome.iter().filter(|yes| **yes).count();
    Ok(Leads { as_of, learnt, rows: table.rows(), yes, table: now, people })
}

/// How right chances would have been that were given on a day of the past, of everybody who had not done it by then, from nothing
/// later. With those of [`leads`], which are of the latest stretch, this walks on: `back` stretches before it. `None` where too
/// little had been known by then.
#[must_use]
pub fn looked_back(shop: &Shop, params: &LeadParams, as_of: Day, back: u32) -> Option<Accuracy> {
    let past = Past::of(shop, params, ended(params, as_of, back));
    past.attempt().ok().filter(|attempt| Some(&attempt.cuts.judge) == past.starts.last()).map(|attempt| attempt.judged)
}

/// The last day of a stretch that is over, `back` stretches before the latest.
#[must_use]
pub fn ended(params: &LeadParams, as_of: Day, back: u32) -> Day {
    as_of.plus(-days(params).saturating_mul(i32::try_from(back).unwrap_or(i32::MAX)))
}

fn days(params: &LeadParams) -> i32 {
    i32::try_from(params.horizon.clamp(1, 3650)).unwrap_or(3650)
}

fn points(log_odds: f64) -> f64 {
    log_odds * DOUBLES / std::f64::consts::LN_2
}

impl Leads {
    /// One lead.
    #[must_use]
    pub fn of(&self, person: u32) -> Option<&Lead> {
        self.people.binary_search_by_key(&person, |lead| lead.person).ok().map(|at| &self.people[at])
    }

    /// What makes up somebody's score, largest first. With 50 they sum to the score before it is held between 0 and 100.
    #[must_use]
    pub fn reasons(&self, person: u32) -> Vec<LeadReason> {
        let Ok(row) = self.people.binary_search_by_key(&person, |lead| lead.person) else { return Vec::new() };
        let Some(scored) = self.learnt.score(&self.table, &[row]).pop() else { return Vec::new() };
        let mut reasons: Vec<LeadReason> = self
            .learnt
            .used
            .iter()
            .zip(&scored.reasons)
            .map(|(column, share)| LeadReason { column: *column, points: points(*share) })
            .collect();
        reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then(a.column.cmp(&b.column)));
        reasons
    }
}

/// Those who were known on a day, and of whom it could be asked then. Of whom no day is known, nobody can say that they were: whoever is
/// known by their first purchase alone was no lead before.
fn open(shop: &Shop, outcome: Outcome, day: Day) -> Vec<u32> {
    awaited(shop, outcome, day).filter(|person| known_since(shop, *person).is_some_and(|since| since <= day)).collect()
}

/// Everybody of whom it can be asked on the evening of a day: who has not done it by then, or whose subscription runs.
fn awaited(shop: &Shop, outcome: Outcome, day: Day) -> impl ParallelIterator<Item = u32> + '_ {
    let everyone: Vec<u32> = shop.everyone().iter().collect();
    everyone.into_par_iter().filter(move |person| is_awaited(shop, outcome, *person, day))
}

fn is_awaited(shop: &Shop, outcome: Outcome, person: u32, day: Day) -> bool {
    match outcome {
        Outcome::Purchase | Outcome::Event(_) => !did(shop, outcome, person, Day(i32::MIN), day),
        Outcome::Cancelled => running(shop, person, day).is_some(),
    }
}

/// The day they signed up, or of the first thing they did. `None` where neither is known.
fn known_since(shop: &Shop, person: u32) -> Option<Day> {
    let person = person as usize;
    let events = shop.events.iter().filter_map(|events| {
        let range = events.within(person, Day(i32::MIN), Day(i32::MAX));
        events.day.get(range).and_then(|days| days.first().copied())
    });
    let bought = shop.orders.of(person).next().map(|order| shop.orders.day[order]);
    events.chain(shop.people.signed_up[person].map(|day| day.0)).chain(bought).min().map(Day)
}

/// Whether they did it after one day and up to another.
fn did(shop: &Shop, outcome: Outcome, who: u32, after: Day, to: Day) -> bool {
    let person = who as usize;
    let from = after.plus(i32::from(after.0 != i32::MIN));
    match outcome {
        Outcome::Cancelled => subscribed::cancelled(shop, who, from, to),
        Outcome::Purchase => shop.orders.within(person, from, to).any(|order| !shop.orders.refund[order]),
        Outcome::Event(kind) => !shop.events_of(kind).within(person, from, to).is_empty(),
    }
}

/// What was known of people on days, nothing dated later, and then what has no date.
fn columns(shop: &Shop, params: &LeadParams, tags: &[u32], rows: &[(u32, Day)]) -> Vec<Column> {
    let mut all = Vec::new();
    let number = |name: String, of: &(dyn Fn(u32, Day) -> f64 + Sync)| number(rows, name, of);
    for (kind, name) in KINDS {
        if params.outcome == Outcome::Event(kind) {
            continue;
        }
        let events = shop.events_of(kind);
        if events.day.is_empty() {
            continue;
        }
        let count = |person: u32, from: Day, to: Day| float(events.within(person as usize, from, to).len()).ln_1p();
        all.push(number(format!("{name} in the last 30 days"), &|person, day| count(person, day.plus(-29), day)));
        all.push(number(format!("{name} in the year before"), &|person, day| {
            count(person, day.plus(-365), day.plus(-30))
        }));
        all.push(number(format!("days without {name}"), &|person, day| {
            let range = events.within(person as usize, Day(i32::MIN), day);
            events
                .day
                .get(range)
                .and_then(|days| days.last())
                .map_or(f64::NAN, |last| f64::from(day.0.saturating_sub(*last)).ln_1p())
        }));
    }
    all.push(number("days since they signed up".to_owned(), &|person, day| {
        let since = shop.people.signed_up[person as usize].filter(|since| *since <= day);
        since.map_or(f64::NAN, |since| f64::from(day.0.saturating_sub(since.0)).ln_1p())
    }));
    if params.outcome == Outcome::Cancelled {
        all.extend(subscribed::columns(shop, rows));
    }
    all.extend(undated(shop, params, tags, rows));
    all
}

/// What has no date: a file tells how it is now. The guard against giving the answer away looks at it.
fn undated(shop: &Shop, params: &LeadParams, tags: &[u32], rows: &[(u32, Day)]) -> Vec<Column> {
    let mut all = Vec::new();
    let (words, codes) = &shop.people.country;
    all.push(Column {
        name: "country".to_owned(),
        values: Values::Words {
            codes: rows.iter().map(|(person, _)| codes[*person as usize]).collect(),
            words: (1..small(words.len())).map(|code| words.shown(code).to_owned()).collect(),
        },
    });
    let (words, held) = &shop.people.tags;
    for &tag in tags {
        let has = |(person, _): &(u32, Day)| u32::from(held.of(*person as usize).contains(&tag));
        let values = Values::Words { codes: rows.iter().map(has).collect(), words: vec!["yes".to_owned()] };
        all.push(Column { name: format!("tag “{}”", words.shown(tag)), values });
    }
    for (key, label) in &params.fields {
        all.extend(shop.people.own.column(key, label, rows.iter().map(|(person, _)| *person as usize)));
    }
    all
}

/// Those of these people, so that rows of the past and of now have the same columns.
fn frequent_tags(shop: &Shop, rows: &[(u32, Day)]) -> Vec<u32> {
    let (words, held) = &shop.people.tags;
    let mut counts = vec![0u32; words.len()];
    rows.iter().for_each(|(person, _)| held.of(*person as usize).iter().for_each(|tag| counts[*tag as usize] += 1));
    most_frequent(&counts, MOST_TAGS)
}

/// Words by how often each is there, the most frequent first; what is no word, the first of all, is left out.
pub(super) fn most_frequent(counts: &[u32], most: usize) -> Vec<u32> {
    let mut frequent: Vec<u32> = (1..small(counts.len())).filter(|word| counts[*word as usize] > 0).collect();
    frequent.sort_by_key(|word| std::cmp::Reverse(counts[*word as usize]));
    frequent.truncate(most);
    frequent
}

/// A number that is known of each row.
pub(super) fn number(rows: &[(u32, Day)], name: String, of: &(dyn Fn(u32, Day) -> f64 + Sync)) -> Column {
    Column { name, values: Values::Numbers(rows.par_iter().map(|(person, day)| of(*person, *day)).collect()) }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
