//! A template, read once and rendered for one person at a time, within bounds of time and size.

use super::error::PaperError;
use super::fields::{Field, Fields, STOP_WORDS};
use super::scan::{Fallback, Scan, numbers_fit, scan, shallow};
use super::{language, sanitise, text};
use crate::escape::escape;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// How long one message may take. The work is bounded by the template's length, so this only catches a machine
/// that is far too busy; whatever is still running then ends by itself.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Room for the deepest nesting that `scan::shallow` lets through.
const STACK: usize = 16 * 1024 * 1024;

/// A template that can be read: subject and body.
#[derive(Clone)]
pub struct Template {
    subject: Arc<liquid::Template>,
    body: Arc<liquid::Template>,
    is_html: bool,
    scan: Scan,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template").field("is_html", &self.is_html).field("scan", &self.scan).finish_non_exhaustive()
    }
}

/// A message as one person would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// A whole HTML document, sanitised, with its own policy that loads nothing. For a sandboxed frame.
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// Hosts that pictures or styles would have been loaded from; they were taken out.
    pub remote_hosts: Vec<String>,
    /// Where links would have led; they were taken out.
    pub links: Vec<String>,
}

impl Template {
    /// Reads a template: a first line `Subject: …`, an empty line, then the body (Liquid over HTML or plain text).
    ///
    /// # Errors
    /// When it has no subject, is too large or too deep, is not Liquid, or names tags or fields nobody knows.
    pub fn parse(template: &str) -> Result<Self, PaperError> {
        if template.len() > PaperError::TEMPLATE_LIMIT {
            return Err(PaperError::TooLarge);
        }
        let template = template.trim_start_matches('\u{feff}').trim_start();
        let (first, body) = template.split_once('\n').unwrap_or((template, ""));
        let subject = first
            .get(..8)
            .filter(|start| start.eq_ignore_ascii_case("subject:"))
            .and_then(|_| first.get(8..))
            .ok_or(PaperError::NoSubject)?
            .trim()
            .to_owned();
        let body = body.trim_start_matches(['\r', '\n']).trim_end().to_owned();
        shallow(template)?;
        numbers_fit(template)?;
        let is_html = text::is_html(&body);
        let found = scan(&subject).and_then(|first| Ok((first, scan(&body)?)));
        let (subject, body) = apart(move || {
            let parser = language::parser().map_err(|error| PaperError::Syntax { why: flat(&error) })?;
            let parse = |text: &str| parser.parse(text).map_err(|error| PaperError::Syntax { why: flat(&error) });
            Ok((Arc::new(parse(&subject)?), Arc::new(parse(&body)?)))
        })
        .map_err(|error| match (&found, error) {
            // "No such tag" says more than what the parser says about one.
            (Err(known @ PaperError::NoSuchTag { .. }), _) => known.clone(),
            (_, error) => error,
        })?;
        let (mut scan, more) = found?;
        scan.used.extend(more.used);
        scan.fallbacks.extend(more.fallbacks);
        scan.bare.extend(more.bare);
        Ok(Self { subject, body, is_html, scan })
    }

    /// The fields the template uses, whatever their spelling.
    #[must_use]
    pub fn fields_used(&self) -> Vec<Field> {
        self.scan.used.iter().copied().collect()
    }

    /// What is said instead of values that are not known.
    #[must_use]
    pub fn fallbacks(&self) -> &[Fallback] {
        &self.scan.fallbacks
    }

    /// Fields that are printed somewhere without a fallback.
    #[must_use]
    pub fn without_fallback(&self) -> &BTreeSet<Field> {
        &self.scan.bare
    }

    /// Whether the template uses a field.
    #[must_use]
    pub fn uses(&self, field: Field) -> bool {
        self.scan.used.contains(&field)
    }
}

/// Renders a template for one person. The reason and a footer (shop, address, how to stop) are added below unless the
/// template places `{{ reason }}` and `{{ stop }}` itself.
///
/// # Errors
/// When the message comes out too long, takes too long, or asks for what cannot be done.
pub fn render(template: &Template, fields: &Fields) -> Result<Rendered, PaperError> {
    let (template, fields) = (template.clone(), fields.clone());
    apart(move || render_here(&template, &fields))
}

