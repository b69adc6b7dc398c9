//! One column, looked at from top to bottom for what is sensitive: counts and lines are kept, values never.

use super::{
    Care, Class, Finding, Kind, bank, belief,
    card::{self, Grade},
    child::{self, Births},
    clean::{Clean, GONE, clean, mask},
    device, glance,
    header::Header,
    kind::Tally,
    rule::{self, Rule, Sure},
    secret, text,
    token::Token,
};
use regulars_model::Day;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Cells after which a test that fails for most of them is given up.
const TRIED: u64 = 2_048;
/// Different cells that must pass before a test of little worth is believed.
const DIFFERENT: usize = 16;
/// Cells whose words are looked up.
const READ: u64 = 50_000;

/// What one column holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    name: Name,
    filled: u64,
    /// What counts by itself.
    found: Vec<(Kind, Tally)>,
    cards: Cards,
    /// Per rule that the column's name fits: cells that pass, and cells that only look like it.
    named: Vec<(&'static Rule, Tally, Tally)>,
    /// Per rule that nearly all of a column must pass.
    open: Vec<Open>,
    tried: u64,
    last_tried: u64,
    /// Kind, cells that are such a word, cells that have one in them.
    words: Vec<(Kind, Tally, Tally)>,
    read: u64,
    births: Births,
}

/// What the column's name says.
#[derive(Debug, Clone, Default)]
struct Name {
    secret: Option<Kind>,
    cards: bool,
    belief: Option<Kind>,
    child: bool,
    birth: bool,
    age: bool,
    place: bool,
    numbering: bool,
    /// Numbers that shops print on plastic of their own: gift cards, membership.
    plastic: bool,
    goods: bool,
    names: bool,
}

#[derive(Debug, Clone, Default)]
struct Cards {
    sure: Tally,
    printed: Tally,
    /// Grouped as on a card, with a wrong sum.
    printed_chance: u64,
    likely: Tally,
    possible: Tally,
    /// Numbers of the right length and beginning with a wrong sum, or beside words that speak of something else.
    chance: u64,
    damaged: Tally,
}

#[derive(Debug, Clone)]
struct Open {
    rule: &'static Rule,
    tally: Tally,
    different: Vec<u64>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl Watch {
    /// For a column with this name.
    pub(crate) fn new(header: &str) -> Self {
        let header = Header::new(header);
        let shops = header.is_any(&["gift", "loyalty", "voucher", "coupon", "reward", "membership", "member", "sim"]);
        Self {
            name: Name {
                secret: secret::of_header(&header),
                cards: !shops && !header.is_about() && header.is_any(card::LABELS),
                belief: belief::of_header(&header),
                child: child::is_on_children(&header),
                birth: child::is_birth(&header),
                age: child::is_age(&header),
                place: device::promises_place(&header),
                numbering: header.is_numbering() || shops,
                plastic: shops,
                goods: header.is_goods(),
                names: header.is_names(),
            },
            named: rule::of_header(&header)
                .into_iter()
                .map(|rule| (rule, Tally::default(), Tally::default()))
                .collect(),
            open: rule::all()
                .filter(|rule| rule.sure == Sure::Column)
                .filter(|rule| !(rule.kind == Kind::Icd10 && (header.is_goods() || header.is_numbering())))
                .map(|rule| Open { rule, tally: Tally::default(), different: Vec::new() })
                .collect(),
            ..Self::default()
        }
    }

    /// Takes one cell in; `line` is where its row begins.
    pub(crate) fn look(&mut self, cell: &str, line: u32) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.by_name(cell, line);
        let glance = glance::look(cell.as_bytes());
        if !glance.is_nothing() {
            self.within(cell, line, glance);
        }
        if !self.open.is_empty() && cell.len() <= 48 && cell.bytes().any(|byte| byte.is_ascii_digit()) {
            self.try_all(cell, line);
        }
        if self.read < READ && !self.name.names && cell.len() >= 3 {
            self.read += 1;
            if let Some((kind, alone)) = belief::of_words(cell) {
                let at = entry(&mut self.words, kind);
                if alone { at.0.add(line) } else { at.1.add(line) }
            }
        }
    }

