//! Scores of a shop: what each says, why, how right it was, what the user says instead, and the same again to the byte.

use regulars_model::{Code, ScoreKind};
use regulars_tests::TestBench;
use regulars_workbench::{
    quiet,
    views::{
        LeadRequest, LeadTier, OptOut, OverridePut, OverrideRequest, ProofRequest, ProofSeen, RiskBand, RiskRequest,
        ScoreBrief, ScoreState, ScoresView, ValueRequest, ValueSort,
    },
};
use std::ops::ControlFlow;

fn brief(view: &ScoresView, kind: ScoreKind) -> &ScoreBrief {
    view.kinds.iter().find(|brief| brief.kind == kind).expect("all three are there")
}

fn value(shop: &mut TestBench, limit: u32) -> regulars_workbench::views::CustomerValueView {
    shop.bench.score_value(&ValueRequest { limit, ..ValueRequest::default() }, &mut quiet()).unwrap()
}

fn risk(shop: &mut TestBench, limit: u32) -> regulars_workbench::views::RiskView {
    shop.bench.score_risk(&RiskRequest { limit, ..RiskRequest::default() }, &mut quiet()).unwrap()
}

#[test]
fn customers_are_told_apart_with_ranges_bands_and_reasons_that_add_up() {
    let mut shop = TestBench::sample();
    let view = shop.bench.scores(&mut quiet()).unwrap();
    for kind in [ScoreKind::Value, ScoreKind::Risk] {
        let brief = brief(&view, kind);
        assert_eq!(brief.state, ScoreState::ProofUnseen, "{brief:?}");
        assert!(brief.proof.starts_with("Last quarter we said ") && !brief.headline.is_empty(), "{brief:?}");
        assert!(brief.made.run.starts_with('r') && brief.made.as_of == "Mon 23 Nov 2026", "{brief:?}");
    }

    let worth = value(&mut shop, 500);
    assert_eq!(worth.customers, worth.people.total);
    assert_eq!(worth.histogram.iter().map(|bar| bar.people).sum::<u32>(), worth.customers);
    let all = worth.expected.as_ref().expect("something is expected");
    assert!(all.low.minor <= all.expected.minor && all.expected.minor <= all.high.minor);
    let rows = &worth.people.rows;
    assert!(rows.windows(2).all(|two| two[0].expected.expected.minor >= two[1].expected.expected.minor));
    assert!(rows.iter().all(|row| row.expected.low.minor <= row.expected.high.minor));
    // What they brought is what the books say, whoever they are.
    let past = shop.bench.person(&rows[0].person.id).unwrap();
    assert_eq!((rows[0].past.minor, &rows[0].past.text), (past.value.minor, &past.value.text));
    let half = ValueRequest { margin: Some(0.5), limit: 1, sort: ValueSort::Past, ..ValueRequest::default() };
    let half = shop.bench.score_value(&half, &mut quiet()).unwrap();
    let of_half = half.expected.expect("something is expected").expected.minor;
    assert!((of_half - all.expected.minor / 2.0).abs() <= 1.0, "half is left of every sale");
    assert_eq!(half.past, worth.past, "what was brought is what was brought");

    let slipping = risk(&mut shop, 500);
    assert_eq!(slipping.bands.iter().map(|band| band.people).sum::<u32>(), slipping.customers);
    assert!(slipping.people.rows.iter().all(|row| (0.0..=1.0).contains(&row.no_purchase)));
    let only = RiskRequest { only_at_risk: true, limit: 500, ..RiskRequest::default() };
    let only = shop.bench.score_risk(&only, &mut quiet()).unwrap();
    assert_eq!(only.people.total, slipping.at_risk);
    assert!(only.people.rows.iter().all(|row| row.at_risk && row.band == RiskBand::Slipping));

    for row in rows.iter().take(20) {
        let why = shop.bench.score_explain(&row.person.id, &mut quiet()).unwrap();
        assert_eq!(why.scores.len(), 2, "{why:?}");
        for score in &why.scores {
            let adds: f64 = score.up.iter().chain(&score.down).map(|reason| reason.number).sum();
            assert_eq!(score.start_number + adds + score.rest_number, score.number, "{score:?}");
            assert!(score.up.iter().all(|up| up.number > 0.0) && score.down.iter().all(|down| down.number < 0.0));
        }
        assert!(why.scores[0].figure.ends_with(&format!("({})", row.expected.words)), "{}", why.scores[0].figure);
        assert_eq!(why.scores[0].number, row.expected.expected.minor, "reasons sum to what is shown in the list");
    }
}

