//! A second reader of rules: plain, slow, over rows, one person at a time. It shares nothing with the fast one but the
//! model, so that each can be checked against the other. Not for use on a screen.

mod standing;

use crate::PersonFacts;
use regulars_model::{
    Channel, CountTest, Currency, DateField, DateTest, Day, Deed, EventKind, EventRow, FirstOrLast, ImportId, LineRow,
    NumberField, NumberTest, OrderKind, OrderRow, ProductFilter, Rule, Spending, TextField, TextTest, Window, is_drawn,
};
use std::collections::BTreeSet;

/// Everything on file about one person, as the imports brought it.
#[derive(Debug, Clone)]
pub struct PersonHistory {
    /// What is known of them.
    pub facts: PersonFacts,
    /// Their orders, with the import that brought each, in the order they came.
    pub orders: Vec<(ImportId, OrderRow)>,
    /// The lines of their orders.
    pub lines: Vec<(ImportId, LineRow)>,
    /// What else they did.
    pub events: Vec<(ImportId, EventRow)>,
}

fn same_order(a: (&str, i64), b: (&str, i64)) -> bool {
    a.0 == b.0 && (!a.0.is_empty() || a.1 == b.1)
}

impl PersonHistory {
    /// The import that holds for an order, if there is such an order.
    fn import_of(&self, key: (&str, i64), kind: OrderKind) -> Option<ImportId> {
        let same = self.orders.iter().filter(|(_, o)| o.kind == kind && same_order((&o.key, o.at), key));
        same.map(|(import, _)| *import).max()
    }

