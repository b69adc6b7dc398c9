//! A campaign before it is sent: rendered for a real person who may receive it, with who gets it, who does not and why,
//! and what to look at first.

use crate::{
    Workbench,
    bench::OpenShop,
    eligible::EligibleAudience,
    import::tally::listed,
    problems,
    views::{
        AudienceView, CampaignPreviewView, CampaignRequest, CheckOutcome, CheckView, HardCase, MessageView, PersonRef,
    },
};
use regulars_insight::Reasons;
use regulars_model::{Channel, Code, Day, Problem, Purpose, Rule, SegmentRule, group_digits};
use regulars_paper::email::{Field, Fields, Outcome, Template, checks, render, starter_template};
use regulars_vault::person;
use std::collections::{BTreeMap, BTreeSet};

/// People of the audience whose fields are looked at for hard cases and gaps.
const LOOKED_AT: usize = 20_000;
/// Real people offered beside the hard cases.
const OTHERS: usize = 8;

impl Workbench {
    /// A good first campaign to change.
    #[must_use]
    pub fn campaign_starter(&self) -> String {
        starter_template().to_owned()
    }

    /// A message as one person would see it, and everything to know before sending. For email.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment or person, or the template cannot be read; and with
    /// `Code::PrivacyRule` when the person asked for would not receive it.
    pub fn campaign_preview(&self, request: &CampaignRequest) -> Result<CampaignPreviewView, Problem> {
        let open = self.opened()?;
        let as_of = self.as_of();
        let template = Template::parse(&request.template).map_err(|error| error.problem())?;
        let (segment, rule, members) = open.members(&request.segment, as_of)?;
        let audience = EligibleAudience::of(open, &members, Channel::Email, Purpose::Offers)?;
        let look = Look::at(open, &audience, &template)?;
        let chosen = match &request.person {
            Some(person) => Some(open.receiver(&audience, person)?),
            None => audience.people().first().copied(),
        };
        let reasons = Reasons::new(&open.shop, &rule, as_of);
        let mut found = Vec::new();
        let message = match chosen {
            Some(index) => {
                let reason = reasons.note(&open.shop, index);
                let fields = open.merge_fields(index, &reason, as_of)?;
                let rendered = render(&template, &fields).map_err(|error| error.problem())?;
                found.extend(
                    checks(&template, &rendered, &fields)
                        .into_iter()
                        .map(|check| CheckView { outcome: outcome(check.outcome), words: check.words }),
                );
                let person = open.shop.person(index).ok_or_else(problems::no_such_person)?;
                Some(MessageView {
                    person: open.named(index),
                    to: person.email.to_owned(),
                    from_name: open.name.clone(),
                    subject: rendered.subject,
                    html: rendered.html,
                    text: rendered.text,
                    reason,
                })
            }
            None => None,
        };
        found.extend(look.checks(&template));
        found.sort_by_key(|check| match check.outcome {
            CheckOutcome::Bad => 0,
            CheckOutcome::Note => 1,
            CheckOutcome::Good => 2,
        });
        Ok(CampaignPreviewView {
            message,
            audience: AudienceView {
                segment,
                in_segment: audience.in_segment(),
                left_out: audience.left_out().to_vec(),
                will_receive: audience.size(),
            },
            checks: found,
            hard_cases: look.hard_cases,
            others: spread(audience.people(), OTHERS).map(|index| open.named(index)).collect(),
            used_to_choose: used_to_choose(&rule),
            used_in_text: listed(
                &template.fields_used().into_iter().map(|field| field.label().to_owned()).collect::<Vec<_>>(),
            ),
        })
    }
}

impl OpenShop {
    /// The place in memory of somebody who would receive it.
    fn receiver(&self, audience: &EligibleAudience, person: &str) -> Result<u32, Problem> {
        let index = self.shop.index_of(self.find(person)?).ok_or_else(problems::no_such_person)?;
        if audience.holds(index) {
            return Ok(index);
        }
        Err(Problem::new(
            Code::PrivacyRule,
            "This person would not receive it: they are not in the segment, or may not be emailed.",
            "Choose somebody from the list beside the message. “segment explain” says why a person is in or out.",
        ))
    }

