//! United States, Canada, Brazil.

use crate::sensitive::{
    Kind,
    rule::{Rule, Sure},
    sums::{all_same, luhn, value, weighted},
    token::Token,
};

pub(in crate::sensitive) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::UsSsn,
        labels: &["ssn", "social security", "social security number", "social security no", "soc sec"],
        sure: Sure::Alone,
        len: 9..=9,
        // Nine digits are anything; with the two dashes they are this.
        test: |token| (token.is_written("999-99-9999") || token.is_written("999 99 9999")) && is_ssn(token),
        loose: 7,
    },
    Rule {
        kind: Kind::UsItin,
        labels: &["itin", "individual taxpayer"],
        sure: Sure::Alone,
        len: 9..=9,
        test: |token| token.is_written("999-99-9999") && is_itin(token),
        loose: 7,
    },
    Rule {
        kind: Kind::CaSin,
        labels: &["sin", "social insurance", "social insurance number", "sin number", "nas"],
        sure: Sure::Header,
        len: 9..=9,
        test: |token| token.is_digits(9) && !matches!(token.bytes()[0], b'0' | b'8') && luhn(token.bytes()),
        loose: 0,
    },
    Rule { kind: Kind::BrCpf, labels: &["cpf"], sure: Sure::Column, len: 11..=11, test: is_cpf, loose: 9 },
    Rule {
        kind: Kind::BrCpf,
        labels: &[],
        sure: Sure::Alone,
        len: 11..=11,
        test: |token| token.is_written("999.999.999-99") && is_cpf(token),
        loose: 0,
    },
    Rule { kind: Kind::BrCnpj, labels: &["cnpj"], sure: Sure::Column, len: 14..=14, test: is_cnpj, loose: 0 },
];

/// Numbers that were never given out: area 000, 666 and 900 on, group 00, serial 0000, and two that were printed in
/// advertisements.
fn is_ssn(token: &Token<'_>) -> bool {
    let (area, group, serial) = (token.number(0, 3), token.number(3, 5), token.number(5, 9));
    token.is_digits(9)
        && !matches!(area, 0 | 666 | 900..)
        && group != 0
        && serial != 0
        && !matches!(token.number(0, 9), 78_051_120 | 219_099_999)
        && !all_same(token.bytes())
}

fn is_itin(token: &Token<'_>) -> bool {
    token.is_digits(9)
        && token.bytes()[0] == b'9'
        && matches!(token.number(3, 5), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

fn is_cpf(token: &Token<'_>) -> bool {
    let digits = token.bytes();
    let check = |count: usize, from: u32| {
        let weights: Vec<u32> = (2..=from).rev().collect();
        weighted(&digits[..count], &weights) * 10 % 11 % 10 == value(digits[count])
    };
    token.is_digits(11) && !all_same(digits) && check(9, 10) && check(10, 11)
}

fn is_cnpj(token: &Token<'_>) -> bool {
    let digits = token.bytes();
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let check = |count: usize| {
        let rest = weighted(&digits[..count], &WEIGHTS[13 - count..]) % 11;
        value(digits[count]) == if rest < 2 { 0 } else { 11 - rest }
    };
    token.is_digits(14) && !all_same(digits) && check(12) && check(13)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(
            Kind::UsSsn,
            &["123-45-6789", "536-90-4399", "001 01 0001"],
            &[
                "078-05-1120",
                "219-09-9999",
                "000-12-3456",
                "666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "123456789",
            ],
        );
        assert_told(Kind::UsItin, &["912-70-1234", "999-88-9999"], &["912-69-1234", "812-70-1234", "912-93-0000"]);
        assert_told(Kind::CaSin, &["130 692 544", "193-456-787"], &["046454286", "130692545", "800000002"]);
        assert_told(
            Kind::BrCpf,
            &["111.444.777-35", "52998224725"],
            &["111.444.777-36", "111.111.111-11", "52998224735"],
        );
        assert_told(Kind::BrCnpj, &["11.222.333/0001-81", "11444777000161"], &["11.222.333/0001-82", "11111111111111"]);
    }
}
