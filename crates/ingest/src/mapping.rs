//! How a file's columns are read, and whether that can be done.

use crate::{
    DateOrder, FileKind, IngestError, Survey, Target,
    facts::{Facts, Proof},
    number::Style,
    preset, sensitive,
};
use regulars_model::{Channel, Currency, FieldType, PermissionState};
use serde::{Deserialize, Serialize};

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What the rows are.
    pub kind: FileKind,
    /// Column by column, in the file's order; `None` leaves a column out.
    pub targets: Vec<Option<Target>>,
    /// Answer to "day or month first?"; `None` when the file leaves no doubt.
    pub date_order: Option<DateOrder>,
    /// Currency where no column says; `None` takes the caller's.
    pub currency: Option<Currency>,
    /// Column by column, for fields of the shop's own: what their cells are. `None`, or nothing at that place, takes what the
    /// column looks like.
    #[serde(default)]
    pub types: Vec<Option<FieldType>>,
    /// Country of telephone numbers written without one, two letters (ISO 3166); a row's own country goes before it.
    #[serde(default)]
    pub phone_country: Option<String>,
    /// Column by column: kept although it holds something delicate. Nothing at a place means no.
    #[serde(default)]
    pub kept: Vec<bool>,
    /// What everybody in the file has said, for channels that no column speaks of: in an unsubscribe list, no.
    #[serde(default)]
    pub everybody: Vec<(Channel, PermissionState)>,
    /// Orders may do without amounts, where no column tells them: only that somebody bought is asked. Whoever imports says so.
    #[serde(default)]
    pub unpriced: bool,
}

/// Columns that tell what an order came to.
const PRICES: [Target; 3] = [Target::OrderTotal, Target::LineTotal, Target::UnitPrice];

impl Mapping {
    /// Whether a column tells what an order came to.
    #[must_use]
    pub fn tells_amounts(&self) -> bool {
        self.targets.iter().flatten().any(|target| PRICES.contains(target))
    }

    /// Rows of this kind with these columns, and nothing else said.
    #[must_use]
    pub fn new(kind: FileKind, targets: Vec<Option<Target>>) -> Self {
        Self {
            kind,
            targets,
            date_order: None,
            currency: None,
            types: Vec::new(),
            phone_country: None,
            kept: Vec::new(),
            everybody: Vec::new(),
            unpriced: false,
        }
    }
}

/// Whether a file can be read in this way.
///
/// # Errors
/// The first thing that stands in the way.
pub fn check(survey: &Survey, mapping: &Mapping) -> Result<(), IngestError> {
    obstacles(survey, mapping).into_iter().next().map_or(Ok(()), Err)
}

/// Everything that stands in the way, gravest first.
pub(crate) fn obstacles(survey: &Survey, mapping: &Mapping) -> Vec<IngestError> {
    let mut found = Vec::new();
    if mapping.targets.len() != survey.columns.len() {
        found.push(IngestError::WrongColumns { given: mapping.targets.len(), columns: survey.columns.len() });
        return found;
    }
    let mapping = &sensitive::allowed(survey, mapping);
    let mapped = || mapping.targets.iter().enumerate().filter_map(|(at, target)| Some((at, (*target)?)));
    let header = |at: usize| survey.columns[at].header.clone();
    for (at, target) in mapped() {
        if preset::is_card(&survey.keys[at]) {
            found.push(IngestError::NeverTaken { column: header(at) });
        }
        if !target.kinds().contains(&mapping.kind) {
            found.push(IngestError::NotForKind { column: header(at), target: target.label() });
        }
        // Several columns may speak of one permission: the most restrictive holds.
        let earlier = mapped().find(|(other, same)| *other < at && *same == target && !target.is_many());
        if let Some((first, _)) = earlier {
            found.push(IngestError::Twice { target: target.label(), first: header(first), second: header(at) });
        }
    }
    let has = |wanted: &[Target]| mapped().any(|(_, target)| wanted.contains(&target));
    found.extend(missing(survey, mapping, &has));
    for (at, target) in mapped() {
        let facts = &survey.facts[at];
        if facts.filled == 0 {
            continue;
        }
        if matches!(target, Target::OrderedAt | Target::EventAt) && facts.dates + facts.serials == 0 {
            found.push(IngestError::NotDates { column: header(at) });
        } else if (target.is_money() || target.is_count()) && facts.numbers == 0 {
            found.push(IngestError::NotNumbers { column: header(at) });
        }
        let own_date = target == Target::Custom && survey.field_type(mapping, at) == FieldType::Date;
        let dates = own_date || (target.is_date() && target != Target::OrderCancelledAt);
        if dates && date_order(survey, mapping, at).is_none() {
            found.push(IngestError::AmbiguousDates { column: header(at), example: example(facts) });
        }
    }
    found
}

