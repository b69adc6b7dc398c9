//! The few statistics that decide whether a difference is shown: intervals, tests beyond chance, effect sizes.

/// 95% of a normal distribution lies within this many standard deviations.
const Z95: f64 = 1.959_963_984_540_054;

/// A count as a float. Exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// 95% Wilson score interval of a share (Wilson 1927).
pub(crate) fn wilson(hits: u32, of: u32) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (f64::from(of), f64::from(hits) / f64::from(of));
    let scale = 1.0 + Z95 * Z95 / n;
    let middle = (p + Z95 * Z95 / (2.0 * n)) / scale;
    let reach = Z95 / scale * (p * (1.0 - p) / n + Z95 * Z95 / (4.0 * n * n)).sqrt();
    // Rounding must not leave the share itself outside.
    ((middle - reach).clamp(0.0, p), (middle + reach).clamp(p, 1.0))
}

/// Two-sided p of a difference between two shares (pooled z test). 1 when it cannot be told.
pub(crate) fn two_shares(hits: [u32; 2], of: [u32; 2]) -> f64 {
    if of[0] == 0 || of[1] == 0 {
        return 1.0;
    }
    let (a, b) = (f64::from(of[0]), f64::from(of[1]));
    let pooled = f64::from(hits[0] + hits[1]) / (a + b);
    let spread = (pooled * (1.0 - pooled) * (1.0 / a + 1.0 / b)).sqrt();
    if spread <= 0.0 {
        return 1.0;
    }
    two_sided((f64::from(hits[0]) / a - f64::from(hits[1]) / b) / spread)
}

/// Two-sided p of a standard normal deviate.
pub(crate) fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Complementary error function for x >= 0, relative error under 1.2e-7 (Press et al., Numerical Recipes, `erfcc`).
fn erfc(x: f64) -> f64 {
    const C: [f64; 10] = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ];
    let t = 1.0 / (1.0 + 0.5 * x);
    let sum = C.iter().fold(0.0, |sum, c| sum * t + c);
    (t * (sum - x * x).exp()).clamp(0.0, 1.0)
}

/// Cohen's h: the distance between two shares on the arcsine scale.
pub(crate) fn cohen_h(a: f64, b: f64) -> f64 {
    let angle = |p: f64| 2.0 * p.clamp(0.0, 1.0).sqrt().asin();
    (angle(a) - angle(b)).abs()
}

/// Number, mean and variance of some values.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Moments {
    pub(crate) n: f64,
    pub(crate) mean: f64,
    squares: f64,
}

impl Moments {
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Self {
        // Welford's running update.
        values.fold(Self::default(), |mut sum, value| {
            sum.n += 1.0;
            let from = value - sum.mean;
            sum.mean += from / sum.n;
            sum.squares += from * (value - sum.mean);
            sum
        })
    }

    pub(crate) fn variance(&self) -> f64 {
        if self.n < 2.0 { 0.0 } else { self.squares / (self.n - 1.0) }
    }
}

/// Welch's z of two means. 0 when it cannot be told.
pub(crate) fn welch(a: Moments, b: Moments) -> f64 {
    if a.n < 2.0 || b.n < 2.0 {
        return 0.0;
    }
    let spread = (a.variance() / a.n + b.variance() / b.n).sqrt();
    if spread > 0.0 { (a.mean - b.mean) / spread } else { 0.0 }
}

/// Cohen's d of two samples, with the pooled standard deviation. 0 when it cannot be told.
pub(crate) fn cohen_d(a: Moments, b: Moments) -> f64 {
    let freedom = a.n + b.n - 2.0;
    if freedom <= 0.0 {
        return 0.0;
    }
    let pooled = (((a.n - 1.0) * a.variance() + (b.n - 1.0) * b.variance()) / freedom).sqrt();
    if pooled > 0.0 { (a.mean - b.mean).abs() / pooled } else { 0.0 }
}

/// Which of these tests stand at a false discovery rate of 5% (Benjamini and Hochberg 1995).
pub(crate) fn beyond_chance(p: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let limit = |rank: usize| 0.05 * float(rank + 1) / float(p.len());
    let last = (0..p.len()).rev().find(|rank| p[order[*rank]] <= limit(*rank));
    let mut stand = vec![false; p.len()];
    if let Some(last) = last {
        order[..=last].iter().for_each(|test| stand[*test] = true);
    }
    stand
}

/// Which of these tests stand when each may be wrong only so often that any at all is with 5% (Holm 1979).
pub(crate) fn holm(p: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut stand = vec![false; p.len()];
    for (rank, test) in order.into_iter().enumerate() {
        if p[test] > 0.05 / float(p.len() - rank) {
            break;
        }
        stand[test] = true;
    }
    stand
}

