//! A shop with subscriptions: who may cancel is learnt from those who did, proved on the shop's own past, told with reasons, asked
//! by rules, and set aside by the user. Without subscriptions nobody is asked.

use regulars_model::{Code, EventKind, NumberTest, Rule, ScoreKind, ScoreTest, SegmentRule};
use regulars_tests::{TestBench, dice::Dice};
use regulars_workbench::{
    quiet,
    views::{
        LeadRequest, LeadTier, OptOut, OverridePut, OverrideRequest, ProofRequest, ProofSeen, RiskBand, ScoreState,
        SegmentChoice,
    },
};
use std::fmt::Write as _;

/// Three years of subscriptions: who asks for help is likely to be gone within two months.
fn files(people: usize) -> [String; 3] {
    let mut dice = Dice::new(11);
    let today = jiff::civil::date(2026, 11, 23);
    let day = |back: usize| (today - jiff::Span::new().days(i64::try_from(back).unwrap())).to_string();
    let mut subscriptions = "customer id,email,subscription start,cancelled at,plan\n".to_owned();
    let mut asked = "email,event,date\n".to_owned();
    let mut customers = "customer id,email,first name\n".to_owned();
    for nth in 0..people {
        let since = 30 + dice.below(1_000);
        let unsure = dice.chance(30);
        let (mut back, mut cancelled) = (since, None);
        while cancelled.is_none() {
            let step = 20 + dice.below(50);
            if step >= back {
                break;
            }
            back -= step;
            let asks = unsure && dice.chance(50);
            if asks {
                let _ = writeln!(asked, "s{nth}@example.com,Asked for help,{}", day(back));
            }
            if dice.chance(if asks { 60 } else { 2 }) {
                cancelled = back.checked_sub(5 + dice.below(40));
                break;
            }
        }
        let plan = ["Small box", "Large box"][nth % 2];
        let cancelled = cancelled.map(day).unwrap_or_default();
        let _ = writeln!(customers, "{},s{nth}@example.com,Ana", 1_000 + nth);
        let _ = writeln!(subscriptions, "{},s{nth}@example.com,{},{cancelled},{plan}", 1_000 + nth, day(since));
    }
    [customers, subscriptions, asked]
}

fn shop(people: usize) -> TestBench {
    let mut shop = TestBench::new();
    let [customers, subscriptions, asked] = files(people);
    // A subscription alone makes nobody a customer, as no event does.
    shop.import_text("customers.csv", &customers).unwrap();
    let report = shop.import_text("subscriptions.csv", &subscriptions).unwrap();
    assert!(report.rows_read as usize == people && report.rows_not_used == 0, "{report:?}");
    shop.import_text("help.csv", &asked).unwrap();
    shop
}

fn page(limit: u32) -> LeadRequest {
    LeadRequest { limit, ..LeadRequest::default() }
}

fn choice(value: f64) -> SegmentChoice {
    let asks = ScoreTest::Cancels { test: NumberTest::AtLeast { value } };
    SegmentChoice::Rule { rule: SegmentRule::new(Rule::All { rules: vec![Rule::Score { asks, found: None }] }) }
}

#[test]
fn who_may_cancel_is_learnt_proved_explained_and_asked() {
    let mut shop = shop(1_500);
    let all = shop.bench.scores(&mut quiet()).unwrap();
    let brief = all.kinds.iter().find(|brief| brief.kind == ScoreKind::Subscriber).expect("a shop with subscriptions");
    assert_eq!((brief.title.as_str(), brief.state), ("Which subscribers may cancel", ScoreState::ProofUnseen));
    assert!(brief.headline.contains("can be expected to cancel in the next quarter"), "{}", brief.headline);
    assert!(brief.proof.starts_with("Last quarter we said ") && brief.proof.contains(" subscribers would cancel; "));

    let view = shop.bench.score_subscriber(&page(500), &mut quiet()).unwrap();
    assert_eq!((view.outcome.as_str(), view.horizon), ("cancelling their subscription", 90));
    assert!(view.grade.is_some() && view.points.is_none() && view.outcomes.is_empty(), "{view:?}");
    assert_eq!(view.tiers.iter().map(|tier| tier.people).sum::<u32>(), view.leads);
    assert_eq!(view.tiers[0].label, "Most likely to cancel");
    let runs = |rule| SegmentChoice::Rule { rule: SegmentRule::new(rule) };
    let (times, when) = (regulars_model::CountTest::AtLeast { n: 1 }, regulars_model::Window::Ever);
    let did = |event| Rule::Did { event, about: None, times, when };
    let still = Rule::All {
        rules: vec![
            did(EventKind::SubscriptionStarted),
            Rule::None { rules: vec![did(EventKind::SubscriptionCancelled)] },
        ],
    };
    assert_eq!(shop.bench.segment_count(&runs(still)).unwrap().size, view.leads, "whose subscription runs");

    let proof = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Subscriber), &mut quiet()).unwrap();
    assert_eq!((&proof.headline, proof.stretches.len()), (&proof.stretches[0].words, 4));
    assert!(proof.stretches.iter().all(|one| one.auc.is_some_and(|auc| auc > 0.6)), "{:?}", proof.stretches);
    assert!(proof.words[0].starts_with("Of two people, one who cancelled and one who did not, "), "{:?}", proof.words);
    assert!(proof.plot_reliability.starts_with("<svg") && proof.plot_gain.starts_with("<svg"));
    let card = shop.bench.score_card(ScoreKind::Subscriber, &mut quiet()).unwrap().markdown;
    assert!(
        card.starts_with("# Which subscribers may cancel") && card.contains("cancelling their subscription"),
        "{card}"
    );

    // No rule before the proof was seen; then those whom the list shows.
    let refused = shop.bench.work_out_for(&[choice(20.0)], &mut quiet()).unwrap_err();
    assert!(refused.hint.contains("regulars score proof subscriber --seen"), "{refused:?}");
    shop.bench.score_proof_seen(ScoreKind::Subscriber, ProofSeen::Seen).unwrap();
    shop.bench.work_out_for(&[choice(20.0)], &mut quiet()).unwrap();
    let counted = shop.bench.segment_count(&choice(20.0)).unwrap();
    let likely = view.people.rows.iter().filter(|row| row.chance.is_some_and(|chance| chance >= 0.2)).count();
    assert!(likely > 0 && likely < 500, "the first page holds them all: {likely}");
    assert_eq!(counted.size as usize, likely);
    assert_eq!(counted.sentence, "People who are at least 20% likely to cancel a subscription in the coming months.");
    let words = SegmentChoice::Words { words: counted.sentence.clone() };
    assert_eq!(shop.bench.segment_count(&words).unwrap().size, counted.size);
    let first = &view.people.rows[0].person;
    let why = shop.bench.segment_explain(&choice(20.0), &first.id).unwrap();
    assert!(why.nodes[1].own.contains("% likely to cancel a subscription within 90 days; you asked for"), "{why:?}");
}

