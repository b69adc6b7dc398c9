//! Australia, India, South Africa, Turkey, Thailand, Korea, Singapore; and what is told by the column's name alone.

use crate::sensitive::{
    Kind,
    rule::{Rule, Sure},
    sums::{all_same, is_day, luhn, value, verhoeff, weighted},
    token::Token,
};

pub(in crate::sensitive) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::AuTfn,
        labels: &["tfn", "tax file number"],
        sure: Sure::Header,
        len: 8..=9,
        test: is_tfn,
        loose: 8,
    },
    Rule {
        kind: Kind::AuMedicare,
        labels: &["medicare", "medicare number", "medicare no", "medicare card"],
        sure: Sure::Header,
        len: 10..=11,
        test: is_medicare,
        loose: 9,
    },
    Rule {
        kind: Kind::InAadhaar,
        labels: &["aadhaar", "aadhar", "adhaar", "uidai", "aadhaar number"],
        sure: Sure::Column,
        len: 12..=12,
        test: |token| {
            token.is_digits(12)
                && !matches!(token.bytes()[0], b'0' | b'1')
                && !all_same(token.bytes())
                && verhoeff(token.bytes())
        },
        loose: 11,
    },
    Rule {
        kind: Kind::ZaId,
        labels: &["sa id", "rsa id", "south african id", "sa id number", "id number"],
        sure: Sure::Column,
        len: 13..=13,
        test: |token| {
            token.is_digits(13)
                && is_day(token.number(2, 4), token.number(4, 6))
                && matches!(token.bytes()[10], b'0'..=b'2')
                && luhn(token.bytes())
        },
        loose: 0,
    },
    Rule {
        kind: Kind::TrId,
        labels: &["tckn", "tc kimlik", "tc kimlik no", "kimlik no"],
        sure: Sure::Column,
        len: 11..=11,
        test: is_turkish,
        loose: 10,
    },
    Rule {
        kind: Kind::ThId,
        labels: &["thai id", "thai national id"],
        sure: Sure::Column,
        len: 13..=13,
        test: |token| {
            let sum = weighted(token.bytes(), &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
            token.is_digits(13)
                && matches!(token.bytes()[0], b'1'..=b'8')
                && (11 - sum % 11) % 10 == value(token.bytes()[12])
        },
        loose: 12,
    },
    Rule {
        kind: Kind::KrRrn,
        labels: &["rrn", "resident registration", "jumin"],
        sure: Sure::Column,
        len: 13..=13,
        test: is_korean,
        loose: 12,
    },
    Rule {
        kind: Kind::SgNric,
        labels: &["nric", "fin", "nric fin", "nric number"],
        sure: Sure::Column,
        len: 9..=9,
        test: is_singaporean,
        loose: 0,
    },
    Rule {
        kind: Kind::DrivingLicence,
        labels: &[
            "drivers license",
            "driver license",
            "driver s license",
            "driving licence",
            "drivers licence",
            "driver licence",
            "driving license",
            "licence number",
            "license number",
            "dl number",
            "fuhrerschein",
            "permis de conduire",
            "rijbewijs",
            "carnet de conducir",
            "patente di guida",
        ],
        sure: Sure::Header,
        len: 5..=20,
        test: |token| token.digits() >= 4,
        loose: 4,
    },
    Rule {
        kind: Kind::NationalId,
        labels: &[
            "national id",
            "national identity",
            "national id number",
            "national identification",
            "government id",
            "identity number",
            "id card",
            "id card number",
            "identity card",
            "citizen id",
            "personal identification number",
            "tax id",
            "taxpayer id",
            "tin",
            "personalausweis",
            "ausweisnummer",
            "carte d identite",
            "documento de identidad",
            "numero de documento",
            "cedula",
            "curp",
            "emirates id",
            "civil id",
            "iqama",
            "hkid",
            "voter id",
            "identiteitskaart",
        ],
        sure: Sure::Header,
        len: 5..=24,
        test: |token| token.digits() >= 5,
        loose: 5,
    },
];

fn is_tfn(token: &Token<'_>) -> bool {
    match token.len() {
        9 => {
            token.is_digits(9)
                && weighted(token.bytes(), &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
                && !all_same(token.bytes())
        }
        8 => {
            token.is_digits(8)
                && weighted(token.bytes(), &[10, 7, 8, 4, 6, 3, 5, 1]).is_multiple_of(11)
                && !all_same(token.bytes())
        }
        _ => false,
    }
}

fn is_medicare(token: &Token<'_>) -> bool {
    token.digits() == token.len()
        && matches!(token.bytes()[0], b'2'..=b'6')
        && weighted(token.bytes(), &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == value(token.bytes()[8])
}

fn is_turkish(token: &Token<'_>) -> bool {
    if !token.is_digits(11) || token.bytes()[0] == b'0' {
        return false;
    }
    let digit = |at: usize| value(token.bytes()[at]);
    let odd = digit(0) + digit(2) + digit(4) + digit(6) + digit(8);
    let even = digit(1) + digit(3) + digit(5) + digit(7);
    let nine: u32 = (0..9).map(digit).sum();
    (odd * 7 + 10 * 10 - even) % 10 == digit(9) && (nine + digit(9)) % 10 == digit(10)
}

fn is_korean(token: &Token<'_>) -> bool {
    let sum = weighted(token.bytes(), &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    token.is_digits(13)
        && is_day(token.number(2, 4), token.number(4, 6))
        && !matches!(token.bytes()[6], b'0' | b'9')
        && (11 - sum % 11) % 10 == value(token.bytes()[12])
}

fn is_singaporean(token: &Token<'_>) -> bool {
    if !token.is("A9999999A") {
        return false;
    }
    let sum = weighted(&token.bytes()[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    let (letters, more): (&[u8; 11], u32) = match token.bytes()[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        _ => return false,
    };
    letters[((sum + more) % 11) as usize] == token.bytes()[8]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(Kind::AuTfn, &["123 456 782", "876543210", "81854402"], &["123 456 783", "000000000"]);
        assert_told(Kind::AuMedicare, &["2123 45670 1", "2428 77813 2"], &["2123 45671 1", "7123456701"]);
        assert_told(Kind::InAadhaar, &["2341 2341 2346", "499118665246"], &["2341 2341 2347", "123412341234"]);
        assert_told(Kind::ZaId, &["8001015009087"], &["8001015009088", "8013015009087", "8001015009387"]);
        assert_told(Kind::TrId, &["10000000146"], &["10000000147", "00000000146"]);
        assert_told(Kind::ThId, &["1-2345-67890-12-1", "3100600445635"], &["1234567890122"]);
        assert_told(Kind::KrRrn, &["930101-1234560", "850515-2345679"], &["930101-1234561", "931301-1234560"]);
        assert_told(Kind::SgNric, &["S1234567D", "F1234567N"], &["S1234567E", "A1234567D"]);
    }
}
