//! What the window may ask, each a few lines over a verb of the workbench. Paths, keys and rows stay on this side.

mod backups;
mod campaign;
mod holdings;
mod home;
mod import;
mod keys;
mod matches;
mod people;
mod personas;
mod preferences;
mod privacy;
mod scores;
mod segment;
mod trust;
mod vault;

pub(crate) use backups::*;
pub(crate) use campaign::*;
pub(crate) use holdings::*;
pub(crate) use home::*;
pub(crate) use import::*;
pub(crate) use keys::*;
pub(crate) use matches::*;
pub(crate) use people::*;
pub(crate) use personas::*;
pub(crate) use preferences::*;
pub(crate) use privacy::*;
pub(crate) use scores::*;
pub(crate) use segment::*;
pub(crate) use trust::*;
pub(crate) use vault::*;
