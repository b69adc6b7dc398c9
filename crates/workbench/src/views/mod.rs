//! Everything the window and the command line can see. "What can the UI see?" is answered by reading this folder:
//! only these types (and `model::Problem`, `model::SegmentRule`) cross to a screen.

mod backups;
mod campaign;
mod fields;
mod home;
mod import;
mod keys;
mod matching;
mod parts;
mod people;
mod personas;
mod preferences;
mod privacy;
mod scores;
mod segment;
mod segment_page;
mod trust;
mod vault;

pub use backups::*;
pub use campaign::*;
pub use fields::*;
pub use home::*;
pub use import::*;
pub use keys::*;
pub use matching::*;
pub use parts::*;
pub use people::*;
pub use personas::*;
pub use preferences::*;
pub use privacy::*;
pub use scores::*;
pub use segment::*;
pub use segment_page::*;
pub use trust::*;
pub use vault::*;