/// What rows of a kind cannot do without.
fn missing(survey: &Survey, mapping: &Mapping, has: &dyn Fn(&[Target]) -> bool) -> Vec<IngestError> {
    let mut found = Vec::new();
    let about_people = !matches!(mapping.kind, FileKind::Products | FileKind::CampaignResults);
    // Where a program is known to tell no more than names, each row is reported as what it is.
    let names_only = survey.known_for(mapping.kind).is_some_and(|known| known.names_only) && has(&[Target::FullName]);
    if about_people && !names_only && !has(&[Target::ExternalId, Target::Email, Target::Phone]) {
        found.push(IngestError::NoIdentity);
    }
    match mapping.kind {
        FileKind::Customers => {}
        FileKind::Orders => {
            if !has(&[Target::OrderedAt]) {
                found.push(IngestError::NoDate);
            }
            if !mapping.unpriced && !has(&PRICES) {
                found.push(IngestError::NoAmount);
            }
        }
        FileKind::Events => {
            let dated = |(target, facts): (&Option<Target>, &Facts)| {
                target.is_some_and(|target| target.event().is_some()) && facts.dates + facts.serials > 0
            };
            if !has(&[Target::EventKind]) && !has(&Target::HAPPENED) {
                found.push(IngestError::NoEventKind);
            }
            if !has(&[Target::EventAt]) && !mapping.targets.iter().zip(&survey.facts).any(dated) {
                found.push(IngestError::NoDate);
            }
        }
        FileKind::Consents => {
            let permission = |target: Target| target.channel().is_some();
            if mapping.everybody.is_empty() && !mapping.targets.iter().flatten().copied().any(permission) {
                found.push(IngestError::NothingSaid);
            }
        }
        FileKind::Products => {
            if !has(&[Target::Sku, Target::Product]) {
                found.push(IngestError::NoProduct);
            }
        }
        FileKind::CampaignResults => {
            if !has(&[Target::Campaign]) {
                found.push(IngestError::NoCampaign);
            }
        }
    }
    found
}

fn example(facts: &Facts) -> String {
    facts.example.clone().or_else(|| facts.samples.first().cloned()).unwrap_or_default()
}

/// The order of day and month in a column: what the user says, else what the column proves, else what the file's
/// other columns of dates prove. `None` when nobody knows and it matters.
pub(crate) fn date_order(survey: &Survey, mapping: &Mapping, at: usize) -> Option<DateOrder> {
    let proof = survey.facts.get(at).map_or(Proof::Nothing, Facts::order);
    let birthdays = mapping.targets.get(at).is_some_and(|target| *target == Some(Target::Birthday));
    let known = survey.known_for(mapping.kind).and_then(|preset| preset.birthdays).filter(|_| birthdays);
    if let (Some(order), Proof::Open) = (known, &proof) {
        return Some(order);
    }
    match (mapping.date_order, proof) {
        (Some(order), _) | (None, Proof::Order(order)) => Some(order),
        (None, Proof::Nothing) => Some(DateOrder::DayFirst),
        (None, Proof::Open) => {
            let mut others = mapping.targets.iter().zip(&survey.facts).filter_map(|(target, facts)| {
                target.filter(|target| target.is_date())?;
                match facts.order() {
                    Proof::Order(order) => Some(order),
                    _ => None,
                }
            });
            let first = others.next()?;
            others.all(|other| other == first).then_some(first)
        }
    }
}

/// The decimal mark of a column: what it proves, else what the file's other amounts prove, else a point.
pub(crate) fn style(survey: &Survey, mapping: &Mapping, at: usize) -> Style {
    let own = survey.facts.get(at).and_then(Facts::style);
    own.or_else(|| {
        let mut others = mapping.targets.iter().zip(&survey.facts).filter_map(|(target, facts)| {
            target.filter(|target| target.is_money())?;
            facts.style()
        });
        let first = others.next()?;
        others.all(|other| other == first).then_some(first)
    })
    .unwrap_or_default()
}
