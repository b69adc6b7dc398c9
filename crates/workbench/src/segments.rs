//! Segments: what a rule can ask, whom it holds for, why, and keeping it under a name.

mod beside;
mod growth;
mod saying;

pub(crate) use saying::Sayable;

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::{Stopwatch, local_date},
    problems,
    rules::Known,
    views::{
        ContactableView, Counted, ExplainView, NodeCount, NodeWhy, PeoplePage, PeopleSort, RuleOptionsView,
        SegmentChoice, SegmentCountView, SegmentSizeView, SegmentView, SubjectsView, TurnView,
    },
};
use regulars_insight::{Bits, Contactable, contactable, english, evaluate, explain, net_value};
use regulars_model::{Channel, Code, Day, Problem, SegmentId, SegmentRule, name_key};
use regulars_vault::{segment, segment_size};

/// The most values a builder is offered for one field.
const OPTIONS_LIMIT: usize = 500;

impl Workbench {
    /// What a rule can ask about in this vault.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn rule_options(&self) -> Result<RuleOptionsView, Problem> {
        let open = self.opened()?;
        let options = open.shop.options();
        Ok(RuleOptionsView {
            countries: counted(options.countries),
            regions: counted(options.regions),
            cities: counted(options.cities),
            tags: counted(options.tags),
            sources: counted(options.sources),
            origins: counted(options.origins),
            categories: counted(options.categories),
            products: counted(options.products),
            channels: counted(options.channels),
            events: options.events,
            subjects: options
                .subjects
                .into_iter()
                .map(|(event, values)| SubjectsView { event, values: counted(values) })
                .collect(),
            fields: open.own_fields(options.fields)?,
            places: open.places()?,
            segments: open.known()?.named(),
            personas: open.personas_on_offer()?,
            scores: open.scores_on_offer(self.as_of())?,
            currency: open.currency.to_string(),
            as_of: self.as_of().to_string(),
        })
    }

    /// The rule of a saved segment, of a tree, or that plain words say.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, or the rule cannot be answered; where words stopped being known.
    pub fn segment_rule(&self, choice: &SegmentChoice) -> Result<SegmentRule, Problem> {
        self.opened()?.written(choice, self.as_of()).map(|(_, rule)| rule)
    }

    /// How many a rule holds for, node by node, and nothing that takes a look at every one of them.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, or the rule cannot be answered.
    pub fn segment_size(&self, choice: &SegmentChoice) -> Result<SegmentSizeView, Problem> {
        let (_, rule) = self.opened()?.chosen(choice, self.as_of())?;
        self.sized(&rule).map(|(view, _)| view)
    }

    /// Whom a rule holds for, node by node, and whom of them the shop may write to.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, or the rule cannot be answered.
    pub fn segment_count(&self, choice: &SegmentChoice) -> Result<SegmentCountView, Problem> {
        let open = self.opened()?;
        let (_, rule) = open.chosen(choice, self.as_of())?;
        let (told, members) = self.sized(&rule)?;
        Ok(SegmentCountView {
            sentence: told.sentence,
            size: told.size,
            everyone: told.everyone,
            as_of: told.as_of,
            nodes: told.nodes,
            contactable: Channel::ALL
                .iter()
                .map(|channel| contactable_view(*channel, contactable(&open.shop, &members, *channel)))
                .collect(),
            value: open.money(net_value(&open.shop, &members, self.as_of())),
            scores: open.scores_used(&rule.root),
            milliseconds: told.milliseconds,
        })
    }

    fn sized(&self, rule: &SegmentRule) -> Result<(SegmentSizeView, Bits), Problem> {
        let open = self.opened()?;
        let as_of = self.as_of();
        let watch = Stopwatch::start();
        let answer = evaluate(&open.shop, rule, as_of);
        let milliseconds = watch.seconds() * 1000.0;
        let view = SegmentSizeView {
            sentence: english(rule, open.currency),
            size: answer.members.count(),
            everyone: open.shop.everyone().count(),
            as_of: as_of.words(),
            nodes: answer.nodes.into_iter().map(|(path, count)| NodeCount { path, count }).collect(),
            milliseconds,
        };
        Ok((view, answer.members))
    }

    /// A page of the people in a segment, most valuable first.
    ///
    /// # Errors
    /// As for [`Self::segment_count`].
    pub fn segment_members(&self, choice: &SegmentChoice, offset: u32, limit: u32) -> Result<PeoplePage, Problem> {
        let open = self.opened()?;
        let (_, rule) = open.chosen(choice, self.as_of())?;
        let members = evaluate(&open.shop, &rule, self.as_of()).members;
        open.page(&members, PeopleSort::Value, offset, limit, self.as_of())
    }

    /// Why one person is in or out.
    ///
    /// # Errors
    /// As for [`Self::segment_count`]; or nobody goes by `person`.
    pub fn segment_explain(&self, choice: &SegmentChoice, person: &str) -> Result<ExplainView, Problem> {
        let open = self.opened()?;
        let (_, rule) = open.chosen(choice, self.as_of())?;
        let id = open.find(person)?;
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        let why = explain(&open.shop, &rule, index, self.as_of()).ok_or_else(problems::no_such_person)?;
        Ok(ExplainView {
            person: open.named(index),
            is_in: why.is_in,
            sentence: why.sentence,
            // Of somebody who asked not to be used, or waits in quarantine, nothing is looked at, and so nothing is said part by part.
            nodes: why
                .nodes
                .into_iter()
                .filter(|_| open.shop.everyone().has(index))
                .map(|node| NodeWhy { path: node.path, rule: node.rule, holds: node.holds, own: node.own })
                .collect(),
            flip: why.flip,
            turns: why
                .turns
                .into_iter()
                .map(|turn| TurnView { path: turn.path, words: turn.words, theirs: turn.change.is_theirs() })
                .collect(),
        })
    }

    /// Keeps a rule under a name; with an `id`, changes the one that is there.
    ///
    /// # Errors
    /// When the name is empty or taken, or the rule cannot be answered.
    pub fn segment_save(&mut self, id: Option<&str>, name: &str, rule: &SegmentRule) -> Result<SegmentView, Problem> {
        rule.check().map_err(problems::rule)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 80 {
            return Err(usage("A segment needs a name of 1 to 80 letters.", "Give it the name you would say aloud."));
        }
        let id = id.map(parse_id).transpose()?;
        let (now, cause, today, as_of) = (self.now(), self.cause("save_segment"), self.today(), self.as_of());
        let open = self.opened_to_note()?;
        open.known()?.may_save(id, &name, rule, as_of)?;
        let opened = open.looked_up(rule, as_of)?;
        // Looked at before it is written: what was kept may turn out to be damaged, and then nothing was saved.
        let members = evaluate(&open.shop, &opened, as_of).members;
        let size = today.map(|day| (day, members.count()));
        let id = open.vault.write(cause, |tx| {
            let id = segment::save(tx, id, &name, rule, now)?;
            if let Some((day, size)) = size {
                segment_size::note(tx, id, day, size)?;
            }
            Ok::<_, Problem>(id)
        })?;
        self.segment_view(id)
    }

    /// The saved segments, by name.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn segments(&self) -> Result<Vec<SegmentView>, Problem> {
        let open = self.opened()?;
        let known = open.known()?;
        let mut saved: Vec<_> = known.segments.iter().collect();
        saved.sort_by_key(|segment| name_key(&segment.name));
        Ok(saved.into_iter().map(|stored| self.seen(open, &known, stored)).collect())
    }

    /// One saved segment, by name or id.
    ///
    /// # Errors
    /// When there is no such segment.
    pub fn segment(&self, which: &str) -> Result<SegmentView, Problem> {
        let open = self.opened()?;
        Ok(self.seen(open, &open.known()?, &open.saved(which)?))
    }

    /// Forgets a saved segment; nobody in it is touched.
    ///
    /// # Errors
    /// When there is no such segment, or others use it.
    pub fn segment_delete(&mut self, id: &str) -> Result<(), Problem> {
        let open = self.opened()?;
        let id = open.saved(id)?.id;
        open.known()?.may_delete(id)?;
        let cause = self.cause("delete_segment");
        Ok(self.opened_to_note()?.vault.write(cause, |tx| segment::delete(tx, id))?)
    }

    fn segment_view(&self, id: SegmentId) -> Result<SegmentView, Problem> {
        self.segment(&id.to_string())
    }

    /// Today, where figures are of today and not of a day that was named.
    fn today(&self) -> Option<Day> {
        self.as_of.is_none().then(|| self.as_of())
    }

    /// A segment that cannot be asked any more is shown with the reason, and with nobody in it.
    fn seen(&self, open: &OpenShop, known: &Known<'_>, stored: &segment::Segment) -> SegmentView {
        let (rule, cannot, waits) = match known.open(&stored.rule, self.as_of()) {
            Ok(rule) => (rule, String::new(), false),
            Err(problem) => (stored.rule.clone(), problem.message, problem.code == Code::Wait),
        };
        let members = if cannot.is_empty() {
            evaluate(&open.shop, &rule, self.as_of()).members
        } else {
            Bits::none(open.shop.people() as usize)
        };
        SegmentView {
            id: stored.id.to_string(),
            name: stored.name.clone(),
            sentence: english(&rule, open.currency),
            size: members.count(),
            may_email: contactable(&open.shop, &members, Channel::Email).may,
            changed: local_date(stored.updated),
            used_by: known.users(stored.id),
            rule,
            cannot,
            waits,
        }
    }
}

