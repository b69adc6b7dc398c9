//! Reads the files shops have: bytes in, typed rows and problems out. One pass to look at the whole file
//! ([`survey()`]), a mapping the user may change ([`Mapping`], [`check`]), and one pass to read it ([`read()`]). Streaming:
//! memory is bounded for any file, but for workbooks, whose reader ([`convert`]) belongs into a process of its own. Pure:
//! no clock, no disk, no network.

mod abreast;
mod aliases;
mod archive;
mod damage;
mod date;
mod doubts;
mod error;
mod facts;
mod guess;
mod header;
mod infer;
mod layout;
mod mapping;
mod number;
mod phone;
mod places;
mod preset;
mod read;
mod remember;
mod row;
mod rows;
pub mod sensitive;
mod shape;
mod short;
mod sniff;
mod source;
mod stream;
mod suggest;
mod survey;
mod target;
mod words;
mod workbook;
mod zone;

pub use error::{IngestError, WorkbookFault, ZipFault};
pub use mapping::{Mapping, check};
pub use places::{BadPlace, PlaceFault, country_key, country_names, read_places};
pub use read::{Ours, read};
pub use remember::{Adapted, signature};
pub use row::{Permissions, ReadEnd, Row, RowCode, RowProblem};
pub use sensitive::{Class, Finding, Kind};
pub use shape::{Container, Look, Part, Place, Shape, Sheet};
pub use short::{Batch, Deed, Item, Ready, Sale, SaleTexts, Teller, read_ahead};
pub use source::{ReadSeek, Source};
pub use survey::{Column, Progress, Survey, survey, survey_with};
pub use target::{DateOrder, FileKind, Target, targets};
pub use workbook::{convert, refuse};