    fn by_name(&mut self, cell: &str, line: u32) {
        let Name { secret, cards, belief, child, birth, age, place, .. } = self.name;
        if let Some(kind) = secret.filter(|kind| secret::holds(*kind, cell)) {
            self.find(kind, line);
        }
        if cards && card::is_damaged(cell) {
            self.cards.damaged.add(line);
        }
        if !self.named.is_empty() {
            let token = Token::new(cell);
            for (rule, passed, alike) in &mut self.named {
                if token.as_ref().is_some_and(|token| rule::passes(rule, token)) {
                    passed.add(line);
                } else if rule::is_alike(rule, cell) {
                    alike.add(line);
                }
            }
        }
        if let Some(kind) = belief.filter(|_| belief::says(cell)) {
            self.find(kind, line);
        }
        if (child && belief::says(cell)) || (age && child::is_young(cell)) {
            self.find(child::KIND, line);
        }
        if birth {
            self.births.look(cell, line);
        }
        if place && device::is_place(cell) {
            self.find(Kind::Location, line);
        }
    }

    fn within(&mut self, cell: &str, line: u32, glance: glance::Glance) {
        if glance.secret
            && let Some(kind) = secret::within(cell)
        {
            self.find(kind, line);
        }
        if glance.card {
            self.look_for_cards(cell, line);
        }
        if glance.number {
            let mut kinds: Vec<Kind> = Vec::new();
            text::each(cell, &mut |kind, _| kinds.push(kind));
            kinds.dedup();
            // Shops number things with dashes, too.
            kinds.retain(|kind| !(self.name.numbering && matches!(kind, Kind::UsSsn | Kind::UsItin)));
            kinds.into_iter().for_each(|kind| self.find(kind, line));
        }
    }

    fn look_for_cards(&mut self, cell: &str, line: u32) {
        if self.name.cards {
            let mut any = false;
            card::long_numbers(cell, &mut |_| any = true);
            if any {
                self.cards.sure.add(line);
            }
            return;
        }
        let mut best: Option<Grade> = None;
        let ibans = bank::ibans(cell);
        card::each(cell, &mut |candidate| {
            if !ibans.iter().any(|iban| iban.start < candidate.at.end && candidate.at.start < iban.end) {
                best = best.min(Some(candidate.grade)).or(Some(candidate.grade));
            }
        });
        match best {
            Some(Grade::Sure) => self.cards.sure.add(line),
            Some(Grade::Printed) => self.cards.printed.add(line),
            Some(Grade::PrintedChance) => self.cards.printed_chance += 1,
            Some(Grade::Likely) => self.cards.likely.add(line),
            Some(Grade::Possible) => self.cards.possible.add(line),
            Some(Grade::Chance) => self.cards.chance += 1,
            None => {}
        }
    }

    /// Tests that prove little in one cell and much in a column.
    fn try_all(&mut self, cell: &str, line: u32) {
        let mut hasher = DefaultHasher::new();
        cell.hash(&mut hasher);
        let hash = hasher.finish();
        self.tried += 1;
        if hash != self.last_tried || self.tried == 1 {
            let token = Token::new(cell);
            for open in &mut self.open {
                if token.as_ref().is_some_and(|token| rule::passes(open.rule, token))
                    || (open.rule.kind == Kind::IpAddress && device::is_ip(cell))
                    || (open.rule.kind == Kind::MacAddress && device::is_mac(cell))
                {
                    open.tally.add(line);
                    if open.different.len() < DIFFERENT && !open.different.contains(&hash) {
                        open.different.push(hash);
                    }
                }
            }
        } else {
            // Rows that stand together repeat themselves.
            self.open
                .iter_mut()
                .filter(|open| open.different.last() == Some(&hash))
                .for_each(|open| open.tally.add(line));
        }
        self.last_tried = hash;
        if self.tried.is_power_of_two() && self.tried >= TRIED {
            let tried = self.tried;
            self.open.retain(|open| open.tally.cells * 2 > tried);
        }
    }

