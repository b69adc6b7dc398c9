//! How a saved segment grew, and who came and went since the user last marked it as seen.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_date,
    scores::asks_a_score,
    views::{MovedView, SegmentHistoryView, SizeView},
};
use regulars_insight::{Bits, Explanations, Sort, evaluate};
use regulars_model::{Day, PersonId, Problem, SegmentRule};
use regulars_vault::{VaultError, segment, segment_seen, segment_size};

/// How many steps back a segment is counted where nobody noted its size, and how many days each is.
const STEPS: i32 = 12;
const STEP: i32 = 28;
/// The most people listed on either side.
const LISTED: usize = 50;

const NEVER_SEEN: &str = "Not marked as seen yet. Mark it, and from then on this says who came and who left.";

impl Workbench {
    /// How a saved segment grew and who came and went. Looked at on the day itself, its size is noted, once a day.
    ///
    /// # Errors
    /// When no vault is open, or there is no such segment.
    pub fn segment_history(&mut self, which: &str) -> Result<SegmentHistoryView, Problem> {
        let (today, cause) = (self.today(), self.cause("note_size"));
        let open = self.opened_to_note()?;
        let held = open.saved(which)?;
        if let Some(day) = today
            && !open.vault.read(|read| segment_size::of(read, held.id))?.iter().any(|(noted, _)| *noted == day)
        {
            let size = evaluate(&open.shop, &open.looked_up(&held.rule, day)?, day).members.count();
            // A look does not fail because it cannot be noted: the disk is full, or the vault is held to reading.
            let noted: Result<bool, VaultError> =
                open.vault.write(cause, |tx| segment_size::note(tx, held.id, day, size));
            if noted.is_ok() {
                open.count_log()?;
            }
        }
        self.history(&held)
    }

    /// Marks a saved segment as seen: who is in it now is kept, to be compared with later. In place of any mark before.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, or figures are of another day than today.
    pub fn segment_seen(&mut self, which: &str) -> Result<SegmentHistoryView, Problem> {
        let day = self
            .today()
            .ok_or_else(|| usage("A segment is marked as seen today, not as of another day.", "Leave --as-of out."))?;
        let (now, cause) = (self.now(), self.cause("mark_seen"));
        let open = self.opened_to_note()?;
        let held = open.saved(which)?;
        let members = evaluate(&open.shop, &open.looked_up(&held.rule, day)?, day).members;
        // Every entry of somebody: taken apart later, none of them looks like somebody new.
        let ids = members.iter().filter_map(|index| open.shop.id_of(index));
        let entries: Vec<PersonId> = ids.flat_map(|id| open.groups.members(id)).collect();
        open.vault.write(cause, |tx| {
            segment_size::note(tx, held.id, day, members.count())?;
            segment_seen::mark(tx, held.id, &held.rule, members.count(), &entries, now)
        })?;
        open.count_log()?;
        self.history(&held)
    }

    fn history(&self, held: &segment::Segment) -> Result<SegmentHistoryView, Problem> {
        let open = self.opened()?;
        let as_of = self.as_of();
        let rule = open.looked_up(&held.rule, as_of)?;
        let members = evaluate(&open.shop, &rule, as_of).members;
        let (sizes, about_sizes) = open.sizes((held, &rule), members.count(), as_of)?;
        let mark = open.vault.read(|read| segment_seen::of(read, held.id))?;
        let mut view = SegmentHistoryView {
            id: held.id.to_string(),
            name: held.name.clone(),
            sizes,
            about_sizes,
            seen: String::new(),
            seen_size: 0,
            about_seen: NEVER_SEEN.to_owned(),
            entered: Vec::new(),
            entered_total: 0,
            left: Vec::new(),
            left_total: 0,
            as_of: as_of.words(),
        };
        if let Some(mark) = mark {
            let mut before = Bits::none(open.shop.everyone().len());
            let stand_ins = mark.entries.iter().map(|entry| open.groups.stand_in(*entry));
            // Merged since with an entry that said no to any use, they said so too.
            let used = |index: &u32| open.shop.person(*index).is_some_and(|person| person.use_allowed);
            stand_ins.filter_map(|id| open.shop.index_of(id)).filter(used).for_each(|index| before.insert(index));
            let mut entered = members.clone();
            entered.minus(&before);
            before.minus(&members);
            view.seen = local_date(mark.at);
            view.seen_size = mark.size;
            view.about_seen = about_seen(&mark, held);
            (view.entered_total, view.left_total) = (entered.count(), before.count());
            view.entered = open.moved(&rule, &entered, as_of);
            view.left = open.moved(&rule, &before, as_of);
        }
        Ok(view)
    }
}