    /// Orders that count up to a day, as places in `orders`, oldest first.
    fn counted(&self, kind: OrderKind, as_of: Day) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.orders.len())
            .filter(|&at| {
                let (import, order) = &self.orders[at];
                order.kind == kind
                    && Day::of_second(order.at) <= as_of
                    && self.import_of((&order.key, order.at), kind) == Some(*import)
            })
            .collect();
        places.sort_by_key(|&at| self.orders[at].1.at);
        places
    }

    /// Lines bought in a purchase: those of the same import that name it and were not sent back.
    fn bought_in(&self, place: usize) -> Vec<&LineRow> {
        let (import, order) = &self.orders[place];
        // Two rows of one order in one import: the lines stand with the first.
        let first = self.orders.iter().position(|(other, o)| {
            other == import && o.kind == order.kind && same_order((&o.key, o.at), (&order.key, order.at))
        });
        if first != Some(place) {
            return Vec::new();
        }
        let its = self.lines.iter().filter(|(from, line)| {
            from == import && same_order((&line.order, line.at), (&order.key, order.at)) && line.quantity > 0
        });
        its.map(|(_, line)| line).collect()
    }

    /// Purchases that match, within a window.
    #[must_use]
    pub fn bought(&self, what: &ProductFilter, when: Window, currency: Currency, as_of: Day) -> u32 {
        u32::try_from(self.purchases(what, when, currency, as_of).len()).unwrap_or(u32::MAX)
    }

    /// Days of a deed within a window.
    fn days_of(&self, deed: &Deed, when: Window, currency: Currency, as_of: Day) -> Vec<Day> {
        match deed {
            Deed::Bought { what } => {
                let day = |(place, _): &(usize, i64)| Day::of_second(self.orders[*place].1.at);
                self.purchases(what, when, currency, as_of).iter().map(day).collect()
            }
            Deed::Did { event, about } => self.did(*event, about.as_ref(), when, as_of),
        }
    }

    /// What matching purchases came to, in major units.
    #[allow(clippy::cast_precision_loss)]
    fn spent(&self, what: &ProductFilter, how: Spending, when: Window, currency: Currency, as_of: Day) -> Option<f64> {
        let amounts: Vec<i64> =
            self.purchases(what, when, currency, as_of).into_iter().map(|(_, amount)| amount).collect();
        let unit = unit_of(currency);
        let total = amounts.iter().sum::<i64>() as f64;
        match how {
            Spending::InAll => Some(total / unit),
            _ if amounts.is_empty() => None,
            Spending::OnAverage => Some(total / (amounts.len() as f64 * unit)),
            Spending::AtOnce => amounts.iter().max().map(|most| *most as f64 / unit),
        }
    }

    /// Purchases that match, within a window, as places in `orders`, and what of each matched came to.
    #[allow(clippy::cast_precision_loss)]
    fn purchases(&self, what: &ProductFilter, when: Window, currency: Currency, as_of: Day) -> Vec<(usize, i64)> {
        if let ProductFilter::Orders { what, through, amount } = what {
            let mut found = self.purchases(what, when, currency, as_of);
            found.retain(|(place, _)| {
                let order = &self.orders[*place].1;
                let channel = Some(order.channel.trim().to_lowercase()).filter(|channel| !channel.is_empty());
                let channel: Vec<String> = channel.into_iter().collect();
                let came_to = Some(order.total as f64 / unit_of(currency));
                through.as_ref().is_none_or(|test| text(&channel, test))
                    && amount.as_ref().is_none_or(|test| number(came_to, test, &Vec::new))
            });
            return found;
        }
        let named = |value: &str, list: &[String]| {
            let value = value.trim().to_lowercase();
            !value.is_empty() && list.iter().any(|one| one.trim().to_lowercase() == value)
        };
        let wanted = |line: &&LineRow| match what {
            ProductFilter::Anything | ProductFilter::Orders { .. } => true,
            ProductFilter::Category { any_of } => named(&line.category, any_of),
            ProductFilter::Product { any_of } => named(&line.product, any_of) || named(&line.sku, any_of),
        };
        let mut found = Vec::new();
        for place in self.counted(OrderKind::Purchase, as_of) {
            if !in_window(Day::of_second(self.orders[place].1.at), when, as_of) {
                continue;
            }
            let lines: Vec<&LineRow> = self.bought_in(place).into_iter().filter(wanted).collect();
            if *what == ProductFilter::Anything {
                found.push((place, self.orders[place].1.total));
            } else if !lines.is_empty() {
                found.push((place, lines.iter().map(|line| line.amount).sum()));
            }
        }
        found
    }

    /// Days on which they did such a thing within a window.
    #[must_use]
    pub fn did(&self, event: EventKind, about: Option<&TextTest>, when: Window, as_of: Day) -> Vec<Day> {
        let subject = |row: &EventRow| row.subject.trim().to_lowercase();
        let holds = |(import, row): &&(ImportId, EventRow)| {
            let own: Vec<String> = Some(subject(row)).filter(|text| !text.is_empty()).into_iter().collect();
            row.kind == event
                && about.is_none_or(|test| text(&own, test))
                && in_window(Day::of_second(row.at), when, as_of)
                && !self.events.iter().any(|(later, other)| {
                    later > import && (other.kind, other.at, subject(other)) == (row.kind, row.at, subject(row))
                })
        };
        self.events.iter().filter(holds).map(|(_, row)| Day::of_second(row.at)).collect()
    }

    /// One number, in the unit rules use.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn number(&self, field: NumberField, currency: Currency, as_of: Day) -> Option<f64> {
        let purchases = self.counted(OrderKind::Purchase, as_of);
        let refunds = self.counted(OrderKind::Refund, as_of);
        let sum = |places: &[usize]| places.iter().map(|place| self.orders[*place].1.total).sum::<i64>();
        let unit = unit_of(currency);
        match field {
            NumberField::Purchases => Some(purchases.len() as f64),
            NumberField::Refunds => Some(refunds.len() as f64),
            NumberField::NetValue => Some((sum(&purchases) + sum(&refunds)) as f64 / unit),
            NumberField::AveragePurchase if purchases.is_empty() => None,
            NumberField::AveragePurchase => Some(sum(&purchases) as f64 / (purchases.len() as f64 * unit)),
            NumberField::DaysSinceLastPurchase => {
                purchases.last().map(|place| f64::from(as_of.0 - Day::of_second(self.orders[*place].1.at).0))
            }
            NumberField::UsualGaps => {
                let days: BTreeSet<i32> =
                    purchases.iter().map(|place| Day::of_second(self.orders[*place].1.at).0).collect();
                let mut gaps: Vec<i32> = days.iter().zip(days.iter().skip(1)).map(|(a, b)| b - a).collect();
                gaps.sort_unstable();
                let last = *days.last().filter(|_| days.len() >= 3)?;
                // The two in the middle are one and the same when their number is odd.
                let twice = gaps[(gaps.len() - 1) / 2] + gaps[gaps.len() / 2];
                Some(f64::from(as_of.0 - last) / (f64::from(twice) / 2.0).ceil())
            }
        }
    }

    /// A day in their history. Not for birthdays.
    #[must_use]
    pub fn day(&self, field: DateField, as_of: Day) -> Option<Day> {
        let purchases = self.counted(OrderKind::Purchase, as_of);
        let day = |place: &usize| Day::of_second(self.orders[*place].1.at);
        match field {
            DateField::FirstPurchase => purchases.first().map(day),
            DateField::LastPurchase => purchases.last().map(day),
            DateField::SignedUp => self.facts.signed_up.filter(|day| *day <= as_of),
            DateField::Birthday => None,
        }
    }

    /// The texts of one field, as compared; none when it is not known.
    #[must_use]
    pub fn texts(&self, field: TextField) -> Vec<String> {
        let one = |text: &String| vec![text.clone()];
        let all = match field {
            TextField::Country => one(&self.facts.country),
            TextField::Region => one(&self.facts.region),
            TextField::City => one(&self.facts.city),
            TextField::Postcode => one(&self.facts.postcode),
            TextField::Tag => self.facts.tags.clone(),
            TextField::Source => self.facts.sources.clone(),
        };
        all.iter().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()).collect()
    }
}

