//! The model card: what a score is, what it rests on, how right it was, and what it is not for. Figures of everybody together.

use super::{
    outcome::outcome_words,
    overview::title,
    value::{no_amounts, params_words},
    words::{days, percent},
    worked::Base,
};
use crate::{
    Workbench,
    bench::OpenShop,
    progress::Progress,
    views::{ModelCardView, ProofRequest, ScoreProofView, StretchView},
};
use regulars_insight::scores::WorthParams;
use regulars_model::{Code, Problem, ScoreKind};
use std::{fmt::Write as _, io::Write as _, path::Path};

impl Workbench {
    /// The model card of a score.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn score_card(&mut self, kind: ScoreKind, progress: Progress<'_>) -> Result<ModelCardView, Problem> {
        let proof = self.score_proof(&ProofRequest::of(kind), progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        let base = open.base(as_of)?;
        Ok(ModelCardView {
            kind,
            markdown: open.card(base, &proof),
            file_name: format!("{} score {as_of}.md", kind.word()),
        })
    }

    /// Writes the model card of a score to a file. It holds nobody's name.
    ///
    /// # Errors
    /// As for [`Self::score_card`]; or the file cannot be written.
    pub fn score_card_save(&mut self, kind: ScoreKind, to: &Path, progress: Progress<'_>) -> Result<(), Problem> {
        let card = self.score_card(kind, progress)?;
        let unwritable = |error: &std::io::Error| {
            Problem::new(Code::Failed, format!("The file cannot be written: {error}."), "Choose another place.")
        };
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritable(&error))?;
        file.write_all(card.markdown.as_bytes()).map_err(|error| unwritable(&error))?;
        file.persist(to).map_err(|error| unwritable(&error.error))?;
        Ok(())
    }
}

impl OpenShop {
    fn card(&self, base: &Base, proof: &ScoreProofView) -> String {
        let kind = proof.kind;
        let mut text = format!("# {}\n\n{}\n", title(kind), what(kind));
        let mut part = |name: &str, lines: Vec<String>| {
            let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            if !lines.is_empty() {
                let _ = write!(text, "\n## {name}\n\n");
                lines.iter().for_each(|line| {
                    let _ = writeln!(text, "- {line}");
                });
            }
        };
        part("How it is worked out", how(kind));
        part("Learnt from", self.learnt_from(base, proof));
        part("With", self.with(base, kind));
        let mut right = vec![proof.headline.clone()];
        right.extend(proof.words.iter().cloned());
        part("How right it was", right);
        text.push_str(&table(&proof.stretches));
        let mut part = |name: &str, lines: &[&str]| {
            let _ = write!(text, "\n## {name}\n\n");
            lines.iter().for_each(|line| {
                let _ = writeln!(text, "- {line}");
            });
        };
        part(
            "Not for",
            &[
                "A decision about one person that matters to them: prices, credit, service, work.",
                "Anything about somebody's character, health, faith, origin or sex: none of it is asked, and nothing is told of it.",
                "Whether a message makes somebody buy: it tells who buys, not who buys because of you.",
            ],
        );
        part(
            "Be careful",
            &[
                "People who opted out of use are not in the data at all.",
                "A season that comes once a year is seen only where the shop has two years of it.",
                "What was right last quarter need not be right in the next: look again.",
            ],
        );
        text
    }

    fn learnt_from(&self, base: &Base, proof: &ScoreProofView) -> Vec<String> {
        let made = &proof.made;
        let run = if made.run.is_empty() { String::new() } else { format!(" (run {})", made.run) };
        let from = made.from.clone();
        let left_out = base.led(proof.kind).into_iter().flat_map(super::lead::Led::left_out);
        let mut lines = vec![
            from,
            format!("Worked out on {}{run}, up to {}, by version {}", made.at, made.as_of, super::runs::VERSION),
            format!("People who opted out of use and are left out: {}", self.opted_out().count()),
        ];
        lines.extend(left_out.map(|left| match left.used {
            true => format!("Used although it is nearly the answer, since the user insisted: {}", left.column),
            false => format!("Left out: {}. {}", left.column, left.why),
        }));
        lines
    }

