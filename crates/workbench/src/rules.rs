//! Looks a rule up before it is asked: the saved segments and personas it names are put in their place, its postcodes are
//! found, and its own fields are held to the register. Nothing is asked of a field without a purpose, or of one whose
//! name speaks of what nobody may be chosen by.

use crate::{
    bench::{OpenShop, usage},
    import::tally::listed,
    places, problems,
    views::{OwnFieldView, PersonaUserView, SegmentRef},
};
use regulars_insight::Counted;
use regulars_model::{
    Code, CustomTest, Day, Field, FieldType, Opened, PersonaMembers, Problem, Rule, SegmentId, SegmentRule, name_key,
};
use regulars_vault::{Read, VaultError, field, segment};
use std::collections::{BTreeMap, BTreeSet};

/// A rule with more conditions than this, all its segments opened, is refused: nobody could read it.
const MOST_NODES: usize = 1_000;

/// What rules can name.
pub(crate) struct Known<'a> {
    pub(crate) segments: Vec<segment::Segment>,
    fields: Vec<Field>,
    personas: Option<PersonaMembers>,
    /// Its table of postcodes and its scores are large, and looked up in place.
    open: &'a OpenShop,
}

/// Keys of the fields that rules may use.
pub(crate) fn usable(read: &Read<'_>) -> Result<BTreeSet<String>, VaultError> {
    let registered = field::list(read)?.into_iter().map(|held| held.field);
    Ok(registered.filter(|field| refused(field).is_none()).map(|field| field.key).collect())
}

/// Why no rule may use a field.
fn refused(field: &Field) -> Option<String> {
    if let Some(kind) = regulars_ingest::sensitive::named(&field.label) {
        return Some(format!(
            "“{}” speaks of {}; nobody is chosen or left out by that (GDPR Art. 9).",
            field.label,
            kind.words()
        ));
    }
    field.purpose.is_empty().then(|| format!("Nobody has said what “{}” is held for, so it is not used.", field.label))
}

fn kind_words(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "texts",
        FieldType::Number => "numbers",
        FieldType::Date => "dates",
        FieldType::YesNo => "a yes or a no",
        FieldType::List => "lists",
    }
}

impl OpenShop {
    /// What rules can name now.
    pub(crate) fn known(&self) -> Result<Known<'_>, Problem> {
        let personas = self.found_personas()?;
        Ok(self.vault.read(|read| {
            let fields = field::list(read)?.into_iter().map(|held| held.field).collect();
            Ok::<_, VaultError>(Known { segments: segment::list(read)?, fields, personas, open: self })
        })?)
    }

    /// A rule as it can be asked of a day.
    pub(crate) fn looked_up(&self, rule: &SegmentRule, as_of: Day) -> Result<SegmentRule, Problem> {
        let mut names = false;
        rule.root.each(&mut |node| {
            names |= matches!(
                node,
                Rule::Segment { .. }
                    | Rule::Custom { .. }
                    | Rule::Persona { .. }
                    | Rule::Near { .. }
                    | Rule::Score { .. }
            );
        });
        if names { self.known()?.open(rule, as_of) } else { Ok(rule.clone()) }
    }

    /// The shop's own fields as a builder offers them.
    pub(crate) fn own_fields(&self, mut values: BTreeMap<String, Vec<Counted>>) -> Result<Vec<OwnFieldView>, Problem> {
        let mut fields = self.known()?.fields;
        fields.sort_by_key(|field| name_key(&field.label));
        Ok(fields
            .into_iter()
            .map(|field| OwnFieldView {
                values: super::segments::counted(values.remove(&field.key).unwrap_or_default()),
                cannot: refused(&field).unwrap_or_default(),
                key: field.key,
                label: field.label,
                kind: field.kind,
            })
            .collect())
    }
}