fn unit_of(currency: Currency) -> f64 {
    10f64.powi(i32::try_from(currency.exponent()).unwrap_or(0))
}

fn in_window(day: Day, when: Window, as_of: Day) -> bool {
    let since = i64::from(as_of.0) - i64::from(day.0);
    since >= 0
        && match when {
            Window::Ever => true,
            Window::LastDays { days } => since <= i64::from(days),
            Window::Since { day: first } => day >= first,
            Window::Between { from, to } => from <= day && day <= to,
        }
}

/// Whether a rule holds for one person of a shop, as of a day. `shop` is everyone on file, the person too; a share
/// of the highest is a share of those of them whose use is allowed. Never true of a person who opted out of use, or waits in
/// quarantine.
#[must_use]
pub fn matches(person: &PersonHistory, rule: &Rule, as_of: Day, currency: Currency, shop: &[PersonHistory]) -> bool {
    counts(person) && holds(person, rule, as_of, currency, shop)
}

fn counts(person: &PersonHistory) -> bool {
    person.facts.use_allowed && !person.facts.quarantined
}

fn holds(person: &PersonHistory, rule: &Rule, as_of: Day, currency: Currency, shop: &[PersonHistory]) -> bool {
    let part = |rule: &Rule| holds(person, rule, as_of, currency, shop);
    match rule {
        Rule::All { rules } => rules.iter().all(part),
        Rule::Any { rules } => rules.iter().any(part),
        Rule::None { rules } => !rules.iter().any(part),
        Rule::Text { field, test } => text(&person.texts(*field), test),
        Rule::Number { field, test } => {
            let value = |one: &PersonHistory| one.number(*field, currency, as_of);
            number(value(person), test, &|| shop.iter().filter(|other| counts(other)).filter_map(value).collect())
        }
        Rule::Date { field, test } => date(person, *field, test, as_of),
        Rule::Bought { what, times, when } => count(*times, person.bought(what, *when, currency, as_of)),
        Rule::Did { event, about, times, when } => {
            count(*times, u32::try_from(person.did(*event, about.as_ref(), *when, as_of).len()).unwrap_or(u32::MAX))
        }
        Rule::Spent { what, how, test, when } => {
            let value = |one: &PersonHistory| one.spent(what, *how, *when, currency, as_of);
            number(value(person), test, &|| shop.iter().filter(|other| counts(other)).filter_map(value).collect())
        }
        Rule::BoughtDay { what, which, test } => {
            let mut days = person.days_of(&Deed::Bought { what: what.clone() }, Window::Ever, currency, as_of);
            days.sort_unstable();
            let day = match which {
                FirstOrLast::First => days.first(),
                FirstOrLast::Last => days.last(),
            };
            day_passes(day.copied(), day.map(|day| (day.date().month() as u8, day.date().day() as u8)), test, as_of)
        }
        Rule::Sequence { first, when, then, within, not } => {
            let firsts = person.days_of(first, *when, currency, as_of);
            let thens = person.days_of(then, Window::Ever, currency, as_of);
            let after = |a: &Day, b: &Day| {
                let days = i64::from(b.0) - i64::from(a.0);
                days > 0 && days <= i64::from(*within)
            };
            let any = firsts.iter().any(|a| thens.iter().any(|b| after(a, b)));
            !firsts.is_empty() && any != *not
        }
        Rule::Permission { channel, state, purpose } => {
            let at = Channel::ALL.iter().position(|each| each == channel);
            at.is_some_and(|at| {
                person.facts.permissions[at] == *state
                    && purpose.is_none_or(|purpose| person.facts.purposes[at].holds(purpose))
            })
        }
        Rule::SaidAt { channel, state, test } => {
            let at = Channel::ALL.iter().position(|each| each == channel);
            at.is_some_and(|at| {
                let origin = person.facts.origins[at].as_deref().map(|text| text.trim().to_lowercase());
                let origin: Vec<String> = origin.into_iter().filter(|text| !text.is_empty()).collect();
                person.facts.permissions[at] == *state && text(&origin, test)
            })
        }
        Rule::Near { km, within, centre, .. } => match (person.facts.spot, centre) {
            (Some(own), Some(centre)) => {
                let away = f64::from(own.metres_to(centre.spot)) / 1000.0;
                if *within { away <= *km } else { away > *km }
            }
            _ => false,
        },
        Rule::Sample { percent, seed } => is_drawn(person.facts.id, *percent, *seed),
        Rule::Segment { opened, .. } => opened.as_ref().is_some_and(|opened| part(&opened.rule)),
        Rule::Rfm { .. }
        | Rule::RfmScore { .. }
        | Rule::Lifecycle { .. }
        | Rule::Consent { .. }
        | Rule::Custom { .. }
        | Rule::Persona { .. }
        | Rule::Score { .. }
        | Rule::People { .. } => standing::holds(person, rule, as_of, currency, shop),
    }
}

