//! Numbers as people and programs write them, kept exactly: digits and how many of them are decimals, never floats.

/// Which mark stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Style {
    /// 1,234.50
    #[default]
    Point,
    /// 1.234,50
    Comma,
}

/// What one number says about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Both styles read it alike: 12.
    None,
    /// Only this style reads it.
    Only(Style),
    /// Both read it, and differ: 1,234.
    Either,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// No number.
    NotANumber,
    /// More digits than any amount has.
    TooLarge,
}

/// An exact decimal: `digits` / 10^`places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) digits: i128,
    pub(crate) places: u32,
}

/// Whole digits and decimals that are read; more whole ones are too large, more decimals are left off
/// (they are dust that a spreadsheet or a float left behind).
const WHOLE: u32 = 15;
const PLACES: u32 = 9;

/// Largest amount in minor units: beyond any shop, and a million of them still add up.
const MINOR_LIMIT: i128 = 1_000_000_000_000;

impl Decimal {
    pub(crate) const ONE: Self = Self { digits: 1, places: 0 };
    pub(crate) const ZERO: Self = Self { digits: 0, places: 0 };

    /// Exact product.
    pub(crate) fn times(self, other: Self) -> Result<Self, NumberError> {
        let digits = self.digits.checked_mul(other.digits).ok_or(NumberError::TooLarge)?;
        Ok(Self { digits, places: self.places + other.places })
    }

    /// Exact difference.
    pub(crate) fn minus(self, other: Self) -> Result<Self, NumberError> {
        let places = self.places.max(other.places);
        let at = |number: Self| number.digits.checked_mul(10i128.pow(places - number.places));
        let digits = at(self).zip(at(other)).and_then(|(left, right)| left.checked_sub(right));
        Ok(Self { digits: digits.ok_or(NumberError::TooLarge)?, places })
    }

    /// In units of 10^-`exponent`, halves to the even neighbour.
    pub(crate) fn to_minor(self, exponent: u32) -> Result<i64, NumberError> {
        let minor = if self.places <= exponent {
            self.digits.checked_mul(10i128.pow(exponent - self.places)).ok_or(NumberError::TooLarge)?
        } else {
            let unit = 10i128.pow(self.places - exponent);
            let (whole, rest) = (self.digits.div_euclid(unit), self.digits.rem_euclid(unit) * 2);
            whole + i128::from(rest > unit || (rest == unit && whole % 2 != 0))
        };
        i64::try_from(minor).ok().filter(|_| minor.abs() <= MINOR_LIMIT).ok_or(NumberError::TooLarge)
    }

    /// Whole pieces; a part of a piece counts as one.
    pub(crate) fn to_pieces(self) -> Result<i32, NumberError> {
        let unit = 10i128.pow(self.places);
        let away = (self.digits.abs() + unit - 1) / unit;
        i32::try_from(away * self.digits.signum()).map_err(|_| NumberError::TooLarge)
    }
}

/// Reads a number: sign or parentheses, currency signs or codes at either end, grouping, decimals.
pub(crate) fn parse(text: &str, style: Style) -> Result<Decimal, NumberError> {
    let (negative, core) = core(text).ok_or(NumberError::NotANumber)?;
    let (mark, group) = match style {
        Style::Point => (b'.', b','),
        Style::Comma => (b',', b'.'),
    };
    let (mut digits, mut whole, mut places) = (0i128, 0u32, 0u32);
    // Digits since the last grouping mark, once there was one; decimals, once there was their mark.
    let mut grouped: Option<u32> = None;
    let mut decimals = false;
    let mut any = false;
    for byte in core.bytes() {
        match byte {
            b'0'..=b'9' if decimals && places == PLACES => any = true,
            b'0'..=b'9' => {
                any = true;
                digits = digits * 10 + i128::from(byte - b'0');
                if decimals {
                    places += 1;
                } else {
                    whole += u32::from(digits > 0);
                    grouped = grouped.map(|count| count + 1);
                    if whole > WHOLE {
                        return Err(NumberError::TooLarge);
                    }
                }
            }
            _ if byte == mark && !decimals => {
                decimals = true;
                if grouped.is_some_and(|count| count != 3) {
                    return Err(NumberError::NotANumber);
                }
            }
            // Groups of three; of two in the Indian way (12,34,567).
            _ if byte == group && any && !decimals && grouped.is_none_or(|count| matches!(count, 2 | 3)) => {
                grouped = Some(0);
            }
            _ => return Err(NumberError::NotANumber),
        }
    }
    if !any || (!decimals && grouped.is_some_and(|count| count != 3)) {
        return Err(NumberError::NotANumber);
    }
    Ok(Decimal { digits: if negative { -digits } else { digits }, places })
}

