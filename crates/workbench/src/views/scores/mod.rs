//! Scores: what a customer is worth, who is slipping away, which lead is warm; why, and how right that was so far.

mod cohorts;
mod explain;
mod file;
mod lead;
mod overview;
mod proof;
mod risk;
mod value;

pub use cohorts::*;
pub use explain::*;
pub use file::*;
pub use lead::*;
pub use overview::*;
pub use proof::*;
pub use risk::*;
pub use value::*;