#[test]
fn a_score_is_proved_and_the_proof_is_seen_or_skipped_before_it_is_used() {
    let mut shop = TestBench::sample();
    let proof = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Risk), &mut quiet()).unwrap();
    let latest = &proof.stretches[0];
    assert_eq!(proof.headline, latest.words);
    assert_eq!(latest.to, "Mon 23 Nov 2026");
    assert_eq!(latest.deciles.iter().map(|tenth| tenth.people).sum::<u32>(), latest.people);
    assert_eq!(latest.bands.iter().map(|band| band.people).sum::<u32>(), latest.people);
    assert!(latest.auc.is_some_and(|auc| auc > 0.6), "{:?}", latest.auc);
    assert!((latest.deciles[0].gain - 1.0).abs() < 1e-9, "all who did it are in all tenths");
    for plot in [&proof.plot_reliability, &proof.plot_gain, &proof.plot_totals] {
        assert!(plot.starts_with("<svg"), "{plot}");
    }
    assert!(proof.stretches[0].said_on != proof.stretches[1].said_on);

    assert_eq!(shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Unseen).unwrap_err().code, Code::Usage);
    let view = shop.bench.score_proof_seen(ScoreKind::Risk, ProofSeen::Seen).unwrap();
    let of = |kind| (brief(&view, kind).state, brief(&view, kind).made.proof_seen);
    assert_eq!(of(ScoreKind::Risk), (ScoreState::Ready, ProofSeen::Seen));
    assert_eq!(of(ScoreKind::Value), (ScoreState::ProofUnseen, ProofSeen::Unseen));
    let view = shop.bench.score_proof_seen(ScoreKind::Value, ProofSeen::Skipped).unwrap();
    let value = brief(&view, ScoreKind::Value);
    assert_eq!((value.state, value.made.proof_seen), (ScoreState::Ready, ProofSeen::Skipped));

    let card = shop.bench.score_card(ScoreKind::Value, &mut quiet()).unwrap();
    assert!(card.markdown.contains("MBG/NBD") && card.markdown.contains("## Not for"), "{}", card.markdown);
    let to = shop.vault_dir().with_file_name(&card.file_name);
    shop.bench.score_card_save(ScoreKind::Value, &to, &mut quiet()).unwrap();
    assert_eq!(std::fs::read_to_string(to).unwrap(), card.markdown);
    let somebody = self::value(&mut shop, 1).people.rows[0].person.name.clone();
    assert!(!card.markdown.contains(&somebody), "nobody is named");
}

#[test]
fn leads_are_proved_by_quarter_and_all_scores_by_as_many_days_as_are_asked_for() {
    let mut shop = TestBench::sample();
    let leads = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Lead), &mut quiet()).unwrap();
    let days: Vec<[&str; 2]> = leads.stretches.iter().map(|one| [one.said_on.as_str(), one.to.as_str()]).collect();
    assert!(days.len() >= 2, "{:?}", leads.headline);
    assert_eq!(days[0], ["Tue 25 Aug 2026", "Mon 23 Nov 2026"]);
    assert!(days.windows(2).all(|two| two[1][1] == two[0][0]), "one ends where the next begins: {days:?}");
    for one in &leads.stretches {
        assert!(one.people > 0 && one.came <= one.people && one.said > 0.0, "{one:?}");
        assert_eq!(one.deciles.iter().map(|tenth| tenth.people).sum::<u32>(), one.people);
    }
    assert_eq!(leads.headline, leads.stretches[0].words);
    assert_eq!((leads.horizon, leads.own_horizon), (90, 90));
    let said = brief(&shop.bench.scores(&mut quiet()).unwrap(), ScoreKind::Lead).proof.clone();
    assert_eq!(said, leads.headline, "the same in short");

    for kind in [ScoreKind::Value, ScoreKind::Risk] {
        let quarters = shop.bench.score_proof(&ProofRequest::of(kind), &mut quiet()).unwrap();
        let asked = ProofRequest { horizon: Some(180), ..ProofRequest::of(kind) };
        let halves = shop.bench.score_proof(&asked, &mut quiet()).unwrap();
        assert_eq!((quarters.horizon, quarters.stretches.len()), (90, 4));
        assert_eq!((halves.horizon, halves.own_horizon), (180, 90));
        assert_eq!(halves.stretches[0].said_on, "Wed 27 May 2026");
        assert!(halves.stretches[0].said > quarters.stretches[0].said, "more buy within half a year");
        let again = shop.bench.score_proof(&ProofRequest::of(kind), &mut quiet()).unwrap();
        assert_eq!(again, quarters, "the shop's own stand as they were");
    }
    let odd = ProofRequest { horizon: Some(0), ..ProofRequest::of(ScoreKind::Risk) };
    assert_eq!(shop.bench.score_proof(&odd, &mut quiet()).unwrap_err().code, Code::Usage);
}

