//! People, as a list and one at a time.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_date,
    import::tally::{count, listed},
    problems,
    scores::override_words,
    views::{
        Labelled, MoneyView, PeoplePage, PeopleRequest, PeopleSort, PermissionView, PersonRef, PersonRowView,
        PersonView, SegmentRef, SourceView, TimelineEntry,
    },
};
use regulars_insight::{Bits, Happening, Sort};
use regulars_model::{
    Channel, Code, Day, EventKind, Identity, IdentityKind, Money, OrderKind, Permission, PermissionState, PersonFields,
    PersonId, Problem, Purposes, normalize_email, normalize_external_id, normalize_phone,
};
use regulars_vault::{field, identity, import, permission, person, person_source, segment::Segment};

/// The most rows a page may hold.
const PAGE_LIMIT: u32 = 500;
/// The most entries of a timeline that are shown.
const TIMELINE_LIMIT: usize = 200;

impl Workbench {
    /// A page of the people whose name, email, place or number holds the words searched for.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn people(&self, request: &PeopleRequest) -> Result<PeoplePage, Problem> {
        let open = self.opened()?;
        let within = open.directory.search(&request.search);
        open.page(&within, request.sort, request.offset, request.limit, self.as_of())
    }

    /// Who goes by this, for someone who typed it. An id that is also another person's number in the shop is refused:
    /// whoever typed it may have meant either.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by it, or two people do.
    pub fn who(&self, text: &str) -> Result<PersonRef, Problem> {
        let open = self.opened()?;
        let id = open.find(text)?;
        if let Some(value) = normalize_external_id(text) {
            let number = Identity { kind: IdentityKind::External, value };
            let other = open.vault.read(|read| identity::find(read, &number))?;
            if other.is_some_and(|other| open.groups.stand_in(other) != id) {
                return Err(usage(
                    "That is one person's id here and another's number in the shop.",
                    "Give the email, or find them with “people list --search”.",
                ));
            }
        }
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        Ok(open.named(index))
    }

    /// Everything held about one person.
    ///
    /// # Errors
    /// When no vault is open, or nobody goes by `person` (an email, the shop's number, or an id such as `p17`).
    pub fn person(&self, person: &str) -> Result<PersonView, Problem> {
        let open = self.opened()?;
        let id = open.find(person)?;
        let as_of = self.as_of();
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        let figures = open.shop.figures(index, as_of);
        let (timeline, timeline_total) = open.shop.timeline(index, TIMELINE_LIMIT);
        let segments = self.segments_of(open, index, as_of)?;
        let persona = self.persona_of(open, id)?;
        let said_of_scores = open.puts_of(id)?;
        open.vault.read(|read| {
            let held = open.fields_of(read, id)?;
            let entries = open.groups.members(id);
            let said = open.said_of(read, id)?;
            let mut shown = fields(&held);
            shown.extend(own_fields(read, &held)?);
            if entries.len() > 1 {
                let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
                shown.push(Labelled { label: "Entries".into(), value: format!("{}, as one person", listed(&entries)) });
            }
            shown.extend(
                said_of_scores
                    .iter()
                    .map(|one| Labelled { label: "Said instead of a score".into(), value: override_words(one) }),
            );
            if open.shop.quarantined().has(index) {
                let value = "Out of every audience until a permission is on record".to_owned();
                shown.push(Labelled { label: "Quarantine".into(), value });
            }
            Ok(PersonView {
                id: id.to_string(),
                name: held.display_name(),
                fields: shown,
                permissions: Channel::ALL.iter().map(|channel| permission_view(*channel, &said)).collect(),
                use_allowed: open.shop.person(index).is_some_and(|person| person.use_allowed),
                value: open.money(figures.net),
                purchases: figures.purchases,
                refunds: figures.refunds,
                average: (figures.purchases > 0).then(|| open.money(figures.gross / i64::from(figures.purchases))),
                first_purchase: figures.first_purchase.map(Day::words).unwrap_or_default(),
                last_purchase: figures.last_purchase.map(Day::words).unwrap_or_default(),
                usual_gap_days: open.shop.usual_gap(index, as_of),
                timeline: timeline.iter().map(|(day, what)| open.timeline_entry(*day, what)).collect(),
                timeline_total: count(timeline_total),
                sources: sources(read, &entries)?,
                segments,
                persona,
            })
        })
    }
}

impl OpenShop {
    /// Who goes by this: an id (`p17`), an email, the shop's own number, a phone number. Of somebody with several entries,
    /// the one that stands for all.
    pub(crate) fn find(&self, text: &str) -> Result<PersonId, Problem> {
        self.find_entry(text).map(|entry| self.groups.stand_in(entry))
    }

    /// As [`Self::find`], but the very entry.
    pub(crate) fn find_entry(&self, text: &str) -> Result<PersonId, Problem> {
        let text = text.trim();
        if let Ok(id) = text.parse::<PersonId>()
            && self.shop.index_of(id).is_some()
        {
            return Ok(id);
        }
        let ways = [
            (IdentityKind::Email, normalize_email(text)),
            (IdentityKind::External, normalize_external_id(text)),
            (IdentityKind::Phone, normalize_phone(text)),
        ];
        self.vault.read(|read| {
            for (kind, value) in ways {
                let Some(value) = value else { continue };
                if let Some(id) = identity::find(read, &Identity { kind, value })? {
                    return Ok(id);
                }
            }
            Err(problems::no_such_person())
        })
    }

