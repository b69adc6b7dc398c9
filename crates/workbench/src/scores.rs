//! Scores: what customers are worth, who is slipping away, which lead is warm, which subscriber may cancel. Worked out of the open shop as it is in memory, and
//! held there until the shop changes or the day does.

mod card;
mod cohorts;
mod explain;
mod explain_lead;
mod file;
mod lead;
mod lead_page;
mod listed;
mod outcome;
mod overrides;
mod overview;
mod points;
mod proof;
mod replay;
mod risk;
mod ruled;
mod runs;
mod value;
mod words;
mod worked;

pub(crate) use overrides::override_words;
pub(crate) use ruled::asks_a_score;
pub(crate) use worked::Worked;
