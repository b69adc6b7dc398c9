//! What customers are worth: what they brought so far, and what they can be expected to bring.

use super::{
    runs::Params,
    words::{about, ahead, customers, percent, some},
    worked::{Base, Wanted, checked},
};
use crate::{
    Workbench,
    bench::OpenShop,
    clock::local_date,
    import::tally::count,
    progress::Progress,
    views::{CustomerValueView, MoneyView, ScoreState, ValueBar, ValuePage, ValueRequest, ValueRow, ValueSort},
};
use regulars_insight::{
    Bits, Sort,
    scores::{Buyer, PersonWorth, TooLittle, Worth, WorthParams, stood_on},
};
use regulars_model::{Day, Problem, ScoreKind, group_digits};

/// The most rows a page may hold.
pub(super) const PAGE: u32 = 500;

impl Workbench {
    /// What customers are worth, and a page of them.
    ///
    /// # Errors
    /// When no vault is open, the horizon, the margin or the discount is out of bounds, or the user stopped it.
    pub fn score_value(
        &mut self,
        request: &ValueRequest,
        progress: Progress<'_>,
    ) -> Result<CustomerValueView, Problem> {
        let own = WorthParams::default();
        let params = checked(WorthParams {
            horizon: request.horizon.unwrap_or(own.horizon),
            margin: request.margin.unwrap_or(own.margin),
            discount: request.discount.unwrap_or(own.discount),
        })?;
        self.work_out(&Wanted { value: Some(params), proof: true, ..Wanted::default() }, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        open.value_view(open.base(as_of)?, params, request)
    }
}

/// "365 days ahead, all of every sale, nothing discounted".
pub(super) fn params_words(params: &WorthParams) -> String {
    let margin = match params.margin {
        1.0 => "all of every sale".to_owned(),
        margin => format!("{} of every sale", percent(margin)),
    };
    let discount = match params.discount {
        0.0 => "nothing discounted".to_owned(),
        discount => format!("{} less for every year", percent(discount)),
    };
    format!("{} ahead, {margin}, {discount}", super::words::days(params.horizon))
}

/// Why nothing can be said, as a sentence.
pub(super) fn too_little(why: TooLittle) -> String {
    match why {
        TooLittle::NoCustomers => "Nobody has bought anything yet. Import orders first.",
        TooLittle::NobodyCameBack => "Nobody has come back on another day yet: there is no habit to learn from.",
        TooLittle::NoAmounts => {
            "No purchase after somebody's first has an amount: what customers spend cannot be told."
        }
        TooLittle::Stopped => "It was stopped before anything could be told.",
        TooLittle::NotConverged => "The purchases fit no pattern that the program knows, so it says nothing of them.",
    }
    .to_owned()
}

/// What cannot be told without amounts.
pub(super) const WORTHLESS: &str = "what customers bring cannot be told";
/// Orders without a number of their own would be there twice otherwise.
pub(super) const BRING_AMOUNTS: &str =
    "To have it told, take that import back and bring the same orders with what each came to.";

/// "These orders have no amounts, so what customers bring cannot be told."
pub(super) fn no_amounts(base: &Base, so: &str) -> String {
    match (base.unpriced == base.bought, base.worth()) {
        (true, _) => format!("These orders have no amounts, so {so}."),
        (false, Err(TooLittle::NoAmounts)) => format!("No order after somebody's first has an amount, so {so}."),
        (false, _) => format!("What was spent fits no pattern that the program knows, so {so}."),
    }
}

/// Where a part of the purchases has no amounts. One in a hundred may be a gift.
pub(super) fn partly_priced(base: &Base) -> Option<String> {
    (base.unpriced * 100 >= base.bought.max(1) && base.unpriced < base.bought).then(|| {
        format!(
            "{} of {} have no amount, or came to nothing. They count as purchases; money is told from the others, so it is too \
             little where these were paid for. Whose purchases have none has a dash.",
            group_digits(base.unpriced),
            some(base.bought, "purchase", "purchases")
        )
    })
}

/// After so many days without an order everybody looks quiet, for want of news.
const OLD_NEWS: i32 = 60;

impl Workbench {
    /// The day of the newest order, where it is so long before the day that is asked of that figures speak of the past.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn orders_end(&self) -> Result<Option<Day>, Problem> {
        Ok(self.opened()?.orders_end(self.as_of()))
    }
}

