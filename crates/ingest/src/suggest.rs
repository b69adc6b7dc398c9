//! How a file is most likely to be read: what a known program means by its headers, else what such headers usually mean, and
//! never against what stands in the column.

use crate::{
    FileKind, Mapping, Survey, Target, aliases,
    facts::{Facts, Proof},
    preset::{self, Preset, Says, Why},
    words,
};

impl Survey {
    /// How we would read the file.
    #[must_use]
    pub fn suggested(&self) -> Mapping {
        self.suggested_for(self.kind)
    }

    /// How we would read it if its rows were this.
    #[must_use]
    pub fn suggested_for(&self, kind: FileKind) -> Mapping {
        let known = self.known_for(kind);
        let mut targets: Vec<Option<Target>> = vec![None; self.columns.len()];
        for &target in Target::ALL.iter().filter(|target| target.kinds().contains(&kind)) {
            let mut candidates: Vec<(usize, usize)> = (0..self.columns.len())
                .filter(|&at| targets[at].is_none() && !self.is_repeated(at) && self.could_be(at, target, kind))
                .filter_map(|at| Some((self.rank(at, target, known)?, at)))
                .collect();
            candidates.sort_unstable();
            // Several columns may speak of one permission.
            let wanted = if target.is_many() { candidates.len() } else { 1 };
            for (_, at) in candidates.into_iter().take(wanted) {
                targets[at] = Some(target);
            }
        }
        self.settle(kind, &mut targets);
        self.own(kind, known, &mut targets);
        let headers: Vec<String> = self.columns.iter().map(|column| column.header.clone()).collect();
        let mut mapping = Mapping::new(kind, targets);
        mapping.everybody = preset::everybody(kind, known, &self.keys, &headers, &self.file_name);
        // What the program is known to write, unless this very file shows otherwise.
        mapping.date_order = known.and_then(|preset| preset.dates).filter(|known| {
            let contradicts = |facts: &Facts| matches!(facts.order(), Proof::Order(order) if order != *known);
            let open =
                mapping.targets.iter().zip(&self.facts).filter(|(target, _)| target.is_some_and(Target::is_date));
            !open.into_iter().any(|(_, facts)| contradicts(facts))
        });
        mapping
    }

