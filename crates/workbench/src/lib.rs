//! The verbs: one file for each thing a user does.

pub mod views;
