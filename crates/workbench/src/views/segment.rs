//! A segment: who is in, whom may I write to, how do they differ, why this person?

use super::{Counted, MoneyView, PersonRef, PersonasOnOffer, ScoreState, SegmentRef};
use regulars_model::{Channel, EventKind, FieldType, ScoreKind, SegmentRule};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a rule builder can offer: what the data hold, most common first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RuleOptionsView {
    /// Countries with people in them.
    pub countries: Vec<Counted>,
    /// Regions.
    pub regions: Vec<Counted>,
    /// Cities, at most 500.
    pub cities: Vec<Counted>,
    /// Tags, at most 500.
    pub tags: Vec<Counted>,
    /// Sources.
    pub sources: Vec<Counted>,
    /// Where yeses and noes came from, at most 500.
    pub origins: Vec<Counted>,
    /// Categories with buyers.
    pub categories: Vec<Counted>,
    /// Products with buyers, at most 500.
    pub products: Vec<Counted>,
    /// Sales channels with buyers, at most 500.
    pub channels: Vec<Counted>,
    /// Event kinds that occur.
    pub events: Vec<EventKind>,
    /// What those were about, at most 500 each.
    pub subjects: Vec<SubjectsView>,
    /// The shop's own fields, those that may not be used too, with the reason.
    pub fields: Vec<OwnFieldView>,
    /// The table of postcodes, from which distances are known.
    pub places: PlacesView,
    /// The saved segments, by name.
    pub segments: Vec<SegmentRef>,
    /// The personas of the latest run.
    pub personas: PersonasOnOffer,
    /// The scores, those that may not be asked for too, with the reason: value, risk and lead.
    pub scores: Vec<ScoreOnOffer>,
    /// ISO 4217.
    pub currency: String,
    /// The day rules are seen from, `YYYY-MM-DD`.
    pub as_of: String,
}

/// A score, as a rule can ask for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreOnOffer {
    /// Which.
    pub kind: ScoreKind,
    /// "Who is slipping away".
    pub title: String,
    /// What there is of it. Only what is ready may be asked for.
    pub state: ScoreState,
    /// Why no rule may ask for it: a sentence. Empty where one may.
    pub cannot: String,
    /// It may be asked for, and is not worked out yet for this day and these people: the first question waits for that.
    pub waits: bool,
    /// `Mon 23 Nov 2026`: the day it is of.
    pub as_of: String,
    /// Days it looks ahead. 0 while that is not known.
    pub horizon: u32,
    /// People who have no such score and are neither above nor below. 0 while that is not known.
    pub without: u32,
    /// Of how many.
    pub people: u32,
}

/// The table of postcodes that is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PlacesView {
    /// Postcodes in it; 0 while none is loaded.
    pub postcodes: u32,
    /// Those of each country, most first: two letters where its name is known here; empty where the table does not say.
    pub countries: Vec<Counted>,
    /// People of whom no distance is known: their postcode is not on file, or not in the table.
    pub unplaced: u32,
    /// Of how many.
    pub people: u32,
}

/// What events of one kind were about: campaigns, pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SubjectsView {
    /// Which kind.
    pub event: EventKind,
    /// The campaigns or pages, by people.
    pub values: Vec<Counted>,
}

/// A rule, answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentCountView {
    /// The rule in plain English.
    pub sentence: String,
    /// People in it.
    pub size: u32,
    /// People it was asked of: everyone who has not opted out of use.
    pub everyone: u32,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
    /// People each node of the tree holds for, in the tree's own order (a node before its parts).
    pub nodes: Vec<NodeCount>,
    /// Who may be contacted, channel by channel.
    pub contactable: Vec<ContactableView>,
    /// Net value of the people in it.
    pub value: MoneyView,
    /// Of each score that it asks for: the day it is of, and how many people have none. Sentences.
    pub scores: Vec<String>,
    /// Milliseconds the answer took.
    pub milliseconds: f64,
}

/// How many a rule holds for: what is asked at every key, so nothing here takes a look at every one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentSizeView {
    /// The rule in plain English.
    pub sentence: String,
    /// People in it.
    pub size: u32,
    /// People it was asked of: everyone who has not opted out of use.
    pub everyone: u32,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
    /// People each node of the tree holds for, in the tree's own order (a node before its parts).
    pub nodes: Vec<NodeCount>,
    /// Milliseconds the answer took.
    pub milliseconds: f64,
}