    fn find(&mut self, kind: Kind, line: u32) {
        match self.found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, tally)) => tally.add(line),
            None => {
                let mut tally = Tally::default();
                tally.add(line);
                self.found.push((kind, tally));
            }
        }
    }

    /// What the column holds, the gravest first. `today` tells who is a child.
    pub(crate) fn findings(&self, today: Option<Day>) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let mut put = |kind: Kind, class: Class, tally: &Tally, whole: bool| {
            if tally.cells > 0 && !found.iter().any(|known| known.kind == kind) {
                found.push(Finding::new(kind, class, tally, self.filled, whole));
            }
        };
        let most = |tally: &Tally| tally.cells * 2 >= self.filled;
        let cards = self.card_tally();
        put(Kind::CardNumber, Class::Shortened, &cards, self.name.cards || most(&cards));
        put(Kind::DamagedCard, Class::Shortened, &self.cards.damaged, true);
        let strict = self.named.iter().any(|(_, passed, _)| passed.cells > 0);
        for (rule, passed, alike) in &self.named {
            // Of several kinds with one name, those that pass their test go before those that only look like it.
            if passed.cells > 0 || (!strict && most(alike)) {
                put(rule.kind, rule.kind.class(), &passed.with(alike), true);
            }
        }
        for (kind, tally) in &self.found {
            let named = self.name.secret == Some(*kind) || self.name.belief == Some(*kind) || self.name.child;
            put(*kind, kind.class(), tally, named || most(tally));
        }
        for open in &self.open {
            if open.different.len() >= DIFFERENT && open.tally.cells * 10 >= self.filled * 9 {
                put(open.rule.kind, open.rule.kind.class(), &open.tally, true);
            }
        }
        for (kind, alone, inside) in &self.words {
            if alone.cells * 2 >= self.read && alone.cells > 1 && !self.name.goods && *kind != Kind::Proxy {
                put(*kind, kind.class(), &alone.with(inside), true);
            } else {
                // A word in a text is a reason to look, not to leave the text out; what is sold is not who buys it.
                let kind = if self.name.goods { Kind::Proxy } else { *kind };
                put(kind, Class::Noted, &alone.with(inside), false);
            }
        }
        if let Some(today) = today {
            put(Kind::ChildBirthDate, Kind::ChildBirthDate.class(), &self.births.children(today), false);
        }
        found.sort_by_key(|finding| (finding.class, finding.kind));
        found
    }

    /// Of numbers that only look like cards one in ten has the right sum: where they are the most, all of them count.
    fn takes_printed(&self) -> bool {
        let hits = self.cards.printed.cells;
        if self.name.plastic { false } else { hits * 2 >= hits + self.cards.printed_chance }
    }

    fn takes_likely(&self) -> bool {
        let hits = self.cards.sure.cells + self.cards.printed.cells + self.cards.likely.cells;
        let of = hits + self.cards.chance;
        // Where shops and carriers give out numbers, all of them may begin as cards do.
        match (self.name.plastic, self.name.numbering) {
            (true, _) => false,
            (_, true) => hits >= 5 && hits * 10 >= of * 8,
            _ => hits * 2 >= of,
        }
    }

    fn takes_possible(&self) -> bool {
        let hits = self.cards.possible.cells;
        !self.name.numbering && hits >= 2 && hits * 2 >= hits + self.cards.chance
    }

    /// What counts as card numbers.
    fn card_tally(&self) -> Tally {
        let mut tally = self.cards.sure.clone();
        for (takes, more) in [
            (self.takes_printed(), &self.cards.printed),
            (self.takes_likely(), &self.cards.likely),
            (self.takes_possible(), &self.cards.possible),
        ] {
            if takes {
                tally = tally.with(more);
            }
        }
        tally
    }

    /// How its cells are to be read; `kept` are columns the user decided to keep.
    pub(crate) fn care(&self, kept: bool) -> Care {
        let findings = self.findings(None);
        let whole = |class: Class| findings.iter().find(|finding| finding.class == class && finding.whole);
        let dropped = whole(Class::Refused).or_else(|| whole(Class::Asked).filter(|_| !kept));
        Care {
            left_out: dropped.map(|finding| finding.kind),
            cards: whole(Class::Shortened).is_some(),
            printed: self.takes_printed(),
            likely: self.takes_likely(),
            possible: self.takes_possible(),
            numbers: !kept && findings.iter().any(|finding| finding.class == Class::Asked),
        }
    }

    /// A cell of this column as it may be shown before anybody has decided anything.
    pub(crate) fn shown(&self, cell: &str) -> String {
        let care = Care { numbers: true, ..self.care(false) };
        match clean(cell, care) {
            Clean::Fine => cell.to_owned(),
            Clean::Masked(text, _) => text,
            Clean::Dropped(kind) if kind.class() == Class::Refused => GONE.to_owned(),
            Clean::Dropped(_) => mask(cell),
        }
    }
}

fn entry(words: &mut Vec<(Kind, Tally, Tally)>, kind: Kind) -> (&mut Tally, &mut Tally) {
    let at = words.iter().position(|(known, ..)| *known == kind).unwrap_or_else(|| {
        words.push((kind, Tally::default(), Tally::default()));
        words.len() - 1
    });
    let (_, alone, inside) = &mut words[at];
    (alone, inside)
}