fn about_seen(mark: &segment_seen::Seen, held: &segment::Segment) -> String {
    let mut words = format!("Since you marked it as seen on {}.", local_date(mark.at));
    if mark.rule.root != held.rule.root {
        words.push_str(" What it asks was changed since, and that moves people too.");
    }
    words.push_str(" People who were erased or opted out of use since are not kept, and not listed.");
    words
}

impl OpenShop {
    /// Sizes, oldest first: as noted, and before that as counted now; and what is true of them.
    fn sizes(
        &self,
        (held, rule): (&segment::Segment, &SegmentRule),
        now: u32,
        as_of: Day,
    ) -> Result<(Vec<SizeView>, String), Problem> {
        let mut noted = self.vault.read(|read| segment_size::of(read, held.id))?;
        noted.retain(|(day, _)| *day < as_of);
        let first = noted.first().map_or(as_of, |(day, _)| *day);
        let opened = (0..self.shop.people()).filter_map(|index| self.shop.figures(index, as_of).first_purchase).min();
        let steps = (1..=STEPS).rev().map(|step| as_of.plus(-STEP * step));
        // Before the first order there was no shop to ask about.
        // Scores would have to be worked out for each of those days, which takes as long for each as for today.
        let by_score = asks_a_score(&rule.root);
        let days = steps.filter(|day| !by_score && *day < first && opened.is_some_and(|opened| *day >= opened));
        let view = |day: Day, size: u32, noted: bool| SizeView { date: day.to_string(), day: day.words(), size, noted };
        let mut sizes: Vec<SizeView> =
            days.map(|day| view(day, evaluate(&self.shop, rule, day).members.count(), false)).collect();
        let counted = !sizes.is_empty();
        sizes.extend(noted.iter().map(|(day, size)| view(*day, *size, true)));
        sizes.push(view(as_of, now, true));
        let words = match (counted, noted.is_empty()) {
            _ if by_score => "As it was when you looked, at most once a day. This segment asks for scores, and those are worked out for one \
                              day at a time: of days on which nobody looked its size is not known."
                .to_owned(),
            (true, alone) => format!(
                "{}: counted now, from what people had done by then. Where they live, what they said yes to, their personas and \
                 the shop's own tags are as they are today, since nobody noted how they were.{}",
                if alone { "Before today".to_owned() } else { format!("Before {}", first.words()) },
                if alone { "" } else { " From then on: as it was when you looked." }
            ),
            (false, true) => "Its first day: from now on its size is noted whenever you look, once a day.".to_owned(),
            (false, false) => "As it was when you looked, at most once a day.".to_owned(),
        };
        Ok((sizes, words))
    }

    /// Some people with the reason for each, most valuable first.
    fn moved(&self, rule: &SegmentRule, people: &Bits, as_of: Day) -> Vec<MovedView> {
        if people.count() == 0 {
            return Vec::new();
        }
        let why = Explanations::new(&self.shop, rule, as_of);
        let first = self.directory.page(people, Sort::Value, 0, LISTED);
        first
            .into_iter()
            .filter_map(|index| Some(MovedView { person: self.named(index), why: why.of(index)?.sentence }))
            .collect()
    }
}
