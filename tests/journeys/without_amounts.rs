//! A shop whose orders tell who bought when, and not for how much: who is slipping away is told all the same, and what needs money
//! is left out in words.

use regulars_model::{Code, NumberTest, Rule, ScoreKind, ScoreTest, SegmentRule};
use regulars_tests::TestBench;
use regulars_workbench::{
    quiet,
    views::{
        FileKind, LookRequest, Missing, ProofRequest, ProofSeen, RiskBand, RiskRequest, RiskSort, RiskView, ScoreBrief,
        ScoreState, ScoresView, SegmentChoice, ValueRequest,
    },
};
use std::fmt::Write as _;

/// Who bought when, over two and a half years up to the day of the clock; `amounts` of how many in a hundred have what they came to.
fn orders(priced: u64) -> [String; 2] {
    let [mut plain, mut paid] = ["customer,date\n".to_owned(), "customer,date,total\n".to_owned()];
    let day = |back: u64| {
        let day = regulars_model::Day(20_780 - i32::try_from(back).unwrap());
        day.to_string()
    };
    let mut dice: u64 = 7;
    let mut roll = |below: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % below
    };
    for person in 0..300 {
        let (mut back, gap) = (100 + roll(800), [20, 35, 60, 90][person % 4]);
        loop {
            let who = format!("c{person}@example.com");
            match roll(100) < priced {
                true => writeln!(paid, "{who},{},{}.50", day(back), 4 + roll(40)).unwrap(),
                false => writeln!(plain, "{who},{}", day(back)).unwrap(),
            }
            let next = 1 + roll(2 * gap);
            if roll(100) < 15 || next > back {
                break;
            }
            back -= next;
        }
    }
    [plain, paid]
}

fn shop(priced: u64) -> TestBench {
    let mut shop = TestBench::new();
    let [plain, paid] = orders(priced);
    let path = shop.file("orders.csv", plain);
    let refused = shop.import_as(&path, Some(FileKind::Orders), |_| {}).unwrap_err();
    assert_eq!(refused.code, Code::InputRefused);
    assert!(refused.message.contains("what an order came to") && refused.hint.contains("no amounts"), "{refused:?}");
    let report = shop.import_as(&path, Some(FileKind::Orders), |mapping| mapping.no_amounts = true).unwrap();
    assert_eq!((report.rows_not_used, report.no_amounts), (0, true));
    if priced > 0 {
        let report = shop.import_as(&shop.file("paid.csv", paid), Some(FileKind::Orders), |_| {}).unwrap();
        assert!(!report.no_amounts);
    }
    shop
}

#[test]
fn what_a_file_does_not_tell_is_named_and_not_only_said() {
    let shop = TestBench::new();
    let look = LookRequest { kind: Some(FileKind::Orders), ..LookRequest::default() };
    for (text, missing) in [
        ("Order ID,Email,Order date\n7,ana@example.com,2026-01-02\n", vec![Missing::Amount]),
        ("Order ID,Email,Total\n7,ana@example.com,3.50\n", vec![Missing::When]),
        ("Order ID,Order date,Total\n7,2026-01-02,3.50\n", vec![Missing::Who]),
        ("Order ID,Email,Order date,Total\n7,ana@example.com,2026-01-02,3.50\n", vec![]),
    ] {
        let plan = shop.bench.survey_file(&shop.file("orders.csv", text), &look, "f1", &mut quiet()).unwrap();
        let found: Vec<Missing> = plan.view.missing.iter().map(|missing| missing.what).collect();
        assert_eq!(found, missing, "{text}: {:?}", plan.view.missing);
        assert!(plan.view.missing.iter().all(|missing| missing.words.ends_with('.')));
    }
}

fn brief(view: &ScoresView, kind: ScoreKind) -> &ScoreBrief {
    view.kinds.iter().find(|brief| brief.kind == kind).unwrap()
}

fn risk(shop: &mut TestBench, request: &RiskRequest) -> RiskView {
    shop.bench.score_risk(&RiskRequest { limit: 500, ..request.clone() }, &mut quiet()).unwrap()
}

