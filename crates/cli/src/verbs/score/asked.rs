//! `regulars score value|risk|lead|subscriber`: what a score says of everybody, and of the first of them.

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side, counted, digits, page, percent, rounded},
};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    model::EventKind,
    views::{
        CustomerValueView, LeadRequest, LeadTier, LeadView, RiskBand, RiskRequest, RiskSort, RiskView, ScoreState,
        ValueRequest, ValueSort,
    },
};

/// How far ahead, what counts, and which page.
#[derive(Debug, Args)]
pub(crate) struct ValueArgs {
    /// Days ahead [default: 365]
    #[arg(long, value_name = "DAYS", conflicts_with = "from", allow_negative_numbers = true)]
    horizon: Option<u32>,
    /// What is left of a sale, above 0 and at most 1 [default: 1]
    #[arg(long, value_name = "SHARE", conflicts_with = "from")]
    margin: Option<f64>,
    /// By how much money of a year from now counts less, from 0 to below 1 [default: 0]
    #[arg(long, value_name = "SHARE", conflicts_with = "from")]
    discount: Option<f64>,
    /// Order of the list
    #[arg(long, value_enum, default_value_t = ValueOrder::Expected, conflicts_with = "from")]
    sort: ValueOrder,
    #[command(flatten)]
    part: Part,
}