    /// What is held of a person, all their entries together: the one that was here first prevails.
    pub(crate) fn fields_of(&self, read: &regulars_vault::Read<'_>, id: PersonId) -> Result<PersonFields, Problem> {
        let rows = person::many(read, &self.groups.members(id))?;
        let mut rows = rows.into_iter().rev().map(|row| row.fields);
        let mut all = rows.next().ok_or_else(problems::no_such_person)?;
        rows.for_each(|earlier| drop(all.absorb(&earlier)));
        Ok(all)
    }

    /// What holds for a person, channel by channel: of several entries the most restrictive.
    pub(crate) fn said_of(&self, read: &regulars_vault::Read<'_>, id: PersonId) -> Result<Vec<Permission>, Problem> {
        let mut all: Vec<Permission> = Vec::new();
        for entry in self.groups.members(id) {
            for held in permission::of(read, entry)? {
                let said = held.permission;
                match all.iter_mut().find(|known| known.channel == said.channel) {
                    None => all.push(said),
                    Some(known) if known.state == said.state => known.purposes = known.purposes.common(said.purposes),
                    Some(known) if known.state.most_restrictive(said.state) != known.state => *known = said,
                    Some(_) => {}
                }
            }
        }
        Ok(all)
    }

    /// An amount. Of a shop whose orders have none, nothing is not known to be nothing: a dash.
    pub(crate) fn money(&self, minor: i64) -> MoneyView {
        let money: MoneyView = Money::new(minor, self.currency).into();
        let known = minor != 0 || !self.laid_out || self.has_amounts();
        if known { money } else { money.not_known() }
    }

    /// Whether any order came with what it came to.
    pub(crate) fn has_amounts(&self) -> bool {
        *self.has_amounts.get_or_init(|| self.shop.has_amounts())
    }

    /// The person at this place in memory, named.
    pub(crate) fn named(&self, index: u32) -> PersonRef {
        self.shop.person(index).map_or_else(
            || PersonRef { id: String::new(), name: String::new() },
            |person| PersonRef { id: person.id.to_string(), name: person.name.to_owned() },
        )
    }

    pub(crate) fn page(
        &self,
        within: &Bits,
        sort: PeopleSort,
        offset: u32,
        limit: u32,
        as_of: Day,
    ) -> Result<PeoplePage, Problem> {
        let sort = match sort {
            PeopleSort::Name => Sort::Name,
            PeopleSort::Value => Sort::Value,
            PeopleSort::Latest => Sort::Latest,
            PeopleSort::Purchases => Sort::Purchases,
        };
        let limit = limit.min(PAGE_LIMIT);
        let rows = self.directory.page(within, sort, offset as usize, limit as usize);
        Ok(PeoplePage {
            total: within.count(),
            offset,
            rows: rows.into_iter().filter_map(|index| self.row(index, as_of)).collect(),
        })
    }

    fn row(&self, index: u32, as_of: Day) -> Option<PersonRowView> {
        let person = self.shop.person(index)?;
        let figures = self.shop.figures(index, as_of);
        let place = [person.city, person.country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Some(PersonRowView {
            id: person.id.to_string(),
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            place: place.join(", "),
            purchases: figures.purchases,
            value: self.money(figures.net),
            last_purchase: figures.last_purchase.map(Day::words).unwrap_or_default(),
            email_permission: person.permissions[0],
            use_allowed: person.use_allowed,
        })
    }

    fn timeline_entry(&self, day: Day, what: &Happening<'_>) -> TimelineEntry {
        let when = day.words();
        match what {
            Happening::Order { kind, key, total, items } => {
                let (kind, word) = match kind {
                    OrderKind::Purchase => ("purchase", "Order"),
                    OrderKind::Refund => ("refund", "Refund of order"),
                };
                let number = if key.starts_with('#') { (*key).to_owned() } else { format!("#{key}") };
                let items = match items.as_slice() {
                    [] => String::new(),
                    [one] => format!(": {one}"),
                    [one, rest @ ..] => format!(": {one} and {} more", rest.len()),
                };
                TimelineEntry {
                    when,
                    kind: kind.to_owned(),
                    words: format!("{word} {number}{items}"),
                    amount: Some(self.money(*total)),
                }
            }
            Happening::Event { kind, subject } => {
                let did = kind.did();
                let mut words = did[..1].to_uppercase() + &did[1..];
                if !subject.is_empty() {
                    words.push_str(&format!(": {subject}"));
                }
                TimelineEntry { when, kind: event_word(*kind).to_owned(), words, amount: None }
            }
        }
    }
}

/// The stable word scripts see.
fn event_word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::EmailSent => "email_sent",
        EventKind::EmailOpened => "email_opened",
        EventKind::EmailClicked => "email_clicked",
        EventKind::EmailBounced => "email_bounced",
        EventKind::Unsubscribed => "unsubscribed",
        EventKind::Visit => "visit",
        EventKind::SurveyAnswered => "survey_answered",
        EventKind::ContestEntered => "contest_entered",
        EventKind::SupportAsked => "support_asked",
        EventKind::SubscriptionStarted => "subscription_started",
        EventKind::SubscriptionCancelled => "subscription_cancelled",
    }
}

