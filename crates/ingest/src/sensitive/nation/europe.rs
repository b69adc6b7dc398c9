//! Great Britain, Germany, Spain, Italy, Poland, France, the Netherlands, Belgium, Portugal, Switzerland; passports.

use crate::sensitive::{
    Kind,
    rule::{Rule, Sure},
    sums::{all_same, is_day, mod_11_10, number, value, weighted},
    token::Token,
};

pub(in crate::sensitive) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::UkNino,
        labels: &["nino", "national insurance", "national insurance number", "ni number", "ni no"],
        sure: Sure::Column,
        len: 8..=9,
        test: is_nino,
        loose: 6,
    },
    Rule {
        kind: Kind::UkNino,
        labels: &[],
        sure: Sure::Alone,
        len: 9..=9,
        test: |token| token.is_written("AA 99 99 99 A") && is_nino(token),
        loose: 0,
    },
    // The sum is that of ISBN-10, so it proves nothing alone.
    Rule {
        kind: Kind::UkNhs,
        labels: &["nhs", "nhs number", "nhs no"],
        sure: Sure::Header,
        len: 10..=10,
        test: is_nhs,
        loose: 9,
    },
    Rule {
        kind: Kind::DeTaxId,
        labels: &[
            "steuer id",
            "steueridentifikationsnummer",
            "steuer identifikationsnummer",
            "idnr",
            "steuerid",
            "german tax id",
        ],
        sure: Sure::Column,
        len: 11..=11,
        test: is_german_tax_id,
        loose: 10,
    },
    Rule {
        kind: Kind::DeSocial,
        labels: &["sozialversicherungsnummer", "rentenversicherungsnummer", "sv nummer", "svnr", "rvnr"],
        sure: Sure::Column,
        len: 12..=12,
        test: is_german_social,
        loose: 8,
    },
    Rule {
        kind: Kind::EsNif,
        labels: &["nif", "dni", "nif nie"],
        sure: Sure::Column,
        len: 9..=9,
        test: is_nif,
        loose: 7,
    },
    Rule { kind: Kind::EsNie, labels: &["nie"], sure: Sure::Column, len: 9..=9, test: is_nie, loose: 7 },
    Rule {
        kind: Kind::ItFiscal,
        labels: &["codice fiscale", "cod fiscale", "cf", "codfisc"],
        sure: Sure::Alone,
        len: 16..=16,
        test: is_fiscal_code,
        loose: 0,
    },
    Rule { kind: Kind::PlPesel, labels: &["pesel"], sure: Sure::Column, len: 11..=11, test: is_pesel, loose: 9 },
    Rule {
        kind: Kind::FrNir,
        labels: &[
            "nir",
            "numero de securite sociale",
            "securite sociale",
            "num secu",
            "nss",
            "insee number",
            "numero insee",
        ],
        sure: Sure::Column,
        len: 15..=15,
        test: is_nir,
        loose: 12,
    },
    Rule {
        kind: Kind::FrNir,
        labels: &[],
        sure: Sure::Alone,
        len: 15..=15,
        test: |token| {
            token.written.starts_with(['1', '2']) && token.is_written("9 99 99 99 999 999 99") && is_nir(token)
        },
        loose: 0,
    },
    Rule {
        kind: Kind::NlBsn,
        labels: &["bsn", "burgerservicenummer", "sofinummer", "sofi nummer"],
        sure: Sure::Column,
        len: 9..=9,
        test: is_bsn,
        loose: 8,
    },
    Rule {
        kind: Kind::BeNrn,
        labels: &["rijksregisternummer", "numero national", "registre national", "nrn", "insz", "niss", "rrn"],
        sure: Sure::Column,
        len: 11..=11,
        test: is_nrn,
        loose: 10,
    },
    Rule {
        kind: Kind::BeNrn,
        labels: &[],
        sure: Sure::Alone,
        len: 11..=11,
        test: |token| token.is_written("99.99.99-999.99") && is_nrn(token),
        loose: 0,
    },
    Rule {
        kind: Kind::PtNif,
        labels: &["nif", "contribuinte", "numero de contribuinte", "numero fiscal"],
        sure: Sure::Header,
        len: 9..=9,
        test: is_portuguese_nif,
        loose: 0,
    },
    Rule {
        kind: Kind::ChAhv,
        labels: &["ahv", "ahv nummer", "avs", "numero avs", "ahvn13", "navs13"],
        sure: Sure::Column,
        len: 13..=13,
        test: is_ahv,
        loose: 10,
    },
    Rule {
        kind: Kind::ChAhv,
        labels: &[],
        sure: Sure::Alone,
        len: 13..=13,
        test: |token| token.is_written("756.9999.9999.99") && is_ahv(token),
        loose: 0,
    },
    Rule {
        kind: Kind::Passport,
        labels: &[
            "passport",
            "passport number",
            "passport no",
            "reisepass",
            "passnummer",
            "passeport",
            "pasaporte",
            "passaporto",
            "paspoort",
            "mrz",
        ],
        sure: Sure::Header,
        len: 6..=12,
        test: |token| token.digits() >= 5,
        loose: 5,
    },
    Rule { kind: Kind::Passport, labels: &[], sure: Sure::Alone, len: 44..=44, test: is_passport_line, loose: 0 },
];