/// What a number tells about its style; `None` when it is no number in either.
pub(crate) fn evidence(text: &str) -> Option<Evidence> {
    let has = |mark: u8| text.bytes().any(|byte| byte == mark);
    if !has(b',') && !has(b'.') {
        return parse(text, Style::Point).ok().map(|_| Evidence::None);
    }
    match (parse(text, Style::Point), parse(text, Style::Comma)) {
        (Ok(point), Ok(comma)) if point == comma => Some(Evidence::None),
        (Ok(_), Ok(_)) => Some(Evidence::Either),
        (Ok(_), Err(_)) => Some(Evidence::Only(Style::Point)),
        (Err(_), Ok(_)) => Some(Evidence::Only(Style::Comma)),
        (Err(_), Err(_)) => None,
    }
}

/// The digits with their marks, bare of sign, currency and spaces; and whether they are negative.
fn core(text: &str) -> Option<(bool, std::borrow::Cow<'_, str>)> {
    // Nearly every number is written plainly.
    let plain = text.strip_prefix('-');
    let bare = plain.unwrap_or(text);
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return Some((plain.is_some(), bare.into()));
    }
    // A currency has three letters at most; words are no numbers.
    if text.bytes().filter(u8::is_ascii_alphabetic).count() > 3 {
        return None;
    }
    let mut text = text.trim();
    let mut negative = false;
    text = text.strip_prefix('\'').unwrap_or(text);
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, text) = (true, inner);
    }
    let mut signs = 0;
    let sign = |c: char| matches!(c, '-' | '\u{2212}' | '+');
    let money = |c: char| c.is_whitespace() || matches!(c, '$' | '€' | '£' | '¥' | '₹' | '\u{a0}' | '\u{202f}');
    // Sign and currency stand in either order: -£3, £-3, 3 EUR-, EUR 3.
    for _ in 0..2 {
        text = text.trim_matches(money);
        text = strip_code(text);
        if let Some(rest) = text.strip_prefix(sign) {
            negative |= !text.starts_with('+');
            signs += 1;
            text = rest;
        }
        if let Some(rest) = text.strip_suffix(sign) {
            negative |= !text.ends_with('+');
            signs += 1;
            text = rest;
        }
    }
    let text = text.trim_matches(money);
    if text.is_empty() || signs > 1 || text.starts_with(sign) || text.ends_with(sign) {
        return None;
    }
    let gap = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
    if text.contains(gap) {
        // Spaces and apostrophes group thousands: every group after the first has three digits.
        let whole = text.split(['.', ',']).next().unwrap_or_default();
        let sound = whole.split(gap).skip(1).all(|group| group.len() == 3) && !text[whole.len()..].contains(gap);
        return sound.then(|| (negative, text.chars().filter(|c| !gap(*c)).collect::<String>().into()));
    }
    Some((negative, text.into()))
}

/// Without a currency's three letters at either end.
fn strip_code(text: &str) -> &str {
    let is_code = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (text.get(..3), text.len().checked_sub(3).and_then(|at| text.get(at..))) {
        (Some(code), _) if is_code(code) => text[3..].trim_start(),
        (_, Some(code)) if is_code(code) => text[..text.len() - 3].trim_end(),
        _ => text,
    }
}

