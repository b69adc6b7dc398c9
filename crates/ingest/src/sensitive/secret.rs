//! What must never be written at all: security codes, magnetic stripes, passwords and their hashes, private keys, and
//! what programs show to be let in.

use super::{Kind, header::Header};

const CODES: &[&str] = &[
    "cvv",
    "cvv2",
    "cvc",
    "cvc2",
    "cid",
    "csc",
    "cvn",
    "security code",
    "card code",
    "verification code",
    "card verification",
    "card security",
    "prufziffer",
    "kartenprufnummer",
    "cryptogramme",
    "codigo de seguridad",
    "codice di sicurezza",
];
const PINS: &[&str] = &["pin", "card pin", "pin number", "pin code", "pincode", "atm pin", "geheimzahl", "codigo pin"];
const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "pwd",
    "passphrase",
    "pass phrase",
    "kennwort",
    "mot de passe",
    "contrasena",
    "senha",
    "wachtwoord",
    "haslo",
    "password hash",
    "hashed password",
    "passcode",
];
const ANSWERS: &[&str] = &[
    "security question",
    "security answer",
    "secret question",
    "secret answer",
    "mothers maiden name",
    "mother s maiden name",
    "recovery question",
    "sicherheitsfrage",
    "memorable word",
];
const KEYS: &[&str] =
    &["private key", "privatekey", "seed phrase", "mnemonic", "recovery phrase", "ssh key", "pgp private"];
const TOKENS: &[&str] = &[
    "api key",
    "apikey",
    "api token",
    "access token",
    "auth token",
    "authorization token",
    "oauth token",
    "refresh token",
    "bearer token",
    "secret key",
    "client secret",
    "api secret",
    "webhook secret",
    "access key",
    "session token",
];
const TRACKS: &[&str] =
    &["track1", "track2", "track 1", "track 2", "track data", "magstripe", "magnetic stripe", "swipe data"];

/// What a column's name makes of its cells.
pub(super) fn of_header(header: &Header) -> Option<Kind> {
    if header.is_about() && !header.is_any(&["password hash"]) {
        return None;
    }
    let gift = header.is_any(&["gift", "voucher", "coupon", "discount"]);
    [
        (CODES, Kind::CardCode),
        (TRACKS, Kind::MagneticTrack),
        (PINS, Kind::Pin),
        (PASSWORDS, Kind::Password),
        (ANSWERS, Kind::SecurityAnswer),
        (KEYS, Kind::PrivateKey),
        (TOKENS, Kind::AccessToken),
    ]
    .into_iter()
    .find(|(labels, kind)| header.is_any(labels) && !(gift && matches!(kind, Kind::CardCode | Kind::Pin)))
    .map(|(_, kind)| kind)
}

/// Whether a cell under such a name holds the thing.
pub(super) fn holds(kind: Kind, cell: &str) -> bool {
    let cell = cell.trim().trim_start_matches('\'');
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let digits = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        Kind::CardCode => digits && matches!(cell.len(), 1..=4),
        // Six digits under "PIN code" are an Indian postcode.
        Kind::Pin => digits && matches!(cell.len(), 3..=5),
        Kind::MagneticTrack => cell.bytes().filter(u8::is_ascii_digit).count() >= 8,
        Kind::AccessToken => cell.len() >= 12 && !cell.contains(' '),
        Kind::PrivateKey => cell.len() >= 12,
        Kind::Password | Kind::SecurityAnswer => {
            !["yes", "no", "true", "false", "0", "1", "-", "n/a", "na", "none", "null", "set", "not set"]
                .iter()
                .any(|word| cell.eq_ignore_ascii_case(word))
                && !cell.bytes().all(|byte| byte == b'*')
                && !cell.is_empty()
        }
        _ => false,
    }
}

/// What a text holds that may not be written, wherever it stands.
pub(super) fn within(cell: &str) -> Option<Kind> {
    let bytes = cell.as_bytes();
    if has_key(cell) {
        return Some(Kind::PrivateKey);
    }
    if memchr::memchr2_iter(b'%', b';', bytes).any(|at| is_track(&bytes[at..])) {
        return Some(Kind::MagneticTrack);
    }
    if memchr::memchr2_iter(b'$', b'{', bytes).any(|at| is_hash(&cell[at..])) || has_method(cell) {
        return Some(Kind::Password);
    }
    if cell
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '<' | '>' | '(' | ')' | '=' | ':'))
        .any(is_token)
    {
        return Some(Kind::AccessToken);
    }
    said(cell)
}

fn has_key(cell: &str) -> bool {
    (cell.contains("-----BEGIN") && cell.contains("PRIVATE KEY")) || cell.contains("PuTTY-User-Key-File")
}

/// `%B4111111111111111^NAME^2712...` or `;4111111111111111=2712...`
fn is_track(text: &[u8]) -> bool {
    let (digits, end) = match text {
        [b'%', b'B' | b'b', rest @ ..] => (rest, b'^'),
        [b';', rest @ ..] => (rest, b'='),
        _ => return false,
    };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (12..=19).contains(&count) && digits.get(count) == Some(&end)
}

