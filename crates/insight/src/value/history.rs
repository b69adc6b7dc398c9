//! What the models of buying need of a customer, and all customers of a shop with equal ones counted together.

use rayon::prelude::*;
use std::collections::HashMap;

/// A customer's purchases as "recency and frequency" (Fader, Hardie and Lee 2005). Several orders of a day are one purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    /// Purchases after the first, `x`.
    pub repeats: u32,
    /// From the first purchase to the last, `t_x`, in the units of the model. Zero without repeats.
    pub last: f64,
    /// From the first purchase to the day asked of, `T`.
    pub age: f64,
}

/// Customers who look the same to the model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// Places in [`Histories::repeats`] and [`Histories::times`].
    pub(crate) repeats: u32,
    pub(crate) last: u32,
    pub(crate) age: u32,
    pub(crate) people: f64,
}

/// A shop's customers, equal ones together, and every number that occurs once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Histories {
    pub(crate) groups: Vec<Group>,
    pub(crate) repeats: Vec<u32>,
    pub(crate) times: Vec<f64>,
    /// Customers of each of [`Self::repeats`].
    pub(crate) having: Vec<f64>,
    pub(crate) people: f64,
}

/// Groups that one task adds up. Fixed, so that sums are the same on any number of threads.
pub(crate) const TASK: usize = 4096;

impl Histories {
    pub(crate) fn of(all: &[History]) -> Self {
        // Few numbers occur often: each is looked up, and only those are sorted.
        let (mut repeats, mut times) = (Distinct::default(), Distinct::default());
        let mut keys: Vec<[u32; 3]> = all
            .iter()
            .map(|history| {
                let [age, last] = [history.age, history.last].map(|time| times.place(order_of(time)));
                [repeats.place(u64::from(history.repeats)), age, last]
            })
            .collect();
        let ((repeats, by_repeats), (times, by_time)) = (repeats.sorted(), times.sorted());
        keys.par_iter_mut().for_each(|[repeats, age, last]| {
            (*repeats, *age, *last) = (by_repeats[*repeats as usize], by_time[*age as usize], by_time[*last as usize]);
        });
        keys.par_sort_unstable();
        let mut having = vec![0.0; repeats.len()];
        let groups: Vec<Group> = keys
            .chunk_by(|a, b| a == b)
            .map(|same| {
                let ([repeats, age, last], people) = (same[0], f64::from(small(same.len())));
                having[repeats as usize] += people;
                Group { repeats, last, age, people }
            })
            .collect();
        let repeats = repeats.into_iter().map(|repeats| u32::try_from(repeats).unwrap_or(u32::MAX)).collect();
        let times = times.into_iter().map(f64::from_bits).collect();
        Self { groups, repeats, times, having, people: f64::from(small(all.len())) }
    }

    /// About so many groups of them, evenly, for a first look.
    pub(crate) fn some(&self, most: usize) -> Option<Self> {
        let each = self.groups.len().div_ceil(most.max(1));
        (each > 1).then(|| {
            let groups: Vec<Group> = self.groups.iter().step_by(each).copied().collect();
            let mut having = vec![0.0; self.repeats.len()];
            groups.iter().for_each(|group| having[group.repeats as usize] += group.people);
            let people = having.iter().sum();
            Self { groups, repeats: self.repeats.clone(), times: self.times.clone(), having, people }
        })
    }
}

/// Bits of a time, none of which is less than zero: they sort like times.
fn order_of(time: f64) -> u64 {
    time.max(0.0).to_bits()
}

/// Numbers in the order in which they were met.
#[derive(Default)]
struct Distinct {
    places: HashMap<u64, u32>,
    met: Vec<u64>,
}

impl Distinct {
    fn place(&mut self, number: u64) -> u32 {
        *self.places.entry(number).or_insert_with(|| {
            self.met.push(number);
            small(self.met.len() - 1)
        })
    }

    /// In ascending order, and where each went.
    fn sorted(self) -> (Vec<u64>, Vec<u32>) {
        let mut order: Vec<u32> = (0..small(self.met.len())).collect();
        order.sort_unstable_by_key(|met| self.met[*met as usize]);
        let mut went = vec![0; order.len()];
        (0..).zip(&order).for_each(|(to, from)| went[*from as usize] = to);
        (order.iter().map(|met| self.met[*met as usize]).collect(), went)
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
