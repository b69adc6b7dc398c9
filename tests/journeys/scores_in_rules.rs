//! Rules that ask for a score: only once its proof was seen, of the day of the question, with the user's word in place of the
//! program's, and counting nobody where there is nothing to go by.

use regulars_model::{Code, LeadTier, NumberTest, RiskBand, Rule, ScoreKind, ScoreTest, SegmentRule, group_digits};
use regulars_tests::TestBench;
use regulars_workbench::{
    quiet,
    views::{
        ExportRequest, ExportShape, OverridePut, OverrideRequest, ProofSeen, RiskRequest, RiskView, ScoreState,
        SegmentChoice, SegmentCountView, ToDoTarget, ValueRequest,
    },
};
use std::ops::ControlFlow;

fn rule(asks: ScoreTest) -> SegmentRule {
    SegmentRule::new(Rule::All { rules: vec![Rule::Score { asks, found: None }] })
}

fn choice(asks: ScoreTest) -> SegmentChoice {
    SegmentChoice::Rule { rule: rule(asks) }
}

fn slipping() -> ScoreTest {
    ScoreTest::Band { any_of: vec![RiskBand::Slipping] }
}

fn at_least(value: f64) -> ScoreTest {
    ScoreTest::Worth { test: NumberTest::AtLeast { value } }
}

/// What whoever asks does: scores are worked out, then the rule is counted.
fn counted(shop: &mut TestBench, choice: &SegmentChoice) -> SegmentCountView {
    shop.bench.work_out_for(std::slice::from_ref(choice), &mut quiet()).unwrap();
    shop.bench.segment_count(choice).unwrap()
}

/// The sample shop, whose proofs were looked at.
fn proved() -> TestBench {
    let mut shop = TestBench::sample();
    for kind in [ScoreKind::Value, ScoreKind::Risk] {
        shop.bench.score_proof_seen(kind, ProofSeen::Seen).unwrap();
    }
    shop
}

#[test]
fn no_rule_asks_for_a_score_before_its_proof_was_seen_or_skipped() {
    let mut shop = TestBench::sample();
    let refused = shop.bench.work_out_for(&[choice(slipping())], &mut quiet()).unwrap_err();
    assert_eq!(refused.code, Code::InputRefused);
    assert!(refused.message.contains("Nobody has looked yet at how right “Who is slipping away” was"), "{refused:?}");
    assert!(refused.hint.contains("regulars score proof risk --seen"), "{refused:?}");
    assert_eq!(shop.bench.score_runs().unwrap(), [], "nobody waited for what may not be used");
    assert_eq!(shop.bench.segment_count(&choice(slipping())).unwrap_err(), refused);
    assert!(shop.bench.segment_save(None, "Slipping", &rule(slipping())).is_err(), "nor can it be kept");
    let offered = shop.bench.rule_options().unwrap().scores;
    assert!(offered.iter().all(|one| one.state == ScoreState::ProofUnseen && !one.cannot.is_empty()), "{offered:?}");

    shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Skipped).unwrap();
    let view = counted(&mut shop, &choice(slipping()));
    assert!(view.size > 0 && view.size < view.everyone, "{view:?}");
    let offered = shop.bench.rule_options().unwrap().scores;
    let risk = offered.iter().find(|one| one.kind == ScoreKind::Risk).unwrap();
    assert_eq!((risk.state, risk.cannot.as_str(), risk.waits), (ScoreState::Ready, "", false), "{risk:?}");
    assert!(risk.without > 0 && risk.people == view.everyone, "{risk:?}");
    assert!(view.scores[0].starts_with("“Who is slipping away” is of Mon 23 Nov 2026. "), "{view:?}");
    assert!(view.scores[0].contains(&format!("{} of", group_digits(risk.without.into()))), "{view:?}");
    assert!(shop.bench.segment_count(&choice(at_least(10.0))).is_err(), "each score has its own gate");
}

