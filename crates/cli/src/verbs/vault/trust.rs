//! Whether all is well: what is true now, what was found, and a test of it that can fail.

use crate::{ask::confirm, exit::Ended, hand::Hand, print::told_badly};
use regulars_workbench::views::{FindingView, ProofView, Standing, TrustView};

pub(crate) const ACCEPT_HELP: &str = "\
When a vault is not as it was left, it opens for reading only. This goes on with it as it is and writes that into
the log. Look first: regulars vault trust. If you did not do it yourself, restore a backup instead.";

pub(crate) fn show(hand: &mut Hand) -> Ended {
    hand.open_silently()?;
    let view = hand.bench.trust()?;
    hand.out.answer(&view, words)
}

pub(crate) fn prove(hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let view = hand.bench.prove(&mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, proof_words)?;
    if view.sound { Ok(()) } else { Err(told_badly()) }
}

pub(crate) fn accept(hand: &mut Hand) -> Ended {
    hand.open_silently()?;
    let view = hand.bench.trust()?;
    if view.findings.is_empty() {
        return hand.out.answer(&view, |_| "There is nothing to decide: everything is as it was left.".to_owned());
    }
    confirm(&format!("{}\nGo on with the vault as it is now?", findings_words(&view.findings)), hand.yes())?;
    let view = hand.bench.accept_findings()?;
    hand.out.answer(&view, |_| "Accepted, and written into the log. The vault can be worked with again.".to_owned())
}

fn findings_words(findings: &[FindingView]) -> String {
    findings.iter().map(|finding| format!("! {}\n  {}\n", finding.message, finding.hint)).collect()
}

fn words(view: &TrustView) -> String {
    let mut text = format!("As of {}\n", view.as_of);
    if !view.findings.is_empty() {
        text.push_str(&format!("\n{}", findings_words(&view.findings)));
    }
    if view.read_only {
        text.push_str("  Open for reading only until you decide. To go on as it is: regulars vault accept\n");
    }
    for statement in &view.statements {
        let standing = match statement.standing {
            Standing::Good => "ok",
            Standing::Attention => "to do",
            Standing::Bad => "BAD",
            Standing::Unknown => "?",
        };
        text.push_str(&format!(
            "\n{standing:5}  {}\n       {}\n       Rests on: {}\n",
            statement.title, statement.words, statement.rests_on
        ));
    }
    text
}

fn proof_words(view: &ProofView) -> String {
    let mut text = String::new();
    for step in &view.steps {
        let passed = match step.passed {
            Some(true) => "ok",
            Some(false) => "FAILED",
            None => "?",
        };
        text.push_str(&format!("{passed:6}  {}: {}\n", step.title, step.words));
    }
    text.push_str(&format!("\n{}\n", view.words));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_workbench::views::{ProofStep, StatementView};

    #[test]
    fn what_is_bad_is_seen_at_once() {
        let view = TrustView {
            as_of: "Wed 25 Nov 2026, 18:04".into(),
            statements: vec![StatementView {
                id: "log".into(),
                standing: Standing::Bad,
                title: "Log".into(),
                words: "Entry 3 does not follow from entry 2.".into(),
                rests_on: "A chain of hashes.".into(),
            }],
            findings: vec![FindingView { id: "log_broken".into(), message: "Broken.".into(), hint: "Restore.".into() }],
            read_only: true,
        };
        let text = words(&view);
        assert!(text.contains("BAD    Log\n") && text.contains("! Broken.\n  Restore.\n"), "{text}");
        assert!(text.contains("regulars vault accept"), "{text}");
    }

    #[test]
    fn a_step_that_cannot_be_tried_is_no_pass() {
        let step = |passed| ProofStep { title: "Connect".into(), passed, words: "words".into() };
        let view = ProofView {
            when: String::new(),
            steps: vec![step(Some(true)), step(Some(false)), step(None)],
            words: "1 of 3.".into(),
            sound: false,
        };
        assert_eq!(
            proof_words(&view),
            "ok      Connect: words\nFAILED  Connect: words\n?       Connect: words\n\n1 of 3.\n"
        );
    }
}
