//! What is shown: messages rendered for one person, figures and portraits. Pure functions of their arguments.

pub mod email;
pub mod figure;
pub mod portrait;
pub mod proof;

mod escape;

pub use figure::orders_per_week;
pub use portrait::portrait;