impl OpenShop {
    fn orders_end(&self, as_of: Day) -> Option<Day> {
        self.shop.newest_order().filter(|newest| newest.0.saturating_add(OLD_NEWS) < as_of.0)
    }

    /// What is to be known before anything is read from scores of such a day.
    pub(super) fn old_news(&self, as_of: Day) -> Option<String> {
        let newest = self.orders_end(as_of)?;
        Some(format!(
            "The newest order here is of {}, {} before. What came later is not known, so everybody looks quiet.",
            newest.words(),
            super::words::days(count(usize::try_from(as_of.0 - newest.0).unwrap_or_default()))
        ))
    }

    /// Why nobody is a customer: there are no orders, or all of them are of later days.
    pub(super) fn nobody_bought(&self, as_of: Day) -> String {
        match self.shop.newest_order() {
            Some(newest) if newest > as_of => format!(
                "All orders here are of days after {}, up to {}. Look whether their dates were read rightly.",
                as_of.words(),
                newest.words()
            ),
            _ => too_little(TooLittle::NoCustomers),
        }
    }

    /// What there is of a score of buyers, and why.
    pub(super) fn buyers_state(&self, base: &Base, kind: ScoreKind) -> Result<(ScoreState, String), Problem> {
        // Who comes again is told by days alone.
        let why = match kind {
            ScoreKind::Risk => base.chances().err(),
            _ => base.worth().err(),
        };
        if let Some(why) = why {
            return Ok(match why {
                TooLittle::NoCustomers => (ScoreState::TooLittle, self.nobody_bought(base.as_of)),
                TooLittle::NoAmounts => {
                    (ScoreState::NoAmounts, format!("{} {BRING_AMOUNTS}", no_amounts(base, WORTHLESS)))
                }
                why => (ScoreState::TooLittle, too_little(why)),
            });
        }
        if !base.tells_of_each() {
            let words = format!(
                "With {} only figures of all of them together can be relied on: what is said of one is off by half below a hundred.",
                customers(base.customers)
            );
            return Ok((ScoreState::Pooled, words));
        }
        if base.auc().is_some_and(|auc| auc <= 0.5) {
            let words = "On this shop's own past it was no better than a coin, so it is not offered.".to_owned();
            return Ok((ScoreState::NotOffered, words));
        }
        self.proof_state(kind)
    }

    fn value_view(
        &self,
        base: &Base,
        params: WorthParams,
        request: &ValueRequest,
    ) -> Result<CustomerValueView, Problem> {
        let (state, words) = self.buyers_state(base, ScoreKind::Value)?;
        let worth = base.worth_by(params).ok();
        let offered = worth.filter(|_| matches!(state, ScoreState::Ready | ScoreState::ProofUnseen));
        let past = worth.map_or_else(
            || base.purchases.buyers(base.as_of).fold(0i64, |sum, buyer| sum.saturating_add(buyer.net())),
            |worth| worth.past,
        );
        Ok(CustomerValueView {
            state,
            words,
            headline: worth.map(|worth| self.value_headline(base, worth)).unwrap_or_default(),
            horizon: params.horizon,
            margin: params.margin,
            discount: params.discount,
            params: params_words(&params),
            customers: base.customers,
            past: self.money(past),
            expected: worth.map(|worth| self.range(base.range(worth))),
            purchases: offered.map(|worth| worth.people.iter().map(|one| one.purchases).sum()),
            notes: worth.map(|worth| self.value_notes(base, worth)).unwrap_or_default(),
            histogram: offered.map(|worth| self.histogram(worth)).unwrap_or_default(),
            people: self.value_page(base, offered, request),
            made: self.made(base, ScoreKind::Value, &Params::of_value(&params).text())?,
        })
    }