    fn with(&self, base: &Base, kind: ScoreKind) -> Vec<String> {
        let four = |decimals: f64| format!("{decimals:.4}");
        match (kind, base.chances(), base.led(kind)) {
            (_, _, Some(led)) => {
                let mut lines = vec![
                    format!("Looked for: {}", outcome_words(led.params.outcome)),
                    format!("Within {}", days(led.params.horizon)),
                ];
                lines.extend(led.model_words());
                lines.push(led.grade().1);
                lines
            }
            (ScoreKind::Value | ScoreKind::Risk, Ok(chances), _) => {
                let buying = chances.buying.model;
                let mut lines = vec![format!(
                    "MBG/NBD in days: r {}, alpha {}, a {}, b {}, log-likelihood {:.2}",
                    four(buying.r),
                    four(buying.alpha),
                    four(buying.a),
                    four(buying.b),
                    chances.buying.log_likelihood
                )];
                match (kind, base.worth()) {
                    (ScoreKind::Value, Ok(worth)) => {
                        let spending = worth.spending.model;
                        lines.push(format!(
                            "Gamma-Gamma: p {}, q {}, v {} in minor units",
                            four(spending.p),
                            four(spending.q),
                            four(spending.v)
                        ));
                        lines.push(params_words(&WorthParams::default()));
                        lines.push(format!("{} of what was bought was kept", percent(worth.kept)));
                    }
                    (ScoreKind::Value, Err(_)) => {}
                    (_, worth) => {
                        lines.push(format!("Within {}", days(base.own_horizon)));
                        if worth.is_err() {
                            lines.push(no_amounts(base, "nothing is weighted by what would be missed"));
                        }
                        let own = base.risk.as_ref().filter(|risk| risk.horizon == base.own_horizon);
                        lines.extend(own.map(|risk| match risk.within.lesson {
                            Some(lesson) => {
                                let [odds, often, much] = lesson.weights.map(four);
                                format!(
                                    "The stretch before: {odds} of the log-odds, {often} of the logarithm of purchase days, {much} of \
                                     that of what is spent; as many to be expected in all. On people and on a stretch it was not learnt \
                                     from it was surely better"
                                )
                            }
                            None => "The stretch before teaches nothing that is surely better: MBG/NBD is left alone".to_owned(),
                        }));
                    }
                }
                lines
            }
            _ => Vec::new(),
        }
    }
}

fn what(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::Value => {
            "What each customer brought so far, less what came back, and what they can be expected to bring, with a range that \
             should hold eight times in ten."
        }
        ScoreKind::Risk => {
            "How likely each customer is to buy within the shop's horizon, beside how likely they were on the evening of their \
             last purchase, and what would be missed."
        }
        ScoreKind::Lead => {
            "How likely people who have not done it yet are to do it, as a score from 0 to 100: 50 is usual, 20 more is twice the \
             odds."
        }
        ScoreKind::Subscriber => {
            "How likely subscribers are to cancel within the horizon, as a chance and as a score from 0 to 100: 50 is usual, 20 more \
             is twice the odds. Never whether they are “alive”: who has a subscription says so by cancelling it."
        }
    }
}

fn how(kind: ScoreKind) -> Vec<String> {
    let lines: &[&str] = match kind {
        ScoreKind::Value => &[
            "When customers buy: MBG/NBD (Batislam, Denizel and Filiztekin 2007), fitted by maximum likelihood with weak priors",
            "What they spend: Gamma-Gamma (Fader and Hardie 2013)",
        ],
        ScoreKind::Risk => &[
            "The chance of a purchase by MBG/NBD; for whoever bought once, by how those came back who bought once before (Kaplan and Meier 1958)",
            "Set right by what the stretch before teaches (ridge logistic regression), only where that is surely better out of sample",
            "Bands by MBG/NBD alone, over what it says of the evening of the last purchase: from 0.8 steady, below 0.5 slipping away, below 0.2 and quiet for more than 365 days long gone",
        ],
        ScoreKind::Lead | ScoreKind::Subscriber => &[
            "Ridge logistic regression on what was known on days of the past; boosted trees only where they are better by 0.01",
            "Columns that are nearly the answer are found and left out",
        ],
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn table(stretches: &[StretchView]) -> String {
    if stretches.is_empty() {
        return String::new();
    }
    let mut text = "\n| up to | people | said | came | AUC | Brier | Brier of the base rate | ECE | lift |\n|---|---|---|---|---|---|---|---|---|\n".to_owned();
    let three = |number: Option<f64>| number.map_or_else(|| "–".to_owned(), |number| format!("{number:.3}"));
    for one in stretches {
        let _ = writeln!(
            text,
            "| {} | {} | {:.0} | {} | {} | {:.3} | {:.3} | {:.3} | {} |",
            one.to,
            one.people,
            one.said,
            one.came,
            three(one.auc),
            one.brier,
            one.brier_base,
            one.ece,
            three(one.lift)
        );
    }
    text
}
