//! `regulars score`: what customers are worth, who is slipping away, which lead is warm, which subscriber may cancel, and how right
//! that was.

mod asked;
mod people;
mod proof;
mod tables;

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, digits},
};
use clap::{Args, Subcommand, ValueEnum};
use regulars_workbench::views::{FileModel, FileScoreRequest, FileScoreView, Parameter, TimeUnit};
use std::path::PathBuf;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum ScoreVerb {
    /// All scores at a glance: what each says, and how right it was
    Show,
    /// What customers brought, and can be expected to bring; with --from, a published model fitted to a file, without a vault
    Value(Value),
    /// Who is slipping away by their own habit, and what would be missed
    Risk(asked::RiskArgs),
    /// Which people who have not bought yet are likely to
    Lead(asked::LeadArgs),
    /// Which subscribers may cancel, learnt from those who did
    Subscriber(asked::SubscriberArgs),
    /// Customers by how lately, how often and how much they bought
    Rfm,
    /// Customers by the month they came, and when they come back
    Cohorts,
    /// Why one person's scores are what they are
    Explain(people::ExplainArgs),
    /// How right a score was on the shop's own past; say that it was seen, or skip it
    Proof(proof::ProofArgs),
    /// Put a person elsewhere than the score does
    Override(people::OverrideArgs),
    /// Take back what was said instead of a score
    TakeBack(people::TakeBackArgs),
    /// What was said instead of scores, with what was taken back
    Overrides,
    /// What a score is, rests on and is not for; as a file with --to
    Card(proof::CardArgs),
    /// With what scores were worked out
    Runs,
    /// Work out a score of the past again, and say whether it is the same to the byte
    Replay(proof::ReplayArgs),
}

/// Which file, and how.
#[derive(Debug, Args)]
pub(crate) struct Value {
    /// A list of purchases: columns for the customer, the day and, where there is one, the amount
    #[arg(long, value_name = "TRANSACTIONS.csv")]
    from: Option<PathBuf>,
    #[command(flatten)]
    ask: asked::ValueArgs,
    /// Which model
    #[arg(long, value_enum, default_value_t = ModelArg::Mbg)]
    model: ModelArg,
    /// Learn from purchases up to this day, and compare what came after with what was expected
    #[arg(long, value_name = "DATE")]
    calibration_end: Option<String>,
    /// What times are counted in
    #[arg(long, value_enum, default_value_t = UnitArg::Weeks)]
    time_unit: UnitArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModelArg {
    /// MBG/NBD
    Mbg,
    /// BG/NBD
    Bg,
    /// Pareto/NBD
    Pareto,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum UnitArg {
    Days,
    Weeks,
}

pub(crate) fn run(verb: &ScoreVerb, hand: &mut Hand) -> Ended {
    match verb {
        ScoreVerb::Value(value) => match &value.from {
            Some(from) => file(value, from, hand),
            None => asked::value(&value.ask, hand),
        },
        ScoreVerb::Show => tables::show(hand),
        ScoreVerb::Risk(args) => asked::risk(args, hand),
        ScoreVerb::Lead(args) => asked::lead(args, hand),
        ScoreVerb::Subscriber(args) => asked::subscriber(args, hand),
        ScoreVerb::Rfm => tables::rfm(hand),
        ScoreVerb::Cohorts => tables::cohorts(hand),
        ScoreVerb::Explain(args) => people::explain(args, hand),
        ScoreVerb::Proof(args) => proof::proof(args, hand),
        ScoreVerb::Override(args) => people::put(args, hand),
        ScoreVerb::TakeBack(args) => people::take_back(args, hand),
        ScoreVerb::Overrides => people::overrides(hand),
        ScoreVerb::Card(args) => proof::card(args, hand),
        ScoreVerb::Runs => proof::runs(hand),
        ScoreVerb::Replay(args) => proof::replay(args, hand),
    }
}

fn file(value: &Value, from: &std::path::Path, hand: &mut Hand) -> Ended {
    let ask = FileScoreRequest {
        model: match value.model {
            ModelArg::Mbg => FileModel::Mbg,
            ModelArg::Bg => FileModel::Bg,
            ModelArg::Pareto => FileModel::Pareto,
        },
        time_unit: match value.time_unit {
            UnitArg::Days => TimeUnit::Days,
            UnitArg::Weeks => TimeUnit::Weeks,
        },
        calibration_end: value.calibration_end.clone(),
    };
    let mut listener = hand.listener();
    let view = hand.bench.score_file(from, &ask, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, words)
}

fn words(view: &FileScoreView) -> String {
    let model = match view.model {
        FileModel::Mbg => "MBG/NBD",
        FileModel::Bg => "BG/NBD",
        FileModel::Pareto => "Pareto/NBD",
    };
    let unit = match view.time_unit {
        TimeUnit::Days => "days",
        TimeUnit::Weeks => "weeks",
    };
    let figure = |value: f64| format!("{value:.5}");
    let mut pairs = vec![
        ("Model", format!("{model}, times in {unit}")),
        ("Customers", format!("{}, {} of them came back", digits(view.customers), digits(view.repeat_customers))),
        ("Purchases", format!("{} to {}, learnt from those up to {}", view.from, view.to, view.calibration_end)),
        ("Columns", view.columns.join(", ")),
    ];
    pairs.extend(view.parameters.iter().map(|each| (each.name.as_str(), figure(each.value))));
    pairs.push(("log-likelihood", format!("{:.4}", view.log_likelihood)));
    pairs.extend(doubt(view.converged, &view.parameters).map(|words| ("", words.to_owned())));
    let mut out = Grid::pairs(&pairs);
    if let Some(spending) = &view.spending {
        let mut pairs =
            vec![("Spending", format!("Gamma-Gamma over {} customers who came back", digits(spending.customers)))];
        pairs.extend(spending.parameters.iter().map(|each| (each.name.as_str(), figure(each.value))));
        pairs.push(("log-likelihood", format!("{:.4}", spending.log_likelihood)));
        pairs.extend(spending.mean.map(|mean| ("mean purchase", format!("{mean:.2}"))));
        pairs.extend(doubt(spending.converged, &spending.parameters).map(|words| ("", words.to_owned())));
        out.push('\n');
        out.push_str(&Grid::pairs(&pairs));
    }
    if let Some(after) = &view.holdout {
        let share = if after.came > 0.0 {
            format!(" ({:+.1}%)", 100.0 * (after.said / after.came - 1.0))
        } else {
            String::new()
        };
        out.push('\n');
        out.push_str(&Grid::pairs(&[
            ("After", format!("{} days", digits(after.days))),
            ("said", format!("{:.1} purchases{share}", after.said)),
            ("came", format!("{:.0} purchases", after.came)),
            ("mean miss", format!("{:.3} a customer", after.mean_absolute_error)),
            ("root of mean squares", format!("{:.3}", after.root_mean_square_error)),
        ]));
    }
    out
}

/// Where figures are not to be relied on.
fn doubt(converged: bool, parameters: &[Parameter]) -> Option<&'static str> {
    if !converged {
        return Some("The search did not converge: do not rely on it.");
    }
    let runs_away = parameters.iter().any(|each| !(1e-4..1e5).contains(&each.value));
    runs_away.then_some("Parameters run to their bounds: the file does not tell them apart.")
}
