//! The part of Liquid a message may use. What could fill the memory or never end is not registered at all: loops,
//! captures, includes, `replace`, arithmetic, and `date`, which would read the clock. What remains does work in
//! proportion to the length of the template.

use liquid_core::parser::{FilterArguments, FilterReflection, ParseFilter};
use liquid_core::{Error, Filter, Result, Runtime, Value, ValueView};
use liquid_lib::stdlib;
use std::fmt;

/// Bytes a single value may grow to.
const VALUE_LIMIT: usize = 16 * 1024;

/// Tags the language knows, for messages and for the scanner.
pub(crate) const TAGS: [&str; 14] = [
    "if",
    "elsif",
    "else",
    "endif",
    "unless",
    "endunless",
    "case",
    "when",
    "endcase",
    "assign",
    "comment",
    "endcomment",
    "raw",
    "endraw",
];

/// A parser for messages.
pub(crate) fn parser() -> Result<liquid::Parser> {
    liquid::ParserBuilder::new()
        .tag(stdlib::AssignTag)
        .block(stdlib::IfBlock)
        .block(stdlib::UnlessBlock)
        .block(stdlib::CaseBlock)
        .block(stdlib::CommentBlock)
        .block(stdlib::RawBlock)
        .filter(capped(stdlib::Default))
        .filter(capped(stdlib::Append))
        .filter(capped(stdlib::Prepend))
        .filter(capped(stdlib::Capitalize))
        .filter(capped(stdlib::Upcase))
        .filter(capped(stdlib::Downcase))
        .filter(capped(stdlib::Strip))
        .filter(capped(stdlib::Lstrip))
        .filter(capped(stdlib::Rstrip))
        .filter(capped(stdlib::Truncate))
        .filter(capped(stdlib::TruncateWords))
        .filter(capped(stdlib::Remove))
        .filter(capped(stdlib::Escape))
        .filter(capped(stdlib::EscapeOnce))
        .filter(capped(stdlib::Size))
        .build()
}

fn capped<F: ParseFilter + Clone + 'static>(inner: F) -> Box<dyn ParseFilter> {
    Box::new(Capped(inner))
}

/// A filter whose result has a largest size: `append` in a row doubles a text forty times in forty short lines.
#[derive(Clone)]
struct Capped<F>(F);

impl<F: ParseFilter + Clone + 'static> ParseFilter for Capped<F> {
    fn parse(&self, arguments: FilterArguments<'_>) -> Result<Box<dyn Filter>> {
        Ok(Box::new(CappedFilter(self.0.parse(arguments)?)))
    }

    fn reflection(&self) -> &dyn FilterReflection {
        self.0.reflection()
    }
}

#[derive(Debug)]
struct CappedFilter(Box<dyn Filter>);

impl fmt::Display for CappedFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Filter for CappedFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let value = self.0.evaluate(input, runtime)?;
        if value.as_scalar().is_some_and(|scalar| scalar.to_kstr().len() > VALUE_LIMIT) {
            return Err(Error::with_msg("a value grows too long"));
        }
        Ok(value)
    }
}
