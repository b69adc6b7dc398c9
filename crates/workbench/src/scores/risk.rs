//! Who is slipping away, by their own habit, and what would be missed.

use super::{
    overrides::{Put, label},
    runs::Params,
    value::{BRING_AMOUNTS, no_amounts, partly_priced},
    words::{about, ahead, chance, customers, days, whole},
    worked::{Base, Wanted, checked_days},
};
use crate::{
    Workbench,
    bench::OpenShop,
    import::tally::count,
    progress::Progress,
    views::{
        BandView, OverridePut, RiskBand, RiskPage, RiskRequest, RiskRow, RiskSort, RiskView, ScoreState, SlippingBrief,
    },
};
use regulars_insight::scores::{Band, Misled, PersonRisk, Risk, SecondPurchase};
use regulars_model::{Day, Problem, ScoreKind, group_digits};

impl Workbench {
    /// Who is slipping away, and a page of customers.
    ///
    /// # Errors
    /// When no vault is open, the horizon is out of bounds, or the user stopped it.
    pub fn score_risk(&mut self, request: &RiskRequest, progress: Progress<'_>) -> Result<RiskView, Problem> {
        let horizon = request.horizon.map(checked_days).transpose()?;
        self.work_out(&Wanted { risk: Some(horizon), proof: true, ..Wanted::default() }, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        open.risk_view(open.base(as_of)?, horizon, request)
    }
}

pub(super) const BANDS: [(Band, RiskBand); 4] = [
    (Band::Steady, RiskBand::Steady),
    (Band::Cooling, RiskBand::Cooling),
    (Band::Slipping, RiskBand::Slipping),
    (Band::Gone, RiskBand::Gone),
];

pub(super) fn band(of: Band) -> RiskBand {
    BANDS.iter().find(|one| one.0 == of).map_or(RiskBand::Steady, |one| one.1)
}

pub(super) fn band_label(of: RiskBand) -> &'static str {
    label(ScoreKind::Risk, OverridePut::Band(of))
}

fn band_words(of: RiskBand) -> &'static str {
    match of {
        RiskBand::Steady => "About as likely to come again as on the evening of their last purchase.",
        RiskBand::Cooling => "Less likely than four in five of what it was on the evening of their last purchase.",
        RiskBand::Slipping => "Less than half as likely as on the evening of their last purchase.",
        RiskBand::Gone => "Less than a fifth as likely, and quiet for more than a year: hardly anybody comes back.",
    }
}

/// One customer, as the program and as the user sees them.
struct Seen<'a> {
    risk: &'a PersonRisk,
    band: RiskBand,
    at_risk: bool,
    put: Option<&'a Put>,
}

impl<'a> Seen<'a> {
    fn of(risk: &'a PersonRisk, puts: &'a [Put]) -> Self {
        let put = puts.iter().find(|put| put.index == risk.person);
        match put.map(|put| put.put) {
            Some(OverridePut::Band(band)) => Self { risk, band, at_risk: band == RiskBand::Slipping, put },
            _ => Self { risk, band: band(risk.band), at_risk: risk.at_risk, put: None },
        }
    }
}

/// Who is slipping away, as a glance shows it.
#[derive(Default)]
pub(super) struct InShort {
    slipping: u32,
    /// The better customers among them, and what would be missed of those; all of them where amounts tell neither.
    pub(super) at_risk: u32,
    pub(super) stake: Option<f64>,
}

