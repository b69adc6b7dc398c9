//! Text made safe to stand inside HTML or SVG.

/// The five characters that mean something to HTML, as entities.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match entity(letter) {
            Some(entity) => out.push_str(entity),
            None => out.push(letter),
        }
    }
    out
}

/// The entity for a character that means something to HTML.
pub(crate) fn entity(letter: char) -> Option<&'static str> {
    Some(match letter {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}
