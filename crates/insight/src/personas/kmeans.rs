//! k-means (Lloyd 1982) from well spread starts (Arthur and Vassilvitskii 2007): an algorithm in linfa's form. linfa's own is
//! slower than this on many rows, and the people it counts in each group are those of its last start (linfa-clustering 0.8.1); a
//! test here holds what it finds against ours.

use crate::stats::float;
use linfa::{
    DatasetBase, ParamGuard,
    traits::{Fit, PredictInplace},
};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, Data, Ix2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// What a fit needs to know, to be checked before it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans(CheckedKMeans);

/// Parameters that were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedKMeans {
    groups: usize,
    runs: usize,
    steps: usize,
    tolerance: f64,
    seed: u64,
    starts: Option<Array2<f64>>,
}

impl KMeans {
    /// So many groups: the best of ten starts, each followed until its middles stand, at most 300 steps.
    #[must_use]
    pub fn new(groups: usize) -> Self {
        Self(CheckedKMeans { groups, runs: 10, steps: 300, tolerance: 1e-4, seed: 0, starts: None })
    }

    /// Starts that are tried.
    #[must_use]
    pub fn runs(mut self, runs: usize) -> Self {
        self.0.runs = runs;
        self
    }

    /// The most steps from a start.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.0.steps = steps;
        self
    }

    /// Middles stand when a step moved them by less: the root of the sum of the squares of how far each went.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Where the random numbers of the starts begin.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// From these middles and no others.
    #[must_use]
    pub fn starts(mut self, middles: Array2<f64>) -> Self {
        self.0.starts = Some(middles);
        self
    }
}

/// Why nothing could be grouped.
#[derive(Debug, thiserror::Error)]
pub enum KMeansError {
    /// Numbers of groups, starts or steps that are none, or a tolerance below zero.
    #[error("there are 1 to 255 groups, at least one start and one step, and a tolerance from zero on")]
    Parameters,
    /// Fewer rows than groups, or middles of another shape.
    #[error("there are at least as many rows as groups, and starts have as many columns")]
    Shape,
    /// Numbers that are none.
    #[error("a value is missing or without bound")]
    NotFinite,
    /// From linfa.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl ParamGuard for KMeans {
    type Checked = CheckedKMeans;
    type Error = KMeansError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let CheckedKMeans { groups, runs, steps, tolerance, .. } = &self.0;
        let right = (1..=255).contains(groups) && *runs > 0 && *steps > 0 && *tolerance >= 0.0;
        if right { Ok(&self.0) } else { Err(KMeansError::Parameters) }
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// Groups found: where their middles are.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// One row a group.
    pub middles: Array2<f64>,
    /// Steps that were taken to them.
    pub steps: usize,
}

impl<S: Data<Elem = f64>, T> Fit<ArrayBase<S, Ix2>, T, KMeansError> for CheckedKMeans {
    type Object = Groups;

    fn fit(&self, data: &DatasetBase<ArrayBase<S, Ix2>, T>) -> Result<Groups, KMeansError> {
        let (rows, columns) = data.records.dim();
        let fits = self.starts.as_ref().is_none_or(|starts| starts.dim() == (self.groups, columns));
        if rows < self.groups || columns == 0 || !fits {
            return Err(KMeansError::Shape);
        }
        // Row by row. Records that lie so already are used as they lie.
        let records = data.records.as_standard_layout();
        let table = Table { values: records.as_slice().unwrap_or_default(), columns };
        let tiles = Tiles::of(&table).ok_or(KMeansError::NotFinite)?;
        if let Some(starts) = &self.starts {
            return Ok(tiles.follow(starts.clone(), self.steps, self.tolerance));
        }
        let mut rng = Xoshiro256Plus::seed_from_u64(self.seed);
        let mut best: Option<(f64, Groups)> = None;
        for _ in 0..self.runs {
            let groups = tiles.follow(well_spread(&table, self.groups, &mut rng), self.steps, self.tolerance);
            let inertia = groups.away(&table);
            if best.as_ref().is_none_or(|(least, _)| inertia < *least) {
                best = Some((inertia, groups));
            }
        }
        best.map(|(_, groups)| groups).ok_or(KMeansError::Parameters)
    }
}

/// Rows of a table one after the other.
struct Table<'a> {
    values: &'a [f64],
    columns: usize,
}

