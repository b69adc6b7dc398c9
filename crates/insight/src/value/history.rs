//! What the models of buying need of a customer, and all customers of a shop with equal ones counted together.

use rayon::prelude::*;

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
        let met: Vec<[u32; 3]> = all
            .iter()
            .map(|history| {
                let [age, last] = [history.age, history.last].map(|time| times.place(order_of(time)));
                [repeats.place(u64::from(history.repeats)), age, last]
            })
            .collect();
        let ((repeats, by_repeats), (times, by_time)) = (repeats.sorted(), times.sorted());
        // Those with as many repeats beside each other, then each of these by both times.
        let mut ends = vec![0; repeats.len()];
        met.iter().for_each(|[repeats, ..]| ends[by_repeats[*repeats as usize] as usize] += 1);
        let having: Vec<f64> = ends.iter().map(|people| f64::from(small(*people))).collect();
        let mut keys = vec![0u64; all.len()];
        let mut parts: Vec<&mut [u64]> = Vec::with_capacity(ends.len());
        let mut rest = keys.as_mut_slice();
        for people in &ends {
            let (part, after) = rest.split_at_mut(*people);
            parts.push(part);
            rest = after;
        }
        ends.fill(0);
        for [repeats, age, last] in met {
            let repeats = by_repeats[repeats as usize] as usize;
            let [age, last] = [age, last].map(|time| u64::from(by_time[time as usize]));
            parts[repeats][ends[repeats]] = age << 32 | last;
            ends[repeats] += 1;
        }
        let groups = (0..).zip(parts).collect::<Vec<(u32, &mut [u64])>>().into_par_iter().map(|(repeats, keys)| {
            keys.par_sort_unstable();
            let same = keys.chunk_by(|a, b| a == b);
            #[allow(clippy::cast_possible_truncation, reason = "two halves of a key")]
            let group = |same: &[u64]| {
                let people = f64::from(small(same.len()));
                Group { repeats, last: same[0] as u32, age: (same[0] >> 32) as u32, people }
            };
            same.map(group).collect::<Vec<Group>>()
        });
        let groups = groups.collect::<Vec<_>>().concat();
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
    /// One more than the place of each, where its scattered bits put it or in the next free slot; at most every fourth is taken.
    slots: Vec<u32>,
    met: Vec<u64>,
}

impl Distinct {
    fn place(&mut self, number: u64) -> u32 {
        if 4 * self.met.len() >= self.slots.len() {
            self.slots = vec![0; (16 * self.met.len()).next_power_of_two().max(1024)];
            for nth in 0..self.met.len() {
                let slot = self.slot(self.met[nth]);
                self.slots[slot] = small(nth + 1);
            }
        }
        let slot = self.slot(number);
        if self.slots[slot] == 0 {
            self.met.push(number);
            self.slots[slot] = small(self.met.len());
        }
        self.slots[slot] - 1
    }

    /// Where a number is, or goes. Scattered by the golden ratio: nobody chose these numbers to collide.
    fn slot(&self, number: u64) -> usize {
        let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        #[allow(clippy::cast_possible_truncation, reason = "as many of its highest bits as there are slots")]
        let mut at = (scattered >> (64 - self.slots.len().trailing_zeros())) as usize;
        while self.slots[at] != 0 && self.met[self.slots[at] as usize - 1] != number {
            at = (at + 1) & (self.slots.len() - 1);
        }
        at
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