/// The currency a number is written with, when a sign or a code says so. `$` says only that it is some dollar or peso.
pub(crate) fn currency_mark(text: &str) -> Option<&str> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-')) {
        return None;
    }
    for (sign, code) in [('€', "EUR"), ('£', "GBP"), ('¥', "JPY"), ('₹', "INR"), ('$', "$")] {
        if text.contains(sign) {
            return Some(code);
        }
    }
    let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let code = |part: Option<&'_ str>| part.is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if code(text.get(..3)) {
        return text.get(..3);
    }
    let tail = text.len().checked_sub(3).and_then(|at| text.get(at..));
    if code(tail) { tail } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minor(text: &str, style: Style) -> Result<i64, NumberError> {
        parse(text, style)?.to_minor(2)
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, style, wanted) in [
            ("1,234.50", Style::Point, 123_450),
            ("1.234,50", Style::Comma, 123_450),
            ("1.234.567", Style::Comma, 123_456_700),
            ("12,34,567.00", Style::Point, 123_456_700),
            ("£12", Style::Point, 1_200),
            ("12.5", Style::Point, 1_250),
            ("(3.00)", Style::Point, -300),
            ("-3", Style::Point, -300),
            ("−3", Style::Point, -300),
            ("3-", Style::Point, -300),
            ("-£3.10", Style::Point, -310),
            ("£-3.10", Style::Point, -310),
            ("+3.10", Style::Point, 310),
            ("EUR 1 234,50", Style::Comma, 123_450),
            ("1\u{a0}234,50 €", Style::Comma, 123_450),
            ("1'234.50", Style::Point, 123_450),
            ("12 USD", Style::Point, 1_200),
            (".5", Style::Point, 50),
            ("12.", Style::Point, 1_200),
            ("'7.20", Style::Point, 720),
            ("0.125", Style::Point, 12),
            ("0.375", Style::Point, 38),
            ("-0.125", Style::Point, -12),
            ("12.100000000000001", Style::Point, 1_210),
            ("12.", Style::Point, 1_200),
        ] {
            assert_eq!(minor(text, style), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", "abc", "1,2,3", "12,50", "1.2.3", "--3", "1 2", "12 34", "=1+1", "1e5", "0x1f", ",", "£"]
        {
            assert_eq!(parse(text, Style::Point), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(parse("12345678901234567890", Style::Point), Err(NumberError::TooLarge));
        assert_eq!(minor("123456789012", Style::Point), Err(NumberError::TooLarge));
    }

    #[test]
    fn a_number_tells_its_style_when_it_can() {
        assert_eq!(evidence("1,234.50"), Some(Evidence::Only(Style::Point)));
        assert_eq!(evidence("12,5"), Some(Evidence::Only(Style::Comma)));
        assert_eq!(evidence("12.5"), Some(Evidence::Only(Style::Point)));
        assert_eq!(evidence("1,234"), Some(Evidence::Either));
        assert_eq!(evidence("12"), Some(Evidence::None));
        assert_eq!(evidence("n/a"), None);
    }

    #[test]
    fn a_number_tells_its_currency_when_it_can() {
        assert_eq!(currency_mark("12.50"), None);
        assert_eq!(currency_mark("€ 12"), Some("EUR"));
        assert_eq!(currency_mark("12 CHF"), Some("CHF"));
        assert_eq!(currency_mark("$12"), Some("$"));
        assert_eq!(currency_mark("(3.00)"), None);
    }

    proptest! {
        #[test]
        fn written_amounts_come_back(minor_units in -1_000_000_000_000i64..=1_000_000_000_000) {
            let size = minor_units.unsigned_abs();
            let sign = if minor_units < 0 { "-" } else { "" };
            let (whole, cents) = (size / 100, size % 100);
            let grouped = regulars_model::group_digits(whole);
            prop_assert_eq!(minor(&format!("{sign}{whole}.{cents:02}"), Style::Point), Ok(minor_units));
            prop_assert_eq!(minor(&format!("{sign}{grouped}.{cents:02}"), Style::Point), Ok(minor_units));
            let comma = grouped.replace(',', ".");
            prop_assert_eq!(minor(&format!("{sign}{comma},{cents:02}"), Style::Comma), Ok(minor_units));
        }

        #[test]
        fn rounding_goes_to_the_even_neighbour(thousandths in -1_000_000i128..1_000_000) {
            let rounded = Decimal { digits: thousandths, places: 3 }.to_minor(2).unwrap();
            let distance = (i128::from(rounded) * 10 - thousandths).abs();
            prop_assert!(distance < 5 || (distance == 5 && rounded % 2 == 0));
        }

        #[test]
        fn any_text_is_a_number_or_not(text in "\\PC{0,12}|[-+(). ,0-9'£€A-Z]{0,14}") {
            let _ = (parse(&text, Style::Point), parse(&text, Style::Comma), evidence(&text), currency_mark(&text));
        }
    }
}
