//! Health: numbers of patients, insurers and prescribers, and codes of diagnoses.

use super::{
    Kind,
    rule::{Rule, Sure},
    sums::{luhn_sum, value},
    token::Token,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::UsMbi,
        labels: &["mbi", "medicare beneficiary", "medicare id", "medicare beneficiary identifier"],
        sure: Sure::Column,
        len: 11..=11,
        test: is_mbi,
        loose: 0,
    },
    Rule {
        kind: Kind::UsNpi,
        labels: &["npi", "npi number", "provider npi"],
        sure: Sure::Header,
        len: 10..=10,
        test: is_npi,
        loose: 0,
    },
    Rule {
        kind: Kind::UsDea,
        labels: &["dea", "dea number", "dea no"],
        sure: Sure::Header,
        len: 9..=9,
        test: is_dea,
        loose: 0,
    },
    Rule {
        kind: Kind::Icd10,
        labels: &[
            "icd",
            "icd10",
            "icd 10",
            "icd code",
            "icd10 code",
            "diagnosis code",
            "diagnosis",
            "diagnoses",
            "diagnose",
            "dx",
            "dx code",
        ],
        sure: Sure::Header,
        len: 3..=8,
        test: is_diagnosis,
        loose: 0,
    },
    // With its point few other things are written so.
    Rule {
        kind: Kind::Icd10,
        labels: &[],
        sure: Sure::Column,
        len: 4..=8,
        test: |token| token.written.as_bytes().get(3) == Some(&b'.') && is_diagnosis(token),
        loose: 0,
    },
    Rule {
        kind: Kind::MedicalRecord,
        labels: &[
            "mrn",
            "medical record",
            "medical record number",
            "patient id",
            "patient number",
            "patient no",
            "patientennummer",
            "chart number",
            "patientnummer",
        ],
        sure: Sure::Header,
        len: 3..=24,
        test: |token| token.digits() >= 3,
        loose: 3,
    },
    Rule {
        kind: Kind::HealthPlan,
        labels: &[
            "health plan",
            "health insurance",
            "insurance id",
            "insurance number",
            "insurance policy number",
            "health card",
            "subscriber id",
            "beneficiary number",
            "krankenversicherungsnummer",
            "versichertennummer",
            "krankenkasse nummer",
            "mutuelle",
            "health insurance number",
            "polisnummer",
        ],
        sure: Sure::Header,
        len: 4..=24,
        test: |token| token.digits() >= 4,
        loose: 4,
    },
];

/// Eleven places, each with its own letters and digits; none of S, L, O, I, B, Z.
fn is_mbi(token: &Token<'_>) -> bool {
    token.len() == 11
        && token.bytes().iter().zip(b"CANDANDAADD").all(|(&byte, place)| {
            let letter = byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
            match place {
                b'C' => matches!(byte, b'1'..=b'9'),
                b'A' => letter,
                b'D' => byte.is_ascii_digit(),
                _ => letter || byte.is_ascii_digit(),
            }
        })
}

/// Luhn with 80840 in front, which adds 24.
fn is_npi(token: &Token<'_>) -> bool {
    token.is_digits(10) && matches!(token.bytes()[0], b'1' | b'2') && (luhn_sum(token.bytes()) + 24).is_multiple_of(10)
}

/// Two letters, six digits, a check digit.
fn is_dea(token: &Token<'_>) -> bool {
    if !(token.is("AA9999999") || token.is("A99999999")) || !b"ABCDEFGHJKLMPRSTUX".contains(&token.bytes()[0]) {
        return false;
    }
    let digit = |at: usize| value(token.bytes()[at + 2]);
    (digit(0) + digit(2) + digit(4) + 2 * (digit(1) + digit(3) + digit(5))) % 10 == digit(6)
}

/// A letter, two digits (the second may be a letter), a point, up to four more.
fn is_diagnosis(token: &Token<'_>) -> bool {
    let bytes = token.bytes();
    let (front, behind) = token.written.split_once('.').unwrap_or((token.written, ""));
    (3..=7).contains(&bytes.len())
        && front.len() == 3
        && bytes[0].is_ascii_uppercase()
        && bytes[1].is_ascii_digit()
        && bytes[2].is_ascii_alphanumeric()
        && behind.len() <= 4
        && behind.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(Kind::UsMbi, &["1EG4-TE5-MK73", "1EG4TE5MK73"], &["0EG4TE5MK73", "1SG4TE5MK73", "1EG4TE5MKA3"]);
        assert_told(Kind::UsNpi, &["1234567893"], &["1234567890", "3234567893"]);
        assert_told(Kind::UsDea, &["AB1234563", "FB1234563"], &["AB1234564", "1B1234563"]);
        assert_told(
            Kind::Icd10,
            &["E11.9", "J45.901", "F32", "C4A.0", "S72.001A"],
            &["E1", "11.9", "E11.90123", "EE1.9", "A4 paper"],
        );
    }
}