impl<'a> Table<'a> {
    fn len(&self) -> usize {
        self.values.len() / self.columns
    }

    fn row(&self, nth: usize) -> &'a [f64] {
        &self.values[nth * self.columns..][..self.columns]
    }

    /// What is made of each row, in order.
    fn map<T: Send>(&self, make: impl Fn(&'a [f64]) -> T + Sync) -> Vec<T> {
        (0..self.len()).into_par_iter().with_min_len(ROWS).map(|nth| make(self.row(nth))).collect()
    }
}

/// The first middle by lot; each next one too, but the further a row is from those there are, the likelier.
fn well_spread(table: &Table<'_>, groups: usize, rng: &mut Xoshiro256Plus) -> Array2<f64> {
    let rows = table.len();
    let mut middles = Array2::zeros((groups, table.columns));
    let mut away = vec![f64::INFINITY; rows];
    let mut next = rng.gen_range(0..rows);
    for nth in 0..groups {
        let middle = table.row(next);
        middles.row_mut(nth).assign(&ArrayView1::from(middle));
        away.par_iter_mut().with_min_len(ROWS).enumerate().for_each(|(row, away)| {
            *away = away.min(apart(table.row(row), middle));
        });
        let parts: Vec<f64> = away.par_chunks(ROWS).map(|part| part.iter().sum()).collect();
        let mut left = rng.r#gen::<f64>() * parts.iter().sum::<f64>();
        let part = parts.iter().position(|part| {
            let here = left < *part;
            left -= if here { 0.0 } else { *part };
            here
        });
        let from = part.unwrap_or(parts.len() - 1) * ROWS;
        let within = away[from..].iter().position(|away| {
            left -= away;
            left < 0.0
        });
        // All rows alike, or a rest that rounding left: the last.
        next = within.map_or(rows - 1, |nth| from + nth);
    }
    middles
}

/// Rows beside each other, as many as are looked at together.
const LANES: usize = 16;
/// Rows one task takes: fixed, so that sums are the same on any number of threads.
const ROWS: usize = 2_048;

/// A table in pieces of a few rows, each column by column: as many numbers beside each other as are worked on together. Half
/// the digits are enough to tell which middle is nearer, and twice as quick; sums are in full.
struct Tiles {
    tiles: Vec<[f32; LANES]>,
    rows: usize,
}

/// What one task knows of its rows from step to step.
struct Part {
    labels: Vec<u8>,
    sums: Vec<f64>,
    counts: Vec<u32>,
}

/// Of a row that was in no group yet.
const NONE: u8 = 255;

impl Tiles {
    /// `None` where a number is none.
    fn of(table: &Table<'_>) -> Option<Self> {
        let (rows, columns) = (table.len(), table.columns);
        let mut tiles = vec![[0.0; LANES]; rows.div_ceil(LANES) * columns];
        // Squares and sums of squares of short numbers stay numbers.
        let bound = f64::from(f32::MAX).sqrt() / (2.0 * float(columns));
        let fill = |(nth, tile): (usize, &mut [[f32; LANES]])| {
            let from = nth * LANES;
            (from..rows.min(from + LANES)).enumerate().all(|(lane, row)| {
                table.row(row).iter().zip(tile.iter_mut()).all(|(value, column)| {
                    #[allow(clippy::cast_possible_truncation, reason = "nearly the same number")]
                    let short = *value as f32;
                    column[lane] = short;
                    value.abs() < bound
                })
            })
        };
        let right = tiles.par_chunks_mut(columns).with_min_len(ROWS / LANES).enumerate().map(fill);
        right.reduce(|| true, |one, other| one && other).then_some(Self { tiles, rows })
    }