impl Known<'_> {
    /// A rule with its segments put in place, its fields named and its scores of a day.
    ///
    /// # Errors
    /// When a segment is not there or asks for itself, a field or a score may not be used, or the whole is too large.
    pub(crate) fn open(&self, rule: &SegmentRule, as_of: Day) -> Result<SegmentRule, Problem> {
        self.open_within(rule, as_of, &mut Vec::new())
    }

    fn open_within(&self, rule: &SegmentRule, as_of: Day, chain: &mut Vec<SegmentId>) -> Result<SegmentRule, Problem> {
        let mut opened = rule.clone();
        let mut nodes = 0;
        self.fill(&mut opened.root, as_of, chain, &mut nodes)?;
        Ok(opened)
    }

    fn fill(&self, rule: &mut Rule, as_of: Day, chain: &mut Vec<SegmentId>, nodes: &mut usize) -> Result<(), Problem> {
        rule.change(&mut |node| {
            *nodes += 1;
            if *nodes > MOST_NODES {
                return Err(usage(
                    "With every segment it names opened up, this rule has more than 1,000 conditions.",
                    "Take some of the segments out.",
                ));
            }
            match node {
                Rule::Segment { segment, opened } => {
                    let stored = self.stored(*segment)?;
                    if let Some(at) = chain.iter().position(|id| id == segment) {
                        return Err(self.circle(&chain[at..]));
                    }
                    let mut inner = stored.rule.root.clone();
                    chain.push(*segment);
                    self.fill(&mut inner, as_of, chain, nodes)?;
                    chain.pop();
                    *opened = Some(Opened { name: stored.name.clone(), rule: Box::new(inner) });
                }
                Rule::Custom { field, test, label } => {
                    let held =
                        self.fields.iter().find(|held| held.key == *field).ok_or_else(problems::no_such_field)?;
                    may_ask(held, test)?;
                    label.clone_from(&held.label);
                }
                Rule::Persona { any_of, found } => *found = Some(self.with_all_of(any_of)?.clone()),
                Rule::Near { postcode, country, centre, .. } => {
                    *centre = Some(places::centre(&self.open.vault, postcode, country.as_deref())?);
                }
                Rule::Score { asks, found } => *found = Some(self.open.scores_found(asks.kind(), as_of)?),
                _ => {}
            }
            Ok(())
        })
    }

    fn stored(&self, id: SegmentId) -> Result<&segment::Segment, Problem> {
        self.segments.iter().find(|segment| segment.id == id).ok_or_else(|| {
            Problem::new(
                Code::NotFound,
                format!("The rule asks for a saved segment that is not there ({id})."),
                "Take that part out, or choose another segment.",
            )
        })
    }

    /// Who is in which persona, if all that are named are among them.
    fn with_all_of(&self, names: &[String]) -> Result<&PersonaMembers, Problem> {
        let found = self.personas.as_ref().ok_or_else(|| {
            Problem::new(
                Code::InputRefused,
                "The rule asks for personas, and nobody has looked for any here, or they went with an import that was taken back.",
                "Look for them under “Personas” (regulars personas build); or take that part out.",
            )
        })?;
        let gone: Vec<String> =
            names.iter().filter(|name| found.named(name).is_none()).map(|name| quoted(name)).collect();
        if gone.is_empty() {
            return Ok(found);
        }
        let are = if gone.len() == 1 { "is" } else { "are" };
        let those: Vec<String> = found.each().map(|(name, _)| quoted(name)).collect();
        let those = if those.is_empty() { "none".to_owned() } else { listed(&those) };
        Err(Problem::new(
            Code::InputRefused,
            format!("{} {are} not among the personas of {}: {those}.", listed(&gone), found.as_of().words()),
            "Choose one of those, or look for personas again under “Personas”; or take that part out.",
        ))
    }

    /// The saved segments that ask for personas themselves, by name.
    pub(crate) fn persona_users(&self) -> Vec<PersonaUserView> {
        let mut users: Vec<PersonaUserView> = Vec::new();
        for stored in &self.segments {
            let mut personas: Vec<String> = Vec::new();
            stored.rule.root.each(&mut |node| {
                let Rule::Persona { any_of, .. } = node else { return };
                personas.extend(any_of.iter().map(|name| name.trim().to_owned()));
            });
            if personas.is_empty() {
                continue;
            }
            personas.sort_by_key(|name| name_key(name));
            personas.dedup();
            let is_there = |name: &str| self.personas.as_ref().is_some_and(|found| found.named(name).is_some());
            users.push(PersonaUserView {
                segment: SegmentRef { id: stored.id.to_string(), name: stored.name.clone() },
                gone: personas.iter().filter(|name| !is_there(name)).cloned().collect(),
                personas,
            });
        }
        users.sort_by_key(|user| name_key(&user.segment.name));
        users
    }

    /// "“A” uses “B”, which uses “A”."
    fn circle(&self, chain: &[SegmentId]) -> Problem {
        let name = |id: &SegmentId| {
            let found = self.segments.iter().find(|segment| segment.id == *id);
            quoted(&found.map_or_else(|| id.to_string(), |segment| segment.name.clone()))
        };
        let names: Vec<String> = chain.iter().chain(chain.first()).map(name).collect();
        let words = match names.as_slice() {
            [only, _] => format!("{only} would use itself"),
            [first, second, rest @ ..] => {
                let rest: String = rest.iter().map(|name| format!(", which uses {name}")).collect();
                format!("{first} uses {second}{rest}")
            }
            _ => String::new(),
        };
        usage(format!("{words}: nobody could say who is in it."), "Take one of these segments out of the other's rule.")
    }

    /// Whether a rule can be kept: it opens, and asks for nothing that asks for it.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub(crate) fn may_save(
        mut self,
        id: Option<SegmentId>,
        name: &str,
        rule: &SegmentRule,
        as_of: Day,
    ) -> Result<(), Problem> {
        let mut chain = Vec::new();
        if let Some(id) = id {
            chain.push(id);
            if let Some(stored) = self.segments.iter_mut().find(|segment| segment.id == id) {
                name.clone_into(&mut stored.name);
                stored.rule.clone_from(rule);
            }
        }
        self.open_within(rule, as_of, &mut chain).map(drop)
    }

    /// Whether nothing would be missing a segment.
    ///
    /// # Errors
    /// Names the segments that use it.
    pub(crate) fn may_delete(&self, id: SegmentId) -> Result<(), Problem> {
        let users: Vec<String> = self.users(id).into_iter().map(|name| format!("“{name}”")).collect();
        if users.is_empty() {
            return Ok(());
        }
        let name = self.stored(id)?.name.clone();
        Err(Problem::new(
            Code::InputRefused,
            format!("“{name}” is used by {}.", listed(&users)),
            "Take it out of there first; then it can be deleted.",
        ))
    }

    /// Names of the segments that ask for one.
    pub(crate) fn users(&self, id: SegmentId) -> Vec<String> {
        let asks = |stored: &&segment::Segment| {
            let mut asks = false;
            stored.rule.root.each(&mut |node| asks |= matches!(node, Rule::Segment { segment, .. } if *segment == id));
            asks
        };
        self.segments.iter().filter(asks).map(|stored| stored.name.clone()).collect()
    }

    /// The saved segments, by name.
    pub(crate) fn named(&self) -> Vec<SegmentRef> {
        let mut all: Vec<&segment::Segment> = self.segments.iter().collect();
        all.sort_by_key(|stored| name_key(&stored.name));
        all.into_iter().map(|stored| SegmentRef { id: stored.id.to_string(), name: stored.name.clone() }).collect()
    }
}

