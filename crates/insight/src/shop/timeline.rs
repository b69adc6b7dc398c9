//! What one person bought and did, newest first.

use super::Shop;
use regulars_model::{Day, EventKind, OrderKind};

/// One thing a person did, as a timeline shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening<'a> {
    /// An order or a refund.
    Order {
        /// Which.
        kind: OrderKind,
        /// The shop's number for it, or empty.
        key: &'a str,
        /// Minor units; negative for refunds.
        total: i64,
        /// Names of what was in it (article numbers where there is no name), largest amount first, each once.
        items: Vec<&'a str>,
    },
    /// Anything else.
    Event {
        /// Which kind.
        kind: EventKind,
        /// The campaign or page, or empty.
        subject: &'a str,
    },
}

impl Shop {
    /// What a person did, newest first, at most `limit` things; and how many there are in all.
    #[must_use]
    pub fn timeline(&self, index: u32, limit: usize) -> (Vec<(Day, Happening<'_>)>, usize) {
        if index >= self.people() {
            return (Vec::new(), 0);
        }
        let person = index as usize;
        let mut rows: Vec<(i32, usize, usize)> =
            self.orders.of(person).map(|at| (self.orders.day[at], 0, at)).collect();
        for (nth, events) in self.events.iter().enumerate() {
            let range = events.within(person, Day(i32::MIN), Day(i32::MAX));
            rows.extend(range.map(|at| (events.day[at], nth + 1, at)));
        }
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let all = rows.len();
        let shown = rows.into_iter().take(limit).map(|(day, kind, at)| {
            let what = match kind.checked_sub(1) {
                None => self.order_shown(at),
                Some(nth) => Happening::Event {
                    kind: EventKind::ALL[nth],
                    subject: self.subjects.shown(self.events[nth].subject[at]),
                },
            };
            (Day(day), what)
        });
        (shown.collect(), all)
    }

    fn order_shown(&self, order: usize) -> Happening<'_> {
        let mut lines: Vec<usize> = self.orders.lines(order).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(self.orders.line_amount[*line].unsigned_abs()));
        let mut items: Vec<&str> = Vec::new();
        for line in lines {
            let article = &self.articles[self.orders.line_article[line] as usize];
            let name =
                if article.shown().is_empty() { self.categories.shown(article.category) } else { article.shown() };
            if !name.is_empty() && !items.contains(&name) {
                items.push(name);
            }
        }
        Happening::Order {
            kind: if self.orders.refund[order] { OrderKind::Refund } else { OrderKind::Purchase },
            key: self.orders.keys.get(order),
            total: self.orders.total[order],
            items,
        }
    }
}