    /// The preset, where it is one for rows of this kind.
    pub(crate) fn known_for(&self, kind: FileKind) -> Option<&'static Preset> {
        self.known.filter(|preset| preset.kind == kind)
    }

    /// What is left over becomes fields of the shop's own, where rows are people and nothing speaks against it.
    fn own(&self, kind: FileKind, known: Option<&Preset>, targets: &mut [Option<Target>]) {
        if !(kind == FileKind::Customers || known.is_some_and(|preset| preset.own)) {
            return;
        }
        for at in 0..targets.len() {
            let free = targets[at].is_none() && self.facts[at].filled > 0 && !self.is_repeated(at);
            // What would be left out anyway is not offered: a mapping says what becomes of a column.
            if free && self.why_left(at, known, targets).is_none() && self.left_out(at, false).is_none() {
                targets[at] = Some(Target::Custom);
            }
        }
    }

    /// Why a column is left out, whatever stands in it.
    pub(crate) fn why_left(&self, at: usize, known: Option<&Preset>, targets: &[Option<Target>]) -> Option<Why> {
        match known.and_then(|preset| preset.column(&self.keys[at])) {
            Some(Says::Left(why)) => Some(why),
            Some(Says::Is(said, _)) if !said.is_many() && targets.contains(&Some(said)) => Some(Why::Second),
            // Where it does not become a field of the shop's own.
            Some(Says::Is(..)) => {
                known.is_some_and(|known| !known.own && known.kind != FileKind::Customers).then_some(Why::Otherwise)
            }
            None => preset::why(&self.keys[at]),
        }
    }

    /// How well a column's name names a target; what a known file says goes before what names usually mean.
    fn rank(&self, at: usize, target: Target, known: Option<&Preset>) -> Option<usize> {
        let key = &self.keys[at];
        // An empty column is better than none, and worse than any other.
        let empty = if self.facts[at].filled == 0 { 10_000 } else { 0 };
        match known.and_then(|preset| preset.column(key)) {
            Some(Says::Is(said, rank)) => (said == target).then_some(rank + empty),
            Some(Says::Left(_)) => None,
            None => aliases::rank(target, key).map(|rank| rank + 1_000 + empty),
        }
    }

    /// Whether an earlier column has the same name.
    pub(crate) fn is_repeated(&self, at: usize) -> bool {
        self.columns[..at].iter().any(|other| other.header.eq_ignore_ascii_case(&self.columns[at].header))
    }

    /// Whether what stands in a column does not contradict the target.
    fn could_be(&self, at: usize, target: Target, kind: FileKind) -> bool {
        let facts = &self.facts[at];
        match target {
            // Lists are dirty; a column called "Email" with yes and no in it is still none.
            Target::Email => facts.addresses * 10 >= facts.filled,
            Target::ExternalId => facts.filled == 0 || !facts.mostly(facts.addresses),
            Target::Birthday => facts.mostly(facts.dates + facts.birthdays),
            target if target.event().is_some() => true,
            target if target.is_date() => {
                let counted = if words::says_date(&self.columns[at].header) { facts.serials } else { 0 };
                facts.mostly(facts.dates + counted)
            }
            target if target.is_money() || target.is_count() => facts.mostly(facts.numbers),
            Target::Attributes => facts.filled == 0 || facts.inside.is_some(),
            Target::EventKind => {
                facts.strangers(|word| words::event_kind(word).is_some()).is_none_or(|strange| strange < facts.filled)
            }
            // "Status" is what they said only where it speaks of subscriptions.
            Target::EmailPermission if self.keys[at] == "status" => {
                matches!(kind, FileKind::Customers | FileKind::Consents)
                    && facts.strangers(words::is_subscription_word).is_some_and(|strange| strange * 2 < facts.filled)
            }
            _ => true,
        }
    }

    /// What one column is depends on what the others are.
    fn settle(&self, kind: FileKind, targets: &mut [Option<Target>]) {
        let find =
            |targets: &[Option<Target>], wanted: Target| targets.iter().position(|target| *target == Some(wanted));
        if find(targets, Target::Email).is_none() {
            // Whatever it is called: a column of addresses is a column of addresses.
            let addresses = |at: &usize| {
                let facts = &self.facts[*at];
                targets[*at].is_none() && facts.filled > 0 && facts.addresses * 10 > facts.filled * 8
            };
            if let Some(at) = (0..targets.len()).find(addresses) {
                targets[at] = Some(Target::Email);
            }
        }
        if kind != FileKind::Orders {
            return;
        }
        // A price beside a quantity is the price of one.
        if let (Some(total), Some(_), None, None) = (
            find(targets, Target::OrderTotal),
            find(targets, Target::Quantity),
            find(targets, Target::UnitPrice),
            find(targets, Target::LineTotal),
        ) && self.keys[total] == "price"
        {
            targets[total] = Some(Target::UnitPrice);
        }
        // And without one, it is what the order came to.
        if let (Some(price), None, None, None) = (
            find(targets, Target::UnitPrice),
            find(targets, Target::Quantity),
            find(targets, Target::OrderTotal),
            find(targets, Target::LineTotal),
        ) && self.keys[price] == "price"
        {
            targets[price] = Some(Target::OrderTotal);
        }
        // "Id" is the order's where something else tells who bought, and nothing else tells which order.
        if let (Some(id), true, None) = (
            find(targets, Target::ExternalId),
            [Target::Email, Target::Phone].into_iter().any(|other| find(targets, other).is_some()),
            find(targets, Target::OrderId),
        ) && self.keys[id] == "id"
        {
            targets[id] = Some(Target::OrderId);
        }
    }
}
