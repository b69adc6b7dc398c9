//! Dice: the few distributions the shop's habits are drawn from.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator every part uses. Named, so that a new version of `rand` cannot change the shop.
pub(crate) type Dice = Xoshiro256PlusPlus;

/// A stream of its own for each part, so that a change in one leaves the others as they were.
pub(crate) fn dice(seed: u64, part: u64) -> Dice {
    Dice::seed_from_u64(seed ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// True `percent` times in a hundred.
pub(crate) fn chance(dice: &mut Dice, percent: f64) -> bool {
    dice.gen_bool((percent / 100.0).clamp(0.0, 1.0))
}

/// One of a list, all equally likely. The list is never empty: they are the tables of this crate.
pub(crate) fn pick<'a, T>(dice: &mut Dice, list: &'a [T]) -> &'a T {
    &list[dice.gen_range(0..list.len())]
}

/// The place in a list of weights, drawn by weight.
pub(crate) fn weighted(dice: &mut Dice, weights: &[f64]) -> usize {
    let mut left = dice.r#gen::<f64>() * weights.iter().sum::<f64>();
    for (at, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return at;
        }
    }
    weights.len().saturating_sub(1)
}

/// Near 1, log-normal in shape: the sum of four uniforms stands in for a normal (Irwin-Hall), so that no
/// platform's `ln` or `cos` can change a byte of the files.
pub(crate) fn around_one(dice: &mut Dice, spread: f64) -> f64 {
    let bell = (0..4).map(|_| dice.r#gen::<f64>()).sum::<f64>() - 2.0;
    let x = (bell * spread * 1.732).clamp(-2.0, 2.0);
    // (1 + x/8)^8 is near e^x and uses only multiplication.
    (0..3).fold(1.0 + x / 8.0, |power: f64, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept() {
        let mut dice = dice(1, 1);
        let mut seen = [0u32; 3];
        for _ in 0..3_000 {
            seen[weighted(&mut dice, &[1.0, 0.0, 2.0])] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((900..1_100).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn around_one_has_its_middle_at_one() {
        let mut dice = dice(2, 1);
        let mut seen: Vec<f64> = (0..2_001).map(|_| around_one(&mut dice, 0.4)).collect();
        seen.sort_by(f64::total_cmp);
        assert!(seen[0] > 0.2 && seen[2_000] < 4.0, "{} {}", seen[0], seen[2_000]);
        assert!((0.95..1.05).contains(&seen[1_000]), "{}", seen[1_000]);
    }
}