impl OpenShop {
    /// The rule that was chosen, as it can be asked of a day, and what to call it.
    pub(crate) fn chosen(&self, choice: &SegmentChoice, as_of: Day) -> Result<(String, SegmentRule), Problem> {
        let (name, rule) = self.written(choice, as_of)?;
        Ok((name, self.looked_up(&rule, as_of)?))
    }

    /// The rule that was chosen, as it was written, and what to call it.
    pub(crate) fn written(&self, choice: &SegmentChoice, as_of: Day) -> Result<(String, SegmentRule), Problem> {
        match choice {
            SegmentChoice::Saved { segment } => {
                let stored = self.saved(segment)?;
                Ok((stored.name, stored.rule))
            }
            SegmentChoice::Rule { rule } => {
                rule.check().map_err(problems::rule)?;
                Ok(("This rule".to_owned(), rule.clone()))
            }
            SegmentChoice::Words { words } => Ok(("This rule".to_owned(), self.in_words(words, as_of)?)),
        }
    }

    fn saved(&self, text: &str) -> Result<segment::Segment, Problem> {
        let by_id = text.trim().parse::<SegmentId>().ok();
        let found = self.vault.read(|read| match by_id.map(|id| segment::get(read, id)).transpose()?.flatten() {
            Some(stored) => Ok(Some(stored)),
            None => segment::find_by_name(read, text.trim()),
        })?;
        found.ok_or_else(no_such_segment)
    }

