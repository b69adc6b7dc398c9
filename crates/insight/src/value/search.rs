//! The lowest point of a smooth function: Newton's method where its curvature is known, else BFGS with a weak Wolfe line search
//! (Lewis and Overton 2013).

/// Its value and its slopes at a point.
pub(crate) type At<const N: usize> = (f64, [f64; N]);
/// And its curvature.
pub(crate) type Curved<const N: usize> = (f64, [f64; N], Square<N>);
/// Row by row.
pub(crate) type Square<const N: usize> = [[f64; N]; N];

/// Where the search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found<const N: usize> {
    pub(crate) point: [f64; N],
    pub(crate) value: f64,
    /// The steepest slope left.
    pub(crate) slope: f64,
    /// How often the function was asked.
    pub(crate) asked: u32,
}

impl<const N: usize> Found<N> {
    /// Flat enough to be the lowest point.
    pub(crate) fn is_flat(&self) -> bool {
        self.slope < 1e-5
    }
}

/// As flat as doubles allow for a mean over many.
pub(crate) const FLAT: f64 = 1e-9;
/// Flat enough for a place to begin at.
pub(crate) const NEARLY_FLAT: f64 = 1e-4;
const STEPS: u32 = 200;

/// From one point downhill.
pub(crate) fn lowest<const N: usize>(function: &impl Fn(&[f64; N]) -> At<N>, start: [f64; N], flat: f64) -> Found<N> {
    let mut point = start;
    let (mut value, mut slopes) = function(&point);
    let mut asked = 1;
    let mut inverse = identity::<N>();
    for step in 0..STEPS {
        if steepest(&slopes) < flat {
            break;
        }
        let mut way: [f64; N] = std::array::from_fn(|row| -dot(&inverse[row], &slopes));
        if dot(&way, &slopes) >= 0.0 {
            inverse = identity();
            way = slopes.map(|slope| -slope);
        }
        // The first step has no curvature to go by.
        let first = if step == 0 { (0.5 / steepest(&way)).min(1.0) } else { 1.0 };
        let Some((next, next_value, next_slopes, tries)) = along(function, &point, value, &slopes, &way, first) else {
            break;
        };
        asked += tries;
        let moved: [f64; N] = std::array::from_fn(|nth| next[nth] - point[nth]);
        let turned: [f64; N] = std::array::from_fn(|nth| next_slopes[nth] - slopes[nth]);
        let stands_still = (value - next_value).abs() <= 1e-15 * value.abs();
        (point, value, slopes) = (next, next_value, next_slopes);
        if stands_still {
            break;
        }
        bend(&mut inverse, &moved, &turned, step == 0);
    }
    Found { point, value, slope: steepest(&slopes), asked }
}

/// From one point downhill, by its curvature; and the curvature where it ended.
pub(crate) fn lowest_curved<const N: usize>(
    function: &impl Fn(&[f64; N]) -> Curved<N>,
    start: [f64; N],
    flat: f64,
) -> (Found<N>, Square<N>) {
    let mut point = start;
    let (mut value, mut slopes, mut curvature) = function(&point);
    let mut asked = 1;
    for _ in 0..STEPS {
        if steepest(&slopes) < flat {
            break;
        }
        let way = bowl(&curvature, &slopes);
        let falls = dot(&way, &slopes);
        let mut length = (FARTHEST / steepest(&way)).min(1.0);
        let step = loop {
            let next: [f64; N] = std::array::from_fn(|nth| point[nth] + length * way[nth]);
            let there = function(&next);
            asked += 1;
            // As far down as the slope promised, but for what doubles cannot tell. A value that is no number is too far.
            if there.0 <= value + 1e-4 * length * falls + 1e-14 * value.abs() {
                break Some((next, there));
            }
            length *= 0.5;
            if length < 1e-10 {
                break None;
            }
        };
        let Some((next, there)) = step else { break };
        let stands_still = (value - there.0).abs() <= 1e-15 * value.abs();
        (point, (value, slopes, curvature)) = (next, there);
        if stands_still {
            break;
        }
    }
    (Found { point, value, slope: steepest(&slopes), asked }, curvature)
}

/// A step further than this, in logarithms of what is searched for, is no step from what is seen here.
const FARTHEST: f64 = 2.0;

/// The way to the bottom of the bowl that a place looks like. Where it is none, it is bent into one, as little as will do.
fn bowl<const N: usize>(curvature: &Square<N>, slopes: &[f64; N]) -> [f64; N] {
    let most = (0..N).fold(0.0, |most: f64, nth| most.max(curvature[nth][nth].abs()));
    let mut more = 0.0;
    for _ in 0..20 {
        let mut bent = *curvature;
        (0..N).for_each(|nth| bent[nth][nth] += more);
        if let Some(inverse) = inverse(bent) {
            return std::array::from_fn(|row| -dot(&inverse[row], slopes));
        }
        more = if more > 0.0 { 10.0 * more } else { 1e-3 * most.max(1e-9) };
    }
    slopes.map(|slope| -slope)
}

