//! The chance that a customer buys again within some days: by MBG/NBD for whoever came back before; for whoever bought once, by
//! how those who bought once before came back. [`super::Within`] sets it right by what the stretch before teaches.

use super::{asked::Asked, purchases::Buyer, second::SecondPurchase};
use crate::value::{Buying, Fitted, Forecast, History, fit_buying_until};
use regulars_model::Day;

/// With fewer customers only figures of all of them together are shown: with fifty, chances of one person are off by half.
pub const LEAST_CUSTOMERS: usize = 100;

/// Of whoever was to come by no means then and may now.
const MOST_LEFT: f64 = 1e9;

/// Fewer who came back say nothing of those who did not.
const LEAST_CAME_BACK: u32 = 30;

/// What a shop's purchases up to a day say of the next ones.
#[derive(Debug, Clone)]
pub struct Chances {
    /// Up to when.
    pub as_of: Day,
    /// Customers it was learnt from.
    pub customers: usize,
    /// When customers buy and leave.
    pub buying: Fitted<Buying, 4>,
    /// How those come back who bought once.
    pub second: SecondPurchase,
    forecast: Forecast,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLittle {
    /// Nobody bought anything by that day.
    #[error("nobody had bought anything by then")]
    NoCustomers,
    /// Everybody bought on one day only, or all is on one day: there is no rhythm.
    #[error("nobody came back yet")]
    NobodyCameBack,
    /// No amounts above nothing beyond first purchases.
    #[error("no repeat purchase has an amount")]
    NoAmounts,
    /// The search for parameters did not end at a flat place.
    #[error("the purchases fit no pattern the model knows")]
    NotConverged,
    /// Whoever asked waits no more.
    #[error("it was stopped")]
    Stopped,
}

impl Chances {
    /// Learns from everybody who had bought by a day.
    ///
    /// # Errors
    ///
    /// [`TooLittle`], in words.
    pub fn learn<'a>(purchases: impl Into<Asked<'a>>, as_of: Day) -> Result<Self, TooLittle> {
        let purchases: Asked<'a> = purchases.into();
        let histories = purchases.map(as_of, |buyer| buyer.history(as_of));
        if purchases.is_stopped() {
            return Err(TooLittle::Stopped);
        }
        if histories.is_empty() {
            return Err(TooLittle::NoCustomers);
        }
        if histories.iter().all(|history| history.repeats == 0) {
            return Err(TooLittle::NobodyCameBack);
        }
        let buying = fit_buying_until(&histories, true, true, purchases.stop());
        if purchases.is_stopped() {
            return Err(TooLittle::Stopped);
        }
        let buying = buying.filter(|fitted| fitted.converged).ok_or(TooLittle::NotConverged)?;
        let forecast = Forecast::new(buying.model, histories.iter().map(|history| history.repeats));
        let second = SecondPurchase::of(purchases, as_of);
        Ok(Self { as_of, customers: histories.len(), buying, second, forecast })
    }

    /// What the model alone says.
    #[must_use]
    pub fn forecast(&self) -> &Forecast {
        &self.forecast
    }

    /// The chance of a purchase within so many days from a day, of somebody who has been quiet since their last: before it is set
    /// right by what the stretch before teaches ([`super::Within`]).
    #[must_use]
    pub fn buys(&self, buyer: &Buyer<'_>, within: u32) -> f64 {
        self.buys_from(buyer.history(self.as_of), within)
    }

    /// What is left of how likely they were to come again on the evening of their last purchase. What the stretch before teaches is
    /// not asked: it is of what is the same on both days.
    pub(super) fn left(&self, now: f64, buyer: &Buyer<'_>, within: u32) -> f64 {
        let history = buyer.history(self.as_of);
        let then = self.buys_from(History { age: history.last, ..history }, within);
        (now / then.max(f64::MIN_POSITIVE)).min(MOST_LEFT)
    }

    pub(super) fn buys_from(&self, history: History, within: u32) -> f64 {
        if history.repeats == 0 && self.second.came_back >= LEAST_CAME_BACK {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole days from 0")]
            let quiet = (history.age - history.last) as u32;
            // Nobody was watched for longer than the shop is old: from there on the model goes on.
            if quiet.saturating_add(within) <= self.second.watched {
                return self.second.within(quiet, within);
            }
        }
        self.forecast.buys(history, f64::from(within))
    }
}