    /// The people a rule holds for, and the rule's name.
    pub(crate) fn members(&self, choice: &SegmentChoice, as_of: Day) -> Result<(String, SegmentRule, Bits), Problem> {
        let (name, rule) = self.chosen(choice, as_of)?;
        let members = evaluate(&self.shop, &rule, as_of).members;
        Ok((name, rule, members))
    }
}

fn parse_id(text: &str) -> Result<SegmentId, Problem> {
    text.trim().parse().map_err(|_| no_such_segment())
}

fn no_such_segment() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no segment of that name.",
        "“segment list” shows the saved ones; a rule can be given with --rule.",
    )
}

pub(crate) fn counted(list: Vec<(String, u32)>) -> Vec<Counted> {
    list.into_iter().take(OPTIONS_LIMIT).map(|(words, count)| Counted { words, count }).collect()
}

pub(crate) fn contactable_view(channel: Channel, found: Contactable) -> ContactableView {
    let no_address = match channel {
        Channel::Email => "no email address",
        Channel::Sms | Channel::Phone => "no phone number",
        Channel::Post => "no postal address",
    };
    let left_out = [
        ("opted out of use", found.opted_out),
        ("said no", found.said_no),
        ("never asked", found.never_asked),
        ("said yes to something else", found.other_purpose),
        ("wait in quarantine", found.quarantined),
        (no_address, found.no_address),
    ];
    ContactableView {
        channel,
        may: found.may,
        left_out: left_out
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(words, count)| Counted { words: words.to_owned(), count })
            .collect(),
    }
}