/// Two letters, six digits, A to D; letters and pairs that are never given out.
fn is_nino(token: &Token<'_>) -> bool {
    let bytes = token.bytes();
    let front = matches!(token.len(), 8 | 9)
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && bytes.get(8).is_none_or(|last| matches!(last, b'A'..=b'D'));
    front
        && !bytes[..2].iter().any(|letter| b"DFIQUV".contains(letter))
        && bytes[1] != b'O'
        && ![b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"].iter().any(|pair| bytes.starts_with(*pair))
}

fn is_nhs(token: &Token<'_>) -> bool {
    token.is_digits(10)
        && !all_same(token.bytes())
        && weighted(token.bytes(), &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// No zero in front; of the first ten digits one stands twice or three times; MOD 11,10.
fn is_german_tax_id(token: &Token<'_>) -> bool {
    if !token.is_digits(11) || token.bytes()[0] == b'0' {
        return false;
    }
    let mut counts = [0_u8; 10];
    token.bytes()[..10].iter().for_each(|&byte| counts[value(byte) as usize] += 1);
    let more = counts.iter().filter(|&&count| count > 1).count();
    more == 1 && counts.iter().all(|&count| count <= 3) && mod_11_10(token.bytes())
}

/// Area, day of birth, first letter of the name at birth, serial, check digit.
fn is_german_social(token: &Token<'_>) -> bool {
    if !token.is("99999999A999") || !is_day(token.number(4, 6), token.number(2, 4)) {
        return false;
    }
    let letter = value(token.bytes()[8]) - 9;
    let spread = token.bytes()[..8].iter().map(|&byte| value(byte)).chain([letter / 10, letter % 10]);
    let rest = spread.chain(token.bytes()[9..11].iter().map(|&byte| value(byte)));
    let sum: u32 = rest
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum % 10 == value(token.bytes()[11])
}

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

fn is_nif(token: &Token<'_>) -> bool {
    token.is("99999999A") && LETTERS[(token.number(0, 8) % 23) as usize] == token.bytes()[8]
}

fn is_nie(token: &Token<'_>) -> bool {
    if !token.is("A9999999A") {
        return false;
    }
    let front = match token.bytes()[0] {
        b'X' => 0,
        b'Y' => 10_000_000,
        b'Z' => 20_000_000,
        _ => return false,
    };
    LETTERS[((front + token.number(1, 8)) % 23) as usize] == token.bytes()[8]
}

/// Letters of the names, year, letter of the month, day (40 more for women), place, check letter. Digits may be
/// letters where two people would have the same code.
fn is_fiscal_code(token: &Token<'_>) -> bool {
    const ODD: [u32; 36] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
        10, 22, 25, 24, 23,
    ];
    let bytes = token.bytes();
    let digit = |byte: u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte);
    let shaped = token.len() == 16
        && [0, 1, 2, 3, 4, 5, 8, 11, 15].iter().all(|&at| bytes[at].is_ascii_uppercase())
        && [6, 7, 9, 10, 12, 13, 14].iter().all(|&at| digit(bytes[at]))
        && b"ABCDEHLMPRST".contains(&bytes[8]);
    let sum: u32 = bytes
        .iter()
        .take(15)
        .enumerate()
        .map(|(at, &byte)| match (at % 2, value(byte)) {
            (0, value) => ODD[value as usize],
            (_, value @ 10..) => value - 10,
            (_, value) => value,
        })
        .sum();
    shaped && u32::from(b'A') + sum % 26 == u32::from(bytes[15])
}

/// Day of birth with the century in the month; weights 1, 3, 7, 9.
fn is_pesel(token: &Token<'_>) -> bool {
    token.is_digits(11)
        && is_day(token.number(2, 4) % 20, token.number(4, 6))
        && weighted(token.bytes(), &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
        && !all_same(token.bytes())
}

/// Sex, year, month, place, serial; 97 less the remainder. Corsica counts as 19 and 18.
fn is_nir(token: &Token<'_>) -> bool {
    if token.len() != 15
        || !matches!(token.bytes()[0], b'1' | b'2')
        || !matches!(token.number(3, 5), 1..=12 | 20 | 30..=42 | 50..=99)
    {
        return false;
    }
    let mut digits = [0; 13];
    digits.copy_from_slice(&token.bytes()[..13]);
    match digits[6] {
        b'A' => digits[5..7].copy_from_slice(b"19"),
        b'B' => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    digits.iter().chain(&token.bytes()[13..]).all(u8::is_ascii_digit)
        && 97 - number(&digits) % 97 == token.number(13, 15)
}

/// The eleven test, the last digit taken off.
fn is_bsn(token: &Token<'_>) -> bool {
    token.is_digits(9)
        && !all_same(token.bytes())
        && (weighted(token.bytes(), &[9, 8, 7, 6, 5, 4, 3, 2]) + 11 - value(token.bytes()[8])).is_multiple_of(11)
}

/// Day of birth, serial; 97 less the remainder, with a 2 in front for those born after 1999.
fn is_nrn(token: &Token<'_>) -> bool {
    let (front, check) = (token.number(0, 9), token.number(9, 11));
    token.is_digits(11)
        && matches!(token.number(2, 4) % 20, 0..=12)
        && token.number(4, 6) <= 31
        && !all_same(token.bytes())
        && (97 - front % 97 == check || 97 - (2_000_000_000 + front) % 97 == check)
}

fn is_portuguese_nif(token: &Token<'_>) -> bool {
    if !token.is_digits(9) || !matches!(token.bytes()[0], b'1'..=b'3') {
        return false;
    }
    let rest = weighted(token.bytes(), &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    value(token.bytes()[8]) == if rest < 2 { 0 } else { 11 - rest }
}

/// The sum of EAN-13; no goods begin with 756.
fn is_ahv(token: &Token<'_>) -> bool {
    token.is_digits(13)
        && token.bytes().starts_with(b"756")
        && weighted(token.bytes(), &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// Either of the two lines under the picture (ICAO Doc 9303): names, or number and dates with their check digits.
fn is_passport_line(token: &Token<'_>) -> bool {
    let bytes = token.bytes();
    if token.len() != 44 || !bytes.contains(&b'<') {
        return false;
    }
    let letters =
        |from: usize, to: usize| bytes[from..to].iter().all(|&byte| byte.is_ascii_uppercase() || byte == b'<');
    if bytes[0] == b'P' && letters(0, 44) {
        return bytes[5..].windows(2).any(|pair| pair == b"<<");
    }
    let check = |from: usize, to: usize| {
        let sum: u32 =
            bytes[from..to].iter().zip([7, 3, 1].iter().cycle()).map(|(&byte, weight)| value(byte) * weight).sum();
        sum % 10 == value(bytes[to])
    };
    check(0, 9) && letters(10, 13) && check(13, 19) && check(21, 27)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(
            Kind::UkNino,
            &["AB123456C", "ab 12 34 56 c", "JG103759A"],
            &["QQ123456C", "GB123456A", "AO123456A", "AB123456E", "AB12345C"],
        );
        assert_told(Kind::UkNhs, &["943 476 5919", "4010232137"], &["943 476 5918", "1111111111"]);
        assert_told(
            Kind::DeTaxId,
            &["86095742719", "47036892816", "65929970489"],
            &["86095742718", "06095742719", "12345678901"],
        );
        assert_told(Kind::DeSocial, &["65 170839 J 003"], &["65 170839 J 004", "65 171339 J 003"]);
        assert_told(Kind::EsNif, &["12345678Z", "00000000-T"], &["12345678A", "1234567Z"]);
        assert_told(Kind::EsNie, &["X1234567L", "Y1234567X", "Z1234567R"], &["X1234567T", "W1234567L"]);
        assert_told(
            Kind::ItFiscal,
            &["RSSMRA85T10A562S", "MRTMTT91D08F205J"],
            &["RSSMRA85T10A562T", "RSSMRA85X10A562S"],
        );
        assert_told(Kind::PlPesel, &["44051401359", "02070803628"], &["44051401358", "44131401359"]);
        assert_told(
            Kind::FrNir,
            &["255081416802538", "2 55 08 14 168 025 38", "1 85 05 2A 006 084 35"],
            &["255081416802539", "355081416802538"],
        );
        assert_told(Kind::NlBsn, &["111222333", "123456782"], &["111222334", "123456789", "000000000"]);
        assert_told(Kind::BeNrn, &["85.07.30-033.28", "85073003328", "17073003384"], &["85.07.30-033.29"]);
        assert_told(Kind::PtNif, &["123456789", "212345672"], &["123456780", "923456789"]);
        assert_told(Kind::ChAhv, &["756.9217.0769.85", "7569217076985"], &["756.9217.0769.86", "7579217076985"]);
        assert_told(
            Kind::Passport,
            &["L898902C36UTO7408122F1204159ZE184226B<<<<<10", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"],
            &["L898902C37UTO7408122F1204159ZE184226B<<<<<10"],
        );
    }
}