    /// "These 1,204 customers can be expected to bring €48,300 in the next year (…)."
    pub(super) fn value_headline(&self, base: &Base, worth: &Worth) -> String {
        let range = self.range(base.range(worth));
        format!(
            "These {} can be expected to bring {} {} ({}).",
            customers(base.customers),
            self.shown(worth.total.expected),
            ahead(worth.params.horizon),
            range.words
        )
    }

    /// The same for a glance, where it is worked out already: nothing waits for it.
    pub(crate) fn expected_in_short(&self, as_of: Day) -> Result<String, Problem> {
        let Ok(base) = self.base(as_of) else { return Ok(String::new()) };
        // Its range stands on how right the past was.
        if !base.is_proved() {
            return Ok(String::new());
        }
        let state = self.buyers_state(base, ScoreKind::Value)?.0;
        let (Ok(worth), false) = (base.worth(), state == ScoreState::NotOffered) else { return Ok(String::new()) };
        let range = self.range(base.range(worth));
        Ok(format!(
            "Your customers are expected to bring {} {} ({}). Worked out on {}.",
            self.shown(worth.total.expected),
            ahead(worth.params.horizon),
            range.words,
            local_date(base.at)
        ))
    }

    fn value_notes(&self, base: &Base, worth: &Worth) -> Vec<String> {
        let mut notes: Vec<String> = self.old_news(base.as_of).into_iter().chain(partly_priced(base)).collect();
        notes.push(stands_on(stood_on(base.as_of, &base.past(None).stretches), base.past(None).days));
        if worth.kept < 0.9995 {
            notes.push(format!(
                "Of what was bought so far {} came back; that much is taken off what is expected.",
                percent(1.0 - worth.kept)
            ));
        }
        if !worth.people.is_empty() {
            let mut all: Vec<f64> = worth.people.iter().map(|one| one.expected).collect();
            all.sort_unstable_by(|a, b| b.total_cmp(a));
            let (best, sum) = (all[..all.len().div_ceil(10)].iter().sum::<f64>(), all.iter().sum::<f64>());
            if sum > 0.0 {
                let tenth = customers(count(all.len().div_ceil(10)));
                notes.push(format!("The best tenth, {tenth}, hold {} of what is expected.", percent(best / sum)));
            }
            let purchases: f64 = worth.people.iter().map(|one| one.purchases).sum();
            notes.push(format!("That is about {} purchases.", about(purchases)));
        }
        let once = base.purchases.buyers(base.as_of).filter(|buyer| buyer.days.len() == 1).count();
        if once > 0 {
            notes.push(format!(
            "{} bought once. What they spend is taken to be the shop's average; how likely they come back, from those who bought \
             once before.",
            some(count(once), "customer", "customers")
        ));
        }
        notes
    }

    fn value_page(&self, base: &Base, worth: Option<&Worth>, request: &ValueRequest) -> ValuePage {
        let Some(worth) = worth else { return ValuePage { total: 0, offset: request.offset, rows: Vec::new() } };
        let people: Vec<(u32, f64)> = worth
            .people
            .iter()
            .map(|one| {
                let by = match request.sort {
                    ValueSort::Expected => one.expected,
                    ValueSort::Past => super::words::number(one.past),
                    ValueSort::Purchases => one.purchases,
                    ValueSort::Name => 0.0,
                };
                (one.person, by)
            })
            .collect();
        let total = count(people.len());
        let shown = self.paged(people, request.sort == ValueSort::Name, request.offset, request.limit);
        let row = |person: u32| {
            let at = worth.people.binary_search_by_key(&person, |one| one.person).ok()?;
            self.value_row(base, worth, &worth.people[at])
        };
        ValuePage { total, offset: request.offset, rows: shown.into_iter().filter_map(row).collect() }
    }

    pub(super) fn value_row(&self, base: &Base, worth: &Worth, one: &PersonWorth) -> Option<ValueRow> {
        let buyer = base.purchases.buyer(base.purchases.place(one.person)?, base.as_of)?;
        let range = worth.range(&buyer);
        Some(ValueRow {
            person: self.named(one.person),
            past: self.brought(&buyer),
            expected: self.range([range.low, range.expected, range.high]),
            purchases: one.purchases,
            bought: count(buyer.days.len()),
            last_purchase: buyer.last().words(),
        })
    }

