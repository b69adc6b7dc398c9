//! Which people who have not bought yet are likely to, and which subscribers are likely to cancel: learnt from those of the past, judged on the latest of them, with the
//! reasons of each score.

mod boosted;
mod calibrate;
mod leak;
mod learn;
mod logistic;
mod points;
mod shop;
mod subscribed;
mod table;

pub use boosted::Boosted;
pub(super) use calibrate::{chance as odds, level};
pub use leak::{Leak, Why};
pub use learn::{Grade, LEAST_YES, Learnt, Model, NotLearnt, Scored, learn};
pub use logistic::{CheckedRidge, Logistic, Ridge, RidgeError};
pub use points::{PointLine, PointsCard};
pub use shop::{Lead, LeadParams, LeadReason, Leads, Outcome, Tier, ended, leads, looked_back};
pub use table::{Coding, Column, Table, Values};