/// A password's hash by the sign of its method: `$2b$12$...`, `$argon2id$...`, `{SSHA}...`.
fn is_hash(text: &str) -> bool {
    let rest = |front: &str| text.strip_prefix(front);
    let after = |front: &str, least: usize| {
        rest(front).is_some_and(|rest| {
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"./$=,+-_*".contains(byte)).count() >= least
        })
    };
    ["$2a$", "$2b$", "$2y$", "$2x$"].iter().any(|front| after(front, 40))
        || ["$argon2", "$scrypt$", "$pbkdf2", "$y$", "$7$"].iter().any(|front| after(front, 16))
        || ["$1$", "$5$", "$6$", "$apr1$", "$sha1$", "$md5$"].iter().any(|front| after(front, 22))
        || ["$P$", "$H$", "$S$"].iter().any(|front| after(front, 28))
        || ["{SSHA}", "{SHA}", "{SMD5}", "{SSHA256}", "{SSHA512}", "{CRYPT}"].iter().any(|front| after(front, 16))
}

/// `pbkdf2_sha256$600000$...` as web frameworks write it.
fn has_method(cell: &str) -> bool {
    ["pbkdf2_sha", "pbkdf2:sha", "bcrypt_sha256$", "scrypt:", "argon2$argon2", "sha1$", "md5$", "sha256$"].iter().any(
        |front| {
            cell.find(front).is_some_and(|at| {
                let word = cell[at..].split_whitespace().next().unwrap_or_default();
                word.len() >= 40 && word.matches('$').count() >= 2
            })
        },
    )
}

/// By the fronts that the makers of keys chose so that they can be found.
fn is_token(word: &str) -> bool {
    const FRONTS: &[(&str, usize)] = &[
        ("sk_live_", 24),
        ("sk_test_", 24),
        ("rk_live_", 24),
        ("rk_test_", 24),
        ("whsec_", 24),
        ("ghp_", 30),
        ("gho_", 30),
        ("ghu_", 30),
        ("ghs_", 30),
        ("ghr_", 30),
        ("github_pat_", 40),
        ("glpat-", 20),
        ("xoxb-", 24),
        ("xoxp-", 24),
        ("xoxa-", 24),
        ("xoxs-", 24),
        ("shpat_", 32),
        ("shpss_", 32),
        ("shpca_", 32),
        ("shppa_", 32),
        ("xkeysib-", 40),
        ("SG.", 40),
        ("AIza", 39),
        ("ya29.", 30),
        ("hf_", 30),
        ("npm_", 36),
        ("dop_v1_", 40),
        ("sq0atp-", 22),
        ("sq0csp-", 30),
        ("EAAA", 60),
        ("sk-ant-", 40),
        ("sk-proj-", 40),
        ("pk_secret_", 24),
        ("lin_api_", 30),
    ];
    if word.len() < 20 {
        return false;
    }
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+/=".contains(&byte));
    if FRONTS.iter().any(|(front, least)| word.starts_with(front) && word.len() >= *least) {
        return plain(word);
    }
    let cloud = ["AKIA", "ASIA"].iter().any(|front| word.starts_with(front));
    if cloud && word.len() == 20 {
        return word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    }
    // A Mailchimp key: 32 hexadecimal digits and the data centre.
    if let Some((key, centre)) = word.split_once("-us") {
        return key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) && centre.parse::<u8>().is_ok();
    }
    // Three parts in Base64, the first two of them JSON.
    word.starts_with("eyJ") && word.matches('.').count() == 2 && word.contains(".eyJ") && plain(word)
}

/// "cvv 123", "pin: 4821", "password: hunter2" in the middle of a text.
fn said(cell: &str) -> Option<Kind> {
    let bytes = cell.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits >= 3 {
        for word in ["cvv2", "cvc2", "cvv", "cvc", "cvn", "csc", "security code"] {
            if follows(bytes, word).any(|rest| is_run(rest, 3..=4)) {
                return Some(Kind::CardCode);
            }
        }
        let pin = |rest: &[u8]| rest.first().is_some_and(|byte| b":=#".contains(byte)) && is_run(rest, 4..=4);
        if follows(bytes, "pin").any(pin) || follows(bytes, "card pin").any(|rest| is_run(rest, 4..=4)) {
            return Some(Kind::Pin);
        }
    }
    let told = |word: &str| {
        follows(bytes, word).any(|rest| {
            let value = rest.strip_prefix(b" ").unwrap_or(rest);
            let Some((b':' | b'=', value)) = value.split_first() else { return false };
            let value = value.trim_ascii_start();
            let len = value.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            // A word alone is prose; what has a digit or a sign in it, or is long, is not.
            len >= 6 && value[..len].iter().any(|byte| !byte.is_ascii_alphabetic()) && !value.starts_with(b"http")
        })
    };
    ["password", "passwort", "passwd", "pwd", "contrasena", "mot de passe"]
        .into_iter()
        .any(told)
        .then_some(Kind::Password)
}

