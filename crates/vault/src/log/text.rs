//! Bytes as text: base64 (RFC 4648, section 4) for what is kept and checked, hex for what is read aloud.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// With padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all = three.iter().enumerate().fold(0u32, |all, (at, byte)| all + (u32::from(*byte) << (16 - 8 * at)));
        for place in 0..4 {
            let letter = ALPHABET[(all >> (18 - 6 * place)) as usize & 63];
            text.push(if place > three.len() { '=' } else { letter.into() });
        }
    }
    text
}

/// Takes only what [`base64`] writes: one text for each value.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut all, mut bits) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        all = all * 64 + u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(all >> bits & 255).ok()?);
            all &= (1 << bits) - 1;
        }
    }
    (base64(&bytes) == text).then_some(bytes)
}

/// 32 bytes from their base64.
pub(crate) fn hash_of(text: &str) -> Option<[u8; 32]> {
    unbase64(text)?.try_into().ok()
}

/// Lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_texts_of_the_standard() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), text);
            assert_eq!(unbase64(text).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(hex(&[0, 0xff, 0x1a]), "00ff1a");
    }

    #[test]
    fn only_one_text_for_each_value() {
        for odd in ["Zg", "Zg=", "Zh==", "Zg===", "Zm 9v", "Zm9v\n", "-_-_", "Z", "="] {
            assert_eq!(unbase64(odd), None, "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(unbase64(&base64(&bytes)), Some(bytes));
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,40}") {
            if let Some(bytes) = unbase64(&text) {
                prop_assert_eq!(base64(&bytes), text);
            }
        }
    }
}
