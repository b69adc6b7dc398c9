//! For whom one leaf of a rule holds, answered column by column.

use crate::{
    Bits, Shop,
    facts::place,
    shop::Many,
    texts::{Dictionary, is_like, norm},
    words::calendar,
};
use regulars_model::{
    CountTest, DateField, DateTest, Day, EventKind, MonthDay, NumberField, NumberTest, PersonId, ProductFilter,
    TextField, TextTest, Window, is_drawn,
};

/// The leaf's people among everyone whose use is allowed. `Rule::All` and its kin are nobody here.
pub(crate) fn leaf(shop: &Shop, rule: &regulars_model::Rule, as_of: Day) -> Bits {
    use regulars_model::Rule;
    match rule {
        Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } => Bits::none(shop.everyone.len()),
        Rule::Text { field, test } => text(shop, *field, test),
        Rule::Number { field, test } => number(shop, *field, test, as_of),
        Rule::Date { field, test } => date(shop, *field, test, as_of),
        Rule::Bought { what, times, when } => {
            let counts = bought_counts(shop, what, *when, as_of);
            among(shop, |person| times.holds(counts[person]))
        }
        Rule::Did { event, times, when } => did(shop, *event, *times, *when, as_of),
        Rule::Permission { channel, state, purpose } => {
            let at = place(*channel);
            let for_it = |person: usize| purpose.is_none_or(|purpose| shop.people.purposes[person][at].holds(purpose));
            among(shop, |person| shop.people.permissions[person][at] == *state && for_it(person))
        }
        Rule::Sample { percent, seed } => {
            among(shop, |person| is_drawn(PersonId(shop.people.ids[person]), *percent, *seed))
        }
    }
}

fn among(shop: &Shop, holds: impl FnMut(usize) -> bool) -> Bits {
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

fn only(words: &Dictionary, values: &[String]) -> Vec<bool> {
    let mut marks = vec![false; words.len()];
    values.iter().filter_map(|value| words.find(value)).for_each(|code| marks[code as usize] = true);
    marks
}

fn text(shop: &Shop, field: TextField, test: &TextTest) -> Bits {
    let people = &shop.people;
    let one = |(words, codes): &(Dictionary, Vec<u32>)| {
        let (marks, wanted) = words_that_pass(words, test);
        among(shop, |person| marks[codes[person] as usize] == wanted)
    };
    let many = |(words, codes): &(Dictionary, Many)| {
        let (marks, wanted) = words_that_pass(words, test);
        among(shop, |person| codes.of(person).iter().any(|code| marks[*code as usize]) == wanted)
    };
    match field {
        TextField::Country => one(&people.country),
        TextField::Region => one(&people.region),
        TextField::City => one(&people.city),
        TextField::Postcode => one(&people.postcode),
        TextField::Tag => many(&people.tags),
        TextField::Source => many(&people.sources),
    }
}

/// One number of one person, in the unit rules use. `None` when it is not known.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn number_of(shop: &Shop, person: usize, field: NumberField, as_of: Day) -> Option<f64> {
    let sum = shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    match field {
        NumberField::Purchases => Some(f64::from(sum.purchases)),
        NumberField::Refunds => Some(f64::from(sum.refunds)),
        NumberField::NetValue => Some(sum.net as f64 / shop.unit()),
        NumberField::AveragePurchase => {
            (sum.purchases > 0).then(|| sum.gross as f64 / (f64::from(sum.purchases) * shop.unit()))
        }
        NumberField::DaysSinceLastPurchase => sum.last_purchase.map(|day| f64::from(as_of.0) - f64::from(day.0)),
        // A quotient, not `quiet >= value * gap`: the nearest f64 to 21 / 10 is the one "2.1" is read as, while
        // 2.1 * 10 need not be 21.
        NumberField::UsualGaps => {
            quiet_and_gap(shop, person, as_of).map(|(quiet, gap)| f64::from(quiet) / f64::from(gap))
        }
    }
}

