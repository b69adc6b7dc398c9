//! What is to be expected within a horizon, of many customers: a smooth function of how long somebody is a customer, by how often
//! they bought. Where many have bought as often it is laid down once as a sum of Chebyshev polynomials, and read from there.

use super::{Forecast, History};
use rayon::prelude::*;
use std::f64::consts::PI;

/// A horizon, and what is to be expected within it.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    within: f64,
    /// Ends of the parts of the horizon, and what a purchase within each counts. Empty where each counts for one.
    parts: Vec<(f64, f64)>,
    /// The least logarithm of the scale of the rates that occurs, and how many of those it has as pieces, of such a width.
    least: f64,
    pieces: usize,
    width: f64,
    /// By repeats, the weights of the polynomials, piece by piece.
    curves: Vec<Option<Vec<Curve>>>,
}

/// Of the mean number, of its square, and of what purchases count.
type Curve = [[f64; 3]; ORDERS];

/// Enough for eleven digits within a piece; where they are not, nothing is laid down.
const ORDERS: usize = 16;
/// The widest piece, in the logarithm of the scale.
const WIDEST: f64 = 1.0;
/// What the last weights may be, in proportion to the first.
const LEFT: f64 = 1e-11;

/// Of somebody: purchases to expect, the mean of the square of their number, and what they count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook {
    pub(crate) purchases: f64,
    pub(crate) square: f64,
    pub(crate) counted: f64,
}

impl Ahead {
    /// Of one customer after the other.
    pub(crate) fn bare(within: f64, parts: Vec<(f64, f64)>) -> Self {
        Self { within, parts, least: 0.0, pieces: 0, width: 0.0, curves: Vec::new() }
    }

    /// Laid down for these customers.
    pub(crate) fn new(forecast: &Forecast, within: f64, parts: Vec<(f64, f64)>, all: &[History]) -> Self {
        let bare = Self::bare(within, parts);
        let mut people: Vec<u32> = Vec::new();
        let mut oldest = 0.0f64;
        for history in all {
            oldest = oldest.max(history.age);
            let nth = history.repeats as usize;
            // Nobody buys on more days than there are; a number beyond is asked for by itself.
            if nth < MOST_REPEATS {
                people.resize(people.len().max(nth + 1), 0);
                people[nth] += 1;
            }
        }
        let [least, most] = [0.0, oldest].map(|age| forecast.scale(age).ln());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few, none below zero")]
        let pieces = ((most - least) / WIDEST).ceil().clamp(0.0, 64.0) as usize;
        if pieces == 0 {
            return bare;
        }
        let width = (most - least) / float(pieces);
        let on = |order: usize, place: usize| (PI * float(order) * (float(place) + 0.5) / float(ORDERS)).cos();
        let waves: [[f64; ORDERS]; ORDERS] = std::array::from_fn(|order| std::array::from_fn(|place| on(order, place)));
        let lay = |repeats: u32, piece: usize| {
            let middle = least + width * (float(piece) + 0.5);
            let at = |place: usize| bare.ask(forecast, repeats, (middle + 0.5 * width * waves[1][place]).exp());
            let asked: [[f64; 3]; ORDERS] = std::array::from_fn(at);
            let curve: Curve = std::array::from_fn(|order| {
                let scale = if order == 0 { 1.0 } else { 2.0 } / float(ORDERS);
                let sum = waves[order].iter().zip(&asked).fold([0.0; 3], |sum: [f64; 3], (wave, asked)| {
                    std::array::from_fn(|nth| sum[nth] + wave * asked[nth])
                });
                sum.map(|sum| scale * sum)
            });
            let ends = |nth: usize| {
                let left = curve[ORDERS - 2..].iter().fold(0.0, |most: f64, weights| most.max(weights[nth].abs()));
                left <= LEFT * curve[0][nth].abs()
            };
            (0..3).all(ends).then_some(curve)
        };
        // With fewer people it is quicker to ask for each.
        let laid_for = u32::try_from(ORDERS * pieces).unwrap_or(u32::MAX);
        let curves = (0u32..).zip(people).collect::<Vec<_>>().into_par_iter().map(|(repeats, people)| {
            if people < laid_for { None } else { (0..pieces).map(|piece| lay(repeats, piece)).collect() }
        });
        let curves = curves.collect();
        Self { least, pieces, width, curves, ..bare }
    }