fn fields(fields: &PersonFields) -> Vec<Labelled> {
    let birthday = fields.birthday.and_then(|birthday| {
        let date = jiff::civil::Date::new(2024, i8::try_from(birthday.month).ok()?, i8::try_from(birthday.day).ok()?);
        Some(date.ok()?.strftime("%-d %B").to_string())
    });
    let texts: [(&str, String); 14] = [
        ("First name", fields.first_name.clone()),
        ("Last name", fields.last_name.clone()),
        ("Email", fields.email.clone()),
        ("Phone", fields.phone.clone()),
        ("Company", fields.company.clone()),
        ("Street", fields.street.clone()),
        ("Postcode", fields.postcode.clone()),
        ("City", fields.city.clone()),
        ("Region", fields.region.clone()),
        ("Country", fields.country.clone()),
        ("Birthday", birthday.unwrap_or_default()),
        ("Known since", fields.signed_up.map(Day::words).unwrap_or_default()),
        ("Tags", listed(&fields.tags)),
        ("Shop's number", fields.external_id.clone()),
    ];
    texts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Labelled { label: label.to_owned(), value })
        .collect()
}

pub(crate) fn permission_view(channel: Channel, said: &[Permission]) -> PermissionView {
    let found = said.iter().find(|permission| permission.channel == channel);
    let state = found.map_or(PermissionState::Unknown, |permission| permission.state);
    let words = match (state, found) {
        (PermissionState::Granted, Some(said)) => {
            let to =
                if said.purposes == Purposes::MARKETING { String::new() } else { format!(" to {}", to_what(said)) };
            format!("Said yes{to}, recorded {}{}", Day::of_second(said.at).words(), by(said))
        }
        (PermissionState::Refused, Some(said)) => {
            format!("Said no, recorded {}{}", Day::of_second(said.at).words(), by(said))
        }
        _ => "Never asked".to_owned(),
    };
    PermissionView { channel, state, words }
}

fn to_what(permission: &Permission) -> String {
    let words: Vec<String> = permission.purposes.list().iter().map(|purpose| purpose.word().to_owned()).collect();
    if words.is_empty() { "nothing they have in common".to_owned() } else { listed(&words) }
}

fn by(permission: &Permission) -> String {
    if permission.source.is_empty() { String::new() } else { format!(" ({})", permission.source) }
}

fn sources(read: &regulars_vault::Read<'_>, entries: &[PersonId]) -> Result<Vec<SourceView>, Problem> {
    let mut views = Vec::new();
    for entry in entries {
        for source in person_source::of(read, *entry)? {
            let Some(import) = import::get(read, source.import)? else { continue };
            views.push((
                import.id,
                SourceView {
                    file_name: import.file_name,
                    source: import.source,
                    basis: import.basis.word().replace('_', " "),
                    when: local_date(import.at),
                    line: source.line,
                },
            ));
        }
    }
    views.sort_by_key(|(import, view)| (*import, view.line));
    Ok(views.into_iter().map(|(_, view)| view).collect())
}

/// The shop's own fields of a person, by their labels. One without a purpose is shown as what it is: held and not used.
fn own_fields(read: &regulars_vault::Read<'_>, held: &PersonFields) -> Result<Vec<Labelled>, Problem> {
    if held.custom.is_empty() {
        return Ok(Vec::new());
    }
    let registered = field::list(read)?;
    let shown = held.custom.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| {
        let known = registered.iter().find(|known| known.field.key == *key);
        let label = known.map_or(key.as_str(), |known| known.field.label.as_str());
        let unused = known.is_none_or(|known| known.field.purpose.is_empty());
        let values: Vec<String> = value.split('\u{1f}').map(str::to_owned).collect();
        Labelled {
            label: if unused { format!("{label} (not used)") } else { label.to_owned() },
            value: listed(&values),
        }
    });
    Ok(shown.collect())
}

impl Workbench {
    fn segments_of(&self, open: &OpenShop, index: u32, as_of: Day) -> Result<Vec<SegmentRef>, Problem> {
        let known = open.known()?;
        let holds = |rule| regulars_insight::evaluate(&open.shop, &rule, as_of).members.has(index);
        let named = |segment: &Segment| match known.open(&segment.rule, as_of) {
            Ok(rule) => holds(rule).then(|| segment.name.clone()),
            // Not known is not the same as not in it.
            Err(problem) if problem.code == Code::Wait => Some(format!("{} (not worked out yet)", segment.name)),
            Err(_) => None,
        };
        let named = known.segments.iter().filter_map(|segment| Some((segment.id.to_string(), named(segment)?)));
        Ok(named.map(|(id, name)| SegmentRef { id, name }).collect())
    }
}