/// No figure of money is said of a shop of which none is known.
fn without_money(words: &str) {
    assert!(!words.contains('€') && !words.contains("NaN"), "{words}");
}

#[test]
fn who_is_slipping_away_is_told_without_amounts() {
    let mut shop = shop(0);
    let view = shop.bench.scores(&mut quiet()).unwrap();
    let told = brief(&view, ScoreKind::Risk);
    assert_eq!(told.state, ScoreState::ProofUnseen, "{told:?}");
    assert!(told.headline.ends_with("customers are slipping away.") && told.proof.starts_with("Last quarter we said "));
    let worth = brief(&view, ScoreKind::Value);
    assert_eq!(worth.state, ScoreState::NoAmounts);
    assert!(
        worth.words.starts_with("These orders have no amounts, so ") && worth.words.contains("bring the same orders")
    );
    assert_eq!((worth.headline.as_str(), worth.proof.as_str()), ("", ""));
    view.kinds.iter().for_each(|kind| without_money(&format!("{kind:?}")));

    let all = risk(&mut shop, &RiskRequest::default());
    assert_eq!(all.customers, 300);
    let slipping = all.bands.iter().find(|band| band.band == RiskBand::Slipping).unwrap().people;
    assert!(slipping > 10 && all.bands.iter().all(|band| band.at_stake.is_none()), "{:?}", all.bands);
    assert_eq!(all.bands.iter().map(|band| band.people).sum::<u32>(), all.customers);
    assert!(all.at_stake.is_none() && all.not_weighed.contains("better customers") && all.will_buy > 10.0);
    without_money(&format!("{all:?}"));
    let fell = [RiskBand::Slipping, RiskBand::Gone];
    assert!(all.people.rows[..50].iter().all(|row| fell.contains(&row.band)), "whose chance fell most is first");
    let sorted = risk(&mut shop, &RiskRequest { sort: RiskSort::Chance, ..RiskRequest::default() });
    assert!(sorted.people.rows.windows(2).all(|two| two[0].no_purchase >= two[1].no_purchase));
    assert!(all.people.rows.iter().any(|row| row.usual_gap_days.is_some() && row.quiet_days > 0 && row.overdue));
    // Which of the better customers? All who are slipping, in words.
    let asked = risk(&mut shop, &RiskRequest { only_at_risk: true, ..RiskRequest::default() });
    assert_eq!((asked.people.total, asked.at_risk), (slipping, slipping));
    assert!(asked.people.rows.iter().all(|row| row.band == RiskBand::Slipping && row.at_stake.is_none()));

    for row in asked.people.rows.iter().take(10).chain(all.people.rows.iter().take(10)) {
        let why = shop.bench.score_explain(&row.person.id, &mut quiet()).unwrap();
        let [score] = why.scores.as_slice() else { panic!("{why:?}") };
        assert_eq!(score.kind, ScoreKind::Risk);
        let adds: f64 = score.up.iter().chain(&score.down).map(|reason| reason.number).sum();
        assert_eq!(score.start_number + adds + score.rest_number, score.number, "{score:?}");
        assert!(score.missing.iter().any(|words| words.contains("no amounts")), "{score:?}");
        without_money(&format!("{score:?}"));
    }
}