/// `others` are the numbers of everybody whose use is allowed.
fn number(own: Option<f64>, test: &NumberTest, others: &dyn Fn() -> Vec<f64>) -> bool {
    let Some(own) = own else { return *test == NumberTest::NotSet };
    // In when fewer people are before them than there are places.
    let before = |is_before: &dyn Fn(f64) -> bool| others().into_iter().filter(|other| is_before(*other)).count();
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let share = |percent: f64| (others().len() as f64 * percent / 100.0).ceil().max(1.0) as usize;
    match *test {
        NumberTest::AtLeast { value } => own >= value,
        NumberTest::AtMost { value } => own <= value,
        NumberTest::MoreThan { value } => own > value,
        NumberTest::LessThan { value } => own < value,
        NumberTest::Equals { value } => (own - value).abs() == 0.0,
        NumberTest::NotEquals { value } => (own - value).abs() != 0.0,
        NumberTest::Between { low, high } => (low..=high).contains(&own),
        NumberTest::NotBetween { low, high } => !(low..=high).contains(&own),
        NumberTest::IsSet => true,
        NumberTest::NotSet => false,
        NumberTest::TopPercent { percent } => before(&|other| other > own) < share(percent),
        NumberTest::BottomPercent { percent } => before(&|other| other < own) < share(percent),
        NumberTest::TopCount { n } => before(&|other| other > own) < n as usize,
        NumberTest::BottomCount { n } => before(&|other| other < own) < n as usize,
    }
}

fn count(times: CountTest, own: u32) -> bool {
    match times {
        CountTest::AtLeast { n } => own >= n,
        CountTest::AtMost { n } => own <= n,
        CountTest::Exactly { n } => own == n,
    }
}