#[test]
fn reasons_sum_the_user_knows_better_and_the_past_is_worked_out_again_to_the_byte() {
    let mut shop = shop(1_000);
    let view = shop.bench.score_subscriber(&page(5), &mut quiet()).unwrap();
    let somebody = view.people.rows[0].person.id.clone();
    let why = shop.bench.score_explain(&somebody, &mut quiet()).unwrap();
    let score = why.scores.iter().find(|score| score.kind == ScoreKind::Subscriber).expect("a subscriber");
    assert!(score.figure.contains("% of subscribers; ") && score.figure.contains(" to cancel "), "{}", score.figure);
    let adds: f64 = score.up.iter().chain(&score.down).map(|reason| reason.number).sum();
    assert!((score.start_number + adds + score.rest_number - score.number).abs() < 1e-9 || score.sum.contains("held"));
    assert!(score.up.iter().any(|reason| reason.words.starts_with("questions asked")), "{score:?}");

    let put = |kind, put| OverrideRequest { person: somebody.clone(), kind, put, note: "She renewed".to_owned() };
    let wrong = put(ScoreKind::Subscriber, OverridePut::Band(RiskBand::Steady));
    assert_eq!(shop.bench.score_override(&wrong).unwrap_err().code, Code::Usage);
    let said = shop.bench.score_override(&put(ScoreKind::Subscriber, OverridePut::Tier(LeadTier::NotYet))).unwrap();
    assert_eq!(said.label, "Less likely than most");
    let view = shop.bench.score_subscriber(&page(5), &mut quiet()).unwrap();
    let row = view.people.rows.iter().find(|row| row.person.id == somebody).expect("still first by score");
    assert_eq!((row.tier, row.tier_label.as_str()), (LeadTier::NotYet, "Less likely than most"));
    shop.bench.score_override_take_back(&said.id).unwrap();

    let run =
        shop.bench.score_runs().unwrap().into_iter().find(|run| run.kind == ScoreKind::Subscriber).expect("noted");
    assert_eq!(run.params, "cancelling their subscription, 90 days ahead");
    let again = shop.bench.score_replay(&run.run, &mut quiet()).unwrap();
    assert!(again.same, "{again:?}");

    // Whoever opts out of use is asked no more, and nothing is learnt from them.
    let before = view.leads;
    shop.bench.opt_out(&somebody, &OptOut::Use).unwrap();
    let view = shop.bench.score_subscriber(&page(500), &mut quiet()).unwrap();
    assert_eq!(view.leads, before - 1);
    assert!(view.people.rows.iter().all(|row| row.person.id != somebody));
    assert!(!shop.bench.score_replay(&run.run, &mut quiet()).unwrap().same, "they are not in the data any more");
}

#[test]
fn without_subscriptions_nobody_is_asked_and_with_few_there_are_words() {
    let mut shop = TestBench::sample();
    let kinds: Vec<ScoreKind> = shop.bench.scores(&mut quiet()).unwrap().kinds.iter().map(|brief| brief.kind).collect();
    let subscriptions = kinds.contains(&ScoreKind::Subscriber);
    let offered = shop.bench.rule_options().unwrap().scores;
    assert_eq!(offered.iter().any(|one| one.kind == ScoreKind::Subscriber), subscriptions);

    let mut shop = TestBench::new();
    shop.import_text("orders.csv", "email,order id,date,total\na@example.com,1,2026-03-04,10\n").unwrap();
    let view = shop.bench.score_subscriber(&page(5), &mut quiet()).unwrap();
    assert_eq!((view.state, view.leads, view.tiers.len()), (ScoreState::TooLittle, 0, 0));
    assert!(view.words.contains("Bring in a list of subscriptions"), "{}", view.words);
    assert!(shop.bench.work_out_for(&[choice(20.0)], &mut quiet()).is_err());

    let mut few = self::shop(12);
    let view = few.bench.score_subscriber(&page(5), &mut quiet()).unwrap();
    assert_eq!(view.state, ScoreState::TooLittle);
    assert!(view.words.contains("at least 20 of either are needed"), "{}", view.words);
}