fn render_here(template: &Template, fields: &Fields) -> Result<Rendered, PaperError> {
    let globals = fields.globals();
    let subject = text::one_line(&text::plain(&write(&template.subject, &globals)?));
    let marked = write(&template.body, &globals)?;
    let clean = if template.is_html {
        sanitise::sanitise(&text::entities(&marked))
    } else {
        sanitise::Clean { html: text::paragraphs(&escape(&text::plain(&marked))), ..Default::default() }
    };
    if clean.html.len() > PaperError::MESSAGE_LIMIT {
        return Err(PaperError::TooLong);
    }
    let body_text =
        if template.is_html { text::from_html(&clean.html) } else { text::plain(&marked).trim().to_owned() };
    let foot = foot(template, fields);
    Ok(Rendered {
        html: document(&subject, &clean.html, &foot),
        text: [vec![body_text], foot].concat().join("\n\n"),
        subject,
        remote_hosts: clean.remote_hosts,
        links: clean.links,
    })
}

/// The lines below a message, as plain text.
fn foot(template: &Template, fields: &Fields) -> Vec<String> {
    let mut lines = Vec::new();
    if !template.uses(Field::Reason) && !fields.reason.trim().is_empty() {
        lines.push(text::one_line(&fields.reason));
    }
    if !template.uses(Field::Stop) {
        let parts = [fields.shop_name.as_str(), fields.shop_address.as_str(), STOP_WORDS, "Why me?"];
        let parts: Vec<String> = parts.into_iter().map(text::one_line).filter(|part| !part.is_empty()).collect();
        lines.push(parts.join(" · "));
    }
    lines
}

fn document(subject: &str, body: &str, foot: &[String]) -> String {
    let foot: String = foot
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let class = if at + 1 < foot.len() { "why" } else { "foot" };
            format!("<p class=\"{class}\">{}</p>\n", escape(line))
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"referrer\" content=\"no-referrer\"><title>{}</title>\n<style>{STYLE}</style></head>\n<body>\n{body}\n{foot}</body></html>\n",
        escape(subject)
    )
}

/// How a message looks when its template says nothing.
const STYLE: &str = "body{margin:0;padding:16px 24px;font:17px/1.55 Georgia,serif;color:#20261f;background:#fff;\
overflow-wrap:anywhere}p{margin:0 0 14px}img{max-width:100%}a{text-decoration:underline}\
.why{font:13px/1.5 system-ui,sans-serif;color:#1f6b4f;background:#e4efe7;border-radius:6px;padding:6px 10px}\
.foot{font:12px/1.5 system-ui,sans-serif;color:#5a6258;border-top:1px solid #e7e0d3;padding-top:10px}";

/// Runs the language, giving up when the output passes the limit.
fn write(template: &liquid::Template, globals: &liquid::Object) -> Result<String, PaperError> {
    let mut out = Bounded::default();
    let done = template.render_to(&mut out, globals);
    if out.full {
        return Err(PaperError::TooLong);
    }
    done.map_err(|error| PaperError::Failed { why: flat(&error) })?;
    Ok(String::from_utf8_lossy(&out.bytes).into_owned())
}

#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > PaperError::MESSAGE_LIMIT {
            self.full = true;
            return Err(io::Error::other("the message is too long"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs work on a thread of its own, with room on its stack and a limit of time.
fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, PaperError> + Send + 'static) -> Result<T, PaperError> {
    let (done, wait) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("message".into())
        .stack_size(STACK)
        .spawn(move || drop(done.send(work())))
        .map_err(|_| PaperError::Failed { why: "the system gives no more threads".into() })?;
    match wait.recv_timeout(TIME_LIMIT) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(PaperError::TooSlow),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(PaperError::Failed { why: "it stopped half way".into() }),
    }
}

/// What the language says, on one line. Only what it says of the template: values of a person are left out.
fn flat(error: &liquid::Error) -> String {
    let all = error.to_string();
    let said = all.split("\n  with:").next().unwrap_or(&all);
    text::one_line(said).trim_start_matches("liquid: ").chars().take(300).collect()
}

/// A good first campaign.
#[must_use]
pub fn starter_template() -> &'static str {
    include_str!("../../../../assets/templates/starter.txt")
}
