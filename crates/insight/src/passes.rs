//! Which values pass a test: texts by their dictionary, numbers and days by whatever tells them of a person.

use crate::{
    Bits, Shop,
    texts::{Dictionary, is_like, norm},
    words::calendar,
};
use regulars_model::{DateTest, Day, MonthDay, NumberTest, TextTest, Window};

/// Those of everyone whose use is allowed for whom it holds.
pub(crate) fn among(shop: &Shop, holds: impl FnMut(usize) -> bool) -> Bits {
    let mut bits = Bits::from_fn(shop.everyone.len(), holds);
    bits.and(&shop.everyone);
    bits
}

/// Which of a dictionary's words pass the positive part of a text test, and whether passing is what is asked.
pub(crate) fn words_that_pass(words: &Dictionary, test: &TextTest) -> (Vec<bool>, bool) {
    match test {
        TextTest::Is { value } => (only(words, std::slice::from_ref(value)), true),
        TextTest::IsNot { value } => (only(words, std::slice::from_ref(value)), false),
        TextTest::In { values } => (only(words, values), true),
        TextTest::NotIn { values } => (only(words, values), false),
        TextTest::Contains { value } | TextTest::NotContains { value } => {
            let part = norm(value);
            (words.mark(|word| word.contains(&part)), matches!(test, TextTest::Contains { .. }))
        }
        TextTest::StartsWith { value } | TextTest::NotStartsWith { value } => {
            let part = norm(value);
            (words.mark(|word| word.starts_with(&part)), matches!(test, TextTest::StartsWith { .. }))
        }
        TextTest::EndsWith { value } | TextTest::NotEndsWith { value } => {
            let part = norm(value);
            (words.mark(|word| word.ends_with(&part)), matches!(test, TextTest::EndsWith { .. }))
        }
        TextTest::Matches { pattern } | TextTest::NotMatches { pattern } => {
            let pattern = norm(pattern);
            (words.mark(|word| is_like(word, &pattern)), matches!(test, TextTest::Matches { .. }))
        }
        TextTest::IsSet => (words.mark(|_| true), true),
        TextTest::NotSet => (words.mark(|_| true), false),
    }
}

pub(crate) fn only(words: &Dictionary, values: &[String]) -> Vec<bool> {
    let mut marks = vec![false; words.len()];
    values.iter().filter_map(|value| words.find(value)).for_each(|code| marks[code as usize] = true);
    marks
}

/// Whether a known number passes. `end` is where the highest or lowest begin.
#[allow(clippy::float_cmp, reason = "whole numbers and amounts, compared as they were typed")]
pub(crate) fn passes(test: &NumberTest, own: f64, end: Option<f64>) -> bool {
    match *test {
        NumberTest::AtLeast { value } => own >= value,
        NumberTest::AtMost { value } => own <= value,
        NumberTest::MoreThan { value } => own > value,
        NumberTest::LessThan { value } => own < value,
        NumberTest::Equals { value } => own == value,
        NumberTest::NotEquals { value } => own != value,
        NumberTest::Between { low, high } => (low..=high).contains(&own),
        NumberTest::NotBetween { low, high } => !(low..=high).contains(&own),
        NumberTest::TopPercent { .. } | NumberTest::TopCount { .. } => end.is_some_and(|end| own >= end),
        NumberTest::BottomPercent { .. } | NumberTest::BottomCount { .. } => end.is_some_and(|end| own <= end),
        NumberTest::IsSet => true,
        NumberTest::NotSet => false,
    }
}

/// Those for whom a number passes.
pub(crate) fn number(shop: &Shop, test: &NumberTest, value: &dyn Fn(usize) -> Option<f64>) -> Bits {
    let known = |holds: &dyn Fn(f64) -> bool| among(shop, |person| value(person).is_some_and(holds));
    match *test {
        NumberTest::AtLeast { value } => known(&|own| own >= value),
        NumberTest::AtMost { value } => known(&|own| own <= value),
        NumberTest::MoreThan { value } => known(&|own| own > value),
        NumberTest::LessThan { value } => known(&|own| own < value),
        #[allow(clippy::float_cmp, reason = "whole numbers and amounts, compared as they were typed")]
        NumberTest::Equals { value } => known(&|own| own == value),
        #[allow(clippy::float_cmp, reason = "as for equals")]
        NumberTest::NotEquals { value } => known(&|own| own != value),
        NumberTest::Between { low, high } => known(&|own| low <= own && own <= high),
        NumberTest::NotBetween { low, high } => known(&|own| own < low || high < own),
        NumberTest::IsSet => known(&|_| true),
        NumberTest::NotSet => among(shop, |person| value(person).is_none()),
        NumberTest::TopPercent { .. } | NumberTest::TopCount { .. } => {
            ends_at(shop, test, value).map_or_else(|| Bits::none(shop.everyone.len()), |end| known(&|own| own >= end))
        }
        NumberTest::BottomPercent { .. } | NumberTest::BottomCount { .. } => {
            ends_at(shop, test, value).map_or_else(|| Bits::none(shop.everyone.len()), |end| known(&|own| own <= end))
        }
    }
}