    /// Downhill from these middles.
    fn follow(&self, mut middles: Array2<f64>, most: usize, tolerance: f64) -> Groups {
        let (groups, columns) = middles.dim();
        let new = |from: usize| Part {
            labels: vec![NONE; (self.rows - from).min(ROWS)],
            sums: vec![0.0; groups * columns],
            counts: vec![0; groups],
        };
        let mut parts: Vec<Part> = (0..self.rows).step_by(ROWS).map(new).collect();
        let mut steps = 0;
        while steps < most {
            steps += 1;
            let pairs = Pairs::of(&middles);
            let tiles = self.tiles.par_chunks(ROWS / LANES * columns);
            let moved: usize =
                parts.par_iter_mut().zip(tiles).map(|(part, tiles)| part.look(tiles, columns, &pairs)).sum();
            if moved == 0 {
                break;
            }
            let mut far = 0.0;
            for (group, mut middle) in middles.rows_mut().into_iter().enumerate() {
                let count: u32 = parts.iter().map(|part| part.counts[group]).sum();
                // A group that nobody is in stays where it is.
                if count == 0 {
                    continue;
                }
                for (column, middle) in middle.iter_mut().enumerate() {
                    let sum: f64 = parts.iter().map(|part| part.sums[group * columns + column]).sum();
                    let mean = sum / f64::from(count);
                    far += (mean - *middle) * (mean - *middle);
                    *middle = mean;
                }
            }
            if far.sqrt() < tolerance {
                break;
            }
        }
        Groups { middles, steps }
    }
}

impl Part {
    /// Puts each row in the group whose middle is nearest. How many changed theirs.
    fn look(&mut self, tiles: &[[f32; LANES]], columns: usize, pairs: &Pairs) -> usize {
        let mut moved = 0;
        for (tile, labels) in tiles.chunks_exact(columns).zip(self.labels.chunks_mut(LANES)) {
            let nearest = pairs.nearest(tile);
            for (lane, (label, nearest)) in labels.iter_mut().zip(nearest).enumerate() {
                #[allow(clippy::cast_possible_truncation, reason = "at most 254")]
                let nearest = nearest as u8;
                if nearest == *label {
                    continue;
                }
                moved += 1;
                let (from, to) = (usize::from(std::mem::replace(label, nearest)), usize::from(nearest));
                self.counts[to] += 1;
                let sums = &mut self.sums[to * columns..][..columns];
                sums.iter_mut().zip(tile).for_each(|(sum, column)| *sum += f64::from(column[lane]));
                if from != usize::from(NONE) {
                    self.counts[from] -= 1;
                    let sums = &mut self.sums[from * columns..][..columns];
                    sums.iter_mut().zip(tile).for_each(|(sum, column)| *sum -= f64::from(column[lane]));
                }
            }
        }
        moved
    }
}

/// Middles two by two, as they are asked about: how much nearer or further than from nought a row is from each.
struct Pairs {
    /// By pair, then by column: twice the middle, with its sign turned.
    turned: Vec<[f32; 2]>,
    squares: Vec<[f32; 2]>,
    columns: usize,
}

impl Pairs {
    fn of(middles: &Array2<f64>) -> Self {
        let (groups, columns) = middles.dim();
        #[allow(clippy::cast_possible_truncation, reason = "nearly the same number")]
        let value = |group: usize, column: usize| {
            if group < groups { (-2.0 * middles[[group, column]]) as f32 } else { 0.0 }
        };
        let mut turned = Vec::with_capacity(groups.div_ceil(2) * columns);
        let mut squares = Vec::with_capacity(groups.div_ceil(2));
        for one in (0..groups).step_by(2) {
            turned.extend((0..columns).map(|column| [value(one, column), value(one + 1, column)]));
            // The one that makes an odd number even is nobody's nearest.
            let square = |group: usize| {
                let values = (0..columns).map(|column| 0.25 * value(group, column) * value(group, column));
                if group < groups { values.sum() } else { f32::INFINITY }
            };
            squares.push([square(one), square(one + 1)]);
        }
        Self { turned, squares, columns }
    }

    /// Of two as near, the first.
    fn nearest(&self, tile: &[[f32; LANES]]) -> [u32; LANES] {
        let (mut nearest, mut least) = ([0; LANES], [f32::INFINITY; LANES]);
        let mut group = 0;
        for (turned, squares) in self.turned.chunks_exact(self.columns).zip(&self.squares) {
            let (mut one, mut two) = ([squares[0]; LANES], [squares[1]; LANES]);
            for (column, by) in tile.iter().zip(turned) {
                for lane in 0..LANES {
                    one[lane] += column[lane] * by[0];
                    two[lane] += column[lane] * by[1];
                }
            }
            for (away, group) in [(one, group), (two, group + 1)] {
                for lane in 0..LANES {
                    let nearer = away[lane] < least[lane];
                    least[lane] = if nearer { away[lane] } else { least[lane] };
                    nearest[lane] = if nearer { group } else { nearest[lane] };
                }
            }
            group += 2;
        }
        nearest
    }
}

