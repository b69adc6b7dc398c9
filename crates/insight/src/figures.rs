//! What people's orders and events add up to, as yes-or-no habits and numbers that comparisons and personas describe
//! them by.

use crate::{Bits, Figures, Shop};
use regulars_model::{Day, EventKind, ProductFilter, Window};

/// A year, in days.
pub(crate) const YEAR: i32 = 365;

/// What a yes-or-no habit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HabitKind {
    /// Bought something in this category.
    Category(u32),
    Lately,
    Once,
    Refunded,
    Weekend,
    Event(EventKind),
}

/// A habit and who has it.
pub(crate) struct Habit {
    pub(crate) kind: HabitKind,
    /// "Bought coffee".
    pub(crate) words: String,
    pub(crate) people: Bits,
}

/// Everyone's habits up to a day.
pub(crate) struct Habits<'a> {
    shop: &'a Shop,
    as_of: Day,
    /// Over all time.
    pub(crate) all: Vec<Figures>,
    /// Over the last year.
    pub(crate) year: Vec<Figures>,
    /// The categories with most buyers, most first.
    pub(crate) categories: Vec<u32>,
}

impl<'a> Habits<'a> {
    pub(crate) fn of(shop: &'a Shop, as_of: Day, categories: usize) -> Self {
        let people = 0..shop.people();
        let from = as_of.plus(-YEAR);
        let year = |person: u32| Figures::of(&shop.orders, shop.orders.within(person as usize, from, as_of));
        let figures = || {
            let all = people.clone().map(|person| shop.figures(person, as_of)).collect();
            (all, people.clone().map(year).collect())
        };
        let ((all, year), categories) = rayon::join(figures, || top_categories(shop, as_of, categories));
        Self { shop, as_of, all, year, categories }
    }

    pub(crate) fn days_since(&self, person: u32) -> Option<u32> {
        let last = self.all.get(person as usize)?.last_purchase?;
        u32::try_from(i64::from(self.as_of.0) - i64::from(last.0)).ok()
    }

    /// The yes-or-no habits: categories bought, when, and what else they did.
    pub(crate) fn traits(&self) -> Vec<Habit> {
        let (shop, as_of) = (self.shop, self.as_of);
        let len = shop.everyone().len();
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut out: Vec<Habit> = Vec::new();
        let mut habit =
            |kind: HabitKind, words: &str, people: Bits| out.push(Habit { kind, words: words.to_owned(), people });
        for &code in &self.categories {
            let name = shop.categories.shown(code);
            let what = ProductFilter::Category { any_of: vec![name.to_owned()] };
            let counts = crate::leaf::bought_counts(shop, &what, Window::Ever, as_of);
            habit(HabitKind::Category(code), &format!("Bought {name}"), Bits::from_fn(len, |at| counts[at] > 0));
        }
        let lately = Bits::from_fn(len, |at| self.days_since(index(at)).is_some_and(|days| days <= 90));
        habit(HabitKind::Lately, "Bought in the last 90 days", lately);
        habit(HabitKind::Once, "Bought once, not again", Bits::from_fn(len, |at| self.all[at].purchases == 1));
        habit(HabitKind::Refunded, "Sent something back", Bits::from_fn(len, |at| self.all[at].refunds > 0));
        habit(HabitKind::Weekend, "Buys mostly at the weekend", Bits::from_fn(len, |at| self.weekend(at)));
        for (kind, words) in [
            (EventKind::EmailOpened, "Opened an email in the last 90 days"),
            (EventKind::EmailClicked, "Clicked in an email in the last 90 days"),
            (EventKind::Visit, "Visited in the last 90 days"),
        ] {
            let events = shop.events_of(kind);
            if !events.day.is_empty() {
                let did = Bits::from_fn(len, |at| !events.within(at, as_of.plus(-90), as_of).is_empty());
                habit(HabitKind::Event(kind), words, did);
            }
        }
        out
    }

    /// Whether more than half of a person's purchases fell on a Saturday or Sunday.
    fn weekend(&self, person: usize) -> bool {
        let orders = &self.shop.orders;
        let mine = orders.within(person, Day(i32::MIN), self.as_of).filter(|order| !orders.refund[*order]);
        // 1 January 1970 was a Thursday: Saturday is two days on.
        let (all, ends) = mine.fold((0u32, 0u32), |(all, ends), order| {
            (all + 1, ends + u32::from(matches!(orders.day[order].rem_euclid(7), 2 | 3)))
        });
        ends * 2 > all
    }
}

/// Categories by number of people of use who bought them up to a day, most first; of equals by name.
pub(crate) fn top_categories(shop: &Shop, as_of: Day, limit: usize) -> Vec<u32> {
    let mut buyers = vec![0u32; shop.categories.len()];
    let mut last = vec![u32::MAX; shop.categories.len()];
    let orders = &shop.orders;
    for person in shop.everyone().iter() {
        for order in orders.within(person as usize, Day(i32::MIN), as_of).filter(|order| !orders.refund[*order]) {
            for line in orders.lines(order).filter(|line| orders.line_quantity[*line] > 0) {
                let category = shop.articles[orders.line_article[line] as usize].category as usize;
                if std::mem::replace(&mut last[category], person) != person {
                    buyers[category] += 1;
                }
            }
        }
    }
    let mut codes: Vec<u32> = (1..).zip(&buyers[1..]).filter(|(_, n)| **n > 0).map(|(code, _)| code).collect();
    codes.sort_by_key(|code| (std::cmp::Reverse(buyers[*code as usize]), shop.categories.norm(*code).to_owned()));
    codes.truncate(limit);
    codes
}
