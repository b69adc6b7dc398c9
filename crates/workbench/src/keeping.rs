//! What was laid out of a vault is kept beside it, sealed, so that the next opening reads it instead of everything, and takes in
//! what imports added since. Written when nobody waits, a sheet at a time; each sheet is read when something first looks at it;
//! whatever does not fit is laid out anew.

use crate::{
    Workbench,
    bench::OpenShop,
    groups::Groups,
    loading::Deeds,
    problems,
    progress::{Progress, quiet},
    taking_in::{is_worth_taking_in, news},
};
use regulars_insight::{Directory, KeptIsLost, Sheet, Sheets, Shop, ShopBuilder};
use regulars_model::{Problem, Zone};
use regulars_vault::{Laid, Laying, Open, Since, Vault};
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What lays it out: another version of the program reads the vault anew, since it may tell people's facts otherwise.
/// On other days of the shop's clock nothing that was laid out is true any more. (Another table of postcodes takes the key with it,
/// as whatever is written does that people are laid out from.)
fn layout(zone: &Zone) -> String {
    format!("regulars {} {}", env!("CARGO_PKG_VERSION"), zone.name())
}

/// With fewer people, everything is read as soon as what is kept would be.
const LEAST: u32 = 5_000;

/// What is being written.
pub(crate) struct Keeping {
    laying: Laying,
    left: std::vec::IntoIter<Sheet>,
}

/// What is kept of the open vault, and may still be read from.
pub(crate) struct KeptSheets {
    laid: Laid,
    lost: AtomicBool,
}

impl KeptSheets {
    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Sheets for KeptSheets {
    fn hand_over(&self, sheet: Sheet, to: &mut dyn FnMut(&[u8], u64)) {
        if let Some(bytes) = self.laid.read(&sheet.name()).filter(|_| !self.is_lost()) {
            to(&bytes, self.laid.tie());
        }
    }

    fn lost(&self) {
        self.lost.store(true, Ordering::Relaxed);
    }
}

/// A shop that is read from what was kept of it.
pub(crate) struct FromKept {
    pub(crate) shop: Shop,
    pub(crate) directory: Directory,
    pub(crate) sheets: Arc<KeptSheets>,
}

/// What is kept of a vault, with what was added since, when nothing else came. What is kept and is not whole is let go of, so that it
/// is kept anew.
pub(crate) fn read_kept(vault: &mut Vault<Open>, zone: &Zone, groups: &Groups, deeds: &Deeds) -> Option<FromKept> {
    let laid = vault.laid(&layout(zone)).ok()??;
    let since = laid.since().cloned();
    let sheets = Arc::new(KeptSheets { laid, lost: AtomicBool::default() });
    let read = unless_kept_is_lost(|| {
        let (mut shop, directory) = Shop::kept(Arc::clone(&sheets) as Arc<dyn Sheets>).ok()?;
        // What came since changes it.
        if since.is_some() {
            shop.read_on();
            directory.read_on();
        }
        Some((shop, directory))
    });
    let Ok(Some((mut shop, mut directory))) = read else {
        // Where even that cannot be done, it is read in vain once more next time.
        let _ = vault.let_go_of_laid();
        return None;
    };
    if let Some(Since { people, chunks }) = since {
        if !is_worth_taking_in(&people, &shop) {
            return None;
        }
        let before = deeds.without(&chunks);
        let news = vault.read(|read| news(read, groups, zone, (&before, deeds), &people)).ok()??;
        let grown = shop.extend(news)?;
        directory.grow(&shop, &grown);
    }
    Some(FromKept { shop, directory, sheets })
}

/// Does something with a workbench. Where what was kept turned out not to be as it was left, the work ended there, without an
/// answer: then the vault is to be [read anew](Workbench::read_anew), or locked, and asked again.
///
/// # Errors
/// [`KeptIsLost`].
pub fn unless_kept_is_lost<T>(work: impl FnOnce() -> T) -> Result<T, KeptIsLost> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|left| match left.downcast::<KeptIsLost>() {
        Ok(lost) => *lost,
        Err(panic) => resume_unwind(panic),
    })
}

/// What is said where that happened and nothing could be done about it.
#[must_use]
pub fn kept_is_lost() -> Problem {
    problems::kept_is_lost()
}

impl OpenShop {
    /// Reads all of what was kept, before something is written that people are laid out from.
    pub(crate) fn read_on(&mut self, progress: Progress<'_>) -> Result<(), Problem> {
        if self.sheets.is_none() {
            return Ok(());
        }
        let read = unless_kept_is_lost(|| {
            self.shop.read_on();
            self.directory.read_on();
        });
        match read {
            Ok(()) => self.sheets = None,
            Err(KeptIsLost) => self.read_anew(progress)?,
        }
        Ok(())
    }

    /// Reads everything that the vault holds, in place of what was kept of it. Where that fails nothing is in memory that may be asked.
    fn read_anew(&mut self, progress: Progress<'_>) -> Result<(), Problem> {
        self.let_go_of_lost();
        // Of what is in memory nothing is taken over: to look at it is what ended the work.
        (self.sheets, self.from_kept, self.deeds) = (None, false, Deeds::default());
        self.shop = ShopBuilder::new(self.currency).build();
        self.reload(progress)
    }

    /// Lets go of what was kept, where it turned out not to be as it was left: the next opening is not to read it in vain.
    pub(crate) fn let_go_of_lost(&mut self) {
        if self.sheets.as_ref().is_some_and(|sheets| sheets.is_lost()) {
            let _ = self.vault.let_go_of_laid();
        }
    }

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
    /// Reads everything anew after [`KeptIsLost`], and says why nothing was answered: the question is to be asked again. Where that
    /// cannot be done either the vault is locked, and it says why.
    pub fn read_anew(&mut self) -> Problem {
        match self.open.as_mut().map(|open| open.read_anew(&mut quiet())) {
            Some(Err(problem)) => {
                // What is in memory is nothing now.
                self.lock();
                problem
            }
            _ => problems::kept_is_lost(),
        }
    }

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