    /// What somebody brought. Whose purchases have no amounts did not bring nothing: it is not known.
    fn brought(&self, buyer: &Buyer<'_>) -> MoneyView {
        let money = self.money(buyer.net());
        if buyer.has_amounts() || buyer.back != 0 { money } else { money.not_known() }
    }

    /// The page of some people: those with the highest figures first, or by name.
    pub(super) fn paged(&self, mut people: Vec<(u32, f64)>, by_name: bool, offset: u32, limit: u32) -> Vec<u32> {
        let (offset, limit) = (offset as usize, limit.min(PAGE) as usize);
        if by_name {
            let mut within = Bits::none(self.shop.people() as usize);
            people.iter().for_each(|(person, _)| within.insert(*person));
            return self.directory.page(&within, Sort::Name, offset, limit);
        }
        people.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        people.into_iter().skip(offset).take(limit).map(|(person, _)| person).collect()
    }

    /// Steps of 1, 2 and 5; the few below the first and above the last are with them.
    fn histogram(&self, worth: &Worth) -> Vec<ValueBar> {
        let mut steps = vec![0i64];
        let (mut unit, top) = (1i64, worth.people.iter().map(|one| one.expected).fold(0.0, f64::max));
        while super::words::number(unit) <= top {
            steps.extend([1, 2, 5].map(|step| step * unit));
            unit = unit.saturating_mul(10);
        }
        let mut bars = vec![(0u32, 0.0f64); steps.len()];
        for one in worth.people.iter() {
            let at = steps.partition_point(|step| super::words::number(*step) <= one.expected).max(1) - 1;
            bars[at].0 += 1;
            bars[at].1 += one.expected;
        }
        let few = count(worth.people.len()) / 50;
        // Joins ends that hold next to nobody, so that what is between can be seen.
        let mut all: Vec<(i64, u32, f64)> =
            steps.into_iter().zip(bars).map(|(step, bar)| (step, bar.0, bar.1)).collect();
        while all.len() > 2 && all[all.len() - 1].1 + all[all.len() - 2].1 <= few.max(all[all.len() - 1].1) {
            let (_, people, expected) = all.pop().unwrap_or_default();
            if let Some(last) = all.last_mut() {
                (last.1, last.2) = (last.1 + people, last.2 + expected);
            }
        }
        while all.len() > 2 && all[0].1 + all[1].1 <= few.max(all[0].1) {
            let (_, people, expected) = all.remove(0);
            all[0] = (0, all[0].1 + people, all[0].2 + expected);
        }
        let ends: Vec<Option<i64>> = all.iter().skip(1).map(|bar| Some(bar.0)).chain([None]).collect();
        all.into_iter()
            .zip(ends)
            .map(|((from, people, expected), to)| {
                let (from, to) = (self.money(from), to.map(|to| self.money(to)));
                let label = match &to {
                    Some(to) if from.minor == 0.0 => format!("under {}", edge(to)),
                    Some(to) => format!("{} to {}", edge(&from), edge(to)),
                    None => format!("{} and more", edge(&from)),
                };
                ValueBar { from, to, label, people, expected: self.cash(expected) }
            })
            .collect()
    }
}

/// What the range of a total stands on.
pub(super) fn stands_on(stretches: usize, days: u32) -> String {
    let (one, many) = match days {
        85..=95 => ("quarter".to_owned(), "quarters".to_owned()),
        365 | 366 => ("year".to_owned(), "years".to_owned()),
        days => (super::words::days(days), format!("stretches of {}", super::words::days(days))),
    };
    match stretches {
        0 => "Nothing of this shop's past is over yet that could be compared, so the range is as wide as such figures were off in other \
              shops."
            .to_owned(),
        1 => format!("The range comes from how far off we were in the last {one}, and in other shops."),
        stretches => format!("The range comes from how far off we were in the last {stretches} {many}."),
    }
}

/// Without cents where there are none.
fn edge(money: &MoneyView) -> &str {
    if money.text.ends_with(".00") || money.text.ends_with(".000") { &money.rounded } else { &money.text }
}