/// How many people one node holds for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NodeCount {
    /// `root`, `root.0`, `root.0.2`.
    pub path: String,
    /// People.
    pub count: u32,
}

/// One channel: how many may be contacted and why the others may not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ContactableView {
    /// Which channel.
    pub channel: Channel,
    /// May be contacted.
    pub may: u32,
    /// Left out, by reason; with `may` they add up to the segment's size.
    pub left_out: Vec<Counted>,
}

/// A saved segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentView {
    /// `s2`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The rule.
    pub rule: SegmentRule,
    /// The rule in plain English.
    pub sentence: String,
    /// People in it now.
    pub size: u32,
    /// Of whom may be emailed.
    pub may_email: u32,
    /// `Mon 23 Nov 2026`: last changed.
    pub changed: String,
    /// Names of the saved segments that ask for this one.
    pub used_by: Vec<String>,
    /// Why it cannot be asked any more, or not yet; empty where it can.
    pub cannot: String,
    /// It cannot be asked only because a score is not worked out yet.
    pub waits: bool,
}

/// A field of the shop's own, as a rule can ask about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OwnFieldView {
    /// Its key, which rules name.
    pub key: String,
    /// As the first file wrote it.
    pub label: String,
    /// What its cells are.
    pub kind: FieldType,
    /// Values people have, most common first, at most 500; items of lists one by one.
    pub values: Vec<Counted>,
    /// Why no rule may use it; empty where one may.
    pub cannot: String,
}

/// A segment to start from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReadyView {
    /// Its name for the command line: `rfm-champions`.
    pub id: String,
    /// Under which heading it stands.
    pub group: String,
    /// What it would be saved as.
    pub name: String,
    /// What it is good for.
    pub good_for: String,
    /// The rule.
    pub rule: SegmentRule,
    /// The rule in plain English.
    pub sentence: String,
    /// People in it now; absent where it cannot be answered.
    pub size: Option<u32>,
    /// Why it cannot be answered here: "No emails were imported."
    pub cannot: String,
    /// What to know of the answer; may be empty.
    pub notes: Vec<String>,
}

/// People looked up for a list made by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RosterView {
    /// Who was found, each once, in the order given.
    pub people: Vec<PersonRef>,
    /// What nobody goes by.
    pub missing: Vec<RosterMiss>,
    /// Lines that named somebody once more.
    pub again: u32,
    /// Of those found, who will be in no segment, by reason.
    pub left_out: Vec<Counted>,
}

/// A line of a pasted list that names nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RosterMiss {
    /// From 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
}

/// A segment that exists (by name or id), or a rule that is being written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum SegmentChoice {
    /// By name or id.
    Saved {
        /// `s2`, or its name.
        segment: String,
    },
    /// A rule.
    Rule {
        /// The rule.
        rule: SegmentRule,
    },
    /// A rule in plain words, as the program itself says rules.
    Words {
        /// "People in Germany who bought coffee at least twice."
        words: String,
    },
}

/// Why one person is in or out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ExplainView {
    /// Who.
    pub person: PersonRef,
    /// In or out.
    pub is_in: bool,
    /// One or two sentences with the person's own values.
    pub sentence: String,
    /// The tree with each node true or false for this person.
    pub nodes: Vec<NodeWhy>,
    /// The smallest change that would turn it: "They would be in if they bought coffee once more by 26 Nov 2026." Empty of
    /// somebody who is in no segment at all.
    pub flip: String,
    /// The conditions that would have to turn together for that, the fewest there are.
    pub turns: Vec<TurnView>,
}

/// One condition that would have to come out otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TurnView {
    /// `root.0.2`.
    pub path: String,
    /// What it would take, after "if": "they bought coffee once more by 26 Nov 2026".
    pub words: String,
    /// Whether that is for the person to do or to leave; otherwise it is past, on file, or the rule itself.
    pub theirs: bool,
}

/// One node, for one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct NodeWhy {
    /// `root.0.2`.
    pub path: String,
    /// The node in words.
    pub rule: String,
    /// Whether it holds.
    pub holds: bool,
    /// The person's own value: "2 orders since 25 Aug; you asked for at least 2". Empty for groups.
    pub own: String,
}
