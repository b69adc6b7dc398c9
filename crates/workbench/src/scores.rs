//! Scores: what customers are worth, who is slipping away, which lead is warm.

mod file;
mod listed;
