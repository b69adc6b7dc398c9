//! Lays people out for the comparison, and shows a pair with both sides' values. Nothing of it leaves the open vault.

use super::stopped;
use crate::{
    bench::OpenShop,
    import::tally::listed,
    progress::{Progress, Stage},
    views::{FieldCompare, PairBand, PairSide, PairView},
};
use regulars_insight::linkage::{
    Decided, Level, LinkField, LinkParams, LinkPerson, Linkage, Pair, Skip, SystemNumber, link,
};
use regulars_model::{Channel, Day, PermissionState, PersonFields, PersonId, Problem, group_digits};
use regulars_vault::{person, same_person};
use std::{collections::BTreeMap, ops::ControlFlow};

/// Everybody, once: of several entries of one person all together.
pub(super) struct Compared {
    people: BTreeMap<PersonId, PersonFields>,
    /// From where each person first came: systems number their customers each for itself.
    systems: BTreeMap<PersonId, String>,
    decided: Decided,
    pub(super) decisions: usize,
}

impl Compared {
    pub(super) fn load(open: &OpenShop) -> Result<Self, Problem> {
        open.vault.read(|read| {
            let mut people: BTreeMap<PersonId, PersonFields> = BTreeMap::new();
            person::for_each(read, |stored| {
                let stands = open.groups.stand_in(stored.id);
                let mut fields = stored.fields;
                if let Some(earlier) = people.remove(&stands) {
                    fields.absorb(&earlier);
                }
                people.insert(stands, fields);
                Ok::<(), Problem>(())
            })?;
            let systems = people
                .keys()
                .filter_map(|id| {
                    let index = open.shop.index_of(*id)?;
                    Some((*id, open.shop.sources(index).first().copied().unwrap_or_default().to_owned()))
                })
                .collect();
            let list = same_person::list(read)?;
            let mut decided = Decided::default();
            for held in &list {
                let (a, b) = (open.groups.stand_in(held.a), open.groups.stand_in(held.b));
                if !held.same && a != b {
                    decided.different(a, b);
                }
            }
            Ok(Self { people, systems, decided, decisions: list.len() })
        })
    }

    pub(super) fn run(&self, progress: Progress<'_>) -> Result<Linkage, Problem> {
        self.run_within(u64::MAX, progress)
    }

