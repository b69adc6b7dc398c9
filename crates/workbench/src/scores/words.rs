//! How scores speak: chances as "3 in 10", money with its range, people counted.

use crate::{
    bench::OpenShop,
    views::{MoneyView, RangeView},
};
use regulars_model::{Day, group_digits};

/// "1 customer", "1,204 customers".
pub(super) fn some(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{} {}", group_digits(count), if count == 1 { one } else { many })
}

pub(super) fn customers(count: u32) -> String {
    some(count, "customer", "customers")
}

pub(super) fn days(count: u32) -> String {
    some(count, "day", "days")
}

/// "about 3 in 10".
pub(super) fn chance(share: f64) -> String {
    match share {
        hardly if hardly < 0.005 => "hardly anybody (fewer than 1 in 200)".to_owned(),
        few if few < 0.075 => format!("about 1 in {}", (1.0 / few).round()),
        most if most > 0.985 => "nearly everybody".to_owned(),
        most if most > 0.925 => "more than 9 in 10".to_owned(),
        share => format!("about {:.0} in 10", (share * 10.0).clamp(1.0, 9.0)),
    }
}

/// With a capital, and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// "23%", "under 1%".
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        tiny if tiny > 0.0 && tiny < 1.0 => "under 1%".to_owned(),
        most if most > 99.0 && most < 100.0 => "over 99%".to_owned(),
        other => format!("{other:.0}%"),
    }
}

/// People to be expected: "34", "2.4" where they are few.
pub(super) fn about(count: f64) -> String {
    if count < 9.95 && (count - count.round()).abs() > 0.05 { format!("{count:.1}") } else { whole(count) }
}

/// With its thousands set apart.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, not below 0")]
pub(super) fn whole(count: f64) -> String {
    group_digits(count.round().max(0.0) as u64)
}

/// "in the next year" where it is one.
pub(super) fn ahead(days: u32) -> String {
    match days {
        365 | 366 => "in the next year".to_owned(),
        85..=95 => "in the next quarter".to_owned(),
        days => format!("within the next {}", self::days(days)),
    }
}

/// "Last quarter" where it was one.
pub(super) fn back(days: u32, to: Day, latest: bool) -> String {
    match days {
        85..=95 if latest => "Last quarter".to_owned(),
        365 | 366 if latest => "Last year".to_owned(),
        days => format!("In the {} to {}", self::days(days), to.words()),
    }
}

impl OpenShop {
    /// Minor units that were worked out.
    #[allow(clippy::cast_possible_truncation, reason = "amounts are far below 2^53")]
    pub(super) fn cash(&self, minor: f64) -> MoneyView {
        self.money(minor.round() as i64)
    }

    /// Whole units where they are many, with cents where they are few.
    pub(super) fn shown(&self, minor: f64) -> String {
        let money = self.cash(minor);
        let unit = f64::from(10u32.pow(self.currency.exponent()));
        if minor.abs() < 100.0 * unit { money.text } else { money.rounded }
    }

    pub(super) fn range(&self, [low, expected, high]: [f64; 3]) -> RangeView {
        RangeView {
            low: self.cash(low),
            expected: self.cash(expected),
            high: self.cash(high),
            words: format!("{} to {}, eight times in ten", self.shown(low), self.shown(high)),
        }
    }
}

/// Whole numbers that are each near their part and sum to the whole as it is rounded.
#[allow(clippy::cast_possible_truncation, reason = "amounts are far below 2^53")]
pub(super) fn parts(whole: f64, parts: &[f64]) -> Vec<i64> {
    let mut rounded: Vec<i64> = parts.iter().map(|part| part.floor() as i64).collect();
    let mut left = whole.round() as i64 - rounded.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Whoever lost most by rounding down is given one first.
    order.sort_by(|a, b| (parts[*b] - parts[*b].floor()).total_cmp(&(parts[*a] - parts[*a].floor())));
    for nth in order.iter().cycle().take(parts.len() * 4) {
        if left == 0 {
            break;
        }
        rounded[*nth] += left.signum();
        left -= left.signum();
    }
    rounded
}

/// A whole number for a chart, exact below 2^53.
#[allow(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
pub(super) fn number(whole: i64) -> f64 {
    whole as f64
}

/// How many stretches of the past a proof stands on: "4 stretches".
pub(super) fn looked_back(many: &str) -> String {
    if many == "1 stretch" {
        return "1 stretch of the past was looked at, from nothing that came later.".to_owned();
    }
    format!("{many} of the past were looked at, each from nothing that came later.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_said_as_people_say_them() {
        let said = [0.001, 0.02, 0.06, 0.08, 0.31, 0.74, 0.94, 0.99].map(chance);
        let words = ["about 1 in 50", "about 1 in 17", "about 1 in 10", "about 3 in 10", "about 7 in 10"];
        assert_eq!(said[1..6], words);
        assert_eq!((said[0].as_str(), said[6].as_str()), ("hardly anybody (fewer than 1 in 200)", "more than 9 in 10"));
        assert_eq!([some(1u32, "day", "days"), some(1204u32, "day", "days")], ["1 day", "1,204 days"]);
        assert_eq!([about(2.43), about(3.0), about(1_204.4)], ["2.4", "3", "1,204"]);
    }

    #[test]
    fn parts_sum_to_the_whole() {
        assert_eq!(parts(10.0, &[3.4, 3.3, 3.3]), [4, 3, 3]);
        assert_eq!(parts(1.0, &[2.6, -1.6]), [3, -2]);
        for seed in 0..200 {
            let all: Vec<f64> =
                (0..5).map(|nth| f64::from((seed * 7_919 + nth * 104_729) % 4_001) / 7.0 - 250.0).collect();
            let whole: f64 = all.iter().sum();
            let rounded = parts(whole, &all);
            assert_eq!(number(rounded.iter().sum::<i64>()), whole.round());
            assert!(rounded.iter().zip(&all).all(|(rounded, part)| (number(*rounded) - part).abs() < 1.0 + 1e-9));
        }
    }
}
