//! Places and weights at which a smooth function is asked to get its mean: Gauss-Legendre over 0 to 1, Gauss-Jacobi for a beta
//! distribution (Golub and Welsch 1969).

use crate::stats::float;
use std::sync::LazyLock;

/// Places between 0 and 1, and weights that sum to 1.
pub(crate) type Nodes = Vec<(f64, f64)>;

static LEGENDRE: LazyLock<[Nodes; 4]> = LazyLock::new(|| [8, 12, 16, 26].map(|count| beta(1.0, 1.0, count)));

/// Enough for a function that falls by so many powers of e between 0 and 1.
pub(crate) fn legendre(fall: f64) -> impl Iterator<Item = (f64, f64)> {
    let nth = usize::from(fall > 2.0) + usize::from(fall > 8.0) + usize::from(fall > 16.0);
    LEGENDRE[nth].iter().copied()
}

/// For the mean over a beta distribution of `a` and `b`.
pub(crate) fn beta(a: f64, b: f64, count: usize) -> Nodes {
    // The three-term recurrence of Jacobi polynomials for (1-y)^(b-1) (1+y)^(a-1) with y = 2p - 1.
    let (of_b, of_a) = (b - 1.0, a - 1.0);
    let both = of_a + of_b;
    let mut diagonal: Vec<f64> = (0..count)
        .map(|nth| {
            let twice = 2.0f64.mul_add(float(nth), both);
            if nth == 0 { (of_a - of_b) / (both + 2.0) } else { (of_a * of_a - of_b * of_b) / (twice * (twice + 2.0)) }
        })
        .collect();
    let mut beside: Vec<f64> = (1..=count)
        .map(|nth| {
            let n = float(nth);
            let twice = 2.0f64.mul_add(n, both);
            if nth == 1 {
                (4.0 * (of_a + 1.0) * (of_b + 1.0) / ((both + 2.0).powi(2) * (both + 3.0))).sqrt()
            } else {
                let over = 4.0 * n * (n + of_a) * (n + of_b) * (n + both);
                (over / (twice * twice * (twice + 1.0) * (twice - 1.0))).sqrt()
            }
        })
        .collect();
    let mut first = vec![0.0; count];
    first[0] = 1.0;
    diagonalize(&mut diagonal, &mut beside, &mut first);
    let mut nodes: Nodes = diagonal.iter().zip(&first).map(|(y, v)| (0.5 * (1.0 + y), v * v)).collect();
    nodes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    nodes.iter_mut().for_each(|node| node.0 = node.0.clamp(0.0, 1.0));
    nodes
}

/// Eigenvalues of a symmetric tridiagonal matrix and the first component of each eigenvector: QL with implicit shifts
/// (Martin and Wilkinson 1968).
fn diagonalize(diagonal: &mut [f64], beside: &mut [f64], first: &mut [f64]) {
    let count = diagonal.len();
    beside[count - 1] = 0.0;
    for low in 0..count {
        for _ in 0..60 {
            let split = (low..count - 1)
                .find(|&m| beside[m].abs() <= f64::EPSILON * (diagonal[m].abs() + diagonal[m + 1].abs()))
                .unwrap_or(count - 1);
            if split == low {
                break;
            }
            let mut g = (diagonal[low + 1] - diagonal[low]) / (2.0 * beside[low]);
            let mut r = g.hypot(1.0);
            g = diagonal[split] - diagonal[low] + beside[low] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut deflated = false;
            for i in (low..split).rev() {
                let (f, b) = (s * beside[i], c * beside[i]);
                r = f.hypot(g);
                beside[i + 1] = r;
                if r == 0.0 {
                    diagonal[i + 1] -= p;
                    beside[split] = 0.0;
                    deflated = true;
                    break;
                }
                (s, c) = (f / r, g / r);
                g = diagonal[i + 1] - p;
                r = (diagonal[i] - g) * s + 2.0 * c * b;
                p = s * r;
                diagonal[i + 1] = g + p;
                g = c * r - b;
                let over = first[i + 1];
                first[i + 1] = s * first[i] + c * over;
                first[i] = c * first[i] - s * over;
            }
            if !deflated {
                diagonal[low] -= p;
                beside[low] = g;
                beside[split] = 0.0;
            }
        }
    }
}
