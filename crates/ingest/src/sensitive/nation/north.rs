//! Sweden, Finland, Denmark, Norway.

use crate::sensitive::{
    Kind,
    rule::{Rule, Sure},
    sums::{is_day, luhn, number, value, weighted},
    token::Token,
};

pub(in crate::sensitive) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::SePersonal,
        labels: &["personnummer", "personnr", "pnr", "samordningsnummer"],
        sure: Sure::Column,
        len: 10..=12,
        test: is_swedish,
        loose: 10,
    },
    Rule {
        kind: Kind::FiHetu,
        labels: &["hetu", "henkilotunnus", "henkilo tunnus", "sotu"],
        sure: Sure::Alone,
        len: 10..=11,
        test: is_finnish,
        loose: 9,
    },
    Rule {
        kind: Kind::DkCpr,
        labels: &["cpr", "cpr nummer", "cprnr", "personnummer dk"],
        sure: Sure::Header,
        len: 10..=10,
        test: |token| token.is_digits(10) && is_day(token.number(2, 4), token.number(0, 2)),
        loose: 9,
    },
    Rule {
        kind: Kind::NoFnr,
        labels: &["fodselsnummer", "fodselsnr", "fnr", "personnummer"],
        sure: Sure::Column,
        len: 11..=11,
        test: is_norwegian,
        loose: 10,
    },
];

/// Day of birth (60 more in the day for coordination numbers), serial, Luhn over the last ten.
fn is_swedish(token: &Token<'_>) -> bool {
    let bytes: Vec<u8> = token.bytes().iter().copied().filter(|byte| *byte != b'+').collect();
    let Some(ten) = bytes.len().checked_sub(10).and_then(|from| bytes.get(from..)) else { return false };
    let century = bytes.len() == 10 || (bytes.len() == 12 && matches!(&bytes[..2], b"18" | b"19" | b"20"));
    let part = |from: usize, to: usize| number(&ten[from..to]);
    bytes.iter().all(u8::is_ascii_digit)
        && century
        && is_day(part(2, 4), if part(4, 6) > 60 { part(4, 6) - 60 } else { part(4, 6) })
        && part(6, 9) > 0
        && luhn(ten)
}

/// Day of birth, sign of the century, serial, remainder by 31. The sign must be there.
fn is_finnish(token: &Token<'_>) -> bool {
    let written = token.written.as_bytes();
    let is_shaped = written.len() == 11
        && written[..6].iter().all(u8::is_ascii_digit)
        && b"+-ABCDEFYXWVUabcdefyxwvu".contains(&written[6])
        && written[7..10].iter().all(u8::is_ascii_digit);
    if !is_shaped || !is_day(number(&written[2..4]), number(&written[..2])) {
        return false;
    }
    let whole = number(&written[..6]) * 1_000 + number(&written[7..10]);
    (2..=999).contains(&(whole % 1_000))
        && b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(whole % 31) as usize] == written[10].to_ascii_uppercase()
}

/// Day of birth (40 more in the day or the month for other series), serial, two check digits by eleven.
fn is_norwegian(token: &Token<'_>) -> bool {
    let (day, month) = (token.number(0, 2), token.number(2, 4));
    let check = |weights: &[u32], at: usize| {
        let rest = weighted(&token.bytes()[..at], weights) % 11;
        value(token.bytes()[at]) == if rest == 0 { 0 } else { 11 - rest }
    };
    token.is_digits(11)
        && is_day(if month > 40 { month - 40 } else { month }, if day > 40 { day - 40 } else { day })
        && check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], 9)
        && check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::rule::assert_told;

    #[test]
    fn known_good_and_near_misses() {
        assert_told(
            Kind::SePersonal,
            &["811228-9874", "19811228-9874", "670919-9530", "811228+9874"],
            &["811228-9873", "811328-9874", "17811228-9874"],
        );
        assert_told(
            Kind::FiHetu,
            &["131052-308T", "131052-308t", "010594Y9021"],
            &["131052-308U", "131052308T", "321052-308T"],
        );
        assert_told(Kind::DkCpr, &["070761-4285", "0707614285"], &["071361-4285", "3207614285"]);
        assert_told(Kind::NoFnr, &["01019030071", "010190 30152"], &["01019030072", "01139030071", "01019030073"]);
    }
}
