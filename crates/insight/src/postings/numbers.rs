//! Numbers of people as whole keys that keep their order, so that a test becomes two ends between which a key lies or
//! does not. Ends and ranks are exact: what is compared is what the number itself would say.

use super::{
    block::{Block, each_block, each_of, is_shared, pack},
    deeds::{Deeds, add_up, add_up_the_rest, count, each_order},
    figures::{NEVER, each_late, is_past, ready},
    scratch::{Part, Scratch, with_scratch},
};
use crate::{Figures, Shop, scored::Lined};
use regulars_model::{Day, NumberField, NumberTest, ProductFilter, Spending, Window};
use std::sync::Arc;

/// The key of a number that is not known.
const UNKNOWN: i64 = i64::MIN;

/// What a key stands for.
#[derive(Clone, Copy)]
enum Scale {
    /// Itself.
    Whole,
    /// Minor units, so many to a major one.
    Amount(f64),
    /// The bits of a number that is not whole, turned so that they sort as it does.
    Real,
}

impl Scale {
    #[allow(clippy::cast_precision_loss)]
    fn value(self, key: i64) -> f64 {
        match self {
            Self::Whole => key as f64,
            Self::Amount(unit) => key as f64 / unit,
            Self::Real => f64::from_bits(turned(key).cast_unsigned()),
        }
    }