#[test]
fn it_is_proved_replayed_used_in_segments_and_put_on_a_card() {
    let mut shop = shop(0);
    let proof = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Risk), &mut quiet()).unwrap();
    assert!(proof.stretches.len() >= 3 && proof.headline.contains("would buy"), "{proof:?}");
    for one in &proof.stretches {
        assert!(one.money.is_none() && one.auc.is_some_and(|auc| auc > 0.5), "{one:?}");
        assert_eq!(one.bands.iter().map(|band| band.people).sum::<u32>(), one.people);
    }
    let of_value = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Value), &mut quiet()).unwrap();
    assert!(of_value.stretches.is_empty() && of_value.headline.starts_with("These orders have no amounts"));
    let card = shop.bench.score_card(ScoreKind::Risk, &mut quiet()).unwrap().markdown;
    assert!(card.contains("MBG/NBD in days") && card.contains("no amounts"), "{card}");
    without_money(&card);

    let runs = shop.bench.score_runs().unwrap();
    let run = runs.iter().find(|run| run.kind == ScoreKind::Risk).unwrap();
    assert!(runs.iter().all(|run| run.kind != ScoreKind::Value), "{runs:?}");
    assert!(shop.bench.score_replay(&run.run, &mut quiet()).unwrap().same);

    let choice = |asks| SegmentChoice::Rule { rule: SegmentRule::new(Rule::Score { asks, found: None }) };
    let slipping = choice(ScoreTest::Band { any_of: vec![RiskBand::Slipping] });
    shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Seen).unwrap();
    let view = risk(&mut shop, &RiskRequest { only_at_risk: true, limit: 0, ..RiskRequest::default() });
    for asked in [&slipping, &choice(ScoreTest::AtRisk)] {
        shop.bench.work_out_for(std::slice::from_ref(asked), &mut quiet()).unwrap();
        assert_eq!(shop.bench.segment_count(asked).unwrap().size, view.people.total);
    }
    let SegmentChoice::Rule { rule } = &slipping else { unreachable!() };
    let segment = shop.bench.segment_save(None, "Slipping", rule).unwrap();
    let page = shop.bench.segment_members(&SegmentChoice::Saved { segment: segment.id }, 0, 500).unwrap();
    assert_eq!(page.total, view.people.total);

    // What needs money is refused with what to bring, and nobody is sent to a proof that cannot be.
    let worth = choice(ScoreTest::Worth { test: NumberTest::AtLeast { value: 50.0 } });
    let refused = shop.bench.work_out_for(std::slice::from_ref(&worth), &mut quiet()).unwrap_err();
    assert!(refused.message.contains("no amounts") && refused.message.contains("bring the same orders"), "{refused:?}");
    assert_eq!(shop.bench.segment_count(&worth).unwrap_err(), refused);
    let seen = shop.bench.score_proof_seen(ScoreKind::Value, ProofSeen::Seen).unwrap_err();
    assert_eq!(seen.code, Code::NotFound);

    let home = shop.bench.home().unwrap();
    let brief = home.slipping.as_ref().unwrap();
    assert!(home.no_amounts && brief.people == view.people.total && brief.at_stake.is_none());
    assert_eq!(home.expected_worth, "");
    without_money(&format!("{:?}", [&home.worth_so_far, &home.quiet_value]));
    let people = shop.bench.segment_members(&slipping, 0, 500).unwrap();
    without_money(&format!("{people:?} {:?}", shop.bench.person(&people.rows[0].id).unwrap()));
    let (groups, months) = (shop.bench.score_rfm().unwrap(), shop.bench.score_cohorts(&mut quiet()).unwrap());
    without_money(&format!("{groups:?} {months:?}"));
    assert!(groups.notes.iter().any(|note| note.contains("no amounts")), "{:?}", groups.notes);
    home.to_do.iter().for_each(|to_do| without_money(&format!("{to_do:?}")));
    assert!(home.to_do.iter().any(|to_do| to_do.title.contains("before they are gone")), "{:?}", home.to_do);
}

#[test]
fn amounts_of_some_orders_say_something_and_it_is_said_of_how_many() {
    let mut shop = shop(30);
    let asked = ValueRequest { limit: 500, ..ValueRequest::default() };
    let worth = shop.bench.score_value(&asked, &mut quiet()).unwrap();
    assert_eq!(worth.state, ScoreState::ProofUnseen);
    assert!(worth.notes.iter().any(|note| note.contains("have no amount, or came to nothing")), "{:?}", worth.notes);
    assert!(worth.people.rows.iter().all(|row| row.past.minor > 0.0 || row.past.text == "–"));
    assert!(worth.people.rows.iter().any(|row| row.past.text == "–"));
    let risk = risk(&mut shop, &RiskRequest::default());
    assert!(risk.at_stake.is_some_and(|stake| stake.minor > 0.0) && risk.not_weighed.is_empty());
    assert!(risk.warnings.iter().any(|words| words.contains("have no amount")), "{:?}", risk.warnings);
}