#[test]
fn who_is_long_gone_is_not_slipping_and_hardly_comes_back() {
    let mut shop = TestBench::sample();
    let view = risk(&mut shop, 500);
    let people = |band: RiskBand| view.bands.iter().find(|one| one.band == band).map_or(0, |one| one.people);
    assert!(people(RiskBand::Gone) > 500 && people(RiskBand::Slipping) > 500, "{:?}", view.bands);
    let gone = RiskRequest { band: Some(RiskBand::Gone), limit: 500, ..RiskRequest::default() };
    let gone = shop.bench.score_risk(&gone, &mut quiet()).unwrap();
    assert!(gone.people.rows.iter().all(|row| row.quiet_days > 365 && !row.at_risk && row.band_label == "Long gone"));
    let proof = shop.bench.score_proof(&ProofRequest::of(ScoreKind::Risk), &mut quiet()).unwrap();
    let share = |nth: usize| {
        let all = proof.stretches.iter().map(|one| &one.bands[nth]);
        let [people, bought] = all.fold([0, 0], |sum, band| [sum[0] + band.people, sum[1] + band.bought]);
        f64::from(bought) / f64::from(people)
    };
    assert!(share(3) < share(2) && share(2) < share(1) && share(1) < share(0), "{:?}", [0, 1, 2, 3].map(share));
    assert!(proof.words.iter().any(|words| words.contains("who were long gone")), "{:?}", proof.words);
}

#[test]
fn a_run_is_noted_once_and_comes_out_the_same_to_the_byte_until_the_data_change() {
    let mut shop = TestBench::sample();
    let first = shop.bench.scores(&mut quiet()).unwrap();
    let runs = shop.bench.score_runs().unwrap();
    assert!(runs.iter().any(|run| run.kind == ScoreKind::Value) && runs.iter().any(|run| run.kind == ScoreKind::Risk));
    assert_eq!(shop.bench.scores(&mut quiet()).unwrap(), first);
    assert_eq!(shop.bench.score_runs().unwrap(), runs, "nothing new was worked out");
    for run in &runs {
        let again = shop.bench.score_replay(&run.run, &mut quiet()).unwrap();
        assert!(again.same && again.digest == run.digest && again.digest_now == run.digest, "{again:?}");
    }
    let other = ValueRequest { horizon: Some(180), ..ValueRequest::default() };
    shop.bench.score_value(&other, &mut quiet()).unwrap();
    assert_eq!(shop.bench.score_runs().unwrap().len(), runs.len() + 1, "with other parameters it is another run");

    // Somebody says no to use: what is known of that day is not the same any more, and it says so.
    let gone = value(&mut shop, 1).people.rows[0].person.id.clone();
    shop.bench.opt_out(&gone, &OptOut::Use).unwrap();
    let run = runs.iter().find(|run| run.kind == ScoreKind::Value).unwrap();
    let again = shop.bench.score_replay(&run.run, &mut quiet()).unwrap();
    assert!(!again.same && again.words.contains("has changed since"), "{again:?}");
    assert_eq!(shop.bench.score_replay("r999", &mut quiet()).unwrap_err().code, Code::NotFound);
}

