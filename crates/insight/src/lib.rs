//! Thinking: pure functions of (people and what they did, checked parameters, seed, as-of day). Rule evaluation,
//! explanations, comparisons, the home figures, search and personas. Nothing here reads a clock, a file or a socket.
#![allow(unused_variables, clippy::unimplemented, missing_docs)]

mod bits;
pub use bits::Bits;
pub mod oracle {}
use regulars_model::*;

// SKETCH of the public shape; bodies are arriving module by module. Signatures are meant to stay.
#[derive(Debug, Clone)]
pub struct PersonFacts {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub external_id: String,
    pub country: String,
    pub region: String,
    pub city: String,
    pub postcode: String,
    pub tags: Vec<String>,
    pub sources: Vec<String>,
    pub birthday: Option<MonthDay>,
    pub signed_up: Option<Day>,
    /// In the order of `Channel::ALL`.
    pub permissions: [PermissionState; 4],
    /// Whether there is an address for each channel, in the order of `Channel::ALL`.
    pub reachable: [bool; 4],
    pub use_allowed: bool,
}
impl PersonFacts {
    pub fn new(id: PersonId, fields: &PersonFields, sources: Vec<String>, permissions: [PermissionState; 4], use_allowed: bool) -> Self { unimplemented!() }
}
pub struct ShopBuilder;
impl ShopBuilder {
    pub fn new(currency: Currency) -> Self { unimplemented!() }
    pub fn person(&mut self, facts: PersonFacts) { unimplemented!() }
    pub fn orders(&mut self, import: ImportId, rows: impl IntoIterator<Item = OrderRow>) { unimplemented!() }
    pub fn lines(&mut self, import: ImportId, rows: impl IntoIterator<Item = LineRow>) { unimplemented!() }
    pub fn events(&mut self, import: ImportId, rows: impl IntoIterator<Item = EventRow>) { unimplemented!() }
    // order_columns / line_columns / event_columns(import, &…Columns) follow
    pub fn build(self) -> Shop { unimplemented!() }
}
pub struct Shop;
#[derive(Debug, Clone, Copy)]
pub struct PersonLine<'a> {
    pub id: PersonId,
    pub name: &'a str,
    pub email: &'a str,
    pub external_id: &'a str,
    pub country: &'a str,
    pub region: &'a str,
    pub city: &'a str,
    pub postcode: &'a str,
    pub birthday: Option<MonthDay>,
    pub signed_up: Option<Day>,
    pub permissions: [PermissionState; 4],
    pub reachable: [bool; 4],
    pub use_allowed: bool,
}
/// What a person's orders add up to, up to a day. Minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub purchases: u32,
    pub refunds: u32,
    /// Purchases.
    pub gross: i64,
    /// Purchases less refunds.
    pub net: i64,
    pub first_purchase: Option<Day>,
    pub last_purchase: Option<Day>,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening<'a> {
    Order { kind: OrderKind, key: &'a str, total: i64, /// product names (or category, or article number), as written
        items: Vec<&'a str> },
    Event { kind: EventKind, subject: &'a str },
}
impl Shop {
    pub fn people(&self) -> u32 { unimplemented!() }
    pub fn currency(&self) -> Currency { unimplemented!() }
    /// Those whose use is allowed.
    pub fn everyone(&self) -> &Bits { unimplemented!() }
    pub fn index_of(&self, id: PersonId) -> Option<u32> { unimplemented!() }
    pub fn id_of(&self, index: u32) -> Option<PersonId> { unimplemented!() }
    pub fn person(&self, index: u32) -> Option<PersonLine<'_>> { unimplemented!() }
    pub fn tags(&self, index: u32) -> Vec<&str> { unimplemented!() }
    pub fn sources(&self, index: u32) -> Vec<&str> { unimplemented!() }
    pub fn figures(&self, index: u32, as_of: Day) -> Figures { unimplemented!() }
    /// Median days between purchase days, from three on.
    pub fn usual_gap(&self, index: u32, as_of: Day) -> Option<u32> { unimplemented!() }
    /// Newest first.
    pub fn timeline(&self, index: u32, limit: usize) -> (Vec<(Day, Happening<'_>)>, usize) { unimplemented!() }
    pub fn newest_order(&self) -> Option<Day> { unimplemented!() }
    pub fn newest_event(&self) -> Option<Day> { unimplemented!() }
    /// What a rule can ask about, most common first.
    pub fn options(&self) -> RuleOptions { unimplemented!() }
}
pub type Counted = (String, u32);
#[derive(Debug, Clone, Default)]
pub struct RuleOptions {
    pub countries: Vec<Counted>, pub regions: Vec<Counted>, pub cities: Vec<Counted>, pub tags: Vec<Counted>,
    pub sources: Vec<Counted>, pub categories: Vec<Counted>, pub products: Vec<Counted>, pub events: Vec<EventKind>,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation { pub members: Bits, /// Preorder: `root`, `root.0`, `root.0.2`.
    pub nodes: Vec<(String, u32)> }
pub fn evaluate(shop: &Shop, rule: &SegmentRule, as_of: Day) -> Evaluation { unimplemented!() }
pub fn english(rule: &SegmentRule, currency: Currency) -> String { unimplemented!() }
pub fn node_words(rule: &Rule, currency: Currency) -> String { unimplemented!() }
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation { pub is_in: bool, pub sentence: String, pub nodes: Vec<NodeReason> }
#[derive(Debug, Clone, PartialEq)]
pub struct NodeReason { pub path: String, pub rule: String, pub holds: bool, pub own: String }
/// `None` when there is no such person.
pub fn explain(shop: &Shop, rule: &SegmentRule, person: u32, as_of: Day) -> Option<Explanation> { unimplemented!() }
pub fn reason_note(shop: &Shop, rule: &SegmentRule, person: u32, as_of: Day) -> String { unimplemented!() }
/// Evaluates once, answers for many.
pub struct Reasons;
impl Reasons {
    pub fn new(shop: &Shop, rule: &SegmentRule, as_of: Day) -> Self { unimplemented!() }
    pub fn note(&self, shop: &Shop, person: u32) -> String { unimplemented!() }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing { May, OptedOut, SaidNo, NeverAsked, NoAddress }
pub fn standing(shop: &Shop, person: u32, channel: Channel) -> Standing { unimplemented!() }
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contactable { pub may: u32, pub opted_out: u32, pub said_no: u32, pub never_asked: u32, pub no_address: u32 }
pub fn contactable(shop: &Shop, members: &Bits, channel: Channel) -> Contactable { unimplemented!() }
#[derive(Debug, Clone, PartialEq)]
pub struct Difference { pub label: String, pub here: String, pub everyone: String, pub ratio: f64 }
pub fn differences(shop: &Shop, members: &Bits, as_of: Day) -> Vec<Difference> { unimplemented!() }
/// Net value of these people, minor units.
pub fn net_value(shop: &Shop, members: &Bits, as_of: Day) -> i64 { unimplemented!() }
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    pub people: u32, pub regulars: u32, pub gross: i64, pub net: i64, pub purchases: u32, pub refunds: u32,
    pub slipping: Bits, pub slipping_value: i64, pub slipping_usual_gap: Option<u32>,
    pub may_email: u32, pub said_no_email: u32, pub never_asked_email: u32,
    /// The week's Monday and its purchases; 52 weeks, oldest first.
    pub weeks: Vec<(Day, u32)>, pub newest_order: Option<Day>, pub newest_event: Option<Day>,
}
pub const REGULARS_MEANING: &str = "";
pub const SLIPPING_MEANING: &str = "";
pub fn overview(shop: &Shop, as_of: Day) -> Overview { unimplemented!() }
pub struct Directory;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort { Name, Value, Latest, Purchases }
impl Directory {
    pub fn new(shop: &Shop) -> Self { unimplemented!() }
    /// Everyone for an empty text.
    pub fn search(&self, text: &str) -> Bits { unimplemented!() }
    /// Indices of one page of these people (members of a segment, hits of a search).
    pub fn page(&self, within: &Bits, sort: Sort, offset: usize, limit: usize) -> Vec<u32> { unimplemented!() }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonaParams { pub k_min: usize, pub k_max: usize, pub resamples: u32, pub seed: u32 }
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("personas need {needed} people who bought something; there are {have}")]
pub struct NotEnough { pub needed: u32, pub have: u32 }
pub fn personas(shop: &Shop, params: PersonaParams, as_of: Day) -> Result<PersonaSet, NotEnough> { unimplemented!() }
/// The people of a persona nearest its middle.
pub fn typical(shop: &Shop, members: &[PersonId], as_of: Day, limit: usize) -> Vec<PersonId> { unimplemented!() }