/// What follows a word, wherever it stands as one.
fn follows<'a>(bytes: &'a [u8], word: &'a str) -> impl Iterator<Item = &'a [u8]> + 'a {
    let word = word.as_bytes();
    let first = word[0];
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes).filter_map(move |at| {
        let alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let same = bytes.get(at..at + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word));
        (alone && same).then(|| &bytes[at + word.len()..])
    })
}

/// Whether a number of so many digits comes next, with at most a few signs or one short word before it.
fn is_run(rest: &[u8], len: std::ops::RangeInclusive<usize>) -> bool {
    let mut rest = rest;
    if rest.first().is_some_and(u8::is_ascii_alphanumeric) && !rest[0].is_ascii_digit() {
        return false;
    }
    rest = trim_signs(rest);
    for word in [&b"code"[..], b"number", b"no", b"is", b"nr"] {
        if rest.len() > word.len()
            && rest[..word.len()].eq_ignore_ascii_case(word)
            && !rest[word.len()].is_ascii_alphanumeric()
        {
            rest = trim_signs(&rest[word.len()..]);
        }
    }
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    len.contains(&count) && !rest.get(count).is_some_and(u8::is_ascii_alphabetic)
}

fn trim_signs(bytes: &[u8]) -> &[u8] {
    let count = bytes.iter().take(6).take_while(|byte| b" :=#-.(\"'".contains(byte)).count();
    &bytes[count..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, cell: &str) -> Option<Kind> {
        of_header(&Header::new(name)).filter(|kind| holds(*kind, cell))
    }

    #[test]
    fn told_by_the_name_of_the_column() {
        assert_eq!(named("CVV", "123"), Some(Kind::CardCode));
        assert_eq!(named("Card Security Code", "0123"), Some(Kind::CardCode));
        assert_eq!(named("cvc", "12.0"), Some(Kind::CardCode), "a spreadsheet took the zero");
        assert_eq!(named("Card PIN", "4821"), Some(Kind::Pin));
        assert_eq!(named("user_password", "hunter2"), Some(Kind::Password));
        assert_eq!(named("Security question", "First pet?"), Some(Kind::SecurityAnswer));
        assert_eq!(named("API key", "9f8e7d6c5b4a39281706"), Some(Kind::AccessToken));
        assert_eq!(named("track2", "4111111111111111=27121010"), Some(Kind::MagneticTrack));
        for (name, cell) in [
            ("Card CVC Status", "pass"),
            ("CVC check", "123"),
            ("Gift card code", "1234"),
            ("PIN code", "110001"),
            ("Shipping", "1234"),
            ("Password changed at", "2026-11-23"),
            ("Password", "yes"),
            ("Cart token", "9f8e7d6c5b4a39281706"),
            ("CVV", ""),
        ] {
            assert_eq!(named(name, cell), None, "{name}: {cell}");
        }
    }

    #[test]
    fn told_by_the_cell() {
        let bcrypt = format!("$2b$12${}", "abcdefghijklmnopqrstuv".repeat(3).get(..53).unwrap());
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N";
        for (cell, wanted) in [
            (bcrypt.as_str(), Kind::Password),
            ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g", Kind::Password),
            ("$P$BabcdefghijklmnopqrstuvwxyzABC12", Kind::Password),
            ("{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", Kind::Password),
            ("pbkdf2_sha256$600000$saltsalt$dGhpcyBpcyBhIGhhc2ggb2YgaXQ=", Kind::Password),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", Kind::PrivateKey),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", Kind::PrivateKey),
            ("%B4111111111111111^DOE/JOHN^27121010000000000000?", Kind::MagneticTrack),
            ("swiped ;4111111111111111=27121010000012345678?", Kind::MagneticTrack),
            ("use AKIAIOSFODNN7EXAMPLE for it", Kind::AccessToken),
            ("key=ghp_abcdefghijklmnopqrstuvwxyz0123456789", Kind::AccessToken),
            (jwt, Kind::AccessToken),
            ("Bearer: 0123456789abcdef0123456789abcdef-us21", Kind::AccessToken),
            ("card ends 1111, cvv 123, ring twice", Kind::CardCode),
            ("CVC: 1234", Kind::CardCode),
            ("{\"cvv\": \"123\"}", Kind::CardCode),
            ("security code is 987", Kind::CardCode),
            ("pin: 4821", Kind::Pin),
            ("login password: hunter2!", Kind::Password),
        ] {
            assert_eq!(within(cell), Some(wanted), "{cell}");
        }
        for cell in [
            "$25.00 off",
            "costs $2a lot",
            "PIN code 110001",
            "Rolling pin 2024",
            "mycvv 123",
            "cvv please",
            "-----BEGIN CERTIFICATE-----",
            "password: please change",
            "reset your password: https://example.com/x1",
            "AKIA is a word",
            "eyJ.a.b",
            "https://example.com/a-very-long-path/with_many_parts?id=123456789012",
            "order 4111111111111111=paid",
            "uses cvc pipes",
            "the {SHA} method",
        ] {
            assert_eq!(within(cell), None, "{cell}");
        }
    }
}