#[test]
fn whoever_opted_out_of_use_is_in_no_score() {
    let mut shop = TestBench::sample();
    let before = (value(&mut shop, 500), risk(&mut shop, 0));
    let opted_out = shop.bench.scores(&mut quiet()).unwrap().opted_out;
    let gone = before.0.people.rows[0].person.id.clone();
    let put = OverrideRequest {
        person: gone.clone(),
        kind: ScoreKind::Risk,
        put: OverridePut::Band(RiskBand::Steady),
        note: "spoke to them".into(),
    };
    shop.bench.score_override(&put).unwrap();
    shop.bench.opt_out(&gone, &OptOut::Use).unwrap();
    let after = (value(&mut shop, 500), risk(&mut shop, 500));
    assert_eq!(after.0.customers, before.0.customers - 1);
    assert_eq!(after.1.customers, before.1.customers - 1);
    assert!(after.0.people.rows.iter().all(|row| row.person.id != gone));
    assert!(after.1.people.rows.iter().all(|row| row.person.id != gone));
    assert!(after.0.past.minor < before.0.past.minor);
    assert_eq!(shop.bench.scores(&mut quiet()).unwrap().opted_out, opted_out + 1);
    let why = shop.bench.score_explain(&gone, &mut quiet()).unwrap();
    assert!(why.scores.is_empty() && why.overrides.is_empty() && why.none.contains("opted out of use"), "{why:?}");
    assert_eq!(shop.bench.score_override(&put).unwrap_err().code, Code::PrivacyRule);
    assert_eq!(shop.bench.score_overrides().unwrap(), []);
    let leads = LeadRequest { limit: 500, ..LeadRequest::default() };
    let leads = shop.bench.score_lead(&leads, &mut quiet()).unwrap();
    assert!(leads.people.rows.iter().all(|row| row.person.id != gone));
}

#[test]
fn the_users_word_counts_until_it_is_taken_back() {
    let mut shop = TestBench::sample();
    let before = risk(&mut shop, 500);
    let row = before.people.rows.iter().find(|row| row.at_risk).expect("somebody is at risk").clone();
    let put = |put| OverrideRequest {
        person: row.person.id.clone(),
        kind: ScoreKind::Risk,
        put,
        note: "  moved  house ".into(),
    };
    let wrong = shop.bench.score_override(&put(OverridePut::Tier(LeadTier::Hot))).unwrap_err();
    assert_eq!(wrong.code, Code::Usage);
    let said = shop.bench.score_override(&put(OverridePut::Band(RiskBand::Steady))).unwrap();
    assert_eq!((said.label.as_str(), said.note.as_str(), said.taken_back_on.as_str()), ("Steady", "moved house", ""));

    let after = risk(&mut shop, 500);
    let people =
        |view: &regulars_workbench::views::RiskView, nth: usize| (view.bands[nth].people, view.bands[nth].by_hand);
    assert_eq!(after.at_risk, before.at_risk - 1);
    assert_eq!(people(&after, 0), (people(&before, 0).0 + 1, 1));
    assert_eq!(people(&after, 2), (people(&before, 2).0 - 1, 0));
    let why = shop.bench.score_explain(&row.person.id, &mut quiet()).unwrap();
    assert_eq!(why.overrides, std::slice::from_ref(&said));
    assert!(why.scores.iter().any(|score| score.by_hand.as_ref() == Some(&said)), "{why:?}");

    // It is held about them, so it is told where everything held is.
    let held = shop.bench.person(&row.person.id).unwrap().fields;
    let told = held.iter().find(|field| field.label == "Said instead of a score").expect("told");
    assert_eq!(told.value, "Steady, on Mon 23 Nov 2026: moved house");

    let back = shop.bench.score_override_take_back(&said.id).unwrap();
    assert_eq!(back.taken_back_on, "Mon 23 Nov 2026");
    assert_eq!(risk(&mut shop, 500).bands, before.bands, "the program's word holds again");
    assert_eq!(shop.bench.score_overrides().unwrap(), [back], "and what was said is still told");
    assert_eq!(shop.bench.score_override_take_back("o99").unwrap_err().code, Code::NotFound);
    assert_eq!(shop.bench.score_override_take_back("99").unwrap_err().code, Code::NotFound);
}

