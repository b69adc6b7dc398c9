//! What was laid out of a vault is kept beside it, sealed, so that the next opening reads it instead of everything, and takes in
//! what imports added since. Written when nobody waits, a sheet at a time; read on all cores, in the order a screen needs it;
//! whatever does not fit is laid out anew.

use crate::{
    Workbench,
    bench::OpenShop,
    groups::Groups,
    loading::Deeds,
    taking_in::{is_worth_taking_in, news},
};
use regulars_insight::{Directory, ReadSheet, Sheet, Shop, gather};
use regulars_model::{Problem, Zone};
use regulars_vault::{Laid, Laying, Open, Room, Since, Vault};
use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    thread,
};

/// What lays it out: another version of the program reads the vault anew, since it may tell people's facts otherwise.
/// On other days of the shop's clock nothing that was laid out is true any more. (Another table of postcodes takes the key with it,
/// as whatever is written does that people are laid out from.)
fn layout(zone: &Zone) -> String {
    format!("regulars {} {}", env!("CARGO_PKG_VERSION"), zone.name())
}

/// More than this many at once only take memory from each other.
const MOST: usize = 8;

/// With fewer people, everything is read as soon as what is kept would be.
const LEAST: u32 = 5_000;

/// What is being written.
pub(crate) struct Keeping {
    laying: Laying,
    left: std::vec::IntoIter<Sheet>,
}

/// What is kept of a vault, with what was added since, when it is whole and nothing else came. What is kept and is not whole is let
/// go of, so that it is kept anew.
pub(crate) fn read_kept(
    vault: &mut Vault<Open>,
    zone: &Zone,
    groups: &Groups,
    deeds: &Deeds,
) -> Option<(Shop, Directory)> {
    let laid = vault.laid(&layout(zone)).ok()??;
    let Some((mut shop, mut directory)) = read_all(&laid) else {
        // Where even that cannot be done, it is read in vain once more next time.
        let _ = vault.let_go_of_laid();
        return None;
    };
    let Some(Since { people, chunks }) = laid.since() else { return Some((shop, directory)) };
    if !is_worth_taking_in(people, &shop) {
        return None;
    }
    let before = deeds.without(chunks);
    let news = vault.read(|read| news(read, groups, zone, (&before, deeds), people)).ok()??;
    let grown = shop.extend(news)?;
    directory.grow(&shop, &grown);
    Some((shop, directory))
}

fn read_all(laid: &Laid) -> Option<(Shop, Directory)> {
    let sheets = Mutex::new(Sheet::all().into_iter());
    let read = Mutex::new(Vec::new());
    let hold = |mutex: &Mutex<std::vec::IntoIter<Sheet>>| mutex.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST) {
            scope.spawn(|| {
                let mut room = laid.room();
                while let Some(sheet) = hold(&sheets) {
                    let part = read_sheet(laid, sheet, &mut room);
                    read.lock().unwrap_or_else(PoisonError::into_inner).push(part);
                }
            });
        }
    });
    let parts = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    gather(parts.into_iter().collect::<Option<Vec<ReadSheet>>>()?).ok()
}

fn read_sheet(laid: &Laid, sheet: Sheet, room: &mut Room) -> Option<ReadSheet> {
    sheet.read(laid.read(&sheet.name(), room)?, laid.tie()).ok()
}

impl OpenShop {
    /// Whether what is in memory is to be kept and is not yet, or not all of it. Never what was not brought up to date after the
    /// last write: the stamp would say that it was.
    fn is_to_be_kept(&self) -> Result<bool, Problem> {
        let is_current =
            self.laid_out && self.vault.times_touched() == self.read_at && self.vault.findings().is_empty();
        Ok(is_current && self.vault.laid(&layout(&self.zone))?.is_none_or(|laid| laid.since().is_some()))
    }

    /// Writes one sheet more. Says whether there is more to be done.
    fn keep_on(&mut self) -> Result<bool, Problem> {
        let mut keeping = match self.keeping.take() {
            Some(keeping) => keeping,
            None => Keeping { laying: self.vault.lay()?, left: Sheet::all().into_iter() },
        };
        match keeping.left.next() {
            Some(sheet) => {
                let bytes = sheet.write(&self.shop, &self.directory, keeping.laying.tie());
                keeping.laying.add(&sheet.name(), bytes)?;
                self.keeping = Some(keeping);
                Ok(true)
            }
            // Overtaken by something that was written meanwhile, it is begun again at another time.
            None => Ok(!self.vault.keep(keeping.laying, &layout(&self.zone))?),
        }
    }
}

impl Workbench {
    /// Whether the vault that is open was laid out from what was kept, and not from everything it holds.
    #[must_use]
    pub fn is_laid_out_from_kept(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.from_kept)
    }

    /// Whether keeping what is laid out makes the next opening any quicker.
    #[must_use]
    pub fn is_worth_keeping(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.laid_out && open.shop.people() >= LEAST)
    }

    /// Whether anything was written to the vault since it was opened that people are laid out from.
    #[must_use]
    pub fn has_changed_people(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.vault.times_touched() > 0)
    }

    /// Keeps what is laid out for the next opening, a little at a time: to be called again, when nobody waits for anything, for as
    /// long as it says that there is more to be done. It says nothing new: the log has no entry of it.
    ///
    /// # Errors
    /// When the disk does not take it. Nothing is lost then but time at the next opening.
    pub fn keep_laid_out(&mut self) -> Result<bool, Problem> {
        let Some(open) = self.open.as_mut() else { return Ok(false) };
        if !open.is_to_be_kept()? {
            open.keeping = None;
            return Ok(false);
        }
        open.keep_on()
    }
}