fn quoted(name: &str) -> String {
    format!("“{}”", name.trim())
}

fn may_ask(field: &Field, test: &CustomTest) -> Result<(), Problem> {
    if let Some(why) = refused(field) {
        return Err(Problem::new(
            Code::InputRefused,
            why,
            "Say what the field is for under “Your own fields”, where it may be used; or take that part out.",
        ));
    }
    if field.kind == test.kind() {
        return Ok(());
    }
    Err(usage(
        format!(
            "“{}” holds {}, and the rule asks for {}.",
            field.label,
            kind_words(field.kind),
            kind_words(test.kind())
        ),
        "Choose the condition again from the list.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_needs_a_purpose_and_a_name_that_nobody_is_chosen_by() {
        let field = |label: &str, purpose: &str| Field {
            key: label.to_lowercase(),
            label: label.to_owned(),
            kind: FieldType::Text,
            purpose: purpose.to_owned(),
        };
        assert_eq!(refused(&field("Shoe Size", "fitting")), None);
        assert!(refused(&field("Shoe Size", "")).is_some_and(|why| why.contains("held for")));
        for label in ["Religion", "Disability", "Ethnicity", "Sexual orientation"] {
            assert!(refused(&field(label, "a purpose")).is_some_and(|why| why.contains("Art. 9")), "{label}");
        }
    }
}