#[test]
fn a_small_shop_is_told_in_words_what_is_missing() {
    let mut empty = TestBench::new();
    let view = empty.bench.scores(&mut quiet()).unwrap();
    for brief in &view.kinds {
        assert_eq!(brief.state, ScoreState::TooLittle, "{brief:?}");
        assert!(!brief.words.is_empty() && brief.headline.is_empty() && brief.made.run.is_empty(), "{brief:?}");
    }
    assert!(empty.bench.score_cohorts(&mut quiet()).unwrap().cohorts.is_empty());
    assert_eq!(empty.bench.score_rfm().unwrap().customers, 0);
    assert_eq!(value(&mut empty, 10).people.total, 0);

    // One purchase each: nobody came back.
    let head = "Order ID,Date,Email,Product,Quantity,Unit Price\n";
    let mut once = TestBench::new();
    let line =
        |order: u32, day: u32, who: u32| format!("{order},2026-10-{day:02},p{who}@example.com,Espresso,1,9.50\n");
    let rows: String = (1..=12).map(|nth| line(nth, nth, nth)).collect();
    once.import_text("orders.csv", &format!("{head}{rows}")).unwrap();
    let told = risk(&mut once, 10);
    assert_eq!((told.state, told.people.total), (ScoreState::TooLittle, 0));
    assert!(told.words.contains("come back"), "{}", told.words);
    assert!(once.bench.score_rfm().unwrap().words.starts_with("With 12 customers there is not enough data"));

    // Fifty who came back: figures of all of them together, and nobody's.
    let mut fifty = TestBench::new();
    let rows: String = (0..50)
        .flat_map(|who| {
            (0..1 + who % 4).map(move |nth| {
                format!(
                    "{}{nth},2026-{:02}-{:02},p{who}@example.com,Espresso,1,{}.50\n",
                    who + 10,
                    2 + 2 * nth,
                    1 + who % 27,
                    8 + (who + nth) % 9
                )
            })
        })
        .collect();
    fifty.import_text("orders.csv", &format!("{head}{rows}")).unwrap();
    let told = value(&mut fifty, 10);
    assert_eq!((told.state, told.customers, told.people.total), (ScoreState::Pooled, 50, 0), "{told:?}");
    assert!(told.expected.is_some() && told.histogram.is_empty() && told.words.contains("of all of them together"));
    let told = risk(&mut fifty, 10);
    assert_eq!((told.state, told.bands.len(), told.people.total), (ScoreState::Pooled, 0, 0));
    let why = fifty.bench.score_explain("p3@example.com", &mut quiet()).unwrap();
    assert!(why.scores.iter().all(|score| score.kind == ScoreKind::Lead) && !why.none.is_empty(), "{why:?}");
}

#[test]
fn old_news_and_orders_of_later_days_are_told() {
    let mut shop = TestBench::sample();
    let later = shop.bench.as_of().plus(500);
    assert_eq!(shop.bench.orders_end().unwrap(), None);
    shop.bench.set_as_of(Some(later));
    let end = shop.bench.orders_end().unwrap().expect("nothing was ordered since");
    for notes in [value(&mut shop, 1).notes, risk(&mut shop, 1).warnings] {
        let told = format!("The newest order here is of {}, {} days before.", end.words(), later.0 - end.0);
        assert!(notes[0].starts_with(&told), "{notes:?}");
    }
    shop.bench.set_as_of(Some(end));
    assert!(shop.bench.orders_end().unwrap().is_none() && value(&mut shop, 1).expected.is_some());

    let mut shop = TestBench::new();
    let orders = "order_id,email,date,total\n1,ana@example.com,2039-01-01,10\n2,ben@example.com,2039-02-03,10\n";
    shop.import_text("orders.csv", orders).unwrap();
    let told = "All orders here are of days after Mon 23 Nov 2026, up to Thu 3 Feb 2039. Look whether their dates were read rightly.";
    assert_eq!(value(&mut shop, 1).words, told);
    assert_eq!(risk(&mut shop, 1).words, told);
    assert_eq!(shop.bench.score_cohorts(&mut quiet()).unwrap().words, told);
}