/// The last value still among the highest or lowest that are asked for: of `n` people for whom it is known, a share is
/// the `ceil(n * percent / 100)`th. Exact: a selection, not a histogram. `None` when it is known of nobody, or no such
/// thing is asked.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn ends_at(shop: &Shop, test: &NumberTest, value: &dyn Fn(usize) -> Option<f64>) -> Option<f64> {
    let mut known: Vec<f64> = shop.everyone.iter().filter_map(|person| value(person as usize)).collect();
    let share = |percent: f64| (known.len() as f64 * percent / 100.0).ceil() as usize;
    let (places, highest) = match *test {
        NumberTest::TopPercent { percent } => (share(percent), true),
        NumberTest::BottomPercent { percent } => (share(percent), false),
        NumberTest::TopCount { n } => (n as usize, true),
        NumberTest::BottomCount { n } => (n as usize, false),
        _ => return None,
    };
    let rank = places.clamp(1, known.len().max(1)) - 1;
    let order = |a: &f64, b: &f64| if highest { b.total_cmp(a) } else { a.total_cmp(b) };
    (rank < known.len()).then(|| *known.select_nth_unstable_by(rank, order).1)
}

/// Which months and days have their anniversary within `days` days of `as_of`.
pub(crate) struct Anniversaries([[bool; 32]; 13]);

impl Anniversaries {
    /// `days` ahead, or, below nought, back.
    pub(crate) fn within(as_of: Day, days: i32) -> Self {
        let mut table = [[false; 32]; 13];
        for away in days.clamp(-366, 0)..=days.clamp(0, 366) {
            let date = calendar(as_of.plus(away));
            table[usize::from(date.month().unsigned_abs())][usize::from(date.day().unsigned_abs())] = true;
            if date.month() == 2 && date.day() == 28 && !date.in_leap_year() {
                table[2][29] = true;
            }
        }
        Self(table)
    }

    pub(crate) fn has(&self, day: MonthDay) -> bool {
        self.0.get(usize::from(day.month)).and_then(|month| month.get(usize::from(day.day))).is_some_and(|set| *set)
    }
}

/// Those for whom a day passes. `own` is the day, `each_year` its month and day, which can be known alone.
pub(crate) fn day(
    shop: &Shop,
    test: &DateTest,
    as_of: Day,
    own: &dyn Fn(usize) -> Option<Day>,
    each_year: &dyn Fn(usize) -> Option<MonthDay>,
) -> Bits {
    let back = |days: u32| Window::LastDays { days }.days(as_of).0;
    let comes_round = |days: i32| {
        let near = Anniversaries::within(as_of, days);
        move |person: usize| each_year(person).is_some_and(|day| near.has(day))
    };
    let known = |holds: &dyn Fn(Day) -> bool| among(shop, |person| own(person).is_some_and(holds));
    match *test {
        DateTest::IsSet => among(shop, |person| each_year(person).is_some()),
        DateTest::NotSet => among(shop, |person| each_year(person).is_none()),
        DateTest::AnniversaryInNext { days } => among(shop, comes_round(i32::try_from(days).unwrap_or(i32::MAX))),
        DateTest::AnniversaryInLast { days } => {
            among(shop, comes_round(i32::try_from(days).map_or(i32::MIN, |days| -days)))
        }
        DateTest::AnniversaryThisMonth => {
            let now = calendar(as_of).month().unsigned_abs();
            among(shop, |person| each_year(person).is_some_and(|day| day.month == now))
        }
        DateTest::InMonth { month } => among(shop, |person| each_year(person).is_some_and(|day| day.month == month)),
        DateTest::InLast { days } => {
            let first = back(days);
            known(&|day| first <= day && day <= as_of)
        }
        DateTest::NotInLast { days } => {
            let first = back(days);
            among(shop, |person| own(person).is_none_or(|day| day < first || as_of < day))
        }
        DateTest::AgoBetween { least, most } => {
            let (first, last) = (back(most), back(least));
            known(&|day| first <= day && day <= last)
        }
        DateTest::MoreThanAgo { days } => {
            let first = back(days);
            known(&|day| day < first)
        }
        DateTest::Between { from, to } => known(&|day| from <= day && day <= to),
        DateTest::On { day: on } => known(&|day| day == on),
        DateTest::Before { day: before } => known(&|day| day < before),
        DateTest::After { day: after } => known(&|day| day > after),
    }
}