/// Days since the last purchase and the usual gap, which is never 0. `None` under three purchase days.
pub(crate) fn quiet_and_gap(shop: &Shop, person: usize, as_of: Day) -> Option<(u32, u32)> {
    let index = u32::try_from(person).ok()?;
    let sum = shop.figures(index, as_of);
    // Most people are told apart by this alone, without looking at their days.
    let last = sum.last_purchase.filter(|_| sum.purchases >= 3)?;
    let quiet = u32::try_from(i64::from(as_of.0) - i64::from(last.0)).ok()?;
    shop.usual_gap(index, as_of).map(|gap| (quiet, gap))
}

fn number(shop: &Shop, field: NumberField, test: &NumberTest, as_of: Day) -> Bits {
    let known =
        |holds: &dyn Fn(f64) -> bool| among(shop, |person| number_of(shop, person, field, as_of).is_some_and(holds));
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
        NumberTest::NotSet => among(shop, |person| number_of(shop, person, field, as_of).is_none()),
        NumberTest::TopPercent { .. } | NumberTest::TopCount { .. } => ends_at(shop, field, test, as_of)
            .map_or_else(|| Bits::none(shop.everyone.len()), |end| known(&|own| own >= end)),
        NumberTest::BottomPercent { .. } | NumberTest::BottomCount { .. } => ends_at(shop, field, test, as_of)
            .map_or_else(|| Bits::none(shop.everyone.len()), |end| known(&|own| own <= end)),
    }
}

/// The last value still among the highest or lowest that are asked for: of `n` people for whom it is known, a share is
/// the `ceil(n * percent / 100)`th. Exact: a selection, not a histogram. `None` when it is known of nobody, or no such
/// thing is asked.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn ends_at(shop: &Shop, field: NumberField, test: &NumberTest, as_of: Day) -> Option<f64> {
    let mut known: Vec<f64> =
        shop.everyone.iter().filter_map(|person| number_of(shop, person as usize, field, as_of)).collect();
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

/// A day in one person's history, as it stood on `as_of`. Not for birthdays.
pub(crate) fn day_of(shop: &Shop, person: usize, field: DateField, as_of: Day) -> Option<Day> {
    let sum = || shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    match field {
        DateField::FirstPurchase => sum().first_purchase,
        DateField::LastPurchase => sum().last_purchase,
        DateField::SignedUp => shop.people.signed_up[person].filter(|day| *day <= as_of),
        DateField::Birthday => None,
    }
}

