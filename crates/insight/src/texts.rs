//! How texts are kept: words that repeat as codes into a dictionary, words that do not as one long text with
//! offsets, which is wiped when the shop is let go.

mod written;

use std::collections::HashMap;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use zeroize::Zeroizing;

/// The form in which two spellings are compared: no outer spaces, lower case.
pub(crate) fn norm(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether a text is like a pattern as a whole: `*` stands for any letters or none, `?` for one. Both as [`norm`] gives
/// them. At most as many steps as the two lengths multiplied.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut asked) = (0, 0);
    // The last star: where it stands, and how far into the text it reaches so far.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(asked) {
            Some('*') => {
                star = Some((asked, at));
                asked += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[at] => {
                at += 1;
                asked += 1;
            }
            _ => {
                let Some((place, reach)) = star else { return false };
                star = Some((place, reach + 1));
                at = reach + 1;
                asked = place + 1;
            }
        }
    }
    pattern[asked..].iter().all(|letter| *letter == '*')
}

/// Adds a text as it is searched for: lower case, without accents, so that "jorg weiss" finds "Jörg Weiß". Letters
/// that no accent can be taken from (ß, ł, ø and the like) are written as a keyboard without them would.
pub(crate) fn fold_into(out: &mut String, text: &str) {
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter.to_ascii_lowercase());
        } else {
            // Letter by letter is enough: the order of marks does not matter when all of them go.
            decompose_compatible(letter, |part| {
                if !is_combining_mark(part) {
                    part.to_lowercase().for_each(|small| push_plain(out, small));
                }
            });
        }
    }
}

fn push_plain(out: &mut String, letter: char) {
    match letter {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' => out.push('d'),
        'ı' => out.push('i'),
        other => out.push(other),
    }
}

/// Words that repeat. Code 0 is "not known". Spellings that differ only in case or outer spaces share a code;
/// the first one seen is shown.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    codes: HashMap<String, u32>,
    norms: Vec<String>,
    shown: Vec<String>,
    /// Where a text is brought into the form in which it is looked up.
    asked: String,
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        (&self.norms, &self.shown) == (&other.norms, &other.shown)
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { codes: HashMap::new(), norms: vec![String::new()], shown: vec![String::new()], asked: String::new() }
    }
}

impl Dictionary {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The code of a text, a new one when it is new. 0 for a blank text.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let text = text.trim();
        if text.is_empty() {
            return 0;
        }
        // Asked of each of a million people: without a new text each time.
        self.asked.clear();
        if text.is_ascii() {
            self.asked.push_str(text);
            self.asked.make_ascii_lowercase();
        } else {
            self.asked.push_str(&text.to_lowercase());
        }
        if let Some(code) = self.codes.get(&self.asked) {
            return *code;
        }
        let code = u32::try_from(self.norms.len()).unwrap_or(0);
        self.codes.insert(self.asked.clone(), code);
        self.norms.push(self.asked.clone());
        self.shown.push(text.to_owned());
        code
    }

    /// The code of a text, if it has one. Never 0.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.codes.get(&norm(text)).copied()
    }

    /// As compared.
    pub(crate) fn norm(&self, code: u32) -> &str {
        self.norms.get(code as usize).map_or("", String::as_str)
    }

    /// As shown.
    pub(crate) fn shown(&self, code: u32) -> &str {
        self.shown.get(code as usize).map_or("", String::as_str)
    }

    /// How many codes there are, code 0 included.
    pub(crate) fn len(&self) -> usize {
        self.norms.len()
    }

    /// Which codes' compared texts pass a test; code 0 never does.
    pub(crate) fn mark(&self, test: impl Fn(&str) -> bool) -> Vec<bool> {
        self.norms.iter().enumerate().map(|(code, norm)| code > 0 && test(norm)).collect()
    }
}

/// One text for each of many things, end to end. Wiped when dropped.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Strip {
    text: Zeroizing<String>,
    ends: Vec<u32>,
}

impl Strip {
    pub(crate) fn new() -> Self {
        Self { text: Zeroizing::new(String::new()), ends: Vec::new() }
    }

