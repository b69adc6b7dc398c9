//! A short cell as its letters and digits, without what people put between them.

/// Longest that any number of the list is.
const LONGEST: usize = 44;

/// Letters and digits of a cell, in capitals.
pub(super) struct Token<'a> {
    /// As written, trimmed.
    pub(super) written: &'a str,
    bytes: [u8; LONGEST],
    len: usize,
    digits: usize,
}

impl<'a> Token<'a> {
    /// `None` when it is too long, or has signs no number has.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let written = text.trim().trim_start_matches('\'');
        if written.len() > LONGEST + 16 {
            return None;
        }
        let mut token = Self { written, bytes: [0; LONGEST], len: 0, digits: 0 };
        for c in written.chars() {
            match c {
                ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2010}'..='\u{2014}' => continue,
                '0'..='9' | 'A'..='Z' | 'a'..='z' | '<' | '+' => {}
                _ => return None,
            }
            *token.bytes.get_mut(token.len)? = (c as u8).to_ascii_uppercase();
            token.len += 1;
            token.digits += usize::from(c.is_ascii_digit());
        }
        Some(token)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many of it are digits.
    pub(super) fn digits(&self) -> usize {
        self.digits
    }

    /// Only digits, exactly so many.
    pub(super) fn is_digits(&self, count: usize) -> bool {
        self.len == count && self.digits == count
    }

    /// The digits from `from` to `to` as a number.
    pub(super) fn number(&self, from: usize, to: usize) -> u64 {
        self.bytes().get(from..to).map_or(0, super::sums::number)
    }

    /// Whether it is written so: `9` a digit, `A` a letter, anything else itself.
    pub(super) fn is_written(&self, shape: &str) -> bool {
        self.written.len() == shape.len() && fits(self.written.as_bytes(), shape)
    }

    /// Whether its letters and digits are of this shape, whatever stands between.
    pub(super) fn is(&self, shape: &str) -> bool {
        self.len == shape.len() && fits(self.bytes(), shape)
    }
}

fn fits(bytes: &[u8], shape: &str) -> bool {
    bytes.iter().zip(shape.bytes()).all(|(&byte, wanted)| match wanted {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_alphabetic(),
        b'#' => byte.is_ascii_alphanumeric(),
        _ => byte == wanted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_is_left_out() {
        let token = Token::new(" gb82 WEST-1234.5698\u{a0}7654 32 ").unwrap();
        assert_eq!(token.bytes(), b"GB82WEST12345698765432");
        assert_eq!((token.len(), token.digits(), token.number(2, 4)), (22, 16, 82));
        let ssn = Token::new("123-45-6789").unwrap();
        assert!(ssn.is_written("999-99-9999") && ssn.is("999999999") && ssn.is_digits(9));
        assert!(Token::new("a@b.de").is_none() && Token::new(&"1".repeat(45)).is_none());
    }
}
