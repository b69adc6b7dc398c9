//! Between text and HTML. A person's values go through the template with their special characters marked, so that
//! filters cannot break an escape and an escape cannot be forgotten; the marks become entities, or plain letters again.

use crate::escape::entity;

/// Characters that mean something to HTML, and the private-use character that stands for each while rendering.
const MARKS: [(char, char); 5] =
    [('&', '\u{E000}'), ('<', '\u{E001}'), ('>', '\u{E002}'), ('"', '\u{E003}'), ('\'', '\u{E004}')];

/// A value as it enters the template: marked, without control characters or marks of its own, cut at `limit` bytes.
pub(crate) fn mark(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = match letter {
            '\u{E000}'..='\u{E004}' => continue,
            letter if letter.is_control() => ' ',
            letter => MARKS.iter().find(|mark| mark.0 == letter).map_or(letter, |mark| mark.1),
        };
        if out.len() + letter.len_utf8() > limit {
            break;
        }
        out.push(letter);
    }
    out
}

/// Marks become the letters they stand for: for plain text.
pub(crate) fn plain(marked: &str) -> String {
    let letter = |letter: char| MARKS.iter().find(|mark| mark.1 == letter).map_or(letter, |mark| mark.0);
    marked.chars().map(letter).collect()
}

/// Marks become entities: for HTML.
pub(crate) fn entities(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    for letter in marked.chars() {
        match MARKS.iter().find(|mark| mark.1 == letter).and_then(|mark| entity(mark.0)) {
            Some(entity) => out.push_str(entity),
            None => out.push(letter),
        }
    }
    out
}

/// One line: what a subject may be.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a body is HTML: a tag opens in it. `I <3 tea` is text.
pub(crate) fn is_html(body: &str) -> bool {
    body.split('<').skip(1).any(|after| {
        let name: String = after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        after.starts_with("!--") || after.starts_with("!doctype") || after.starts_with("!DOCTYPE") || known_tag(&name)
    })
}

fn known_tag(name: &str) -> bool {
    const KNOWN: &[&str] = &[
        "html",
        "head",
        "body",
        "p",
        "div",
        "span",
        "br",
        "hr",
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "small",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "img",
        "center",
        "font",
        "blockquote",
        "pre",
        "code",
        "style",
        "script",
        "form",
        "input",
        "button",
        "iframe",
        "svg",
        "math",
        "link",
        "meta",
        "object",
        "embed",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "video",
        "audio",
        "base",
        "textarea",
        "title",
        "noscript",
        "template",
        "select",
        "marquee",
        "details",
        "xmp",
        "noembed",
        "frameset",
    ];
    KNOWN.contains(&name)
}

/// Plain text as paragraphs: an empty line starts one, a line end breaks one. Expects escaped text.
pub(crate) fn paragraphs(escaped: &str) -> String {
    let mut out = String::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in escaped.lines().chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line.trim_end());
        } else if !lines.is_empty() {
            out.push_str("<p>");
            out.push_str(&lines.join("<br>"));
            out.push_str("</p>\n");
            lines.clear();
        }
    }
    out
}

/// The text of sanitised HTML: blocks become lines, cells are set apart, entities become letters.
pub(crate) fn from_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at]);
        let Some(end) = rest[at..].find('>') else {
            rest = "";
            break;
        };
        let tag = rest[at + 1..at + end].to_ascii_lowercase();
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.as_str() {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" | "blockquote" | "hr" => {
                end_line(&mut out, 2)
            }
            "div" | "tr" | "li" | "center" | "pre" => end_line(&mut out, 1),
            "br" => out.push('\n'),
            "td" | "th" if tag.starts_with('/') => out.push(' '),
            _ => {}
        }
        rest = &rest[at + end + 1..];
    }
    push_text(&mut out, rest);
    let lines: Vec<&str> = out.trim().lines().map(str::trim).collect();
    lines.join("\n")
}

fn end_line(out: &mut String, wanted: usize) {
    while out.ends_with(' ') {
        out.pop();
    }
    let have = out.len() - out.trim_end_matches('\n').len();
    if !out.is_empty() {
        out.extend(std::iter::repeat_n('\n', wanted.saturating_sub(have)));
    }
}

fn push_text(out: &mut String, escaped: &str) {
    let text = escaped
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&");
    for letter in text.chars() {
        let letter = if letter.is_whitespace() && letter != '\u{a0}' { ' ' } else { letter };
        if letter != ' ' || !(out.is_empty() || out.ends_with([' ', '\n'])) {
            out.push(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heart_is_not_a_tag() {
        assert!(!is_html("I <3 tea, and 2 < 3 > 1"));
        assert!(is_html("Hello<br>there"));
        assert!(is_html("</P>"));
    }

    #[test]
    fn html_reads_as_text() {
        let html = "<h1>Hello</h1><p>One &amp; <b>two</b><br>three</p><table><tr><td>a</td><td>b</td></tr></table>";
        assert_eq!(from_html(html), "Hello\n\nOne & two\nthree\n\na b");
        assert_eq!(from_html("&amp;lt;"), "&lt;");
        assert_eq!(from_html("a < b"), "a");
    }

    #[test]
    fn marks_come_back_as_they_went() {
        let name = "Seán O'Brien <b>&\"";
        assert_eq!(plain(&mark(name, 100)), name);
        assert_eq!(entities(&mark("<&>\"'", 100)), "&lt;&amp;&gt;&quot;&#39;");
        assert_eq!(mark("\u{E001}script\u{E002}", 100), "script");
        assert_eq!(mark("日本語", 7), "日本");
    }
}
