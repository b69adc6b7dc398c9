//! Scores: what a customer is worth, who is slipping away, which lead is warm; and how right each was on the shop's own past.

mod accuracy;
mod asked;
mod chance;
mod cohorts;
pub mod lead;
mod lesson;
mod level;
mod proof;
mod purchases;
mod reasons;
mod risk;
mod second;
mod worth;

pub use accuracy::{Accuracy, Decile, accuracy};
pub use asked::Asked;
pub use chance::{Chances, LEAST_CUSTOMERS, TooLittle};
pub use cohorts::{Cohort, cohorts};
pub use lesson::{Fits, Lesson, Within};
pub use level::{Total, stood_on, with_ranges};
pub use proof::{Money, Stretch, walk};
pub use purchases::{Buyer, Purchases, Transaction};
pub use reasons::{Facts, Known, Makeup, of_chance, of_worth};
pub use risk::{Band, Misled, PersonRisk, Risk, USUAL_HORIZON, horizon};
pub use second::SecondPurchase;
pub use worth::{CheckedWorth, PersonWorth, Range, Worth, WorthParams, WorthParamsError};
