//! What people say changes the shop in memory where it stands: a no or a yes of one person is no reason to read
//! everybody again.

use crate::{PersonFacts, Shop, texts::Dictionary};

impl Shop {
    /// Takes over what these people say now: their permissions, what for, whether they may be used and whether they wait.
    /// `false`, and nothing changed, when more than that is different, or somebody is not in the shop: then all of it has to
    /// be laid out anew.
    #[must_use]
    pub fn hear(&mut self, facts: &[PersonFacts]) -> bool {
        self.read_on();
        let places: Option<Vec<usize>> = facts.iter().map(|facts| self.known(facts)).collect();
        let Some(places) = places else { return false };
        for (at, facts) in places.into_iter().zip(facts) {
            let people = &mut self.people;
            people.permissions[at] = facts.permissions;
            people.purposes[at] = facts.purposes;
            people.reachable[at] = facts.reachable;
            people.yeses.hear(at, people.ids.len(), facts.given);
            people.origins.hear(at, people.ids.len(), &facts.origins);
            let index = u32::try_from(at).unwrap_or(u32::MAX);
            self.allowed.set(index, facts.use_allowed);
            self.quarantined.set(index, facts.quarantined);
            self.everyone.set(index, facts.use_allowed && !facts.quarantined);
        }
        if !facts.is_empty() {
            self.forget_people();
        }
        true
    }

    /// The place of somebody of whom everything but what they say is known as it is told here.
    fn known(&self, facts: &PersonFacts) -> Option<usize> {
        let people = &self.people;
        let at = people.ids.binary_search(&facts.id.0).ok()?;
        let code = |words: &Dictionary, text: &str| if text.trim().is_empty() { Some(0) } else { words.find(text) };
        let same_words = [
            (&people.country, &facts.country),
            (&people.region, &facts.region),
            (&people.city, &facts.city),
            (&people.postcode, &facts.postcode),
        ]
        .into_iter()
        .all(|((words, codes), text)| code(words, text) == Some(codes[at]));
        let same_lists = [(&people.tags, &facts.tags), (&people.sources, &facts.sources)].into_iter().all(
            |((words, codes), texts)| {
                let told = texts.iter().map(|text| code(words, text)).filter(|code| *code != Some(0));
                told.eq(codes.of(at).iter().map(|code| Some(*code)))
            },
        );
        let same = same_words
            && same_lists
            && people.texts.name.get(at) == facts.name
            && people.texts.email.get(at) == facts.email
            && people.texts.external_id.get(at) == facts.external_id
            && people.birthday[at] == facts.birthday
            && people.signed_up[at] == facts.signed_up
            && people.own.tells(at, &facts.custom);
        same.then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        PersonFacts, Shop, ShopBuilder,
        town::{euro, someone},
    };
    use regulars_model::{PermissionState, Purposes};

    fn people() -> Vec<PersonFacts> {
        let mut people = vec![someone(3, "Ana Lim"), someone(70, "Mei Tan"), someone(71, "Jo Roe")];
        people[1].city = "Köln".into();
        people[1].tags = vec!["vip".into(), "  ".into(), "Tea".into()];
        people
    }

    fn shop(people: &[PersonFacts]) -> Shop {
        let mut builder = ShopBuilder::new(euro());
        people.iter().for_each(|facts| builder.person(facts.clone()));
        builder.build()
    }

    #[test]
    fn what_is_heard_is_as_if_it_had_been_read() {
        let mut now = people();
        for (allowed, quarantined, state) in [
            (false, false, PermissionState::Refused),
            (true, true, PermissionState::Unknown),
            (true, false, PermissionState::Granted),
        ] {
            let mut shop = shop(&people());
            let before = shop.everyone().count();
            now[1].use_allowed = allowed;
            now[1].quarantined = quarantined;
            now[1].permissions = [state; 4];
            now[1].purposes = [if state == PermissionState::Granted { Purposes::MARKETING } else { Purposes::NONE }; 4];
            assert!(shop.hear(&now[1..2]) && shop.hear(&[]));
            assert_eq!(shop, self::shop(&now));
            assert_eq!(before - shop.everyone().count(), u32::from(!allowed || quarantined));
        }
    }

    #[test]
    fn whoever_is_told_otherwise_is_to_be_read() {
        let mut held = shop(&people());
        let changes: [fn(&mut PersonFacts); 8] = [
            |facts| facts.name = "Mei Tan-Lim".into(),
            |facts| facts.email.clear(),
            |facts| facts.city = "Bonn".into(),
            |facts| facts.tags.reverse(),
            |facts| facts.tags.truncate(1),
            |facts| facts.sources.push("a file".into()),
            |facts| facts.signed_up = Some(crate::town::AS_OF),
            |facts| facts.id = regulars_model::PersonId(4),
        ];
        for change in changes {
            let mut told = people();
            told[0].use_allowed = false;
            change(&mut told[1]);
            assert!(!held.hear(&told), "{:?}", told[1]);
        }
        assert_eq!(held, shop(&people()), "nothing of it was taken over");
    }
}
