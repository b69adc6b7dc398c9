//! What customers are worth: published models of when people buy (BG/NBD, MBG/NBD, Pareto/NBD) and of what they spend
//! (Gamma-Gamma), fitted to a shop and asked about one customer. Times are plain numbers in a unit of the caller's.

mod ahead;
mod buying;
mod fit;
mod forecast;
mod history;
mod nodes;
mod pareto;
mod search;
mod spend;

pub(crate) use ahead::{Ahead, Outlook};
pub use buying::Buying;
pub use fit::{Fitted, fit_buying, fit_pareto, fit_spending};
pub(crate) use fit::{fit_buying_until, fit_spending_until};
pub use forecast::Forecast;
pub use history::History;
pub use pareto::Pareto;
pub use spend::{Spending, Spent};