/// The best of several starts.
pub(crate) fn lowest_of<const N: usize>(
    function: &impl Fn(&[f64; N]) -> At<N>,
    starts: &[[f64; N]],
    flat: f64,
) -> Option<Found<N>> {
    best(starts.iter().map(|start| (lowest(function, *start, flat), ()))).map(|(found, ())| found)
}

/// The same by curvature.
pub(crate) fn lowest_curved_of<const N: usize>(
    function: &impl Fn(&[f64; N]) -> Curved<N>,
    starts: &[[f64; N]],
    flat: f64,
) -> Option<(Found<N>, Square<N>)> {
    best(starts.iter().map(|start| lowest_curved(function, *start, flat)))
}

fn best<const N: usize, T>(ends: impl Iterator<Item = (Found<N>, T)>) -> Option<(Found<N>, T)> {
    ends.filter(|(found, _)| found.value.is_finite()).min_by(|a, b| a.0.value.total_cmp(&b.0.value))
}

type Step<const N: usize> = ([f64; N], f64, [f64; N], u32);

/// A step that goes down enough and flattens enough. `None` where no step goes down.
fn along<const N: usize>(
    function: &impl Fn(&[f64; N]) -> At<N>,
    point: &[f64; N],
    value: f64,
    slopes: &[f64; N],
    way: &[f64; N],
    first: f64,
) -> Option<Step<N>> {
    let downhill = dot(way, slopes);
    let (mut low, mut high, mut length) = (0.0, f64::INFINITY, first);
    let mut best = None;
    for tries in 1..=40 {
        let next: [f64; N] = std::array::from_fn(|nth| length.mul_add(way[nth], point[nth]));
        let (next_value, next_slopes) = function(&next);
        // A value that is no number is too far.
        if next_value <= value + 1e-4 * length * downhill {
            best = Some((next, next_value, next_slopes, tries));
            if dot(way, &next_slopes) >= 0.9 * downhill {
                break;
            }
            low = length;
        } else {
            high = length;
        }
        length = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low };
    }
    best
}

/// The BFGS update of the inverse of the curvature.
fn bend<const N: usize>(inverse: &mut Square<N>, moved: &[f64; N], turned: &[f64; N], first: bool) {
    let along = dot(moved, turned);
    if along <= 1e-300 {
        return;
    }
    if first {
        let scale = along / dot(turned, turned);
        inverse.iter_mut().flatten().for_each(|cell| *cell *= scale);
    }
    let through: [f64; N] = std::array::from_fn(|row| dot(&inverse[row], turned));
    let more = (1.0 + dot(turned, &through) / along) / along;
    for row in 0..N {
        for column in 0..N {
            inverse[row][column] += more * moved[row] * moved[column]
                - (through[row] * moved[column] + moved[row] * through[column]) / along;
        }
    }
}

/// The curvature at a point, from the slopes beside it.
pub(crate) fn curvature<const N: usize>(function: &impl Fn(&[f64; N]) -> At<N>, point: &[f64; N]) -> Square<N> {
    const BESIDE: f64 = 1e-4;
    let rows: Square<N> = std::array::from_fn(|nth| {
        let [after, before] = [BESIDE, -BESIDE].map(|by| {
            let mut beside = *point;
            beside[nth] += by;
            function(&beside).1
        });
        std::array::from_fn(|other| (after[other] - before[other]) / (2.0 * BESIDE))
    });
    std::array::from_fn(|row| std::array::from_fn(|column| 0.5 * (rows[row][column] + rows[column][row])))
}

fn identity<const N: usize>() -> Square<N> {
    std::array::from_fn(|row| std::array::from_fn(|column| f64::from(u8::from(row == column))))
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn steepest<const N: usize>(slopes: &[f64; N]) -> f64 {
    slopes.iter().fold(0.0, |most, slope| if slope.abs() > most || slope.is_nan() { slope.abs() } else { most })
}

/// How parameters could be off together: the inverse of the curvature of a mean over `people`. `None` where it is flat some way.
pub(crate) fn spread<const N: usize>(curvature: Square<N>, people: f64) -> Option<Square<N>> {
    inverse(curvature).map(|inverse| inverse.map(|row| row.map(|cell| cell / people)))
}

/// By Gauss and Jordan, of a matrix that must be positive definite: every pivot is.
fn inverse<const N: usize>(mut left: Square<N>) -> Option<Square<N>> {
    let mut right = identity::<N>();
    for pivot in 0..N {
        let by = left[pivot][pivot];
        if by.is_nan() || by <= 1e-12 {
            return None;
        }
        for column in 0..N {
            left[pivot][column] /= by;
            right[pivot][column] /= by;
        }
        for row in (0..N).filter(|row| *row != pivot) {
            let times = left[row][pivot];
            for column in 0..N {
                left[row][column] -= times * left[pivot][column];
                right[row][column] -= times * right[pivot][column];
            }
        }
    }
    Some(right)
}
