//! What leads to a device, a vehicle or a place.

use super::{
    Kind,
    rule::{Rule, Sure},
    sums::{all_same, luhn, value},
    token::Token,
};
use std::net::IpAddr;

pub(super) const RULES: &[Rule] = &[
    // Points and colons are part of these, so the cell itself is tested.
    Rule {
        kind: Kind::IpAddress,
        labels: &["ip", "ip address", "ipv4", "ipv6", "client ip", "user ip", "browser ip", "adresse ip"],
        sure: Sure::Column,
        len: 0..=0,
        test: |_| false,
        loose: 4,
    },
    Rule {
        kind: Kind::MacAddress,
        labels: &["mac address", "mac addr", "wifi mac"],
        sure: Sure::Column,
        len: 0..=0,
        test: |_| false,
        loose: 1,
    },
    Rule {
        kind: Kind::Imei,
        labels: &["imei", "imei number", "imei1", "imei2"],
        sure: Sure::Column,
        len: 15..=15,
        test: |token| token.is_digits(15) && luhn(token.bytes()) && !all_same(token.bytes()),
        loose: 0,
    },
    Rule {
        kind: Kind::AdvertisingId,
        labels: &[
            "idfa",
            "gaid",
            "aaid",
            "idfv",
            "advertising id",
            "google advertising id",
            "device id",
            "advertiser id",
            "mobile ad id",
        ],
        sure: Sure::Header,
        len: 32..=32,
        test: |token| token.bytes().iter().all(u8::is_ascii_hexdigit),
        loose: 0,
    },
    Rule {
        kind: Kind::VehicleId,
        labels: &[
            "vin",
            "vehicle identification",
            "vehicle identification number",
            "fahrgestellnummer",
            "chassis number",
        ],
        sure: Sure::Column,
        len: 17..=17,
        test: is_vehicle,
        loose: 0,
    },
    Rule {
        kind: Kind::NumberPlate,
        labels: &[
            "number plate",
            "licence plate",
            "license plate",
            "plate number",
            "registration plate",
            "kennzeichen",
            "kenteken",
            "matricula",
            "immatriculation",
            "targa",
        ],
        sure: Sure::Header,
        len: 4..=10,
        test: |token| token.digits() >= 1,
        loose: 0,
    },
];

/// Seventeen letters and digits without I, O and Q; the ninth is the check digit.
fn is_vehicle(token: &Token<'_>) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let worth = |byte: u8| match byte {
        b'0'..=b'9' => value(byte),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        b'S'..=b'Z' => u32::from(byte - b'S') + 2,
        _ => 0,
    };
    let sum: u32 = token.bytes().iter().zip(WEIGHTS).map(|(&byte, weight)| worth(byte) * weight).sum();
    let check = if sum % 11 == 10 { b'X' } else { b'0' + (sum % 11) as u8 };
    token.len() == 17
        && token.digits() >= 5
        && token.digits() < 17
        && !token.bytes().iter().any(|byte| b"IOQ<+".contains(byte))
        && token.bytes()[8] == check
}

/// An internet address; versions of four numbers are written so, too, so a column of them must have large ones.
pub(super) fn is_ip(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() >= 7 && cell.len() <= 45 && (cell.contains('.') || cell.contains(':')) && cell.parse::<IpAddr>().is_ok()
}

/// Six pairs of hexadecimal digits with colons or dashes.
pub(super) fn is_mac(cell: &str) -> bool {
    let bytes = cell.trim().as_bytes();
    bytes.len() == 17
        && bytes.iter().enumerate().all(|(at, byte)| match at % 3 {
            2 => *byte == bytes[2] && matches!(byte, b':' | b'-'),
            _ => byte.is_ascii_hexdigit(),
        })
}

const LATITUDES: &[&str] = &["lat", "latitude", "gps lat", "breitengrad", "latitud"];
const LONGITUDES: &[&str] = &["lon", "lng", "long", "longitude", "gps lon", "gps lng", "langengrad", "longitud"];
const PLACES: &[&str] = &[
    "coordinates",
    "geo",
    "geolocation",
    "gps",
    "latlng",
    "lat lng",
    "lat long",
    "geo point",
    "koordinaten",
    "location",
];

/// Which part of a place a column's name promises.
pub(super) fn promises_place(header: &super::header::Header) -> bool {
    !header.is_about() && [LATITUDES, LONGITUDES, PLACES].iter().any(|labels| header.is_any(labels))
}

/// A number of degrees, or a pair of them, with three decimals or more.
pub(super) fn is_place(cell: &str) -> bool {
    let degrees = |text: &str, most: f64| {
        let text = text.trim().trim_end_matches('°');
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        decimals >= 3 && text.len() <= 24 && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most)
    };
    let cell = cell.trim().trim_matches(['(', ')', '[', ']']);
    match cell.split_once([',', ';']).or_else(|| cell.split_once(' ')) {
        Some((latitude, longitude)) => degrees(latitude, 90.0) && degrees(longitude, 180.0),
        None => degrees(cell, 180.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(Kind::Imei, &["490154203237518", "49-015420-323751-8"], &["490154203237519", "000000000000000"]);
        assert_told(
            Kind::VehicleId,
            &["1M8GDM9AXKP042788", "1HGCM82633A004352"],
            &["1M8GDM9A1KP042788", "1M8GDM9AXKP04278O"],
        );
        assert_told(
            Kind::AdvertisingId,
            &["38400000-8cf0-11bd-b23e-10b96e40000d"],
            &["38400000-8cf0-11bd-b23e-10b96e40000g"],
        );
        assert!(
            is_ip("192.0.2.1")
                && is_ip("2001:db8::1")
                && !is_ip("192.0.2.256")
                && !is_ip("1.2.3")
                && !is_ip("12:30:15")
        );
        assert!(is_mac("00:1A:2b:3c:4D:5e") && is_mac("00-1a-2b-3c-4d-5e") && !is_mac("00:1a:2b:3c:4d-5e"));
        assert!(is_place("52.37022") && is_place("52.37022, 4.89517") && is_place("(52.37022;4.89517)"));
        assert!(!is_place("52.37") && !is_place("152.3702, 4.895") && !is_place("1234.567"));
    }
}