    /// Adds one text. Past four gigabytes in all, texts are left out rather than cut.
    pub(crate) fn push(&mut self, text: &str) {
        if u32::try_from(self.text.len() + text.len()).is_ok() {
            self.make_room(text.len());
            self.text.push_str(text);
        }
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Room for so many bytes more. A text that has to move to more room leaves nothing where it was.
    fn make_room(&mut self, bytes: usize) {
        let needed = self.text.len() + bytes;
        if needed > self.text.capacity() {
            let mut wider = Zeroizing::new(String::with_capacity(needed.max(self.text.len() + self.text.len() / 2)));
            wider.push_str(&self.text);
            std::mem::swap(&mut self.text, &mut wider);
            wider.clear();
        }
    }

    /// Adds the texts of another, with the same limit.
    pub(crate) fn append(&mut self, next: &Self) {
        self.append_range(next, 0..next.ends.len());
    }

    /// Adds some of the texts of another, with the same limit.
    pub(crate) fn append_range(&mut self, other: &Self, range: std::ops::Range<usize>) {
        let Some(last) = range.end.checked_sub(1).filter(|_| !range.is_empty()) else { return };
        let from = if range.start == 0 { 0 } else { other.ends[range.start - 1] };
        let text = other.text.get(from as usize..other.ends[last] as usize).unwrap_or_default();
        match u32::try_from(self.text.len()) {
            Ok(before) if u32::try_from(self.text.len() + text.len()).is_ok() => {
                self.make_room(text.len());
                self.text.push_str(text);
                self.ends.extend(other.ends[range].iter().map(|end| end - from + before));
            }
            _ => range.for_each(|at| self.push(other.get(at))),
        }
    }

    /// The same texts but for those told here, by place, ascending.
    pub(crate) fn retold<'a>(&self, told: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut new = Self::new();
        new.reserve(self.ends.len(), self.text.len());
        let mut next = 0;
        for (at, text) in told {
            new.append_range(self, next..at);
            new.push(text);
            next = at + 1;
        }
        new.append_range(self, next..self.ends.len());
        new
    }

    pub(crate) fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let from = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(from as usize..end as usize).unwrap_or("")
    }

    /// All texts, end to end.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where each text ends.
    pub(crate) fn ends(&self) -> &[u32] {
        &self.ends
    }

    pub(crate) fn reserve(&mut self, texts: usize, bytes: usize) {
        self.make_room(bytes);
        self.ends.reserve(texts);
    }
}

impl Drop for Strip {
    fn drop(&mut self) {
        // Room that holds nothing is wiped in one go, and not letter by letter.
        self.text.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_share_a_code_and_the_first_is_shown() {
        let mut words = Dictionary::new();
        let coffee = words.code(" Coffee ");
        assert_eq!(words.code("COFFEE"), coffee);
        assert_eq!((words.shown(coffee), words.norm(coffee)), ("Coffee", "coffee"));
        assert_eq!(words.code("  "), 0);
        assert_eq!(words.find("tea"), None);
        assert_eq!(words.mark(|word| word.starts_with('c')), [false, true]);
    }

    #[test]
    fn patterns_are_like_a_whole_text() {
        for (text, pattern, like) in [
            ("10115", "10*", true),
            ("10115", "10", false),
            ("sw1a 1aa", "sw?a *", true),
            ("sw1a", "sw?a *", false),
            ("köln", "k?ln", true),
            ("", "*", true),
            ("", "?", false),
            ("aab", "*ab", true),
            ("mississippi", "*issip*", true),
            ("mississippi", "m*iss*iss*iss*", false),
            ("a*b", "a?b", true),
        ] {
            assert_eq!(is_like(text, pattern), like, "{text} {pattern}");
        }
        assert!(!is_like(&"a".repeat(2_000), &"*a".repeat(60).replace("*a*a", "*aa*b")), "many stars end soon too");
    }

    #[test]
    fn letters_are_folded_to_what_a_plain_keyboard_types() {
        let fold = |text: &str| {
            let mut out = String::new();
            fold_into(&mut out, text);
            out
        };
        assert_eq!(fold("Jörg WEIẞ"), "jorg weiss");
        assert_eq!(fold("Łódź Søren İpek ﬁn Đỗ"), "lodz soren ipek fin do");
        assert_eq!(fold("e\u{301}cole"), fold("École"));
        assert_eq!(fold("株式会社"), "株式会社");
        assert_eq!(fold("ANA-17"), "ana-17");
    }

    #[test]
    fn a_strip_gives_back_what_was_put_in() {
        let mut strip = Strip::new();
        for text in ["Ana", "", "Jörg"] {
            strip.push(text);
        }
        assert_eq!([strip.get(0), strip.get(1), strip.get(2), strip.get(3)], ["Ana", "", "Jörg", ""]);
        let mut more = strip.retold([(0, "Mei"), (2, "")].into_iter());
        assert_eq!([more.get(0), more.get(1), more.get(2)], ["Mei", "", ""]);
        more.append_range(&strip, 1..3);
        more.append_range(&strip, 3..3);
        assert_eq!([more.get(2), more.get(3), more.get(4), more.get(5)], ["", "", "Jörg", ""]);
    }
}
