//! Check digits: the sums by which a number proves that it was not made up. Digits come as bytes `0` to `9` in ASCII.

/// Value of an ASCII digit; of a letter, 10 to 35.
pub(super) fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        b'a'..=b'z' => u32::from(byte - b'a') + 10,
        _ => 0,
    }
}

/// Digits as one number, for at most 19 of them.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum: u64, &byte| sum.wrapping_mul(10).wrapping_add(u64::from(value(byte))))
}

/// Luhn: ISO/IEC 7812-1, annex B.
pub(super) fn luhn(digits: &[u8]) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

pub(super) fn luhn_sum(digits: &[u8]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &byte)| match value(byte) {
            digit if at % 2 == 0 => digit,
            digit if digit > 4 => digit * 2 - 9,
            digit => digit * 2,
        })
        .sum()
}

/// Sum of digits times weights.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(&byte, weight)| value(byte) * weight).sum()
}

/// Remainder of a number by 97, letters as two digits: ISO 7064, MOD 97-10.
pub(super) fn mod_97(text: impl Iterator<Item = u8>) -> u32 {
    text.fold(0, |rest, byte| {
        let value = value(byte);
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    })
}

/// ISO 7064, MOD 11,10.
pub(super) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((&last, front)) = digits.split_last() else { return false };
    let product = front.iter().fold(10, |product, &byte| {
        let sum = (value(byte) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == value(last)
}

/// Verhoeff's scheme: the dihedral group of ten elements.
pub(super) fn verhoeff(digits: &[u8]) -> bool {
    fn times(a: usize, b: usize) -> usize {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b) % 5 + 5,
            (false, true) => (a + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        }
    }
    const STEP: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let product = digits.iter().rev().enumerate().fold(0, |product, (at, &byte)| {
        let moved = (0..at % 8).fold(value(byte) as usize, |digit, _| STEP[digit]);
        times(product, moved)
    });
    product == 0
}

/// Whether day and month are of some year.
pub(super) fn is_day(month: u64, day: u64) -> bool {
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => return false,
    };
    (1..=longest).contains(&day)
}

/// Whether all bytes are the same.
pub(super) fn all_same(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_good_and_off_by_one() {
        assert!(luhn(b"4111111111111111") && !luhn(b"4111111111111112"));
        assert!(verhoeff(b"2363") && !verhoeff(b"2364") && verhoeff(b"123451") && !verhoeff(b"123415"));
        // The example of the standard: 0794 has the check digit 5.
        assert!(mod_11_10(b"07945") && !mod_11_10(b"07946"));
        assert_eq!(mod_97("3214282912345698765432161182".bytes()), 1);
        assert!(is_day(2, 29) && !is_day(2, 30) && !is_day(13, 1) && !is_day(4, 31));
    }

    #[test]
    fn one_wrong_digit_never_passes() {
        for at in 0..16 {
            for digit in b'0'..=b'9' {
                let mut digits = *b"4111111111111111";
                let same = digits[at] == digit;
                digits[at] = digit;
                assert_eq!(luhn(&digits), same);
            }
        }
        for at in 0..6 {
            for digit in b'0'..=b'9' {
                let mut digits = *b"123451";
                let same = digits[at] == digit;
                digits[at] = digit;
                assert_eq!(verhoeff(&digits), same);
            }
        }
    }
}
