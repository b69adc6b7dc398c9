//! How well linkage tells who is who, on shops whose truth is known; and what always holds of it.

mod names;
mod properties;
mod quality;
mod town;
