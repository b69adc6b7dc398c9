//! Reads the files shops have: bytes in, typed rows and problems out. One pass to look at the whole file
//! ([`survey()`]), a mapping the user may change ([`Mapping`], [`check`]), and one pass to read it ([`read()`]). Streaming:
//! memory is bounded for any file. Pure: no clock, no disk, no network.

mod aliases;
mod date;
mod doubts;
mod error;
mod facts;
mod header;
mod infer;
mod mapping;
mod number;
mod phone;
mod preset;
mod read;
mod remember;
mod row;
mod rows;
mod sniff;
mod source;
mod stream;
mod suggest;
mod survey;
mod target;
mod words;
mod zone;

pub use error::IngestError;
pub use mapping::{Mapping, check};
pub use read::read;
pub use remember::{Adapted, signature};
pub use row::{Permissions, ReadEnd, Row, RowCode, RowProblem};
pub use source::Source;
pub use survey::{Column, Progress, Survey, survey};
pub use target::{DateOrder, FileKind, Target, targets};