fn text(own: &[String], test: &TextTest) -> bool {
    let like = |value: &String| value.trim().to_lowercase();
    match test {
        TextTest::Is { value } => own.contains(&like(value)),
        TextTest::IsNot { value } => !own.contains(&like(value)),
        TextTest::Contains { value } => own.iter().any(|text| text.contains(&like(value))),
        TextTest::StartsWith { value } => own.iter().any(|text| text.starts_with(&like(value))),
        TextTest::NotContains { value } => !own.iter().any(|text| text.contains(&like(value))),
        TextTest::NotStartsWith { value } => !own.iter().any(|text| text.starts_with(&like(value))),
        TextTest::EndsWith { value } => own.iter().any(|text| text.ends_with(&like(value))),
        TextTest::NotEndsWith { value } => !own.iter().any(|text| text.ends_with(&like(value))),
        TextTest::Matches { pattern } => own.iter().any(|text| fits(text, &like(pattern))),
        TextTest::NotMatches { pattern } => !own.iter().any(|text| fits(text, &like(pattern))),
        TextTest::In { values } => values.iter().any(|value| own.contains(&like(value))),
        TextTest::NotIn { values } => !values.iter().any(|value| own.contains(&like(value))),
        TextTest::IsSet => !own.is_empty(),
        TextTest::NotSet => own.is_empty(),
    }
}

/// A star is nothing, or a letter and a star.
fn fits(text: &str, pattern: &str) -> bool {
    let (mut asked, mut letters) = (pattern.chars(), text.chars());
    match (asked.next(), letters.next()) {
        (None, letter) => letter.is_none(),
        (Some('*'), letter) => fits(text, asked.as_str()) || letter.is_some() && fits(letters.as_str(), pattern),
        (Some(_), None) => false,
        (Some(one), Some(letter)) => (one == '?' || one == letter) && fits(letters.as_str(), asked.as_str()),
    }
}

fn date(person: &PersonHistory, field: DateField, test: &DateTest, as_of: Day) -> bool {
    let month_and_day = if field == DateField::Birthday {
        person.facts.birthday.map(|day| (day.month, day.day))
    } else {
        person.day(field, as_of).map(|day| (day.date().month() as u8, day.date().day() as u8))
    };
    day_passes(person.day(field, as_of), month_and_day, test, as_of)
}

fn day_passes(own: Option<Day>, month_and_day: Option<(u8, u8)>, test: &DateTest, as_of: Day) -> bool {
    let ago = |day: Day| i64::from(as_of.0) - i64::from(day.0);
    match *test {
        DateTest::IsSet => month_and_day.is_some(),
        DateTest::NotSet => month_and_day.is_none(),
        DateTest::InLast { days } => own.is_some_and(|day| ago(day) >= 0 && ago(day) <= i64::from(days)),
        DateTest::NotInLast { days } => !own.is_some_and(|day| ago(day) >= 0 && ago(day) <= i64::from(days)),
        DateTest::AgoBetween { least, most } => {
            own.is_some_and(|day| (i64::from(least)..=i64::from(most)).contains(&ago(day)))
        }
        DateTest::On { day: on } => own.is_some_and(|day| day == on),
        DateTest::AnniversaryThisMonth => month_and_day.is_some_and(|(own, _)| own == as_of.date().month() as u8),
        DateTest::InMonth { month } => month_and_day.is_some_and(|(own, _)| own == month),
        DateTest::MoreThanAgo { days } => own.is_some_and(|day| ago(day) > i64::from(days)),
        DateTest::Between { from, to } => own.is_some_and(|day| day >= from && day <= to),
        DateTest::Before { day: before } => own.is_some_and(|day| day < before),
        DateTest::After { day: after } => own.is_some_and(|day| day > after),
        DateTest::AnniversaryInNext { days } | DateTest::AnniversaryInLast { days } => {
            let Some((month, day)) = month_and_day else { return false };
            let span = i64::from(days);
            let near = if matches!(test, DateTest::AnniversaryInNext { .. }) { 0..=span } else { -span..=0 };
            // The anniversaries of this year and of two on either side, each on its own calendar.
            (-2..3).any(|ahead| {
                let year = as_of.date().year() + ahead;
                let on = |day: u8| jiff::civil::Date::new(year, month as i8, day as i8).ok();
                let date = on(day).or_else(|| if (month, day) == (2, 29) { on(28) } else { None });
                date.is_some_and(|date| {
                    let away = i64::from(Day::from_date(date).0) - i64::from(as_of.0);
                    near.contains(&away)
                })
            })
        }
    }
}
