//! Makes HTML harmless to look at: no scripts, no forms, nothing that loads and nothing that navigates. What it would
//! have loaded or opened is listed instead.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Sanitised HTML and what was taken out of it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Clean {
    pub(crate) html: String,
    /// Hosts that pictures or styles would have been loaded from.
    pub(crate) remote_hosts: Vec<String>,
    /// Where links would have led, as written, at most 100.
    pub(crate) links: Vec<String>,
}

#[derive(Default)]
struct Seen {
    hosts: BTreeSet<String>,
    links: Vec<String>,
}

const TAGS: [&str; 42] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
];
const MORE_TAGS: [&str; 7] = ["ul", "thead", "tfoot", "section", "article", "header", "footer"];

/// Elements that go with all they hold.
const GONE: [&str; 16] = [
    "script", "style", "title", "iframe", "object", "embed", "template", "noscript", "svg", "math", "select",
    "textarea", "xmp", "noembed", "audio", "video",
];

const STYLES: [&str; 30] = [
    "color",
    "background-color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "line-height",
    "letter-spacing",
    "text-align",
    "text-decoration",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "max-width",
    "min-width",
    "height",
    "padding",
    "padding-top",
    "padding-right",
    "padding-bottom",
    "padding-left",
    "margin",
    "margin-top",
    "margin-right",
    "margin-bottom",
    "margin-left",
    "border",
    "border-radius",
    "border-collapse",
];

/// Sanitises.
pub(crate) fn sanitise(html: &str) -> Clean {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let watch = Arc::clone(&seen);
    for host in style_hosts(html) {
        note(&watch, |seen| {
            seen.hosts.insert(host);
        });
    }
    let mut tag_attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    // Pictures and links are let in only to be seen by the filter below, which writes them down and drops them.
    tag_attributes.insert("a", HashSet::from(["href"]));
    tag_attributes.insert("img", HashSet::from(["src", "srcset", "alt", "width", "height"]));
    for cell in ["td", "th"] {
        tag_attributes.insert(
            cell,
            HashSet::from(["align", "valign", "width", "height", "bgcolor", "colspan", "rowspan", "background"]),
        );
    }
    tag_attributes.insert(
        "table",
        HashSet::from(["align", "width", "bgcolor", "border", "cellpadding", "cellspacing", "background"]),
    );
    tag_attributes.insert("font", HashSet::from(["color", "size", "face"]));
    let html = ammonia::Builder::empty()
        .tags(TAGS.into_iter().chain(MORE_TAGS).collect())
        .clean_content_tags(GONE.into())
        .tag_attributes(tag_attributes)
        .generic_attributes(HashSet::from(["style", "lang", "dir", "align"]))
        .url_schemes(HashSet::from(["http", "https", "ftp", "mailto", "tel", "sms", "data", "cid"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .filter_style_properties(STYLES.into())
        .attribute_filter(move |element, attribute, value| filter(&watch, element, attribute, value))
        .clean(html)
        .to_string();
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    Clean {
        html,
        remote_hosts: std::mem::take(&mut seen.hosts).into_iter().collect(),
        links: std::mem::take(&mut seen.links),
    }
}

fn note(seen: &Mutex<Seen>, write: impl FnOnce(&mut Seen)) {
    write(&mut seen.lock().unwrap_or_else(PoisonError::into_inner));
}

fn filter<'v>(seen: &Mutex<Seen>, element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match (element, attribute) {
        ("a", "href") => {
            note(seen, |seen| {
                if seen.links.len() < 100 {
                    seen.links.push(value.trim().chars().take(500).collect());
                }
            });
            None
        }
        ("img", "src") if is_picture(value) => Some(Cow::Borrowed(value)),
        (_, "src" | "srcset" | "background") => {
            note(seen, |seen| seen.hosts.extend(value.split(',').filter_map(host)));
            None
        }
        // A style may colour and space; it may not name an address, hide one in an escape, or run.
        (_, "style") => {
            let low = value.to_ascii_lowercase();
            let harmless =
                !["url", "//", "\\", "expression", "@import", "image", "/*"].iter().any(|bad| low.contains(bad));
            harmless.then_some(Cow::Borrowed(value))
        }
        _ if value.contains("//") && attribute != "alt" => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// A picture that is in the message itself. Not SVG: that is a document.
fn is_picture(value: &str) -> bool {
    let low = value.trim_start().get(..24).unwrap_or(value).to_ascii_lowercase();
    ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"]
        .iter()
        .any(|start| low.starts_with(start))
}

/// The host an address names, if it names one.
fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("//")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "" | "http:" | "https:" | "ftp:") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\', ' ', ')', '"', '\'']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    (!host.is_empty()).then(|| host.chars().take(253).collect())
}

/// Hosts named in styles, which are dropped before any filter sees them: `url(…)` and `@import "…"`.
fn style_hosts(html: &str) -> Vec<String> {
    let low = html.to_ascii_lowercase();
    let starts = low.match_indices("url(").map(|found| found.0 + 4);
    let imports = low.match_indices("@import").map(|found| found.0 + 7);
    starts
        .chain(imports)
        .filter_map(|at| low.get(at..))
        .filter_map(|rest| host(rest.trim_start_matches([' ', '"', '\'']).split([')', ';', '<', '>']).next()?))
        .take(50)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_from_addresses() {
        assert_eq!(host("https://user@CDN.example:8080/a.png").as_deref(), Some("cdn.example"));
        assert_eq!(host("//cdn.example/a.png").as_deref(), Some("cdn.example"));
        assert_eq!(host("cid:part1"), None);
        assert_eq!(host("/local.png"), None);
        assert_eq!(
            style_hosts("<style>@import 'https://a.example/x.css'; p{background:URL( //b.example/i)}"),
            ["b.example", "a.example"]
        );
    }

    #[test]
    fn a_picture_in_the_message_stays_and_others_are_listed() {
        let clean = sanitise(
            r#"<img src="data:image/png;base64,AAAA" alt="a"><img src="https://cdn.example/x.png"><td background='//bg.example/y'>z</td>
            <img srcset="https://one.example/a 1x, https://two.example/b 2x"><img src="data:image/svg+xml;base64,AAAA">"#,
        );
        assert!(clean.html.contains("data:image/png"), "{}", clean.html);
        assert!(!clean.html.contains("svg"), "{}", clean.html);
        // A cell outside a table is no cell; its address is never seen and never kept.
        assert_eq!(clean.remote_hosts, ["cdn.example", "one.example", "two.example"]);
    }

    #[test]
    fn links_are_kept_as_words_and_listed() {
        let clean = sanitise(r#"<p>See <a href="https://shop.example/a?b=1" target=_blank>the shelf</a></p>"#);
        assert_eq!(clean.html, "<p>See <a>the shelf</a></p>");
        assert_eq!(clean.links, ["https://shop.example/a?b=1"]);
    }

    #[test]
    fn a_style_may_colour_but_not_load() {
        let clean = sanitise(
            r#"<p style="color:red;position:fixed">a</p><p style="color:red;background:url(https://x.example/)">b</p>"#,
        );
        assert_eq!(clean.html, r#"<p style="color:red">a</p><p>b</p>"#);
        assert_eq!(clean.remote_hosts, ["x.example"]);
    }
}