impl OpenShop {
    fn risk_view(&self, base: &Base, asked: Option<u32>, request: &RiskRequest) -> Result<RiskView, Problem> {
        let (state, words) = self.buyers_state(base, ScoreKind::Risk)?;
        let puts = self.puts(ScoreKind::Risk)?;
        let risk = base.risk.as_ref().filter(|_| base.chances().is_ok());
        let offered = risk.filter(|_| matches!(state, ScoreState::Ready | ScoreState::ProofUnseen));
        let seen: Vec<Seen<'_>> =
            offered.iter().flat_map(|risk| risk.people.iter()).map(|one| Seen::of(one, &puts)).collect();
        let will_buy: f64 = risk.iter().flat_map(|risk| risk.people.iter()).fold(0.0, |sum, one| sum + one.buys);
        let at_risk: Vec<&Seen<'_>> = seen.iter().filter(|one| one.at_risk).collect();
        let weighed = base.worth().is_ok();
        let stake = weighed.then(|| at_risk.iter().map(|one| one.risk.at_stake).sum());
        let horizon = asked.unwrap_or(base.own_horizon);
        let headline = match (offered, risk) {
            (Some(_), _) => self.risk_headline(count(at_risk.len()), stake),
            (None, Some(_)) => format!(
                "About {} of {} can be expected to buy {}.",
                about(will_buy),
                customers(base.customers),
                ahead(horizon)
            ),
            (None, None) => String::new(),
        };
        Ok(RiskView {
            state,
            words,
            headline,
            horizon,
            horizon_words: horizon_words(base, asked),
            customers: base.customers,
            will_buy,
            base_rate: if base.customers > 0 { will_buy / f64::from(base.customers) } else { 0.0 },
            bands: if offered.is_some() { self.bands(&seen, weighed) } else { Vec::new() },
            at_risk: count(at_risk.len()),
            at_stake: stake.map(|stake| self.cash(stake)),
            not_weighed: if weighed || offered.is_none() { String::new() } else { not_weighed(base) },
            warnings: risk.map(|risk| warnings(base, risk, self.old_news(base.as_of))).unwrap_or_default(),
            second_purchase: base.chances().map(|chances| second_words(&chances.second)).unwrap_or_default(),
            people: self.risk_page(base, &seen, request, weighed),
            made: self.made(base, ScoreKind::Risk, &Params::Risk { horizon }.text())?,
        })
    }

    /// How many are slipping away as the user sees them.
    pub(super) fn risk_in_short(&self, base: &Base) -> Result<InShort, Problem> {
        let puts = self.puts(ScoreKind::Risk)?;
        let (mut short, mut stake) = (InShort::default(), 0.0);
        for one in base.risk.iter().flat_map(|risk| risk.people.iter()).map(|one| Seen::of(one, &puts)) {
            short.slipping += u32::from(one.band == RiskBand::Slipping);
            short.at_risk += u32::from(one.at_risk);
            stake += if one.at_risk { one.risk.at_stake } else { 0.0 };
        }
        short.stake = base.worth().is_ok().then_some(stake);
        Ok(short)
    }

    /// The same for home, where it is worked out already and offered: nothing waits for it.
    pub(crate) fn slipping_in_short(&self, as_of: Day) -> Result<Option<SlippingBrief>, Problem> {
        let Ok(base) = self.base(as_of) else { return Ok(None) };
        let offered =
            matches!(self.buyers_state(base, ScoreKind::Risk)?.0, ScoreState::Ready | ScoreState::ProofUnseen);
        if !offered || !self.is_there(base, ScoreKind::Risk)? {
            return Ok(None);
        }
        let short = self.risk_in_short(base)?;
        Ok(Some(SlippingBrief {
            people: short.slipping,
            worth_a_word: short.at_risk,
            at_stake: short.stake.map(|stake| self.cash(stake)),
            meaning: format!(
                "Less than half as likely to buy within {} as on the evening of their last purchase, and not long gone. Worked out \
                 as of {}.",
                days(base.own_horizon),
                as_of.words()
            ),
            record: self.buyers_proof(base, ScoreKind::Risk),
        }))
    }

    /// "87 of your better customers are slipping away: €3,120 would be missed." Better: of whom more than of most was expected.
    /// "310 customers are slipping away." where amounts tell nothing of that.
    pub(super) fn risk_headline(&self, people: u32, stake: Option<f64>) -> String {
        let Some(stake) = stake else {
            return match people {
                0 => "Nobody is slipping away.".to_owned(),
                1 => "1 customer is slipping away.".to_owned(),
                many => format!("{} customers are slipping away.", group_digits(many.into())),
            };
        };
        match people {
            0 => "None of your better customers is slipping away.".to_owned(),
            1 => format!("1 of your better customers is slipping away: {} would be missed.", self.shown(stake)),
            many => format!(
                "{} of your better customers are slipping away: {} would be missed.",
                group_digits(many.into()),
                self.shown(stake)
            ),
        }
    }

