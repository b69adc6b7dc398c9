//! Whom may I write to? One answer for each person and channel, and the reason when it is no.

use crate::{Bits, Shop, facts::place};
use regulars_model::{Channel, Day, PermissionState};

/// Whether a person may be contacted by a channel, and if not, the first reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Said yes, has an address for it, and has not opted out of use.
    May,
    /// Opted out of use altogether.
    OptedOut,
    /// Said no.
    SaidNo,
    /// Never asked, or the answer is not known. Unknown is not consent.
    NeverAsked,
    /// Said yes, but there is no address for it.
    NoAddress,
}

/// How many of some people may be contacted by one channel. The five add up to those people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contactable {
    /// May be contacted.
    pub may: u32,
    /// Opted out of use. Nobody in a segment has.
    pub opted_out: u32,
    /// Said no.
    pub said_no: u32,
    /// Never asked.
    pub never_asked: u32,
    /// Said yes, without an address.
    pub no_address: u32,
}

/// Whether one person may be contacted. A person who is not in the shop may not.
#[must_use]
pub fn standing(shop: &Shop, person: u32, channel: Channel) -> Standing {
    let (at, channel) = (person as usize, place(channel));
    if !shop.everyone().has(person) {
        return Standing::OptedOut;
    }
    match shop.people.permissions[at][channel] {
        PermissionState::Refused => Standing::SaidNo,
        PermissionState::Unknown => Standing::NeverAsked,
        PermissionState::Granted if !shop.people.reachable[at][channel] => Standing::NoAddress,
        PermissionState::Granted => Standing::May,
    }
}

/// How many of these people may be contacted.
#[must_use]
pub fn contactable(shop: &Shop, members: &Bits, channel: Channel) -> Contactable {
    let mut sum = Contactable::default();
    for person in members.iter() {
        *match standing(shop, person, channel) {
            Standing::May => &mut sum.may,
            Standing::OptedOut => &mut sum.opted_out,
            Standing::SaidNo => &mut sum.said_no,
            Standing::NeverAsked => &mut sum.never_asked,
            Standing::NoAddress => &mut sum.no_address,
        } += 1;
    }
    sum
}

/// Net value of some people, in minor units.
#[must_use]
pub fn net_value(shop: &Shop, members: &Bits, as_of: Day) -> i64 {
    members.iter().fold(0i64, |sum, person| sum.saturating_add(shop.figures(person, as_of).net))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{euro, someone},
    };

    #[test]
    fn everyone_is_counted_once_with_the_first_reason() {
        use PermissionState::{Granted, Refused, Unknown};
        let mut builder = ShopBuilder::new(euro());
        for (id, state, reachable, allowed) in [
            (1, Granted, true, true),
            (2, Granted, false, true),
            (3, Refused, false, true),
            (4, Unknown, true, true),
            (5, Granted, true, false),
        ] {
            let mut person = someone(id, "Ana");
            person.permissions = [state; 4];
            person.reachable = [reachable; 4];
            person.use_allowed = allowed;
            builder.person(person);
        }
        let shop = builder.build();
        for channel in Channel::ALL {
            let sum = contactable(&shop, &Bits::all(5), channel);
            assert_eq!(sum, Contactable { may: 1, opted_out: 1, said_no: 1, never_asked: 1, no_address: 1 });
        }
        assert_eq!(standing(&shop, 99, Channel::Email), Standing::OptedOut, "a stranger may not");
    }
}
