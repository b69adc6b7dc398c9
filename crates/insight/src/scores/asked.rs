//! Purchases to work something out of, and whether whoever asked still waits: a million customers take seconds, and the work looks
//! up from them between its parts.

use super::purchases::{Buyer, Purchases};
use regulars_model::Day;
use std::ops::Deref;

/// Customers that are gone through before it looks up again.
const AT_ONCE: usize = 131_072;

/// Purchases, and whoever asks of them.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    purchases: &'a Purchases,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Asked<'a> {
    /// Until `stop` says so, and then never again. What was stopped is not whole: whoever stopped it throws it away.
    #[must_use]
    pub fn until(purchases: &'a Purchases, stop: &'a dyn Fn() -> bool) -> Self {
        Self { purchases, stop }
    }

    /// Whether nobody waits for it any more.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        (self.stop)()
    }

    /// The same for what knows nothing of purchases.
    pub(super) fn stop(&self) -> &'a dyn Fn() -> bool {
        self.stop
    }

    /// As [`Purchases::map`] does, some customers at a time.
    pub fn map<T: Send>(&self, as_of: Day, make: impl Fn(Buyer<'_>) -> T + Sync) -> Vec<T> {
        if self.len() <= AT_ONCE {
            return self.purchases.map(as_of, make);
        }
        let mut all = Vec::with_capacity(self.len());
        for from in (0..self.len()).step_by(AT_ONCE) {
            if self.is_stopped() {
                break;
            }
            all.extend(self.purchases.map_some(from..self.len().min(from + AT_ONCE), as_of, &make));
        }
        all
    }
}

impl<'a> From<&'a Purchases> for Asked<'a> {
    /// To the end.
    fn from(purchases: &'a Purchases) -> Self {
        Self { purchases, stop: &|| false }
    }
}

impl Deref for Asked<'_> {
    type Target = Purchases;

    fn deref(&self) -> &Purchases {
        self.purchases
    }
}
