//! Money: whole minor units with their currency, never floating point.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An ISO 4217 currency code. `XXX` means that nobody has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// A text that is not three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three letters, such as EUR")]
pub struct CurrencyError;

impl Currency {
    /// ISO 4217 "no currency": the file did not say and nobody has told us.
    pub const UNKNOWN: Self = Self(*b"XXX");

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Decimal places of the minor unit (ISO 4217 exponent): 2 for most, 0 for yen, 3 for dinars.
    #[must_use]
    pub fn exponent(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" | b"XPF" | b"PYG" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"JOD" | b"TND" | b"IQD" | b"LYD" => 3,
            _ => 2,
        }
    }

    fn symbol(&self) -> Option<&'static str> {
        Some(match &self.0 {
            b"EUR" => "€",
            b"GBP" => "£",
            b"USD" => "$",
            b"JPY" => "¥",
            b"INR" => "₹",
            _ => return None,
        })
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;
    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let upper = text.trim().to_ascii_uppercase();
        <[u8; 3]>::try_from(upper.as_bytes())
            .ok()
            .filter(|code| code.iter().all(u8::is_ascii_uppercase))
            .map(Self)
            .ok_or(CurrencyError)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units (cents) of a currency. Refunds are negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents, pence; whole yen.
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount of `minor` units.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The amount with digits grouped and no symbol: `8,300,065.81`.
    #[must_use]
    pub fn plain(self) -> String {
        let places = self.currency.exponent();
        let unit = 10u64.pow(places);
        let size = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "−" } else { "" };
        let whole = group_digits(size / unit);
        match places {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{:0width$}", size % unit, width = places as usize),
        }
    }

    /// The amount without its minor units, for headlines: `€214,600`.
    #[must_use]
    pub fn rounded(self) -> String {
        let unit = 10i64.pow(self.currency.exponent());
        let whole = (self.minor.saturating_add(self.minor.signum() * unit / 2)) / unit;
        let sign = if whole < 0 { "−" } else { "" };
        self.dress(sign, &group_digits(whole.unsigned_abs()))
    }

    fn dress(self, sign: &str, digits: &str) -> String {
        match (self.currency.symbol(), self.currency == Currency::UNKNOWN) {
            (Some(symbol), _) => format!("{sign}{symbol}{digits}"),
            (None, true) => format!("{sign}{digits}"),
            (None, false) => format!("{sign}{digits} {}", self.currency),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) = plain.strip_prefix('−').map_or(("", plain.as_str()), |rest| ("−", rest));
        f.write_str(&self.dress(sign, digits))
    }
}

/// A whole number with its thousands set apart by commas.
#[must_use]
pub fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_with_its_currency() {
        let gbp: Currency = "gbp".parse().expect("a currency");
        assert_eq!(Money::new(830_006_581, gbp).to_string(), "£8,300,065.81");
        assert_eq!(Money::new(-5, gbp).to_string(), "−£0.05");
        assert_eq!(Money::new(149, gbp).rounded(), "£1");
        assert_eq!(Money::new(150, gbp).rounded(), "£2");
        assert_eq!(Money::new(1200, "JPY".parse().expect("yen")).to_string(), "¥1,200");
        assert_eq!(Money::new(1200, "CHF".parse().expect("francs")).to_string(), "12.00 CHF");
        assert_eq!(Money::new(1200, Currency::UNKNOWN).to_string(), "12.00");
        assert!("EURO".parse::<Currency>().is_err());
    }
}
