//! Reads a segment's rule from the command line: JSON itself, a file, or standard input. Or a saved segment's name.

use crate::{
    ask::standard_input,
    exit::{self, Halt},
};
use clap::Args;
use regulars_workbench::{model::SegmentRule, views::SegmentChoice};
use std::path::Path;

/// A saved segment, or a rule that is being written.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false, id = "choice")]
pub(crate) struct Choice {
    /// A saved segment, by name or id (s2)
    #[arg(value_name = "SEGMENT", group = "choice")]
    pub(crate) segment: Option<String>,
    /// A rule: JSON, a file that holds it, or - for standard input
    #[arg(long, value_name = "FILE|JSON", group = "choice", allow_hyphen_values = true)]
    pub(crate) rule: Option<String>,
    /// A rule in plain words, as “segment show” and “count” say it: "People in Germany who bought coffee at least twice."
    #[arg(long, value_name = "SENTENCE", group = "choice")]
    pub(crate) says: Option<String>,
}

/// The same, where the segment is an option of its own.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false, id = "whom")]
pub(crate) struct NamedChoice {
    /// A saved segment, by name or id (s2)
    #[arg(long, value_name = "SEGMENT", group = "whom")]
    pub(crate) segment: Option<String>,
    /// A rule: JSON, a file that holds it, or - for standard input
    #[arg(long, value_name = "FILE|JSON", group = "whom", allow_hyphen_values = true)]
    pub(crate) rule: Option<String>,
    /// A rule in plain words, as “segment show” and “count” say it: "People in Germany who bought coffee at least twice."
    #[arg(long, value_name = "SENTENCE", group = "whom")]
    pub(crate) says: Option<String>,
}

impl Choice {
    pub(crate) fn read(&self) -> Result<SegmentChoice, Halt> {
        choose(self.segment.as_deref(), self.rule.as_deref(), self.says.as_deref())
    }
}

impl NamedChoice {
    pub(crate) fn read(&self) -> Result<SegmentChoice, Halt> {
        choose(self.segment.as_deref(), self.rule.as_deref(), self.says.as_deref())
    }
}

/// A saved segment, a rule as JSON, or a rule in words.
pub(crate) fn choose(segment: Option<&str>, rule: Option<&str>, says: Option<&str>) -> Result<SegmentChoice, Halt> {
    match (segment, rule) {
        _ if says.is_some() => Ok(SegmentChoice::Words { words: says.unwrap_or_default().to_owned() }),
        (_, Some(rule)) => Ok(SegmentChoice::Rule { rule: read_rule(rule)? }),
        (Some(segment), None) => Ok(SegmentChoice::Saved { segment: segment.to_owned() }),
        (None, None) => Err(exit::usage("No segment was named.", "Name one, or write a rule with --rule or --says.")),
    }
}

/// Reads a rule from what stands behind `--rule`.
pub(crate) fn read_rule(given: &str) -> Result<SegmentRule, Halt> {
    let text = if given.trim_start().starts_with('{') {
        given.to_owned()
    } else if given == "-" {
        standard_input("read the rule from")?
    } else {
        let path = Path::new(given);
        std::fs::read_to_string(path).map_err(|error| exit::file("read the rule from", path, &error))?
    };
    SegmentRule::from_json(&text).map_err(|error| {
        exit::usage(
            format!("This rule cannot be answered: {error}."),
            "See regulars segment --help for a rule that works.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_a_path() {
        assert!(read_rule(r#" {"type":"all","rules":[]}"#).is_ok());
        assert!(
            matches!(read_rule("no/such/rule.json"), Err(Halt::Problem(p)) if p.message.contains("no/such/rule.json"))
        );
        assert!(matches!(read_rule("{\"type\":\"soup\"}"), Err(Halt::Problem(p)) if p.message.contains("root")));
    }
}
