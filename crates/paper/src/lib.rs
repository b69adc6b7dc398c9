//! What is shown: messages rendered for one person, figures and portraits. Pure functions of their arguments.

pub mod email;
pub mod figure;
pub mod portrait;

mod escape;
