//! Lists of people made by hand.

use crate::{Bits, Shop};
use regulars_model::PersonId;

/// Those on the list whose use is allowed. Numbers that mean nobody here do no harm; entries that are one person with
/// another mean that person.
pub(crate) fn listed(shop: &Shop, people: &[PersonId]) -> Bits {
    let mut named = Bits::none(shop.everyone.len());
    people.iter().filter_map(|id| shop.index_of(*id)).for_each(|index| named.insert(index));
    named.and(&shop.everyone);
    named
}

/// Whether somebody is on the list.
pub(crate) fn own(shop: &Shop, people: &[PersonId], person: usize) -> String {
    let index = u32::try_from(person).ok();
    let on = people.iter().any(|id| shop.index_of(*id) == index);
    if on { "on the list" } else { "not on the list" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{euro, someone},
    };

    #[test]
    fn an_entry_on_the_list_means_the_person_it_belongs_to() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        builder.person(someone(4, "Zoë"));
        let mut gone = someone(5, "Jo");
        gone.use_allowed = false;
        builder.person(gone);
        builder.same(PersonId(3), PersonId(1));
        let shop = builder.build();
        let on = |people: &[u32]| -> Vec<u32> {
            listed(&shop, &people.iter().copied().map(PersonId).collect::<Vec<_>>()).iter().collect()
        };
        assert_eq!(on(&[3]), [0], "another entry of hers");
        assert_eq!(on(&[1, 4, 99, 5]), [0, 1], "nobody, and somebody who opted out");
        assert_eq!(own(&shop, &[PersonId(3)], 0), "on the list");
        assert_eq!(own(&shop, &[PersonId(3)], 1), "not on the list");
    }
}
