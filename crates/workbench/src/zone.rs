//! The shop's time zone: what it is, and another chosen for it. Whose day an order, a visit or today falls on.

use crate::{
    Workbench,
    bench::usage,
    clock::Clock,
    progress::quiet,
    views::{VaultView, ZoneView},
};
use regulars_model::{Problem, Zone};
use regulars_vault::{Read, VaultError, setting};

/// What the zone is kept under. A vault without one is in UTC.
const SETTING: &str = "zone";

/// The zone of the shop whose vault this is.
pub(crate) fn zone_of(read: &Read<'_>) -> Result<Zone, VaultError> {
    let name = setting::get(read, SETTING)?;
    Ok(name.as_deref().and_then(Zone::named).unwrap_or_default())
}

/// The zone of this name.
///
/// # Errors
/// When there is none.
pub fn zone_named(name: &str) -> Result<Zone, Problem> {
    Zone::named(name).ok_or_else(|| {
        usage(
            "There is no time zone of this name.",
            "Write it as the place whose clocks the shop goes by: Europe/Berlin, America/New_York, UTC.",
        )
    })
}

impl Workbench {
    /// The shop's zone, the computer's, and all that can be chosen.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn zone(&self) -> Result<ZoneView, Problem> {
        let open = self.opened()?;
        Ok(ZoneView {
            zone: open.zone.name().to_owned(),
            computer: self.clock.zone().name().to_owned(),
            today: open.zone.day(self.now()).words(),
            zones: Zone::names(),
        })
    }

    /// Says which zone the shop is in. Times that files told with an offset fall on its days from now on; times that were told
    /// without one stay as they are.
    ///
    /// # Errors
    /// When no vault is open, there is no such zone, or the disk refuses.
    pub fn set_zone(&mut self, name: &str) -> Result<VaultView, Problem> {
        let zone = zone_named(name)?;
        let cause = self.cause("set_zone");
        let open = self.opened_mut()?;
        if open.zone != zone {
            open.vault.write(cause, |tx| setting::set(tx, SETTING, zone.name()))?;
            open.reload(&mut quiet())?;
        }
        self.vault_info()
    }

    /// A new vault's shop is where the computer is.
    pub(crate) fn begin_in_zone(&mut self) -> Result<(), Problem> {
        let (zone, cause) = (Clock::zone(&*self.clock), self.cause("set_zone"));
        let open = self.opened_mut()?;
        if zone != open.zone {
            open.vault.write(cause, |tx| setting::set(tx, SETTING, zone.name()))?;
            open.zone = zone;
            open.count_log()?;
        }
        Ok(())
    }
}
