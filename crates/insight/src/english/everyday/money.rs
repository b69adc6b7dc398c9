//! Amounts as people write them: "100 euros", "100€", "EUR 100". Only in the shop's own currency: nothing is changed into another.

use super::Said;
use crate::words;
use regulars_model::Currency;

const CALLED: [(&str, &str); 5] = [
    ("EUR", "euro|euros|eur|€"),
    ("GBP", "pound|pounds|gbp|£|quid"),
    ("USD", "dollar|dollars|usd|$"),
    ("CHF", "franc|francs|chf"),
    ("SEK", "krona|kronor|sek|kr"),
];

/// Whether a word is an amount as the program writes it: digits after a sign.
pub(super) fn is_amount(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    digits.len() < word.len() && digits.replace(',', "").parse::<f64>().is_ok()
}

impl Said {
    pub(super) fn amounts(&mut self, currency: Currency) {
        let code = currency.to_string();
        let called = CALLED.iter().find(|(own, _)| *own == code).map_or(code.as_str(), |(_, called)| *called);
        let plain = |word: &str| word.replace(',', "").parse::<f64>().ok().filter(|value| *value >= 0.0);
        let mut at = 0;
        while at < self.0.len() {
            let word = &self.0[at];
            let stuck = called.split('|').find_map(|sign| word.strip_suffix(sign).or_else(|| word.strip_prefix(sign)));
            let amount = if let Some(value) = stuck.and_then(plain) {
                Some((value, 1))
            } else if let (Some(value), true) = (plain(word), self.is(at + 1, called)) {
                Some((value, 2))
            } else if let (true, Some(value)) = (self.is(at, called), self.0.get(at + 1).and_then(|next| plain(next))) {
                Some((value, 2))
            } else {
                None
            };
            if let Some((value, taken)) = amount {
                self.put(at, taken, &words::money(value, currency));
            }
            at += 1;
        }
    }
}
