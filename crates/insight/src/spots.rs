//! How far people are from a postcode: where everybody's own is, by the table that the shop loaded.

use crate::{
    Bits, PersonFacts, Shop,
    own::texts_of,
    passes::among,
    turn::Turn,
    written::{In, NotASheet, Out, sound},
};
use regulars_model::{Centre, Spot, TextField, is_within};
use std::collections::HashMap;

/// The spots, each held once, and everybody's; nothing is kept while nobody has one.
#[derive(Debug, Default)]
pub(crate) struct Spots {
    /// From 1 on: 0 is none.
    known: Vec<Spot>,
    codes: Vec<u32>,
    /// Where each stands in `known`.
    places: HashMap<Spot, u32>,
}

/// The order in which they came makes no difference.
impl PartialEq for Spots {
    fn eq(&self, other: &Self) -> bool {
        let people = self.codes.len().max(other.codes.len());
        (0..people).all(|person| self.of(person) == other.of(person))
    }
}

impl Spots {
    /// Takes the next person, who comes after so many others.
    pub(crate) fn push(&mut self, others: usize, person: &PersonFacts) {
        match person.spot.map_or(0, |spot| self.code(spot)) {
            0 if self.codes.is_empty() => {}
            code => {
                self.codes.resize(others, 0);
                self.codes.push(code);
            }
        }
    }

    /// Takes over where the postcode of one of so many people is.
    pub(crate) fn hear(&mut self, at: usize, people: usize, spot: Option<Spot>) {
        match spot.map_or(0, |spot| self.code(spot)) {
            0 if self.codes.is_empty() => {}
            code => {
                self.codes.resize(people, 0);
                self.codes[at] = code;
            }
        }
    }

    fn code(&mut self, spot: Spot) -> u32 {
        let Self { known, places, .. } = self;
        *places.entry(spot).or_insert_with(|| {
            known.push(spot);
            u32::try_from(known.len()).unwrap_or(0)
        })
    }

    /// Where one person's postcode is, if the table knows.
    pub(crate) fn of(&self, person: usize) -> Option<Spot> {
        let code = self.codes.get(person).copied().filter(|code| *code > 0)?;
        self.known.get(code as usize - 1).copied()
    }

    pub(crate) fn write(&self, out: &mut Out) {
        let Self { known, codes, places: _ } = self;
        out.each(known.len(), known.iter().map(|spot| spot.millionths().0.into()));
        out.each(known.len(), known.iter().map(|spot| spot.millionths().1.into()));
        out.numbers(codes);
    }

    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Result<Self, NotASheet> {
        let (latitudes, longitudes): (Vec<i32>, Vec<i32>) = (read.numbers()?, read.numbers()?);
        sound(latitudes.len() == longitudes.len())?;
        let known = latitudes.into_iter().zip(longitudes).map(|(north, east)| Spot::from_millionths(north, east));
        let known = known.collect::<Option<Vec<Spot>>>().ok_or(NotASheet)?;
        let codes: Vec<u32> = read.numbers()?;
        sound(codes.len() <= people && codes.iter().all(|code| *code as usize <= known.len()))?;
        let places = known.iter().copied().zip(1..).collect();
        Ok(Self { known, codes, places })
    }
}

/// Those whose postcode is within so many kilometres of a centre, or farther; nobody where either is not known.
pub(crate) fn near(shop: &Shop, centre: Option<&Centre>, km: f64, within: bool) -> Bits {
    let spots = &shop.people.spots;
    let Some(centre) = centre.filter(|_| !spots.codes.is_empty()) else { return Bits::none(shop.everyone.len()) };
    // Thousands share a postcode: each is measured once.
    let marks: Vec<bool> = std::iter::once(false)
        .chain(spots.known.iter().map(|spot| is_within(spot.metres_to(centre.spot), km) == within))
        .collect();
    among(shop, |person| spots.codes.get(person).is_some_and(|code| marks[*code as usize]))
}

impl Shop {
    /// People whom no distance is known of: their postcode is not on file, or not in the table.
    #[must_use]
    pub fn without_a_spot(&self) -> u32 {
        let placed = self.everyone.iter().filter(|person| self.people.spots.of(*person as usize).is_some()).count();
        self.everyone.count().saturating_sub(u32::try_from(placed).unwrap_or(u32::MAX))
    }
}

/// "10115 Berlin", or "postcode 10115" where the table says no more.
fn named(postcode: &str, centre: &Centre) -> String {
    match centre.name.as_str() {
        "" => format!("postcode {}", postcode.trim()),
        name => format!("{} {name}", postcode.trim()),
    }
}

/// "12.4 km": to a tenth of a kilometre, and to the metre where that would hide on which side of the bound it is.
fn distance(metres: u32, km: f64) -> String {
    let tenths = f64::from((metres + 50) / 100) / 10.0;
    #[allow(clippy::float_cmp, reason = "a tenth that looks like the bound is the one that misleads")]
    let misleads = tenths == km || (tenths <= km) != is_within(metres, km);
    let shown = if misleads { f64::from(metres) / 1000.0 } else { tenths };
    format!("{shown} km")
}

