//! Journeys through the workbench: what a user does, from a file to an answer, one module a journey.

mod architecture;
mod sources;
mod tidy;