#[test]
fn a_rule_holds_for_whom_the_screens_show_and_says_so_of_each() {
    let mut shop = proved();
    let risk = shop.bench.score_risk(&RiskRequest { limit: 500, ..RiskRequest::default() }, &mut quiet()).unwrap();
    for band in &risk.bands {
        let asked = choice(ScoreTest::Band { any_of: vec![band.band] });
        assert_eq!(counted(&mut shop, &asked).size, band.people, "{band:?}");
    }
    let at_risk = counted(&mut shop, &choice(ScoreTest::AtRisk));
    assert_eq!(at_risk.size, risk.at_risk);
    assert_eq!(at_risk.sentence, "People who are among the better customers who are slipping away.");
    let likely = |low: f64, high: f64| ScoreTest::Buys { test: NumberTest::Between { low, high } };
    let half = risk.people.rows.iter().filter(|row| row.no_purchase >= 0.5).count();
    if risk.people.total <= 500 {
        assert_eq!(counted(&mut shop, &choice(likely(0.0, 50.0))).size as usize, half);
    }

    let worth = shop.bench.score_value(&ValueRequest { limit: 500, ..ValueRequest::default() }, &mut quiet()).unwrap();
    let tenth = choice(ScoreTest::Worth { test: NumberTest::TopPercent { percent: 10.0 } });
    let members = counted(&mut shop, &tenth);
    assert_eq!(members.size, worth.people.total.div_ceil(10));
    let best = &worth.people.rows[0];
    let why = shop.bench.segment_explain(&tenth, &best.person.id).unwrap();
    assert!(why.is_in, "{why:?}");
    let own = &why.nodes[1].own;
    let cents = best.expected.expected.text.trim_end_matches(".00");
    assert!(
        own.starts_with(&format!("expected to bring {cents} in the next year; you asked for the top 10%")),
        "{own}"
    );
    let page = shop.bench.segment_members(&tenth, 0, 500).unwrap();
    assert_eq!(page.total, members.size);
    let first: Vec<&str> = worth.people.rows.iter().map(|row| row.person.id.as_str()).collect();
    assert!(page.rows.iter().all(|row| first[..page.total as usize].contains(&row.id.as_str())));

    // In words, and back.
    let words = SegmentChoice::Words { words: members.sentence.clone() };
    assert_eq!(counted(&mut shop, &words).size, members.size, "{}", members.sentence);
}

/// Home, the screen of scores and the segments say the same of who is slipping away; until it is known, home says something else
/// under a name of its own, and that too is one number everywhere.
#[test]
fn one_name_is_one_number() {
    let mut shop = TestBench::sample();
    let home = shop.bench.home().unwrap();
    assert_eq!(home.slipping, None, "nobody knows yet who is slipping away");
    let ready = shop.bench.ready_made().unwrap();
    let quiet_ones = ready.iter().find(|one| one.id == "gone-quiet").unwrap();
    assert_eq!((quiet_ones.name.as_str(), quiet_ones.size), ("Regulars gone quiet", Some(home.quiet)));
    assert!(
        home.to_do[0].title.starts_with(&format!("Write to {} regulars gone quiet", home.quiet)),
        "{:?}",
        home.to_do
    );

    let risk = shop.bench.score_risk(&RiskRequest { limit: 500, ..RiskRequest::default() }, &mut quiet()).unwrap();
    let band = |view: &RiskView| view.bands.iter().find(|one| one.band == RiskBand::Slipping).unwrap().people;
    let home = shop.bench.home().unwrap();
    let brief = home.slipping.clone().unwrap();
    assert_eq!((brief.people, brief.worth_a_word, &brief.at_stake), (band(&risk), risk.at_risk, &risk.at_stake));
    assert!(brief.meaning.ends_with("Worked out as of Mon 23 Nov 2026."), "{brief:?}");
    assert!(brief.record.contains(" would buy; "), "{brief:?}");
    assert!(home.to_do[0].title.contains("gone quiet"), "what no rule may ask yet is not opened: {:?}", home.to_do);

    shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Seen).unwrap();
    let home = shop.bench.home().unwrap();
    let title = format!("Write to {} better customers before they are gone", risk.at_risk);
    assert_eq!(home.to_do[0].title, title);
    let ToDoTarget::Segment { name, rule } = home.to_do[0].go.clone() else { panic!("{:?}", home.to_do) };
    assert_eq!(name, "Better customers slipping away");
    assert_eq!(counted(&mut shop, &SegmentChoice::Rule { rule }).size, risk.at_risk);

    // Whom the user put elsewhere is there on every screen.
    let put = OverrideRequest {
        person: risk.people.rows.iter().find(|row| row.at_risk).unwrap().person.id.clone(),
        kind: ScoreKind::Risk,
        put: OverridePut::Band(RiskBand::Steady),
        note: String::new(),
    };
    shop.bench.score_override(&put).unwrap();
    let after = shop.bench.home().unwrap().slipping.unwrap();
    assert_eq!((after.people, after.worth_a_word), (brief.people - 1, brief.worth_a_word - 1));
    let counts = counted(&mut shop, &choice(slipping())).size;
    assert_eq!(after.people, counts);
}

#[test]
fn the_users_word_counts_in_rules_until_it_is_taken_back() {
    let mut shop = proved();
    let asked = choice(ScoreTest::AtRisk);
    let before = counted(&mut shop, &asked).size;
    let view = shop
        .bench
        .score_risk(&RiskRequest { only_at_risk: true, limit: 1, ..RiskRequest::default() }, &mut quiet())
        .unwrap();
    let person = view.people.rows[0].person.id.clone();
    let steady = choice(ScoreTest::Band { any_of: vec![RiskBand::Steady] });
    let put = OverrideRequest {
        person: person.clone(),
        kind: ScoreKind::Risk,
        put: OverridePut::Band(RiskBand::Steady),
        note: String::new(),
    };
    let said = shop.bench.score_override(&put).unwrap();
    assert_eq!(counted(&mut shop, &asked).size, before - 1);
    let why = shop.bench.segment_explain(&steady, &person).unwrap();
    assert!(why.is_in, "{why:?}");
    assert_eq!(why.nodes[1].own, "steady, as you put them (the program says slipping away); you asked for steady");
    shop.bench.score_override_take_back(&said.id).unwrap();
    assert_eq!(counted(&mut shop, &asked).size, before);
}

