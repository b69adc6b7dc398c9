//! Whom may I write to? One answer for each person and channel, and the reason when it is no.

use crate::{Bits, Shop};
use regulars_model::{Channel, Day, PermissionState, Purpose};

/// Whether a person may be contacted by a channel, and if not, the first reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Said yes, has an address for it, and has not opted out of use.
    May,
    /// Opted out of use altogether.
    OptedOut,
    /// Waits in quarantine until a permission is on record.
    Quarantined,
    /// Said no.
    SaidNo,
    /// Never asked, or the answer is not known. Unknown is not consent.
    NeverAsked,
    /// Said yes, but to something else than this is for.
    OtherPurpose,
    /// Said yes, but there is no address for it.
    NoAddress,
}

/// How many of some people may be contacted by one channel. All of them add up to those people.
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
    /// Said yes, but to something else.
    pub other_purpose: u32,
    /// Waits in quarantine. Nobody in a segment does.
    pub quarantined: u32,
}

/// Whether one person may be contacted with an offer. A person who is not in the shop may not.
#[must_use]
pub fn standing(shop: &Shop, person: u32, channel: Channel) -> Standing {
    standing_for(shop, person, channel, Purpose::Offers)
}

/// Whether one person may be contacted for a purpose. A person who is not in the shop may not.
#[must_use]
pub fn standing_for(shop: &Shop, person: u32, channel: Channel, purpose: Purpose) -> Standing {
    let (at, channel) = (person as usize, channel.place());
    if person >= shop.people() || !shop.allowed.has(person) {
        return Standing::OptedOut;
    }
    if shop.quarantined.has(person) {
        return Standing::Quarantined;
    }
    match shop.people.permissions[at][channel] {
        PermissionState::Refused => Standing::SaidNo,
        PermissionState::Unknown => Standing::NeverAsked,
        PermissionState::Granted if !shop.people.purposes[at][channel].holds(purpose) => Standing::OtherPurpose,
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
            Standing::OtherPurpose => &mut sum.other_purpose,
            Standing::Quarantined => &mut sum.quarantined,
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
    use regulars_model::Purposes;

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
            (6, Granted, true, true),
            (7, Granted, true, true),
        ] {
            let mut person = someone(id, "Ana");
            person.permissions = [state; 4];
            person.reachable = [reachable; 4];
            person.use_allowed = allowed;
            person.purposes = [if id == 6 { Purposes::of(&[Purpose::News]) } else { Purposes::MARKETING }; 4];
            person.quarantined = id == 7;
            builder.person(person);
        }
        let shop = builder.build();
        for channel in Channel::ALL {
            let sum = contactable(&shop, &Bits::all(7), channel);
            let one = Contactable {
                may: 1,
                opted_out: 1,
                said_no: 1,
                never_asked: 1,
                no_address: 1,
                other_purpose: 1,
                quarantined: 1,
            };
            assert_eq!(sum, one);
            assert_eq!(standing_for(&shop, 5, channel, Purpose::News), Standing::May);
        }
        assert_eq!(standing(&shop, 99, Channel::Email), Standing::OptedOut, "a stranger may not");
    }
}