    fn merge_fields(&self, index: u32, reason: &str, as_of: Day) -> Result<Fields, Problem> {
        let id = self.shop.id_of(index).ok_or_else(problems::no_such_person)?;
        let fields = self.vault.read(|read| self.fields_of(read, id))?;
        let (product, category) = self.shop.last_bought(index, as_of).unwrap_or_default();
        Ok(Fields {
            name: fields.display_name(),
            first_name: fields.first_name,
            last_name: fields.last_name,
            city: fields.city,
            country: fields.country,
            last_category: category.to_owned(),
            last_product: product.to_owned(),
            purchases: self.shop.figures(index, as_of).purchases,
            shop_name: self.name.clone(),
            shop_address: String::new(),
            reason: reason.to_owned(),
        })
    }
}

/// What the audience's own fields hold for a template to stumble over.
struct Look {
    hard_cases: Vec<HardCase>,
    unknown: BTreeMap<Field, u32>,
    looked_at: usize,
    of: usize,
}

impl Look {
    fn at(open: &OpenShop, audience: &EligibleAudience, template: &Template) -> Result<Self, Problem> {
        let indexes: Vec<u32> = spread(audience.people(), LOOKED_AT).collect();
        let ids: Vec<_> = indexes.iter().filter_map(|index| open.shop.id_of(*index)).collect();
        let people = open.vault.read(|read| person::many(read, &ids))?;
        let named = |at: usize| open.named(indexes[at]);
        let mut unknown: BTreeMap<Field, u32> = BTreeMap::new();
        let mut cases: BTreeMap<Case, (usize, usize)> = BTreeMap::new();
        for (at, stored) in people.iter().enumerate() {
            let fields = &stored.fields;
            for (field, value) in [
                (Field::FirstName, &fields.first_name),
                (Field::LastName, &fields.last_name),
                (Field::City, &fields.city),
                (Field::Country, &fields.country),
            ] {
                if template.uses(field) && value.trim().is_empty() {
                    *unknown.entry(field).or_default() += 1;
                }
            }
            let name = fields.display_name();
            let length = name.chars().count();
            let mut case = |case: Case, weight: usize| {
                let held = cases.entry(case).or_insert((at, weight));
                if weight > held.1 {
                    *held = (at, weight);
                }
            };
            if fields.first_name.trim().is_empty() {
                case(Case::NoFirstName, 1);
            }
            if length >= 20 {
                case(Case::LongestName, length);
            }
            if name.chars().any(|letter| letter.is_alphabetic() && letter as u32 > 0x24F) {
                case(Case::NotLatin, 1);
            }
            if name.contains(['\'', '’', '&', '<', '"']) {
                case(Case::Punctuated, 1);
            }
        }
        let fallback = template.fallbacks().iter().find(|fallback| fallback.field == Field::FirstName);
        let hard_cases = cases
            .into_iter()
            .map(|(case, (at, _))| {
                let person: PersonRef = named(at);
                let detail = match (case, fallback) {
                    (Case::NoFirstName, Some(fallback)) => format!("falls back to “{}”", fallback.words),
                    (Case::NoFirstName, None) if template.uses(Field::FirstName) => {
                        "nothing stands in its place".into()
                    }
                    _ => person.name.clone(),
                };
                HardCase { why: case.words().to_owned(), detail, person }
            })
            .collect();
        Ok(Self { hard_cases, unknown, looked_at: people.len(), of: audience.people().len() })
    }

    /// Gaps in the audience's fields that the template would show.
    fn checks(&self, template: &Template) -> Vec<CheckView> {
        let among = if self.looked_at < self.of {
            format!("Of {} people looked at, ", group_digits(self.looked_at as u64))
        } else {
            String::new()
        };
        self.unknown
            .iter()
            .map(|(field, number)| {
                let fallback = template.fallbacks().iter().find(|fallback| fallback.field == *field);
                let people = if *number == 1 {
                    "1 person has".to_owned()
                } else {
                    format!("{} people have", group_digits((*number).into()))
                };
                let (outcome, then) = match fallback {
                    Some(fallback) if number == &1 => (CheckOutcome::Note, format!("and sees “{}”", fallback.words)),
                    Some(fallback) => (CheckOutcome::Note, format!("and see “{}”", fallback.words)),
                    None => (CheckOutcome::Bad, "and a gap would show".to_owned()),
                };
                CheckView { outcome, words: format!("{among}{people} no {} {then}", field.label()) }
            })
            .collect()
    }
}