#[test]
fn what_makes_no_sense_is_refused_and_what_is_stopped_leaves_what_was_shown() {
    let mut shop = TestBench::sample();
    let odd = [
        ValueRequest { horizon: Some(0), ..ValueRequest::default() },
        ValueRequest { horizon: Some(3651), ..ValueRequest::default() },
        ValueRequest { margin: Some(0.0), ..ValueRequest::default() },
        ValueRequest { margin: Some(f64::NAN), ..ValueRequest::default() },
        ValueRequest { discount: Some(1.0), ..ValueRequest::default() },
    ];
    for request in odd {
        let refused = shop.bench.score_value(&request, &mut quiet()).unwrap_err();
        assert!(refused.code == Code::Usage && !refused.hint.is_empty(), "{request:?}: {refused:?}");
    }
    let request = RiskRequest { horizon: Some(0), ..RiskRequest::default() };
    assert_eq!(shop.bench.score_risk(&request, &mut quiet()).unwrap_err().code, Code::Usage);

    let mut stop = |_: &regulars_workbench::views::ProgressView| ControlFlow::Break(());
    assert_eq!(shop.bench.scores(&mut stop).unwrap_err().code, Code::Cancelled, "there is nothing to show yet");
    let shown = shop.bench.scores(&mut quiet()).unwrap();
    shop.bench.set_as_of(Some("2026-11-24".parse().unwrap()));
    let stale = shop.bench.scores(&mut stop).unwrap();
    assert_eq!(stale.as_of, shown.as_of);
    assert!(stale.kinds.iter().all(|brief| brief.made.stale_since == "Tue 24 Nov 2026"), "{stale:?}");
    let fresh = shop.bench.scores(&mut quiet()).unwrap();
    assert!(fresh.kinds.iter().all(|brief| brief.made.stale_since.is_empty()) && fresh.as_of == "Tue 24 Nov 2026");
}

/// Stopped at many moments, in the middle of a step too: nothing half is held or noted, and in the end all is the same to the byte.
#[test]
fn what_is_stopped_again_and_again_comes_out_the_same() {
    let mut shop = TestBench::sample();
    let mut patience = 1;
    let view = loop {
        let mut left = patience;
        let mut stop = |_: &regulars_workbench::views::ProgressView| {
            left -= 1;
            if left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        match shop.bench.scores(&mut stop) {
            Ok(view) => break view,
            Err(problem) => assert_eq!(problem.code, Code::Cancelled),
        }
        patience += 1 + patience / 2;
    };
    assert!(patience > 1, "it was stopped");
    let mut other = TestBench::sample();
    assert_eq!(other.bench.scores(&mut quiet()).unwrap().kinds.len(), view.kinds.len());
    let noted = |bench: &TestBench| {
        let mut all: Vec<_> =
            bench.bench.score_runs().unwrap().into_iter().map(|run| (run.params, run.digest)).collect();
        all.sort();
        all
    };
    assert_eq!(noted(&shop), noted(&other));
}

#[test]
fn what_was_worked_out_while_nobody_waited_is_there_when_somebody_asks() {
    let mut shop = TestBench::sample();
    let mut steps = 0;
    while shop.bench.work_on_scores().unwrap() {
        steps += 1;
    }
    assert!(steps >= 6, "purchases, worth, risk, the middle, a stretch of the past and leads: {steps}");
    let runs = shop.bench.score_runs().unwrap();
    let mut told = 0;
    let mut hear = |_: &regulars_workbench::views::ProgressView| {
        told += 1;
        ControlFlow::Continue(())
    };
    shop.bench.scores(&mut hear).unwrap();
    assert_eq!((told, shop.bench.score_runs().unwrap()), (0, runs), "nothing was left to be worked out");
    shop.bench.lock();
    assert!(!shop.bench.work_on_scores().unwrap(), "a locked vault has no scores");
}

#[test]
fn cohorts_and_groups_add_up_to_all_customers() {
    let mut shop = TestBench::sample();
    let customers = value(&mut shop, 0).customers;
    let cohorts = shop.bench.score_cohorts(&mut quiet()).unwrap();
    assert_eq!(cohorts.cohorts.iter().map(|cohort| cohort.customers).sum::<u32>(), customers);
    assert!(cohorts.cohorts.iter().all(|cohort| cohort.cells[0].active == cohort.customers));
    assert!(cohorts.cohorts.last().unwrap().cells.iter().all(|cell| !cell.over), "this month is not over");
    assert_eq!(cohorts.usual[0], 1.0);
    let second = cohorts.second.unwrap();
    assert_eq!(second.customers, customers);
    assert!(second.curve.windows(2).all(|two| two[0].share <= two[1].share && two[0].days < two[1].days));
    assert!(second.half <= second.most && second.plot.starts_with("<svg"));
    let rfm = shop.bench.score_rfm().unwrap();
    assert_eq!(rfm.customers, customers);
    assert_eq!(rfm.groups.iter().map(|group| group.people).sum::<u32>(), customers);
    assert_eq!(rfm.grid.iter().flatten().sum::<u32>(), customers);
    assert!((rfm.groups.iter().map(|group| group.share_of_past.unwrap()).sum::<f64>() - 1.0).abs() < 1e-9);
}