    fn bands(&self, seen: &[Seen<'_>], weighed: bool) -> Vec<BandView> {
        let all = f64::from(count(seen.len()).max(1));
        let view = |(_, band): (Band, RiskBand)| {
            let theirs: Vec<&Seen<'_>> = seen.iter().filter(|one| one.band == band).collect();
            let people = count(theirs.len());
            BandView {
                band,
                label: band_label(band).to_owned(),
                words: band_words(band).to_owned(),
                people,
                share: f64::from(people) / all,
                at_stake: weighed.then(|| self.cash(theirs.iter().map(|one| one.risk.at_stake).sum())),
                by_hand: count(theirs.iter().filter(|one| one.put.is_some()).count()),
            }
        };
        BANDS.map(view).into()
    }

    fn risk_page(&self, base: &Base, seen: &[Seen<'_>], request: &RiskRequest, weighed: bool) -> RiskPage {
        let listed = seen
            .iter()
            .filter(|one| request.band.is_none_or(|band| one.band == band) && (!request.only_at_risk || one.at_risk));
        let people: Vec<(u32, f64)> = listed
            .map(|one| {
                let by = match request.sort {
                    RiskSort::AtStake if weighed => one.risk.at_stake,
                    // Whose chance fell most: as if each purchase were worth the same.
                    RiskSort::AtStake => one.risk.buys / one.risk.left.max(f64::MIN_POSITIVE) - one.risk.buys,
                    RiskSort::Chance => -one.risk.buys,
                    RiskSort::Quiet => f64::from(one.risk.quiet),
                    RiskSort::Name => 0.0,
                };
                (one.risk.person, by)
            })
            .collect();
        let total = count(people.len());
        let shown = self.paged(people, request.sort == RiskSort::Name, request.offset, request.limit);
        let row = |person: u32| {
            let at = seen.binary_search_by_key(&person, |one| one.risk.person).ok()?;
            Some(self.risk_row(&seen[at], base.as_of, weighed))
        };
        RiskPage { total, offset: request.offset, rows: shown.into_iter().filter_map(row).collect() }
    }

    fn risk_row(&self, one: &Seen<'_>, as_of: Day, weighed: bool) -> RiskRow {
        let risk = one.risk;
        RiskRow {
            person: self.named(risk.person),
            band: one.band,
            band_label: band_label(one.band).to_owned(),
            at_risk: one.at_risk,
            no_purchase: 1.0 - risk.buys,
            no_purchase_words: format!("buys: {}", chance(risk.buys)),
            usual_gap_days: risk.usual_gap,
            quiet_days: risk.quiet,
            due_half: risk.due[0].words(),
            due_most: risk.due[1].words(),
            overdue: risk.due[1] < as_of,
            at_stake: weighed.then(|| self.cash(risk.at_stake)),
            by_hand: one.put.map(|put| put.view.clone()),
        }
    }
}

/// "90 days, the program's own", "150 days: one and a half times the shop's usual gap".
fn horizon_words(base: &Base, asked: Option<u32>) -> String {
    match asked {
        Some(asked) if asked != base.own_horizon => format!("{}, as you asked", days(asked)),
        _ if base.own_horizon > regulars_insight::scores::USUAL_HORIZON => {
            format!("{}: one and a half times the usual gap between purchases in this shop", days(base.own_horizon))
        }
        _ => format!("{}, a quarter of a year", days(base.own_horizon)),
    }
}

/// When those who bought once come back.
pub(super) fn second_words(second: &SecondPurchase) -> String {
    let (Some(half), Some(most)) = (second.gap(0.5), second.gap(0.8)) else {
        return "Nobody has come back for a second purchase yet.".to_owned();
    };
    format!(
        "{} of {} came back for a second purchase so far. Of those who do, half are back within {} and eight in ten within {}.",
        whole(f64::from(second.came_back)),
        customers(second.customers),
        days(half),
        days(most)
    )
}

/// Why nobody is called a better customer, and what to bring.
fn not_weighed(base: &Base) -> String {
    let so = "who your better customers are and what would be missed cannot be told";
    format!("{} Everybody who is slipping away is worth a word. {BRING_AMOUNTS}", no_amounts(base, so))
}

fn warnings(base: &Base, risk: &Risk, old_news: Option<String>) -> Vec<String> {
    let mut all: Vec<String> = old_news.into_iter().chain(risk.season.iter().map(misled)).collect();
    all.extend(partly_priced(base).filter(|_| risk.weighed));
    let future = base.purchases.span().filter(|(_, last)| *last > base.as_of);
    all.extend(future.map(|(_, last)| {
        format!("Some purchases are dated after {}, up to {}. They are left out.", base.as_of.words(), last.words())
    }));
    all
}

fn misled(season: &Misled) -> String {
    let (what, careful) = if f64::from(season.came) > season.said {
        ("more", "This may be the same season: people may look quieter than they are.")
    } else {
        ("fewer", "This may be the same season: fewer may come than the chances say.")
    };
    format!(
        "A year ago these chances misled: from {} to {} about {} customers were to buy, and {} did, far {what}. {careful}",
        season.from.words(),
        season.to.words(),
        about(season.said),
        whole(f64::from(season.came))
    )
}