/// Why a person is worth looking at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    NoFirstName,
    LongestName,
    NotLatin,
    Punctuated,
}

impl Case {
    fn words(self) -> &'static str {
        match self {
            Self::NoFirstName => "No first name",
            Self::LongestName => "Longest name",
            Self::NotLatin => "Not in Latin letters",
            Self::Punctuated => "Marks in the name",
        }
    }
}

/// At most `most` of these, evenly spread and always the same ones.
fn spread(people: &[u32], most: usize) -> impl Iterator<Item = u32> + '_ {
    let step = people.len().div_ceil(most.max(1)).max(1);
    people.iter().copied().step_by(step).take(most)
}

fn outcome(outcome: Outcome) -> CheckOutcome {
    match outcome {
        Outcome::Good => CheckOutcome::Good,
        Outcome::Note => CheckOutcome::Note,
        Outcome::Bad => CheckOutcome::Bad,
    }
}

/// What a rule looked at, in words: "country, orders".
fn used_to_choose(rule: &SegmentRule) -> String {
    fn walk(rule: &Rule, used: &mut BTreeSet<&'static str>) {
        use regulars_model::{DateField, Deed, NumberField, TextField};
        match rule {
            Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } | Rule::Segment { .. } => {
                rule.parts().unwrap_or_default().iter().for_each(|rule| walk(rule, used));
            }
            Rule::Rfm { .. } => {
                used.extend(["orders", "what they spent"]);
            }
            Rule::RfmScore { part: regulars_model::RfmPart::Money, .. } => {
                used.insert("what they spent");
            }
            Rule::RfmScore { .. } | Rule::Lifecycle { .. } => {
                used.insert("orders");
            }
            Rule::Consent { .. } | Rule::SaidAt { .. } => {
                used.insert("permissions");
            }
            Rule::Persona { .. } => {
                used.extend(["orders", "what they spent", "personas"]);
            }
            Rule::Score { .. } => {
                used.extend(["orders", "what they spent", "scores"]);
            }
            Rule::Near { .. } => {
                used.insert("postcode");
            }
            Rule::Custom { .. } => {
                used.insert("fields of your own");
            }
            Rule::People { .. } => {
                used.insert("a list made by hand");
            }
            Rule::Text { field, .. } => {
                used.insert(match field {
                    TextField::Country => "country",
                    TextField::Region => "region",
                    TextField::City => "city",
                    TextField::Postcode => "postcode",
                    TextField::Tag => "tags",
                    TextField::Source => "where their data came from",
                });
            }
            Rule::Number { field, .. } => {
                used.insert(match field {
                    NumberField::NetValue | NumberField::AveragePurchase => "what they spent",
                    _ => "orders",
                });
            }
            Rule::Date { field, .. } => {
                used.insert(match field {
                    DateField::FirstPurchase | DateField::LastPurchase => "orders",
                    DateField::SignedUp => "customer since",
                    DateField::Birthday => "birthday",
                });
            }
            Rule::Bought { .. } | Rule::BoughtDay { .. } => {
                used.insert("orders");
            }
            Rule::Spent { .. } => {
                used.insert("what they spent");
            }
            Rule::Sequence { first, then, .. } => {
                for deed in [first, then] {
                    used.insert(match deed {
                        Deed::Bought { .. } => "orders",
                        Deed::Did { .. } => "what they did with emails and visits",
                    });
                }
            }
            Rule::Did { .. } => {
                used.insert("what they did with emails and visits");
            }
            Rule::Permission { .. } => {
                used.insert("permissions");
            }
            Rule::Sample { .. } => {
                used.insert("a lot");
            }
        }
    }
    let mut used = BTreeSet::new();
    walk(&rule.root, &mut used);
    if used.is_empty() { "nothing: everyone".to_owned() } else { used.into_iter().collect::<Vec<_>>().join(", ") }
}