impl Groups {
    /// Groups of the rows of a table. `None` for a table with nothing to group.
    pub(super) fn fit(table: &Array2<f64>, k: usize, runs: usize, tolerance: f64, seed: u64) -> Option<Self> {
        let checked = KMeans::new(k).runs(runs).tolerance(tolerance).seed(seed).check().ok()?;
        checked.fit(&DatasetBase::from(table.view())).ok()
    }

    /// The group of each row. Of two as near, the first.
    pub(super) fn labels<S: Data<Elem = f64>>(&self, rows: &ArrayBase<S, Ix2>) -> Vec<u8> {
        self.asked(rows, |table| table.map(|row| self.nearest(row).0))
    }

    /// Sum over the rows of the squared distance to the nearest middle.
    #[must_use]
    pub fn inertia<S: Data<Elem = f64>>(&self, rows: &ArrayBase<S, Ix2>) -> f64 {
        self.asked(rows, |table| self.away(table))
    }

    fn away(&self, table: &Table<'_>) -> f64 {
        let part = |rows: &[f64]| -> f64 { rows.chunks_exact(table.columns).map(|row| self.nearest(row).1).sum() };
        let parts: Vec<f64> = table.values.par_chunks(ROWS * table.columns).map(part).collect();
        parts.iter().sum()
    }

    fn asked<S: Data<Elem = f64>, T: Default>(&self, rows: &ArrayBase<S, Ix2>, ask: impl FnOnce(&Table<'_>) -> T) -> T {
        if rows.ncols() != self.middles.ncols() {
            return T::default();
        }
        let rows = rows.as_standard_layout();
        ask(&Table { values: rows.as_slice().unwrap_or_default(), columns: self.middles.ncols() })
    }

    fn nearest(&self, row: &[f64]) -> (u8, f64) {
        let mut best = (0, f64::INFINITY);
        let middles = self.middles.as_slice().unwrap_or_default();
        for (at, middle) in (0u8..).zip(middles.chunks_exact(row.len())) {
            let away = apart(row, middle);
            if away < best.1 {
                best = (at, away);
            }
        }
        best
    }
}

impl<S: Data<Elem = f64>> PredictInplace<ArrayBase<S, Ix2>, Array1<usize>> for Groups {
    fn predict_inplace(&self, rows: &ArrayBase<S, Ix2>, groups: &mut Array1<usize>) {
        groups.iter_mut().zip(self.labels(rows)).for_each(|(group, label)| *group = usize::from(label));
    }

