//! Where postcodes are: a spot on the globe, how far it is from another, and when two postcodes or two countries are one.

use serde::{Deserialize, Serialize};

/// A place of a table of postcodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As [`postcode_key`] gives it.
    pub postcode: String,
    /// A key that tells countries apart; empty where the table does not say.
    pub country: String,
    /// What it is called; empty where the table does not say.
    pub name: String,
    /// Where it is.
    pub spot: Spot,
}

/// A spot on the globe, in millionths of a degree: eleven centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    latitude: i32,
    longitude: i32,
}

/// The mean radius of the earth in metres (IUGG, 1980).
const RADIUS: f64 = 6_371_008.8;

const MILLION: f64 = 1e6;

impl Spot {
    /// From degrees, north and east of nought; `None` off the globe.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "at most 180 millions")]
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_it = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        is_on_it.then(|| Self {
            latitude: (latitude * MILLION).round() as i32,
            longitude: (longitude * MILLION).round() as i32,
        })
    }

    /// From millionths of a degree; `None` off the globe.
    #[must_use]
    pub fn from_millionths(latitude: i32, longitude: i32) -> Option<Self> {
        let is_on_it = latitude.unsigned_abs() <= 90_000_000 && longitude.unsigned_abs() <= 180_000_000;
        is_on_it.then_some(Self { latitude, longitude })
    }

    /// Latitude and longitude in millionths of a degree.
    #[must_use]
    pub fn millionths(self) -> (i32, i32) {
        (self.latitude, self.longitude)
    }

    /// How far it is as the crow flies, in whole metres: the haversine on a globe of one radius, which is off by half a
    /// per cent at most. Rounded, so that the same two spots are as far apart on every computer.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most half the way around")]
    pub fn metres_to(self, other: Self) -> u32 {
        let radians = |millionths: i32| (f64::from(millionths) / MILLION).to_radians();
        let (from, to) = (radians(self.latitude), radians(other.latitude));
        let half = |from: f64, to: f64| ((to - from) / 2.0).sin();
        let across = half(radians(self.longitude), radians(other.longitude));
        let rise = half(from, to);
        let share = rise * rise + from.cos() * to.cos() * across * across;
        (2.0 * RADIUS * share.sqrt().min(1.0).asin()).round() as u32
    }
}

/// Where a rule measures from, once it was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    /// Where it is.
    pub spot: Spot,
    /// What it is called; empty where the table does not say.
    pub name: String,
}

/// Whether so many metres are within so many kilometres: exactly so many are.
#[must_use]
pub fn is_within(metres: u32, km: f64) -> bool {
    // A quotient, not a product: the nearest f64 to 2,100 / 1,000 is the one "2.1" is read as.
    f64::from(metres) / 1000.0 <= km
}

/// A postcode without what people write differently: case, spaces, marks, and a country before it ("D-10115").
#[must_use]
pub fn postcode_key(text: &str) -> String {
    let text = text.trim();
    let bare = match text.split_once('-') {
        Some((country, rest))
            if (1..=3).contains(&country.trim().len())
                && country.trim().bytes().all(|byte| byte.is_ascii_alphabetic())
                && rest.trim_start().starts_with(|letter: char| letter.is_ascii_digit()) =>
        {
            rest
        }
        _ => text,
    };
    bare.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(latitude: f64, longitude: f64) -> Spot {
        Spot::from_degrees(latitude, longitude).expect("on the globe")
    }

    /// Known distances on a globe of this radius.
    #[test]
    fn distances_are_those_of_the_globe() {
        let (berlin, munich) = (spot(52.52, 13.405), spot(48.137, 11.575));
        let metres = berlin.metres_to(munich);
        assert!((504_000..505_000).contains(&metres), "{metres}");
        assert_eq!(munich.metres_to(berlin), metres);
        assert_eq!(berlin.metres_to(berlin), 0);
        // A degree of latitude, and one of longitude on the equator: the circumference over 360.
        assert_eq!(spot(0.0, 0.0).metres_to(spot(1.0, 0.0)), 111_195);
        assert_eq!(spot(0.0, 179.5).metres_to(spot(0.0, -179.5)), 111_195, "across the line of dates");
        // From pole to pole, and to the other end of the world.
        assert_eq!(spot(90.0, 0.0).metres_to(spot(-90.0, 77.0)), 20_015_114);
        assert_eq!(spot(0.0, 0.0).metres_to(spot(0.0, 180.0)), 20_015_114);
    }

    #[test]
    fn exactly_so_far_is_within() {
        assert!(is_within(10_000, 10.0) && !is_within(10_001, 10.0) && is_within(2_500, 2.5) && !is_within(1, 0.0));
    }

    #[test]
    fn what_is_off_the_globe_is_no_spot() {
        assert!(Spot::from_degrees(90.0, -180.0).is_some());
        for (latitude, longitude) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Spot::from_degrees(latitude, longitude), None);
        }
        assert_eq!((Spot::from_millionths(90_000_001, 0), Spot::from_millionths(i32::MIN, 0)), (None, None));
        assert_eq!(spot(52.532_612, -13.4).millionths(), (52_532_612, -13_400_000));
    }

    #[test]
    fn one_postcode_is_written_in_several_ways() {
        for text in ["10115", " D-10115 ", "DE-10115", "101 15", "d - 10115"] {
            assert_eq!(postcode_key(text), "10115", "{text}");
        }
        assert_eq!(postcode_key("sw1a 1aa"), "SW1A1AA");
        assert_eq!(postcode_key("1000-001"), "1000001");
        assert_eq!(
            (postcode_key(" - "), postcode_key("CH-"), postcode_key("A-B1")),
            ("".into(), "CH".into(), "AB1".into())
        );
    }
}