    /// The least key whose value passes a test that all greater ones pass too.
    fn first(self, passes: impl Fn(f64) -> bool) -> Option<i64> {
        let (mut low, mut high) = match self {
            Self::Real => (real(f64::NEG_INFINITY), real(f64::INFINITY)),
            _ => (UNKNOWN + 1, i64::MAX),
        };
        if !passes(self.value(high)) {
            return None;
        }
        while low < high {
            let middle = low.midpoint(high);
            let middle = if middle < high { middle } else { low };
            if passes(self.value(middle)) { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }
}

/// Its own opposite.
fn turned(bits: i64) -> i64 {
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The key of a number. Nought has one key, whatever its sign.
fn real(value: f64) -> i64 {
    turned((value + 0.0).to_bits().cast_signed())
}

/// What passes: known keys from one end to the other, or those outside.
#[derive(Clone, Copy)]
struct Ends {
    low: i64,
    high: i64,
    inside: bool,
    unknown: bool,
}

const ALL: Ends = Ends { low: UNKNOWN + 1, high: i64::MAX, inside: true, unknown: false };
const NONE: Ends = Ends { low: i64::MAX, high: UNKNOWN, inside: true, unknown: false };

impl Ends {
    fn at_least(scale: Scale, value: f64) -> Self {
        scale.first(|own| own >= value).map_or(NONE, |low| Self { low, ..ALL })
    }

    fn between(scale: Scale, low: f64, high: f64) -> Self {
        let Some(least) = scale.first(|own| own >= low).filter(|_| !high.is_nan()) else { return NONE };
        let above = scale.first(|own| own > high);
        Self { low: least, high: above.map_or(i64::MAX, |key| key - 1), ..ALL }
    }

    /// From the last value still in on, and whether those above it are in or those below.
    fn from_rank(scale: Scale, end: Option<(f64, bool)>) -> Self {
        match end {
            None => NONE,
            Some((end, true)) => Self::at_least(scale, end),
            Some((end, false)) => Self::between(scale, f64::NEG_INFINITY, end),
        }
    }

    fn not(self) -> Self {
        Self { inside: !self.inside, ..self }
    }

    fn holds(&self, key: i64) -> bool {
        if key == UNKNOWN { self.unknown } else { (self.low <= key && key <= self.high) == self.inside }
    }
}

/// Writes the keys of a block's people.
type Fill<'a> = Box<dyn Fn(&Block, &mut Scratch) + Send + Sync + 'a>;

/// A number of each person, and which of them pass.
pub(super) struct Numbers<'a> {
    fill: Fill<'a>,
    part: Part,
    ends: Ends,
    /// A column that holds the keys as they are.
    plain: Option<Plain<'a>>,
}

enum Plain<'a> {
    Counts(&'a [u32]),
    Amounts(&'a [i64]),
}

impl<'a> Numbers<'a> {
    pub(super) fn of_field(shop: &'a Shop, field: NumberField, test: &NumberTest, as_of: Day) -> Self {
        let scale = match field {
            NumberField::NetValue => Scale::Amount(shop.unit()),
            NumberField::AveragePurchase | NumberField::UsualGaps => Scale::Real,
            NumberField::Purchases | NumberField::Refunds | NumberField::DaysSinceLastPurchase => Scale::Whole,
        };
        if field == NumberField::UsualGaps {
            shop.gaps();
        }
        ready(shop, as_of);
        let fill: Fill<'a> = Box::new(move |block, scratch| fill_field(shop, field, as_of, block, scratch));
        let plain = match field {
            _ if is_past(shop, as_of) => None,
            NumberField::Purchases => Some(Plain::Counts(&shop.columns().purchases)),
            NumberField::NetValue => Some(Plain::Amounts(&shop.columns().net)),
            _ => None,
        };
        if let (NumberField::NetValue, Some(_)) = (field, &plain) {
            let sorted = shop.worth();
            let end = rank(test, sorted.len()).map(|(place, highest)| {
                (scale.value(sorted[if highest { sorted.len() - 1 - place } else { place }]), highest)
            });
            if let Some(end) = end {
                return Self { fill, part: Part::Keys, ends: Ends::from_rank(scale, Some(end)), plain };
            }
        }
        Self { plain, ..Self::new(shop, (fill, Part::Keys), scale, test) }
    }

    pub(super) fn spent(
        shop: &'a Shop,
        what: &ProductFilter,
        how: Spending,
        (when, as_of): (Window, Day),
        test: &NumberTest,
    ) -> Self {
        let deeds = Deeds::bought(shop, what);
        let days = when.days(as_of);
        let unit = shop.unit();
        let fill = move |block: &Block, scratch: &mut Scratch| {
            let picked = deeds.within(block);
            match how {
                Spending::InAll => {
                    let is_filled =
                        matches!(deeds, Deeds::Orders(_)) && add_up_the_rest(shop, block, days, &mut scratch.keys);
                    if !is_filled {
                        add_up(&picked, days, &mut scratch.keys);
                    }
                }
                Spending::OnAverage => {
                    add_up(&picked, days, &mut scratch.keys);
                    count(&picked, days, &mut scratch.counts, &mut scratch.seen);
                    for (key, count) in scratch.keys[..block.len()].iter_mut().zip(scratch.counts.iter()) {
                        *key = average(*key, *count, unit);
                    }
                }
                Spending::AtOnce => {
                    scratch.keys[..block.len()].fill(UNKNOWN);
                    each_order(&picked, days, |local, amount| {
                        let key = &mut scratch.keys[usize::from(local)];
                        *key = amount.max(UNKNOWN + 1).max(*key);
                    });
                }
            }
        };
        let (scale, part) = match how {
            Spending::OnAverage => (Scale::Real, Part::KeysAndCounts),
            Spending::InAll | Spending::AtOnce => (Scale::Amount(unit), Part::Keys),
        };
        Self::new(shop, (Box::new(fill), part), scale, test)
    }

    /// Of scores that stand in line.
    pub(super) fn scored(shop: &Shop, lined: Arc<Lined>, test: &NumberTest) -> Self {
        let key = |value: &f64| if value.is_nan() { UNKNOWN } else { real(*value) };
        let fill = move |block: &Block, scratch: &mut Scratch| {
            write(&mut scratch.keys[..block.len()], block.of(&lined.values), key);
        };
        Self::new(shop, (Box::new(fill), Part::Keys), Scale::Real, test)
    }

    fn new(shop: &Shop, (fill, part): (Fill<'a>, Part), scale: Scale, test: &NumberTest) -> Self {
        let ends = match *test {
            NumberTest::AtLeast { value } => Ends::at_least(scale, value),
            NumberTest::AtMost { value } => Ends::between(scale, f64::NEG_INFINITY, value),
            NumberTest::MoreThan { value } | NumberTest::LessThan { value } if value.is_nan() => NONE,
            NumberTest::MoreThan { value } => Ends::between(scale, f64::NEG_INFINITY, value).not(),
            NumberTest::LessThan { value } => Ends::at_least(scale, value).not(),
            NumberTest::Equals { value } => Ends::between(scale, value, value),
            NumberTest::NotEquals { value } => Ends::between(scale, value, value).not(),
            NumberTest::Between { low, high } => Ends::between(scale, low, high),
            NumberTest::NotBetween { low, high } => Ends::between(scale, low, high).not(),
            NumberTest::IsSet => ALL,
            NumberTest::NotSet => Ends { unknown: true, ..NONE },
            NumberTest::TopPercent { .. }
            | NumberTest::TopCount { .. }
            | NumberTest::BottomPercent { .. }
            | NumberTest::BottomCount { .. } => {
                let mut keys = known(shop, &fill, part);
                let of: usize = keys.iter().map(Vec::len).sum();
                let end = rank(test, of).and_then(|(place, highest)| {
                    nth(&mut keys, if highest { of - 1 - place } else { place }).map(|key| (scale.value(key), highest))
                });
                Ends::from_rank(scale, end)
            }
        };
        Self { fill, part, ends, plain: None }
    }

    pub(super) fn answer(&self, block: &Block, out: &mut [u64]) {
        let ends = self.ends;
        match self.plain {
            Some(Plain::Counts(column)) => {
                let least = u32::try_from(ends.low.max(0)).ok();
                let most = u32::try_from(ends.high.min(i64::from(u32::MAX))).ok();
                match least.zip(most).filter(|(least, most)| least <= most) {
                    Some((least, most)) => {
                        pack(out, block.of(column), move |count| count.wrapping_sub(least) <= most - least);
                    }
                    None => out.fill(0),
                }
                if !ends.inside {
                    out.iter_mut().for_each(|word| *word = !*word);
                }
            }
            Some(Plain::Amounts(column)) => pack(out, block.of(column), move |sum| ends.holds(sum.max(UNKNOWN + 1))),
            None => with_scratch(block.len(), self.part, |scratch| {
                (self.fill)(block, scratch);
                pack(out, &scratch.keys[..block.len()], move |key| ends.holds(key));
            }),
        }
    }
}

/// Which place from the end is the last one in, of so many; and whether that is the upper end.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rank(test: &NumberTest, of: usize) -> Option<(usize, bool)> {
    let share = |percent: f64| (of as f64 * percent / 100.0).ceil() as usize;
    let (places, highest) = match *test {
        NumberTest::TopPercent { percent } => (share(percent), true),
        NumberTest::BottomPercent { percent } => (share(percent), false),
        NumberTest::TopCount { n } => (n as usize, true),
        NumberTest::BottomCount { n } => (n as usize, false),
        _ => return None,
    };
    (of > 0).then(|| (places.clamp(1, of) - 1, highest))
}

/// The known keys of everyone whose use is allowed, block by block.
fn known(shop: &Shop, fill: &Fill<'_>, part: Part) -> Vec<Vec<i64>> {
    each_block(shop, |block| {
        with_scratch(block.len(), part, |scratch| {
            fill(block, scratch);
            let words = &shop.everyone.words()[block.people.start / 64..];
            let mut keys = Vec::with_capacity(block.len());
            keys.extend((0..block.len()).filter_map(|local| {
                let key = scratch.keys[local];
                (words[local / 64] >> (local % 64) & 1 == 1 && key != UNKNOWN).then_some(key)
            }));
            keys
        })
    })
}

/// The key at a place, counted from the least. Counts which of many equal parts of their range keys fall into, and looks on
/// in the part that holds the place.
fn nth(keys: &mut [Vec<i64>], mut place: usize) -> Option<i64> {
    const PARTS: usize = 1 << 12;
    const FEW: usize = 1 << 13;
    let shared = is_shared(keys.iter().map(Vec::len).sum());
    loop {
        let ends = each_of(shared, keys, |keys| keys.iter().min().copied().zip(keys.iter().max().copied()));
        let low = ends.iter().flatten().map(|(low, _)| *low).min()?;
        let high = ends.iter().flatten().map(|(_, high)| *high).max()?;
        if low == high {
            return Some(low);
        }
        if keys.iter().map(Vec::len).sum::<usize>() <= FEW {
            let mut few = keys.concat();
            return (place < few.len()).then(|| *few.select_nth_unstable(place).1);
        }
        let shift = (64 - high.abs_diff(low).leading_zeros()).saturating_sub(PARTS.trailing_zeros());
        let part = move |key: i64| usize::try_from(key.abs_diff(low) >> shift).unwrap_or(0);
        let parts = each_of(shared, keys, |keys| {
            let mut parts = vec![0usize; PARTS];
            keys.iter().for_each(|key| parts[part(*key)] += 1);
            parts
        });
        let mut held = 0;
        loop {
            let here: usize = parts.iter().map(|parts| parts[held]).sum();
            if place < here {
                break;
            }
            place -= here;
            held += 1;
            if held == PARTS {
                return None;
            }
        }
        each_of(shared, keys, |keys| keys.retain(|key| part(*key) == held));
    }
}

#[allow(clippy::cast_precision_loss)]
fn average(sum: i64, count: u32, unit: f64) -> i64 {
    if count == 0 { UNKNOWN } else { real(sum as f64 / (f64::from(count) * unit)) }
}

fn fill_field(shop: &Shop, field: NumberField, as_of: Day, block: &Block, scratch: &mut Scratch) {
    let columns = shop.columns();
    let keys = &mut scratch.keys[..block.len()];
    let since = |last: i32| if last == NEVER { UNKNOWN } else { i64::from(as_of.0) - i64::from(last) };
    let gaps = |last: i32, gap: u32| match gap {
        0 => UNKNOWN,
        gap => real((f64::from(as_of.0) - f64::from(last)) / f64::from(gap)),
    };
    let of_figures = |sum: &Figures, person: usize| match field {
        NumberField::Purchases => i64::from(sum.purchases),
        NumberField::Refunds => i64::from(sum.refunds),
        NumberField::NetValue => sum.net.max(UNKNOWN + 1),
        NumberField::AveragePurchase => average(sum.gross, sum.purchases, shop.unit()),
        NumberField::DaysSinceLastPurchase => since(sum.last_purchase.map_or(NEVER, |day| day.0)),
        NumberField::UsualGaps => {
            let gap = shop.usual_gap(u32::try_from(person).unwrap_or(u32::MAX), as_of).unwrap_or(0);
            gaps(sum.last_purchase.map_or(NEVER, |day| day.0), gap)
        }
    };
    match field {
        NumberField::Purchases => write(keys, block.of(&columns.purchases), |purchases| i64::from(*purchases)),
        NumberField::NetValue => write(keys, block.of(&columns.net), |net| (*net).max(UNKNOWN + 1)),
        NumberField::DaysSinceLastPurchase => write(keys, block.of(&columns.last), |last| since(*last)),
        NumberField::Refunds => write(keys, block.of(&shop.figures), |sum| i64::from(sum.refunds)),
        NumberField::AveragePurchase => {
            write(keys, block.of(&shop.figures), |sum| average(sum.gross, sum.purchases, shop.unit()));
        }
        NumberField::UsualGaps => {
            let both = block.of(&columns.last).iter().zip(block.of(shop.gaps()));
            keys.iter_mut().zip(both).for_each(|(key, (last, gap))| *key = gaps(*last, *gap));
        }
    }
    each_late(shop, block, as_of, |local, sum| keys[local] = of_figures(sum, block.people.start + local));
}

fn write<T>(keys: &mut [i64], column: &[T], key: impl Fn(&T) -> i64) {
    keys.iter_mut().zip(column).for_each(|(to, from)| *to = key(from));
}