#[test]
fn what_is_kept_waits_for_its_score_and_is_never_everybody_meanwhile() {
    let mut shop = proved();
    let saved = {
        shop.bench.work_out_for(&[choice(slipping())], &mut quiet()).unwrap();
        shop.bench.segment_save(None, "Slipping", &rule(slipping())).unwrap()
    };
    assert!(saved.size > 0 && saved.cannot.is_empty() && !saved.waits, "{saved:?}");
    let inside = Rule::Segment { segment: saved.id.parse().unwrap(), opened: None };
    let by_name = SegmentChoice::Rule { rule: SegmentRule::new(inside) };
    assert_eq!(counted(&mut shop, &by_name).size, saved.size, "a segment inside another is worked out as well");
    let past = shop.bench.segment_history(&saved.id).unwrap();
    assert_eq!(past.sizes.len(), 1, "{past:?}");
    assert!(past.about_sizes.contains("worked out for one day at a time"), "{}", past.about_sizes);

    // Somebody new: scores are of other people than those there are now.
    shop.import_text("one.csv", "Customer ID,First Name,Email\n9001,Rui,rui@example.com\n").unwrap();
    let waiting = shop.bench.segment(&saved.id).unwrap();
    assert_eq!((waiting.size, waiting.may_email, waiting.waits), (0, 0, true), "{waiting:?}");
    assert_eq!(shop.bench.segment_count(&by_name).unwrap_err().code, Code::Wait);
    assert!(shop.bench.rule_options().unwrap().scores.iter().any(|one| one.waits));
    let stopped = shop.bench.work_out_for(std::slice::from_ref(&by_name), &mut |_| ControlFlow::Break(())).unwrap_err();
    assert_eq!(stopped.code, Code::Cancelled);
    shop.bench.work_out_for_saved(&mut quiet()).unwrap();
    let again = shop.bench.segment(&saved.id).unwrap();
    assert_eq!((again.size, again.waits), (saved.size, false), "{again:?}");

    // As of a day of the past: that day's scores, the same whenever it is asked.
    let today = shop.bench.segment_members(&by_name, 0, 500).unwrap();
    shop.bench.set_as_of(Some("2026-08-01".parse().unwrap()));
    let then = counted(&mut shop, &by_name);
    assert_eq!(then.as_of, "Sat 1 Aug 2026");
    assert!(then.scores[0].contains("is of Sat 1 Aug 2026"), "{then:?}");
    assert_eq!(counted(&mut shop, &by_name).size, then.size);
    shop.bench.set_as_of(Some("2026-11-23".parse().unwrap()));
    shop.bench.work_out_for(std::slice::from_ref(&by_name), &mut quiet()).unwrap();
    assert_eq!(shop.bench.segment_members(&by_name, 0, 500).unwrap(), today, "the same rule on the same day");
}

#[test]
fn a_score_that_is_not_there_counts_nobody_and_says_so_wherever_it_is_asked_for() {
    let mut shop = TestBench::new();
    let rows: String = (0..40)
        .flat_map(|who| {
            (1..=3)
                .map(move |month| format!("{},2026-0{month}-11,p{who}@example.com,Espresso,1,9.50\n", who * 3 + month))
        })
        .collect();
    shop.import_text("orders.csv", &format!("Order ID,Date,Email,Product,Quantity,Unit Price\n{rows}")).unwrap();
    shop.bench.scores(&mut quiet()).unwrap();
    shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Skipped).ok();
    let asked = choice(ScoreTest::Buys { test: NumberTest::AtLeast { value: 1.0 } });
    let refused = match shop.bench.work_out_for(std::slice::from_ref(&asked), &mut quiet()) {
        Ok(()) => shop.bench.segment_count(&asked).unwrap_err(),
        Err(problem) => problem,
    };
    assert_eq!(refused.code, Code::InputRefused, "{refused:?}");
    let tiers = choice(ScoreTest::Tier { any_of: vec![LeadTier::Hot] });
    assert!(shop.bench.segment_count(&tiers).is_err());
    let to = shop.file("out.csv", "");
    let request = ExportRequest {
        segment: asked,
        channel: regulars_model::Channel::Email,
        purpose: regulars_model::Purpose::Offers,
        shape: ExportShape::Csv,
        recipient: "the printer".to_owned(),
    };
    let refused = shop.bench.export_audience(&request, &to, &mut quiet()).unwrap_err();
    assert_eq!(refused.code, Code::InputRefused, "{refused:?}");
    assert_eq!(std::fs::read_to_string(to).unwrap(), "", "nobody was written anywhere");
}