/// Two-sided p that the values of one side tend to be larger than those of the other, and how often they are: the share of
/// pairs in which the first is the larger, ties counted half (Mann and Whitney 1947; the normal approximation with the
/// correction for ties of Lehmann 1975; the share as Vargha and Delaney 2000). `(1, 0.5)` when it cannot be told.
pub(crate) fn rank_sum(a: &[f64], b: &[f64]) -> (f64, f64) {
    let (n, m) = (float(a.len()), float(b.len()));
    if a.is_empty() || b.is_empty() {
        return (1.0, 0.5);
    }
    let mut all: Vec<(f64, bool)> =
        a.iter().map(|value| (*value, true)).chain(b.iter().map(|value| (*value, false))).collect();
    all.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let (mut ranks, mut ties, mut below) = (0.0, 0.0, 0.0);
    for tied in all.chunk_by(|x, y| x.0.total_cmp(&y.0).is_eq()) {
        let t = float(tied.len());
        // Everybody of a tie has the middle of its ranks.
        ranks += float(tied.iter().filter(|one| one.1).count()) * (below + (t + 1.0) / 2.0);
        ties += t * t * t - t;
        below += t;
    }
    let u = ranks - n * (n + 1.0) / 2.0;
    let total = n + m;
    let spread = (n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)).max(1.0))).sqrt();
    let share = u / (n * m);
    if spread > 0.0 { (two_sided((u - n * m / 2.0) / spread), share) } else { (1.0, share) }
}

/// The middle value; the mean of the middle two. `None` for none.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    let (count, middle) = (values.len(), values.len() / 2);
    if count == 0 {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| count % 2 == 0);
    Some(lower.map_or(*upper, |lower| (lower + *upper) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a} is not {b}");
    }

    #[test]
    fn figures_from_the_books() {
        // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662.
        let (low, high) = wilson(81, 263);
        close(low, 0.2553, 5e-5);
        close(high, 0.3662, 5e-5);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        close(two_sided(1.959_963_985), 0.05, 1e-7);
        close(two_sided(3.0), 0.002_699_796, 1e-8);
        close(two_sided(0.0), 1.0, 1e-6);
        // 45 of 100 against 30 of 100: z = 2.1909, p = 0.02846.
        close(two_shares([45, 30], [100, 100]), 0.028_46, 2e-5);
        close(cohen_h(0.5, 0.25), std::f64::consts::FRAC_PI_6, 1e-9);
        let a = Moments::of([3.0, 4.0, 5.0].into_iter());
        let b = Moments::of([1.0, 2.0, 3.0].into_iter());
        close(a.variance(), 1.0, 1e-12);
        close(cohen_d(a, b), 2.0, 1e-12);
        close(welch(a, b), 2.0 / (2.0f64 / 3.0).sqrt(), 1e-12);
        assert_eq!(median(&mut [3.0, 1.0, 2.0, 10.0]), Some(2.5));
        assert_eq!(median(&mut []), None);
    }

    #[test]
    fn the_middle_is_what_it_is_in_order() {
        for count in 1..60 {
            let values: Vec<f64> = (0..count).map(|at| f64::from((at * 37 + count) % 11) - 4.5).collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let middle = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
            assert_eq!(median(&mut values.clone()), Some(middle), "{count}");
        }
    }

    #[test]
    fn ranks_are_compared_as_the_books_do() {
        // Hollander, Wolfe and Chicken 2014, example 4.1 (permeability of the membrane): W of the five is 30, U is 15.
        let a = [1.15, 0.88, 0.90, 0.74, 1.21];
        let b = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let (p, share) = rank_sum(&a, &b);
        close(share, 15.0 / 50.0, 1e-12);
        close(p, 0.2207, 2e-4);
        let (p, share) = rank_sum(&[1.0, 1.0, 2.0], &[1.0, 1.0, 2.0]);
        close(share, 0.5, 1e-12);
        close(p, 1.0, 1e-6);
        assert_eq!(rank_sum(&[3.0; 40], &[3.0; 40]), (1.0, 0.5), "all alike");
        assert!(rank_sum(&[2.0; 40], &[1.0; 40]).0 < 1e-9);
        assert_eq!(rank_sum(&[], &[1.0]), (1.0, 0.5));
    }

    #[test]
    fn one_after_the_other_until_one_falls() {
        // Holm 1979: 0.01 and 0.012 pass 0.05/4 and 0.05/3; 0.03 does not pass 0.05/2, and so neither does 0.04.
        assert_eq!(holm(&[0.04, 0.01, 0.03, 0.012]), [false, true, false, true]);
        assert_eq!(holm(&[0.013, 0.02]), [true, true]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn a_lucky_test_among_many_does_not_stand() {
        // Benjamini and Hochberg 1995, section 3.2: of these fifteen the first four stand.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        assert_eq!(beyond_chance(&p).iter().filter(|stands| **stands).count(), 4);
        assert!(beyond_chance(&[]).is_empty());
    }
}