/// What one person's distance is, and what was asked of it.
pub(crate) fn own(
    shop: &Shop,
    (postcode, centre): (&str, Option<&Centre>),
    (km, within): (f64, bool),
    person: usize,
) -> (String, String) {
    let asked = format!("{} {km} km", if within { "at most" } else { "more than" });
    let Some(centre) = centre else { return ("a postcode that was not looked up".to_owned(), asked) };
    let fact = match shop.people.spots.of(person) {
        Some(spot) => format!("{} from {}", distance(spot.metres_to(centre.spot), km), named(postcode, centre)),
        None => match texts_of(shop, TextField::Postcode, person).first() {
            Some(own) => format!("postcode {own} not in the table of postcodes"),
            None => "postcode not known".to_owned(),
        },
    };
    (fact, asked)
}

/// What would turn it: another postcode on file, or another distance in the rule.
pub(crate) fn turn(
    shop: &Shop,
    (postcode, centre): (&str, Option<&Centre>),
    (km, within): (f64, bool),
    person: usize,
    holds: bool,
) -> Turn {
    let Some(centre) = centre else { return Turn::rule("the rule asked about another postcode") };
    let there = named(postcode, centre);
    let wanted = if within == holds { format!("more than {km} km") } else { format!("at most {km} km") };
    match shop.people.spots.of(person) {
        Some(_) => Turn::past(format!("their postcode were {wanted} from {there}")),
        None => Turn::past(format!("their postcode were on file and in the table, and {wanted} from {there}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder, evaluate, explain,
        town::{AS_OF, euro, someone},
    };
    use regulars_model::{Rule, SegmentRule};

    fn spot(latitude: f64, longitude: f64) -> Option<Spot> {
        Spot::from_degrees(latitude, longitude)
    }

    /// Ana lives at the centre, Mei a degree north of it, of Jo only the postcode is known, of Uma nothing; Kim opted out.
    fn shop() -> Shop {
        let mut builder = ShopBuilder::new(euro());
        for (id, name, postcode, place) in [
            (1, "Ana", "10115", spot(52.0, 13.0)),
            (2, "Mei", "16798", spot(53.0, 13.0)),
            (3, "Jo", "99999", None),
            (4, "Uma", "", None),
            (5, "Kim", "10115", spot(52.0, 13.0)),
        ] {
            let mut facts = someone(id, name).with_spot(place);
            facts.postcode = postcode.to_owned();
            facts.use_allowed = name != "Kim";
            builder.person(facts);
        }
        builder.build()
    }

    fn rule(km: f64, within: bool) -> SegmentRule {
        let centre = spot(52.0, 13.0).map(|spot| Centre { spot, name: "Berlin".to_owned() });
        SegmentRule::new(Rule::Near { postcode: "10115".to_owned(), country: None, km, within, centre })
    }

    #[test]
    fn exactly_so_far_is_within_and_who_is_nowhere_is_neither() {
        let shop = shop();
        let who = |km: f64, within: bool| evaluate(&shop, &rule(km, within), AS_OF).members.iter().collect::<Vec<_>>();
        // A degree is 111.195 km.
        assert_eq!((who(111.195, true), who(111.195, false)), (vec![0, 1], vec![]));
        assert_eq!((who(111.194, true), who(111.194, false)), (vec![0], vec![1]));
        assert_eq!(shop.without_a_spot(), 2, "of those who may be asked about");
        let Rule::Near { postcode, country, km, within, .. } = rule(50.0, true).root else { panic!("another rule") };
        let unknown = SegmentRule::new(Rule::Near { postcode, country, km, within, centre: None });
        assert_eq!(evaluate(&shop, &unknown, AS_OF).members.count(), 0);
    }

    #[test]
    fn everybody_is_told_their_own_distance_and_what_would_turn_it() {
        let shop = shop();
        let told = |person: u32, km: f64, within: bool| {
            let why = explain(&shop, &rule(km, within), person, AS_OF).expect("somebody");
            (why.nodes[0].own.clone(), why.turns[0].words.clone())
        };
        let (own, turn) = told(1, 10.0, true);
        assert_eq!(own, "111.2 km from 10115 Berlin; you asked for at most 10 km");
        assert_eq!(turn, "their postcode were at most 10 km from 10115 Berlin");
        let (own, turn) = told(1, 10.0, false);
        assert_eq!(own, "111.2 km from 10115 Berlin; you asked for more than 10 km");
        assert_eq!(turn, "their postcode were at most 10 km from 10115 Berlin");
        assert_eq!(told(0, 10.0, true).1, "their postcode were more than 10 km from 10115 Berlin");
        assert_eq!(told(1, 111.194, true).0, "111.2 km from 10115 Berlin; you asked for at most 111.194 km");
        // A tenth would look as if it were the bound itself.
        assert_eq!(told(1, 111.2, true).0, "111.195 km from 10115 Berlin; you asked for at most 111.2 km");
        assert_eq!(told(2, 10.0, true).0, "postcode 99999 not in the table of postcodes; you asked for at most 10 km");
        let (own, turn) = told(3, 10.0, false);
        assert_eq!(own, "postcode not known; you asked for more than 10 km");
        assert_eq!(turn, "their postcode were on file and in the table, and more than 10 km from 10115 Berlin");
    }

    #[test]
    fn in_which_order_spots_came_makes_no_difference() {
        let of = |ids: [u32; 3]| {
            let mut builder = ShopBuilder::new(euro());
            for id in ids {
                builder.person(someone(id, "A").with_spot((id > 1).then(|| spot(id.into(), 1.0)).flatten()));
            }
            builder.build()
        };
        assert_eq!(of([1, 2, 3]), of([3, 2, 1]));
        assert_ne!(of([1, 2, 3]), of([1, 2, 2]));
    }
}