    /// The same, given up where it would take more than so many steps.
    pub(super) fn run_within(&self, steps: u64, progress: Progress<'_>) -> Result<Linkage, Problem> {
        let numbers: BTreeMap<PersonId, Vec<SystemNumber<'_>>> = self
            .people
            .iter()
            .filter(|(_, fields)| !fields.external_id.is_empty())
            .map(|(id, fields)| {
                let system = self.systems.get(id).map_or("", String::as_str);
                (*id, vec![SystemNumber { system, number: &fields.external_id }])
            })
            .collect();
        let people: Vec<LinkPerson<'_>> = self
            .people
            .iter()
            .map(|(id, fields)| LinkPerson {
                id: *id,
                first_name: &fields.first_name,
                last_name: &fields.last_name,
                email: &fields.email,
                phone: &fields.phone,
                street: &fields.street,
                city: &fields.city,
                postcode: &fields.postcode,
                country: &fields.country,
                company: &fields.company,
                birthday: fields.birthday,
                external_ids: numbers.get(id).map_or(&[], Vec::as_slice),
            })
            .collect();
        let mut stage = Stage::start("Comparing pairs of entries", None, progress);
        let found = link(&people, &LinkParams::default(), &self.decided, &mut |done, of| {
            stage.out_of(of);
            match stage.now(u32::try_from(done).unwrap_or(u32::MAX)) {
                Ok(()) if of <= steps => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        });
        stopped(&found)?;
        Ok(found)
    }

    pub(super) fn view(&self, open: &OpenShop, pair: &Pair, band: PairBand, as_of: Day) -> Result<PairView, Problem> {
        let nobody = PersonFields::default();
        let (a, b) = (self.people.get(&pair.a).unwrap_or(&nobody), self.people.get(&pair.b).unwrap_or(&nobody));
        let mut evidence: Vec<_> = pair.evidence.iter().filter(|one| one.level != Level::Missing).collect();
        evidence.sort_by(|one, other| other.weight_bits.abs().total_cmp(&one.weight_bits.abs()));
        let fields = evidence
            .iter()
            .map(|one| FieldCompare {
                field: label(one.field).to_owned(),
                a: value(a, one.field),
                b: value(b, one.field),
                words: one.words.to_owned(),
                bits: one.weight_bits,
            })
            .collect();
        let speaks: Vec<String> =
            evidence.iter().filter(|one| one.weight_bits > 0.0).take(3).map(|one| one.words.to_owned()).collect();
        let likely = match (band, pair.probability) {
            (PairBand::Sure, _) => "One person beyond doubt",
            (PairBand::Ask, p) if p >= 0.9 => "Very likely one person",
            (PairBand::Ask, _) => "Perhaps one person",
        };
        let mut words =
            if speaks.is_empty() { format!("{likely}.") } else { format!("{likely}: {}.", listed(&speaks)) };
        if let Some(doubt) = pair.doubts.first() {
            words.push(' ');
            words.push_str(doubt.words());
        }
        Ok(PairView {
            id: format!("{}+{}", pair.a, pair.b),
            a: side(open, pair.a, as_of)?,
            b: side(open, pair.b, as_of)?,
            band,
            probability: pair.probability,
            words,
            fields,
        })
    }
}

fn side(open: &OpenShop, id: PersonId, as_of: Day) -> Result<PairSide, Problem> {
    let (index, person) = open.person_ref(id)?;
    let figures = open.shop.figures(index, as_of);
    let bought = match figures.purchases {
        0 => "no purchases".to_owned(),
        1 => "1 purchase".to_owned(),
        many => format!("{} purchases", group_digits(many.into())),
    };
    let did = figures.last_purchase.map_or(bought.clone(), |last| format!("{bought}, last on {}", last.words()));
    let permissions = open.shop.person(index).map(|line| (line.permissions, line.use_allowed));
    let mut noes: Vec<String> = Vec::new();
    if let Some((states, allowed)) = permissions {
        let refused = Channel::ALL.iter().zip(states).filter(|(_, state)| *state == PermissionState::Refused);
        noes.extend(refused.map(|(channel, _)| channel.word().to_owned()));
        if !allowed {
            noes.push("any use".to_owned());
        }
    }
    Ok(PairSide {
        person,
        did,
        sources: open.shop.sources(index).into_iter().map(str::to_owned).collect(),
        said_no: if noes.is_empty() { String::new() } else { format!("said no to {}", listed(&noes)) },
    })
}

fn label(field: LinkField) -> &'static str {
    match field {
        LinkField::FirstName => "Given name",
        LinkField::FamilyName => "Family name",
        LinkField::Email => "Email",
        LinkField::Phone => "Phone",
        LinkField::Address => "Address",
        LinkField::Birthday => "Birthday",
        LinkField::Company => "Company",
        LinkField::Number => "Shop's number",
        LinkField::Household => "Household",
    }
}

fn value(fields: &PersonFields, field: LinkField) -> String {
    match field {
        LinkField::FirstName => fields.first_name.clone(),
        LinkField::FamilyName => fields.last_name.clone(),
        LinkField::Email => fields.email.clone(),
        LinkField::Phone => fields.phone.clone(),
        LinkField::Address => {
            let parts = [&fields.street, &fields.postcode, &fields.city];
            parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
        }
        LinkField::Birthday => {
            fields.birthday.map_or_else(String::new, |day| format!("{:02}-{:02}", day.month, day.day))
        }
        LinkField::Company => fields.company.clone(),
        LinkField::Number => fields.external_id.clone(),
        LinkField::Household => String::new(),
    }
}

/// What was not compared, in words.
pub(super) fn left_aside(found: &Linkage) -> Vec<String> {
    let skipped = found.skipped.iter().filter(|skipped| skipped.count > 0);
    let mut words: Vec<String> = skipped
        .map(|skipped| {
            let number = group_digits(skipped.count);
            match skipped.reason {
                Skip::Decided => format!("{number} pairs that were decided on before"),
                Skip::NothingKnown => format!("{number} people of whom nothing is known that two could share"),
                Skip::SameId => format!("{number} people given twice"),
                Skip::BlockTooLarge => format!("{number} groups in which too many people share one thing"),
            }
        })
        .collect();
    if !found.settled && found.people > 1 {
        words
            .push("joining without asking: too little is known to learn from, so every pair is asked about".to_owned());
    }
    words
}
