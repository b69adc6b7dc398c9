//! How what is laid out of some people is put behind what is laid out of those before them.

use super::{EventsOfKind, Orders};

impl Orders {
    /// The orders of the people who come after these.
    pub(crate) fn append(&mut self, next: &Self) {
        push_ends(&mut self.start, next.start.get(1..).unwrap_or_default(), self.day.len());
        push_ends(&mut self.line_start, next.line_start.get(1..).unwrap_or_default(), self.line_article.len());
        if !next.channels.is_empty() || !self.channels.is_empty() {
            self.channels.resize(self.day.len(), 0);
            self.channels.extend_from_slice(&next.channels);
            self.channels.resize(self.day.len() + next.day.len(), 0);
        }
        self.day.extend_from_slice(&next.day);
        self.refund.extend_from_slice(&next.refund);
        self.total.extend_from_slice(&next.total);
        self.person.extend_from_slice(&next.person);
        self.keys.append(&next.keys);
        self.line_article.extend_from_slice(&next.line_article);
        self.line_quantity.extend_from_slice(&next.line_quantity);
        self.line_amount.extend_from_slice(&next.line_amount);
    }

    /// Notes that up to so many people there are no more orders.
    pub(crate) fn reach(&mut self, people: usize) {
        let end = self.start.last().copied().unwrap_or_default();
        self.start.resize((people + 1).max(self.start.len()), end);
    }
}

impl EventsOfKind {
    /// The events of the people who come after these.
    pub(crate) fn append(&mut self, next: &Self) {
        push_ends(&mut self.start, next.start.get(1..).unwrap_or_default(), self.day.len());
        self.day.extend_from_slice(&next.day);
        self.subject.extend_from_slice(&next.subject);
    }

    /// Notes that up to so many people there are no more events.
    pub(crate) fn reach(&mut self, people: usize) {
        if let Some(end) = self.start.last().copied() {
            self.start.resize((people + 1).max(self.start.len()), end);
        }
    }
}

/// Adds where parts end that come after `before` others.
fn push_ends(ends: &mut Vec<u32>, more: &[u32], before: usize) {
    let before = u32::try_from(before).unwrap_or(u32::MAX);
    ends.extend(more.iter().map(|end| end.saturating_add(before)));
}