/// Which page.
#[derive(Debug, Args)]
pub(crate) struct Part {
    /// First row, from 0
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: u32,
    /// Rows
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: u32,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ValueOrder {
    Expected,
    Past,
    Purchases,
    Name,
}

/// How far ahead, and who.
#[derive(Debug, Args)]
pub(crate) struct RiskArgs {
    /// Days within which somebody should buy [default: the shop's own, 90 or more]
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    horizon: Option<u32>,
    /// Only people in this band
    #[arg(long, value_enum)]
    band: Option<BandArg>,
    /// Only those who are slipping and of whom much was expected
    #[arg(long)]
    at_risk: bool,
    #[command(flatten)]
    part: Part,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BandArg {
    Steady,
    Cooling,
    Slipping,
    Gone,
}

impl BandArg {
    pub(crate) fn band(self) -> RiskBand {
        match self {
            Self::Steady => RiskBand::Steady,
            Self::Cooling => RiskBand::Cooling,
            Self::Slipping => RiskBand::Slipping,
            Self::Gone => RiskBand::Gone,
        }
    }
}

/// What is hoped for, and who.
#[derive(Debug, Args)]
pub(crate) struct LeadArgs {
    /// What is hoped for, where it is not a first purchase
    #[arg(long, value_enum)]
    event: Option<EventArg>,
    #[command(flatten)]
    who: SubscriberArgs,
}

/// Within how long, and who: the same is asked of leads and of subscribers.
#[derive(Debug, Args)]
pub(crate) struct SubscriberArgs {
    /// Days within which it counts [default: 90]
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    horizon: Option<u32>,
    /// Use a column although it is nearly the answer
    #[arg(long, value_name = "COLUMN")]
    insist: Vec<String>,
    /// Only people of this tier; of subscribers, hot is most likely to cancel
    #[arg(long, value_enum)]
    tier: Option<TierArg>,
    #[command(flatten)]
    part: Part,
}

impl SubscriberArgs {
    fn request(&self, event: Option<EventArg>) -> LeadRequest {
        LeadRequest {
            event: event.map(EventArg::event),
            horizon: self.horizon,
            insisted: self.insist.clone(),
            tier: self.tier.map(TierArg::tier),
            offset: self.part.offset,
            limit: self.part.limit,
            ..LeadRequest::default()
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EventArg {
    EmailOpened,
    EmailClicked,
    Visit,
    SurveyAnswered,
    ContestEntered,
    SupportAsked,
    SubscriptionStarted,
}

impl EventArg {
    pub(crate) fn event(self) -> EventKind {
        match self {
            Self::EmailOpened => EventKind::EmailOpened,
            Self::EmailClicked => EventKind::EmailClicked,
            Self::Visit => EventKind::Visit,
            Self::SurveyAnswered => EventKind::SurveyAnswered,
            Self::ContestEntered => EventKind::ContestEntered,
            Self::SupportAsked => EventKind::SupportAsked,
            Self::SubscriptionStarted => EventKind::SubscriptionStarted,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TierArg {
    Hot,
    Warm,
    KeepInTouch,
    NotYet,
}

impl TierArg {
    pub(crate) fn tier(self) -> LeadTier {
        match self {
            Self::Hot => LeadTier::Hot,
            Self::Warm => LeadTier::Warm,
            Self::KeepInTouch => LeadTier::KeepInTouch,
            Self::NotYet => LeadTier::NotYet,
        }
    }
}

pub(crate) fn value(args: &ValueArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let request = ValueRequest {
        horizon: args.horizon,
        margin: args.margin,
        discount: args.discount,
        sort: match args.sort {
            ValueOrder::Expected => ValueSort::Expected,
            ValueOrder::Past => ValueSort::Past,
            ValueOrder::Purchases => ValueSort::Purchases,
            ValueOrder::Name => ValueSort::Name,
        },
        offset: args.part.offset,
        limit: args.part.limit,
    };
    let mut listener = hand.listener();
    let view = hand.bench.score_value(&request, &mut |view| listener.hear(view))?;
    drop(listener);
    let old = crate::verbs::home::old_news(hand)?;
    hand.out.answer(&view, |view| format!("{}{old}", value_words(view)))
}

/// What is to be said before anything else: why there is nothing, or that a proof was not seen.
pub(crate) fn state(state: ScoreState, words: &str) -> String {
    match state {
        ScoreState::Ready => String::new(),
        ScoreState::ProofUnseen => format!("\n{words}\n"),
        ScoreState::Pooled | ScoreState::TooLittle | ScoreState::NoAmounts | ScoreState::NotOffered => {
            format!("{words}\n")
        }
    }
}

fn value_words(view: &CustomerValueView) -> String {
    let mut text = String::new();
    if view.state != ScoreState::ProofUnseen {
        text.push_str(&state(view.state, &view.words));
    }
    let expected = view.expected.as_ref().map(|range| format!("{} ({})", range.expected.rounded, range.words));
    let past = match view.state {
        ScoreState::NoAmounts => counted(view.customers, "customer", "customers"),
        _ => format!("{} by {}", view.past.rounded, counted(view.customers, "customer", "customers")),
    };
    text.push_str(&Grid::pairs(&[
        (if view.state == ScoreState::NoAmounts { "Customers" } else { "Brought so far" }, past),
        ("To expect", expected.unwrap_or_default()),
        ("With", view.params.clone()),
        ("As of", view.made.as_of.clone()),
        ("Run", view.made.run.clone()),
    ]));
    for note in &view.notes {
        text.push_str(&format!("{note}\n"));
    }
    if !view.histogram.is_empty() {
        let mut grid = Grid::new(&[("Expected", Side::Left), ("Customers", Side::Right), ("Together", Side::Right)]);
        for bar in &view.histogram {
            grid.row([&bar.label, &digits(bar.people), &bar.expected.rounded]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
    if view.people.total > 0 {
        let mut grid = Grid::new(&[
            ("Id", Side::Left),
            ("Name", Side::Left),
            ("Brought", Side::Right),
            ("To expect", Side::Right),
            ("Eight times in ten", Side::Right),
            ("Last purchase", Side::Left),
        ]);
        for row in &view.people.rows {
            let range = format!("{} to {}", row.expected.low.rounded, row.expected.high.rounded);
            grid.row([
                &row.person.id,
                &row.person.name,
                &row.past.rounded,
                &row.expected.expected.rounded,
                &range,
                &row.last_purchase,
            ]);
        }
        let listed = page(view.people.total, view.people.offset, view.people.rows.len(), "customer", "customers");
        text.push_str(&format!("\n{}{listed}\n", grid.text()));
    }
    if view.state == ScoreState::ProofUnseen {
        text.push_str(&unseen("value", &view.words));
    }
    text
}

/// What is to be done before a score is used.
fn unseen(kind: &str, words: &str) -> String {
    format!("\n{words} Next: regulars score proof {kind} --seen\n")
}

pub(crate) fn risk(args: &RiskArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let request = RiskRequest {
        horizon: args.horizon,
        band: args.band.map(BandArg::band),
        only_at_risk: args.at_risk,
        sort: RiskSort::AtStake,
        offset: args.part.offset,
        limit: args.part.limit,
    };
    let mut listener = hand.listener();
    let view = hand.bench.score_risk(&request, &mut |view| listener.hear(view))?;
    drop(listener);
    let old = crate::verbs::home::old_news(hand)?;
    hand.out.answer(&view, |view| format!("{}{old}", risk_words(view)))
}

fn risk_words(view: &RiskView) -> String {
    let mut text = String::new();
    if view.state != ScoreState::ProofUnseen {
        text.push_str(&state(view.state, &view.words));
    }
    if !view.headline.is_empty() {
        text.push_str(&format!("{}\n", view.headline));
    }
    let to_buy = match view.state {
        ScoreState::TooLittle => String::new(),
        _ => format!("{} of {} ({})", rounded(view.will_buy), digits(view.customers), percent(view.base_rate)),
    };
    text.push_str(&Grid::pairs(&[
        ("Within", view.horizon_words.clone()),
        ("To buy", to_buy),
        ("As of", view.made.as_of.clone()),
        ("Run", view.made.run.clone()),
    ]));
    for warning in &view.warnings {
        text.push_str(&format!("Careful: {warning}\n"));
    }
    if !view.not_weighed.is_empty() {
        text.push_str(&format!("{}\n", view.not_weighed));
    }
    if !view.second_purchase.is_empty() {
        text.push_str(&format!("{}\n", view.second_purchase));
    }
    if !view.bands.is_empty() {
        let mut grid = Grid::new(&[
            ("Band", Side::Left),
            ("Customers", Side::Right),
            ("Share", Side::Right),
            ("To be missed", Side::Right),
            ("By hand", Side::Right),
        ])
        .without(3, view.at_stake.is_none());
        for band in &view.bands {
            let by_hand = if band.by_hand == 0 { String::new() } else { digits(band.by_hand) };
            let missed = band.at_stake.as_ref().map_or("", |stake| &stake.rounded);
            grid.row([&band.label, &digits(band.people), &percent(band.share), missed, &by_hand]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
    if view.people.total > 0 {
        let mut grid = Grid::new(&[
            ("Id", Side::Left),
            ("Name", Side::Left),
            ("Band", Side::Left),
            ("Quiet", Side::Right),
            ("Usual gap", Side::Right),
            ("Due by", Side::Left),
            ("Buys", Side::Right),
            ("At stake", Side::Right),
        ])
        .without(7, view.at_stake.is_none());
        for row in &view.people.rows {
            let by_hand = if row.by_hand.is_some() { " (you said)" } else { "" };
            grid.row([
                &row.person.id,
                &row.person.name,
                &format!("{}{by_hand}", row.band_label),
                &counted(row.quiet_days, "day", "days"),
                &row.usual_gap_days.map(|gap| counted(gap, "day", "days")).unwrap_or_default(),
                &row.due_most,
                &percent(1.0 - row.no_purchase),
                row.at_stake.as_ref().map_or("", |stake| &stake.rounded),
            ]);
        }
        let listed = page(view.people.total, view.people.offset, view.people.rows.len(), "customer", "customers");
        text.push_str(&format!("\n{}{listed}\n", grid.text()));
    }
    if view.state == ScoreState::ProofUnseen {
        text.push_str(&unseen("risk", &view.words));
    }
    text
}

pub(crate) fn lead(args: &LeadArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let request = args.who.request(args.event);
    let mut listener = hand.listener();
    let view = hand.bench.score_lead(&request, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, |view| lead_words(view, "lead"))
}

pub(crate) fn subscriber(args: &SubscriberArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let request = args.request(None);
    let mut listener = hand.listener();
    let view = hand.bench.score_subscriber(&request, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, |view| lead_words(view, "subscriber"))
}

fn lead_words(view: &LeadView, kind: &str) -> String {
    let [looked_for, does] = if kind == "subscriber" { ["Feared", "cancel"] } else { ["Hoped for", "do it"] };
    let mut text = String::new();
    if view.state != ScoreState::ProofUnseen {
        text.push_str(&state(view.state, &view.words));
    }
    if !view.headline.is_empty() {
        text.push_str(&format!("{}\n", view.headline));
    }
    text.push_str(&Grid::pairs(&[
        (looked_for, format!("{} within {}", view.outcome, counted(view.horizon, "day", "days"))),
        ("Learnt from", view.learnt_from.clone()),
        ("Grade", view.grade_words.clone()),
        ("Model", view.model.clone()),
        ("As of", view.made.as_of.clone()),
        ("Run", view.made.run.clone()),
    ]));
    for left in &view.left_out {
        let what = if left.used { "Used:" } else { "Left out:" };
        text.push_str(&format!("{what} {}. {}\n", left.column, left.why));
    }
    if let Some(points) = &view.points {
        text.push_str(&format!("\nEverybody begins with {} points.\n", points.start));
        for line in &points.lines {
            text.push_str(&format!("  {:+}  {}\n", line.points, line.words));
        }
    }
    if !view.tiers.is_empty() {
        let mut grid = Grid::new(&[
            ("Tier", Side::Left),
            ("From", Side::Right),
            ("People", Side::Right),
            (&format!("To {does}"), Side::Right),
        ]);
        for tier in &view.tiers {
            let expected = tier.expected.map(|expected| format!("{expected:.1}")).unwrap_or_default();
            grid.row([&tier.label, &digits(tier.from), &digits(tier.people), &expected]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
    if view.people.total > 0 {
        let mut grid = Grid::new(&[
            ("Id", Side::Left),
            ("Name", Side::Left),
            ("Score", Side::Right),
            ("Higher than", Side::Right),
            ("Tier", Side::Left),
            ("How likely", Side::Left),
        ]);
        for row in &view.people.rows {
            let by_hand = if row.by_hand.is_some() { " (you said)" } else { "" };
            grid.row([
                &row.person.id,
                &row.person.name,
                &format!("{:.0}", row.score),
                // The warmest are above all others, and not above themselves.
                &format!("{:.0}%", row.percentile.min(99.0)),
                &format!("{}{by_hand}", row.tier_label),
                &row.chance_words,
            ]);
        }
        let listed = page(view.people.total, view.people.offset, view.people.rows.len(), "person", "people");
        text.push_str(&format!("\n{}{listed}\n", grid.text()));
    }
    if view.state == ScoreState::ProofUnseen {
        text.push_str(&unseen(kind, &view.words));
    }
    text
}