    fn default_target(&self, rows: &ArrayBase<S, Ix2>) -> Array1<usize> {
        Array1::zeros(rows.nrows())
    }
}

/// The square of how far two rows are apart.
fn apart(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::features::standardise;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Recency, order days and money of Online Retail's 4,338 buyers, or `None` where the file is not at hand.
    fn online_retail() -> Option<Array2<f64>> {
        let data = std::env::var("REGULARS_DATA").unwrap_or_else(|_| {
            let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
            format!("{here}/../../../shared/data")
        });
        let file = std::fs::File::open(format!("{data}/online_retail_2010_2011.csv.gz")).ok()?;
        let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
        let mut people: BTreeMap<String, (BTreeSet<String>, f64)> = BTreeMap::new();
        let mut newest = String::new();
        for row in reader.records() {
            let row = row.expect("a row");
            let number = |at: usize| row[at].parse::<f64>().expect("a number");
            if row[6].is_empty() || row[0].starts_with('C') || number(3) <= 0.0 || number(5) <= 0.0 {
                continue;
            }
            let day = row[4][..10].to_owned();
            newest = newest.max(day.clone());
            let person = people.entry(row[6].to_owned()).or_default();
            person.0.insert(day);
            person.1 += number(3) * number(5);
        }
        let last: regulars_model::Day = newest.parse().expect("a day");
        let mut table = Array2::zeros((people.len(), 3));
        for (mut row, (days, money)) in table.rows_mut().into_iter().zip(people.values()) {
            let latest: regulars_model::Day = days.last().expect("bought").parse().expect("a day");
            row[0] = f64::from(last.0 - latest.0 + OFFSET).ln_1p();
            row[1] = crate::stats::float(days.len()).ln_1p();
            row[2] = money.ln_1p();
        }
        (0..3).for_each(|column| standardise(&mut table, column..column + 1, 1.0));
        Some(table)
    }

    /// The reference counts the last day of the file as one day ago.
    const OFFSET: i32 = 1;

    #[test]
    #[allow(clippy::print_stdout)]
    fn online_retail_comes_out_as_published() {
        let Some(table) = online_retail() else {
            println!("skipped: online_retail_2010_2011.csv.gz absent");
            return;
        };
        assert_eq!(table.nrows(), 4338);
        let groups = Groups::fit(&table, 4, 20, 1e-4, 0).expect("groups");
        let mut sizes = [0; 4];
        groups.labels(&table).into_iter().for_each(|label| sizes[usize::from(label)] += 1);
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let inertia = groups.inertia(&table);
        println!("{inertia} {sizes:?}");
        assert!((inertia - 3901.5595).abs() < 5e-3, "{inertia}");
        assert_eq!(sizes, [1545, 1174, 904, 715]);
    }

    /// Rows around a few places, by a seed.
    fn rows(count: usize, columns: usize, seed: u64) -> Array2<f64> {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        Array2::from_shape_fn((count, columns), |(row, column)| {
            f64::from(u8::from((row + column) % 5 == 0)) * 2.0 + rng.gen_range(-1.0..1.0)
        })
    }

    /// From the same starts.
    #[test]
    fn groups_are_those_that_linfa_finds() {
        let table = rows(3_001, 7, 1);
        let starts = table.select(ndarray::Axis(0), &[3, 500, 1_000, 2_000, 2_999]);
        let theirs = linfa_clustering::KMeans::params_with_rng(5, Xoshiro256Plus::seed_from_u64(0))
            .init_method(linfa_clustering::KMeansInit::Precomputed(starts.clone()))
            .n_runs(1)
            .tolerance(1e-12)
            .max_n_iterations(300)
            .check()
            .expect("fine")
            .fit(&DatasetBase::from(table.view()))
            .expect("groups");
        let ours = KMeans::new(5).starts(starts).tolerance(1e-12).check().expect("fine");
        let ours = ours.fit(&DatasetBase::from(table.view())).expect("groups");
        let off = ours.middles.iter().zip(theirs.centroids()).map(|(ours, theirs)| (ours - theirs).abs());
        assert!(off.fold(0.0, f64::max) < 2e-3, "{:?} {:?}", ours.middles, theirs.centroids());
        let by_form: Array1<usize> = linfa::traits::Predict::predict(&ours, &table);
        assert_eq!(by_form.iter().map(|at| u8::try_from(*at).expect("few")).collect::<Vec<_>>(), ours.labels(&table));
    }

    #[test]
    fn one_thread_and_several_find_the_same_groups() {
        let table = rows(20_011, 9, 2);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| Groups::fit(&table, 5, 3, 1e-4, 4).map(|groups| (groups.inertia(&table), groups)))
        };
        assert!(on(1).is_some());
        assert_eq!(on(1), on(1));
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn parameters_are_checked() {
        let data = DatasetBase::from(rows(50, 2, 3));
        assert!(
            [KMeans::new(0), KMeans::new(256), KMeans::new(2).runs(0), KMeans::new(2).steps(0)]
                .into_iter()
                .all(|params| matches!(params.check(), Err(KMeansError::Parameters)))
        );
        assert!(KMeans::new(2).tolerance(f64::NAN).check().is_err());
        let other = KMeans::new(2).starts(Array2::zeros((2, 3))).check().expect("fine");
        assert!(matches!(other.fit(&data), Err(KMeansError::Shape)));
        let far = KMeans::new(1).check().expect("fine").fit(&DatasetBase::from(Array2::from_elem((3, 2), 1e300)));
        assert!(matches!(far, Err(KMeansError::NotFinite)));
    }

    #[test]
    fn what_cannot_be_grouped_is_not() {
        assert!(Groups::fit(&Array2::zeros((2, 3)), 3, 1, 1e-4, 0).is_none());
        assert!(Groups::fit(&Array2::from_elem((5, 1), f64::NAN), 2, 1, 1e-4, 0).is_none());
        let same = Groups::fit(&Array2::zeros((50, 2)), 3, 2, 1e-4, 0).expect("groups");
        assert_eq!(same.labels(&Array2::zeros((2, 2))), [0, 0]);
    }
}