    /// Of somebody.
    pub(crate) fn of(&self, forecast: &Forecast, of: History) -> Outlook {
        let scale = forecast.scale(of.age);
        let curve = self.curves.get(of.repeats as usize).and_then(Option::as_ref);
        let read = curve.and_then(|curve| {
            let at = (scale.ln() - self.least) / self.width;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the first piece or a later one"
            )]
            let piece = (at.max(0.0) as usize).min(self.pieces - 1);
            let place = 2.0 * (at - float(piece)) - 1.0;
            (place.abs() <= 1.0 + 1e-9).then(|| read(&curve[piece], place))
        });
        let alive = forecast.alive(of);
        let all = read.unwrap_or_else(|| self.ask(forecast, of.repeats, scale));
        let [purchases, square, counted] = all.map(|each| alive * each);
        Outlook { purchases, square, counted }
    }

    /// Of somebody who is surely a customer still.
    fn ask(&self, forecast: &Forecast, repeats: u32, scale: f64) -> [f64; 3] {
        let [purchases, square] = forecast.outlook(repeats, scale, self.within);
        if self.parts.is_empty() {
            return [purchases, square, purchases];
        }
        let (mut before, mut counted) = (0.0, 0.0);
        for (until, counts) in &self.parts {
            let purchases = forecast.outlook(repeats, scale, *until)[0];
            counted += counts * (purchases - before);
            before = purchases;
        }
        [purchases, square, counted]
    }
}

/// More days on which somebody bought than this are not laid down for: eleven years of every day.
const MOST_REPEATS: usize = 4_096;

/// The sum of polynomials at a place from -1 to 1 (Clenshaw 1955).
fn read(curve: &Curve, place: f64) -> [f64; 3] {
    let (mut one, mut two) = ([0.0; 3], [0.0; 3]);
    for weights in curve[1..].iter().rev() {
        let next: [f64; 3] = std::array::from_fn(|nth| 2.0 * place * one[nth] - two[nth] + weights[nth]);
        (one, two) = (next, one);
    }
    std::array::from_fn(|nth| place * one[nth] - two[nth] + curve[0][nth])
}

use crate::stats::float;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Buying;

    #[test]
    fn what_is_laid_down_is_what_is_asked() {
        let models = [
            Buying { r: 0.525, alpha: 43.0, a: 0.891, b: 1.614, leaves_at_once: true },
            Buying { r: 0.05, alpha: 2.0, a: 0.02, b: 30.0, leaves_at_once: true },
            Buying { r: 6.0, alpha: 300.0, a: 3.0, b: 2.0, leaves_at_once: false },
        ];
        let parts: Vec<(f64, f64)> =
            (1..=12u32).map(|nth| (30.0 * f64::from(nth), 0.9f64.powf(f64::from(nth)))).collect();
        let all: Vec<History> = (0..8_000u32)
            .map(|nth| {
                let age = f64::from(nth * 7 % 2_000);
                let repeats = if age < 1.0 { 0 } else { nth % 40 };
                History { repeats, last: if repeats == 0 { 0.0 } else { 0.7 * age }, age }
            })
            .collect();
        for model in models {
            let forecast = Forecast::new(model, all.iter().map(|history| history.repeats));
            let laid = Ahead::new(&forecast, 360.0, parts.clone(), &all);
            assert!(laid.curves.iter().filter(|curve| curve.is_some()).count() > 30, "{model:?}");
            let bare = Ahead::bare(360.0, parts.clone());
            for history in &all {
                let [laid, bare] = [&laid, &bare].map(|ahead| ahead.of(&forecast, *history));
                let pairs =
                    [(laid.purchases, bare.purchases), (laid.square, bare.square), (laid.counted, bare.counted)];
                for (laid, bare) in pairs {
                    assert!((laid - bare).abs() <= 1e-9 * bare.max(1e-6), "{model:?} {history:?}: {laid} {bare}");
                }
                assert!((bare.purchases - forecast.purchases(*history, 360.0)).abs() < 1e-12 * bare.purchases.max(1.0));
            }
        }
    }
}
