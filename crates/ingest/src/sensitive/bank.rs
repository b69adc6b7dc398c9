//! Bank accounts: IBAN wherever it stands, the numbers of single countries by name.

use super::{
    Kind,
    rule::{Rule, Sure},
    sums::{all_same, mod_97, weighted},
    token::Token,
};
use std::ops::Range;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::Iban,
        labels: &["iban"],
        sure: Sure::Alone,
        len: 15..=34,
        test: |token| is_iban(token.bytes()),
        loose: 10,
    },
    Rule {
        kind: Kind::UsRouting,
        labels: &["routing number", "routing no", "aba", "aba number", "routing", "aba routing"],
        sure: Sure::Header,
        len: 9..=9,
        test: is_routing,
        loose: 0,
    },
    Rule {
        kind: Kind::Bic,
        labels: &["bic", "swift", "swift code", "bic code", "bic swift"],
        sure: Sure::Header,
        len: 8..=11,
        test: |token| {
            matches!(token.len(), 8 | 11)
                && token.bytes()[..6].iter().all(u8::is_ascii_uppercase)
                && token.bytes()[6..].iter().all(u8::is_ascii_alphanumeric)
        },
        loose: 0,
    },
    Rule {
        kind: Kind::SortCode,
        labels: &["sort code", "sortcode", "bank sort code"],
        sure: Sure::Header,
        len: 6..=6,
        test: |token| token.is_digits(6),
        loose: 5,
    },
    Rule {
        kind: Kind::BankAccount,
        labels: &[
            "bank account",
            "bank account number",
            "account number",
            "account no",
            "acct number",
            "kontonummer",
            "bankkonto",
            "bankverbindung",
            "rekeningnummer",
            "bankrekening",
            "numero de compte",
            "cuenta bancaria",
            "numero de cuenta",
            "conto corrente",
            "clabe",
            "bsb",
            "direct debit account",
        ],
        sure: Sure::Header,
        len: 5..=24,
        test: |token| token.digits() >= 5,
        loose: 5,
    },
];

/// Length by country, from the register that SWIFT keeps.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
    EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 \
    LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 \
    QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

fn length(country: &[u8]) -> Option<usize> {
    LENGTHS
        .split_ascii_whitespace()
        .find(|entry| entry.as_bytes()[..2].eq_ignore_ascii_case(country))
        .and_then(|entry| entry[2..].parse().ok())
}

/// Country, two check digits, as long as the country has them; MOD 97-10.
pub(super) fn is_iban(bytes: &[u8]) -> bool {
    bytes.len() >= 15
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && length(&bytes[..2]) == Some(bytes.len())
        && mod_97(bytes[4..].iter().chain(&bytes[..4]).copied()) == 1
}

/// Where account numbers stand in a text, written in one piece or in groups.
pub(super) fn ibans(cell: &str) -> Vec<Range<usize>> {
    let bytes = cell.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..bytes.len().saturating_sub(14) {
        let begins = (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes[at..at + 2].iter().all(u8::is_ascii_alphabetic)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit)
            && found.last().is_none_or(|last| last.end <= at);
        let Some(wanted) = Some(&bytes[at..at + 2]).filter(|_| begins).and_then(length) else { continue };
        let mut compact = Vec::with_capacity(wanted);
        let mut end = at;
        for (place, c) in cell[at..].char_indices() {
            match c {
                _ if compact.len() == wanted => break,
                // A dash would make one of many a hexadecimal id.
                ' ' | '\u{a0}' | '\u{202f}' => {}
                c if c.is_ascii_alphanumeric() => {
                    compact.push(c as u8);
                    end = at + place + 1;
                }
                _ => break,
            }
        }
        if !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) && is_iban(&compact) {
            found.push(at..end);
        }
    }
    found
}

/// Weights 3, 7, 1 and a district of the Federal Reserve.
fn is_routing(token: &Token<'_>) -> bool {
    token.is_digits(9)
        && matches!(token.number(0, 2), 0..=12 | 21..=32 | 61..=72 | 80)
        && !all_same(token.bytes())
        && weighted(token.bytes(), &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(
            Kind::Iban,
            &[
                "GB82WEST12345698765432",
                "GB82 WEST 1234 5698 7654 32",
                "DE89 3704 0044 0532 0130 00",
                "nl91abna0417164300",
                "FR14 2004 1010 0505 0001 3M02 606",
                "NO93 8601 1117 947",
                "MT84MALT011000012345MTLCAST001S",
            ],
            &["GB82WEST12345698765431", "GB82WEST1234569876543", "XX82WEST12345698765432", "DE89370400440532013001"],
        );
        assert_told(Kind::UsRouting, &["121000248", "021000021"], &["121000249", "991000248"]);
        assert_told(Kind::Bic, &["DEUTDEFF", "DEUTDEFF500", "NEDSZAJJXXX"], &["DEUT1EFF", "DEUTDEFF5"]);
    }

    #[test]
    fn in_the_middle_of_a_text() {
        let text = "pay to DE89 3704 0044 0532 0130 00, or NL91ABNA0417164300.";
        let found: Vec<&str> = ibans(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(found, ["DE89 3704 0044 0532 0130 00", "NL91ABNA0417164300"]);
        assert!(ibans("pay to DE89 3704 0044 0532 0130 01 é").is_empty());
        assert!(ibans("DE89370400440532013000X").is_empty() && ibans("é").is_empty());
    }
}
