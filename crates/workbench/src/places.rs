//! The table of postcodes that the user loads: where everybody's is, and what rules measure from. Nothing of it comes with the
//! program, and nothing is fetched.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    import::{source, tally::listed},
    progress::quiet,
    views::{Counted, PlacesView},
};
use regulars_ingest::{country_key, read_places};
use regulars_insight::PersonFacts;
use regulars_model::{Centre, Code, Place, Problem, Spot, postcode_key};
use regulars_vault::{Open, Read, Vault, VaultError, place};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, OnceLock},
};

/// How many postcodes of each country are loaded. Counted when somebody asks, and again when the table changes.
pub(crate) type Loaded = OnceLock<Vec<(String, u32)>>;

impl Workbench {
    /// What is loaded, and of how many people it does not tell where they are.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn places(&self) -> Result<PlacesView, Problem> {
        self.opened()?.places()
    }

    /// Loads a table of postcodes in place of any other: all of it, or nothing. `country` is the one of rows that tell none.
    ///
    /// # Errors
    /// When no vault is open, the file cannot be read, or any row of it cannot be used.
    pub fn load_places(&mut self, path: &Path, country: &str) -> Result<PlacesView, Problem> {
        self.opened()?;
        let source = source(path, self.workbooks.clone())?;
        let places = read_places(&source, country).map_err(|fault| fault.problem())?;
        self.keep_places(&places, "load_places")
    }

    /// Drops the table. Nothing happens when none is loaded.
    ///
    /// # Errors
    /// When no vault is open, or the disk refuses.
    pub fn drop_places(&mut self) -> Result<PlacesView, Problem> {
        if self.places()?.postcodes == 0 { self.places() } else { self.keep_places(&[], "drop_places") }
    }

    fn keep_places(&mut self, places: &[Place], verb: &'static str) -> Result<PlacesView, Problem> {
        let cause = self.cause(verb);
        let open = self.opened_mut()?;
        open.vault.write(cause, |tx| place::replace(tx, places))?;
        open.places = Loaded::new();
        open.reload(&mut quiet())?;
        open.places()
    }
}

impl OpenShop {
    /// What is loaded, as a screen tells it.
    pub(crate) fn places(&self) -> Result<PlacesView, Problem> {
        let countries = match self.places.get() {
            Some(countries) => countries,
            None => {
                let counted = self.vault.read(place::countries)?;
                self.places.get_or_init(|| counted)
            }
        };
        Ok(PlacesView {
            postcodes: countries.iter().map(|(_, count)| count).sum(),
            countries: countries.iter().map(|(words, count)| Counted { words: words.clone(), count: *count }).collect(),
            unplaced: self.shop.without_a_spot(),
            people: self.shop.everyone().count(),
        })
    }
}

/// Where a rule measures from.
///
/// # Errors
/// When no table is loaded, or it does not tell of one such postcode and only one.
pub(crate) fn centre(vault: &Vault<Open>, postcode: &str, country: Option<&str>) -> Result<Centre, Problem> {
    let (key, shown) = (postcode_key(postcode), postcode.trim());
    let found = vault.read(|read| place::find(read, &key))?;
    let wanted = country.map(country_key);
    if let Some(place) = of_country(&found, |place| place.country.as_str(), wanted.as_deref().unwrap_or_default()) {
        return Ok(Centre { spot: place.spot, name: place.name.clone() });
    }
    if found.is_empty() && vault.read(place::count)? == 0 {
        return Err(Problem::new(
            Code::InputRefused,
            "No table of postcodes is loaded, so nobody knows how far anybody is from one.",
            "Load one where the condition is chosen, or with “regulars places load FILE”; or take that part out.",
        ));
    }
    if let Some(country) = country.filter(|_| !found.is_empty()) {
        let has: Vec<String> = found.iter().map(|place| called(&place.country)).collect();
        return Err(usage(
            format!("The table of postcodes has no “{shown}” in “{}”, only in {}.", country.trim(), listed(&has)),
            "Choose another country, or take that part out.",
        ));
    }
    if found.is_empty() {
        return Err(usage(
            format!("“{shown}” is not in the table of postcodes."),
            "Check it, or load a table that has it.",
        ));
    }
    let has: Vec<String> = found.iter().map(|place| called(&place.country)).collect();
    Err(usage(
        format!("The table of postcodes has “{shown}” in several countries: {}.", listed(&has)),
        "Say which of them is meant.",
    ))
}

fn called(country: &str) -> String {
    if country.is_empty() { "a country that it does not name".to_owned() } else { country.to_owned() }
}

/// Of the places of one postcode, the one in a country: its own, or one of which the table does not say where it is. Where
/// nobody says which country is meant, the only one.
fn of_country<'a, T>(places: &'a [T], country_of: impl Fn(&T) -> &str, country: &str) -> Option<&'a T> {
    match (places, country) {
        ([only], "") => Some(only),
        (_, "") => None,
        (places, country) => {
            let of = |wanted: &str| places.iter().find(|place| country_of(place) == wanted);
            of(country).or_else(|| of(""))
        }
    }
}

/// The table in memory, while people are laid out: as it is read, by postcode.
pub(crate) struct Places {
    all: Vec<(Box<str>, Arc<str>, Spot)>,
    /// What people's countries come to: a few texts, of which each is looked up once.
    countries: HashMap<String, Arc<str>>,
}

impl Places {
    pub(crate) fn load(read: &Read<'_>) -> Result<Self, VaultError> {
        let (mut all, mut last) = (Vec::new(), Arc::<str>::from(""));
        place::for_each(read, |place| {
            if *last != *place.country {
                last = Arc::from(place.country);
            }
            all.push((place.postcode.into_boxed_str(), Arc::clone(&last), place.spot));
        })?;
        Ok(Self { all, countries: HashMap::new() })
    }

    /// A person with where their postcode is.
    pub(crate) fn placed(&mut self, facts: PersonFacts) -> PersonFacts {
        if self.all.is_empty() || facts.postcode.trim().is_empty() {
            return facts;
        }
        let key = postcode_key(&facts.postcode);
        let from = self.all.partition_point(|(postcode, ..)| **postcode < *key);
        let count = self.all[from..].iter().take_while(|(postcode, ..)| **postcode == *key).count();
        if count == 0 {
            return facts;
        }
        let country = match self.countries.get(&facts.country) {
            Some(known) => Arc::clone(known),
            None => {
                let known: Arc<str> = country_key(&facts.country).into();
                self.countries.insert(facts.country.clone(), Arc::clone(&known));
                known
            }
        };
        let found = of_country(&self.all[from..from + count], |(_, country, _)| country, &country);
        let spot = found.map(|(.., spot)| *spot);
        facts.with_spot(spot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_looked_for_in_its_own_country() {
        let both = [("AT", 1), ("CH", 2)];
        let find = |places: &[(&'static str, i32)], country: &str| {
            of_country(places, |place| place.0, country).map(|place| place.1)
        };
        assert_eq!(
            (find(&both, "AT"), find(&both, "CH"), find(&both, "DE"), find(&both, "")),
            (Some(1), Some(2), None, None)
        );
        assert_eq!((find(&both[..1], ""), find(&both[..1], "CH"), find(&[], "")), (Some(1), None, None));
        // A table that tells no country is of whichever is meant.
        let mixed = [("", 3), ("AT", 1)];
        assert_eq!((find(&mixed, "AT"), find(&mixed, "DE"), find(&mixed, "")), (Some(1), Some(3), None));
    }
}