/// Month and day of a date in one person's history.
pub(crate) fn month_day_of(shop: &Shop, person: usize, field: DateField, as_of: Day) -> Option<MonthDay> {
    if field == DateField::Birthday {
        return shop.people.birthday[person];
    }
    day_of(shop, person, field, as_of).map(|day| {
        let date = calendar(day);
        MonthDay { month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    })
}

/// Which months and days have their anniversary within `days` days of `as_of`.
struct Anniversaries([[bool; 32]; 13]);

impl Anniversaries {
    /// `days` ahead, or, below nought, back.
    fn within(as_of: Day, days: i32) -> Self {
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

    fn has(&self, day: MonthDay) -> bool {
        self.0.get(usize::from(day.month)).and_then(|month| month.get(usize::from(day.day))).is_some_and(|set| *set)
    }
}

fn date(shop: &Shop, field: DateField, test: &DateTest, as_of: Day) -> Bits {
    let known = |person: usize| month_day_of(shop, person, field, as_of).is_some();
    let day = |person: usize| day_of(shop, person, field, as_of);
    let back = |days: u32| Window::LastDays { days }.days(as_of).0;
    let comes_round = |days: i32| {
        let near = Anniversaries::within(as_of, days);
        move |person: usize| month_day_of(shop, person, field, as_of).is_some_and(|day| near.has(day))
    };
    match *test {
        DateTest::IsSet => among(shop, known),
        DateTest::NotSet => among(shop, |person| !known(person)),
        DateTest::AnniversaryInNext { days } => among(shop, comes_round(i32::try_from(days).unwrap_or(i32::MAX))),
        DateTest::AnniversaryInLast { days } => {
            among(shop, comes_round(i32::try_from(days).map_or(i32::MIN, |days| -days)))
        }
        DateTest::InMonth { month } => {
            among(shop, |person| month_day_of(shop, person, field, as_of).is_some_and(|day| day.month == month))
        }
        DateTest::InLast { days } => {
            let first = back(days);
            among(shop, |person| day(person).is_some_and(|day| first <= day && day <= as_of))
        }
        DateTest::NotInLast { days } => {
            let first = back(days);
            among(shop, |person| day(person).is_none_or(|day| day < first || as_of < day))
        }
        DateTest::AgoBetween { least, most } => {
            let (first, last) = (back(most), back(least));
            among(shop, |person| day(person).is_some_and(|day| first <= day && day <= last))
        }
        DateTest::On { day: on } => among(shop, |person| day(person) == Some(on)),
        DateTest::MoreThanAgo { days } => {
            let first = back(days);
            among(shop, |person| day(person).is_some_and(|day| day < first))
        }
        DateTest::Between { from, to } => among(shop, |person| day(person).is_some_and(|day| from <= day && day <= to)),
        DateTest::Before { day: before } => among(shop, |person| day(person).is_some_and(|day| day < before)),
        DateTest::After { day: after } => among(shop, |person| day(person).is_some_and(|day| day > after)),
    }
}

/// Which articles a filter means; `None` for anything, lines or no lines.
pub(crate) fn articles_of(shop: &Shop, what: &ProductFilter) -> Option<Vec<bool>> {
    match what {
        ProductFilter::Anything => None,
        ProductFilter::Category { any_of } => {
            let wanted = only(&shop.categories, any_of);
            Some(shop.articles.iter().map(|article| wanted[article.category as usize]).collect())
        }
        ProductFilter::Product { any_of } => {
            let wanted: Vec<String> = any_of.iter().map(|text| norm(text)).filter(|text| !text.is_empty()).collect();
            let is = |text: &str| wanted.contains(&norm(text));
            Some(shop.articles.iter().map(|article| is(&article.sku) || is(&article.product)).collect())
        }
    }
}

/// Purchases of each person that match, within the window. An order counts once however many of its lines match.
pub(crate) fn bought_counts(shop: &Shop, what: &ProductFilter, when: Window, as_of: Day) -> Vec<u32> {
    let orders = &shop.orders;
    let (from, to) = when.days(as_of);
    let mut counts = vec![0u32; shop.everyone.len()];
    let Some(articles) = articles_of(shop, what) else {
        let whole = when == Window::Ever && shop.newest_order.is_none_or(|newest| newest <= as_of);
        for (person, count) in counts.iter_mut().enumerate() {
            *count = if whole {
                shop.figures[person].purchases
            } else {
                let purchases = orders.within(person, from, to).filter(|order| !orders.refund[*order]).count();
                u32::try_from(purchases).unwrap_or(u32::MAX)
            };
        }
        return counts;
    };
    let mut matching = Bits::none(orders.day.len());
    for (article, _) in articles.iter().enumerate().filter(|(_, wanted)| **wanted) {
        orders.with_article(article).iter().for_each(|order| matching.insert(*order));
    }
    for order in matching.iter().map(|order| order as usize) {
        let day = Day(orders.day[order]);
        if from <= day && day <= to {
            counts[orders.person[order] as usize] += 1;
        }
    }
    counts
}

fn did(shop: &Shop, event: EventKind, times: CountTest, when: Window, as_of: Day) -> Bits {
    let (from, to) = when.days(as_of);
    let events = shop.events_of(event);
    among(shop, |person| times.holds(u32::try_from(events.within(person, from, to).len()).unwrap_or(u32::MAX)))
}
