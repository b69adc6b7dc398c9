//! Segments to start from, segments inside segments, lists made by hand, and fields of the shop's own in rules.

use regulars_model::{Code, SegmentRule};
use regulars_tests::TestBench;
use regulars_workbench::views::{OptOut, ReadyView, SegmentChoice};

fn shop() -> TestBench {
    TestBench::corner_shop()
}

fn rule(text: &str) -> SegmentRule {
    SegmentRule::from_json(text).unwrap()
}

fn choice(text: &str) -> SegmentChoice {
    SegmentChoice::Rule { rule: rule(text) }
}

fn size(shop: &TestBench, text: &str) -> u32 {
    shop.bench.segment_count(&choice(text)).unwrap().size
}

const GERMANS: &str = r#"{"type":"text","field":"country","test":{"op":"is","value":"DE"}}"#;

fn within(id: &str) -> String {
    format!(r#"{{"type":"all","rules":[{{"type":"segment","segment":"{id}"}}]}}"#)
}

fn find<'a>(all: &'a [ReadyView], id: &str) -> &'a ReadyView {
    all.iter().find(|one| one.id == id).unwrap()
}

#[test]
fn what_cannot_be_answered_here_says_why_and_the_rest_is_an_ordinary_rule() {
    let shop = shop();
    let all = shop.bench.ready_made().unwrap();
    let cannot = |id: &str| find(&all, id).cannot.clone();
    assert_eq!(cannot("opened-not-bought"), "No emails were imported: nobody knows who opened what.");
    assert_eq!(cannot("birthday-this-month"), "Nobody's birthday is known.");
    assert_eq!(cannot("rfm-champions"), "Not enough data: 3 bought so far, and a ranking needs 30.");
    let week = find(&all, "first-purchase-this-week");
    assert_eq!((week.size, week.sentence.as_str()), (Some(1), "People who first bought in the last 7 days."));
    let note = &find(&all, "stage-cooling").notes;
    assert_eq!(
        note,
        &["One-time buyers are left out: 1 came back so far, and 30 are needed to know what is usual here."]
    );
    // Whoever cannot be asked about is not counted, and everything else is what its rule counts.
    for one in &all {
        let asked = shop.bench.segment_count(&SegmentChoice::Rule { rule: one.rule.clone() }).unwrap();
        assert_eq!(asked.sentence, one.sentence);
        assert!(
            one.size.is_none_or(|size| size == asked.size) && one.size.is_none() != one.cannot.is_empty(),
            "{one:?}"
        );
    }
    let empty = TestBench::new();
    let all = empty.bench.ready_made().unwrap();
    assert!(all.iter().all(|one| one.size.is_none() && !one.cannot.is_empty()), "an empty vault answers nothing");
}

#[test]
fn in_a_whole_shop_every_group_is_counted_and_one_is_kept() {
    let mut shop = TestBench::sample();
    let all = shop.bench.ready_made().unwrap();
    for one in all.iter().filter(|one| one.cannot.is_empty()) {
        let asked = shop.bench.segment_count(&SegmentChoice::Rule { rule: one.rule.clone() }).unwrap();
        assert_eq!(one.size, Some(asked.size), "{}", one.id);
    }
    let groups: u32 = all.iter().filter(|one| one.id.starts_with("rfm-")).filter_map(|one| one.size).sum();
    let buyers = size(&shop, r#"{"type":"number","field":"purchases","test":{"op":"at_least","value":1}}"#);
    assert!(groups == buyers && buyers > 30, "everybody who bought is in one group: {groups} of {buyers}");
    assert!(!find(&all, "rfm-champions").notes.is_empty(), "ties are told of");
    let saved = shop.bench.ready_made_save("Champions", "Our best").unwrap();
    assert_eq!((saved.size, saved.name.as_str()), (find(&all, "rfm-champions").size.unwrap(), "Our best"));
    assert_eq!(shop.bench.ready_made_save("soup", "Soup").unwrap_err().code, Code::NotFound);
    let choice = SegmentChoice::Saved { segment: saved.id };
    let member = shop.bench.segment_members(&choice, 0, 1).unwrap().rows[0].id.clone();
    let why = shop.bench.segment_explain(&choice, &member).unwrap();
    assert!(why.is_in && why.nodes[0].own.starts_with("“Champions”, with 5 of 5"), "{:?}", why.nodes);
}

#[test]
fn a_segment_in_a_segment_is_opened_up_and_never_goes_in_a_circle() {
    let mut shop = shop();
    let a = shop.bench.segment_save(None, "Germans", &rule(GERMANS)).unwrap();
    let b = shop.bench.segment_save(None, "Neighbours", &rule(&within(&a.id))).unwrap();
    assert_eq!((b.size, b.sentence.as_str()), (2, "People who are in “Germans”."));
    let not = format!(r#"{{"type":"none","rules":[{{"type":"segment","segment":"{}"}}]}}"#, b.id);
    let why = shop.bench.segment_explain(&choice(&not), "mei@example.com").unwrap();
    let words: Vec<(&str, bool)> = why.nodes.iter().map(|node| (node.rule.as_str(), node.holds)).collect();
    assert_eq!(
        words,
        [
            ("None of these", false),
            ("In “Neighbours”", true),
            ("All of these", true),
            ("In “Germans”", true),
            ("In DE", true)
        ]
    );
    assert_eq!(why.sentence, "Not in: DE.");
    // What the inner one asks now is what counts.
    shop.bench
        .segment_save(Some(&a.id), "Porto", &rule(&GERMANS.replace("country", "city").replace("DE", "Porto")))
        .unwrap();
    let b = shop.bench.segments().unwrap().into_iter().find(|one| one.id == b.id).unwrap();
    assert_eq!((b.size, b.sentence.as_str()), (1, "People who are in “Porto”."));

    let circle = shop.bench.segment_save(Some(&a.id), "Porto", &rule(&within(&b.id))).unwrap_err();
    assert_eq!(circle.message, "“Porto” uses “Neighbours”, which uses “Porto”: nobody could say who is in it.");
    let itself = shop.bench.segment_save(Some(&a.id), "Porto", &rule(&within(&a.id))).unwrap_err();
    assert_eq!(itself.message, "“Porto” would use itself: nobody could say who is in it.");
    assert_eq!(shop.bench.segment_save(None, "Lost", &rule(&within("s99"))).unwrap_err().code, Code::NotFound);
    assert_eq!(shop.bench.segment_delete(&a.id).unwrap_err().message, "“Porto” is used by “Neighbours”.");
    assert_eq!(shop.bench.segments().unwrap().iter().find(|one| one.id == a.id).unwrap().used_by, ["Neighbours"]);
    shop.bench.segment_delete(&b.id).unwrap();
    shop.bench.segment_delete(&a.id).unwrap();
}

#[test]
fn segments_that_multiply_are_refused_before_they_are_asked() {
    let mut shop = shop();
    let mut last = shop.bench.segment_save(None, "0", &rule(GERMANS)).unwrap().id;
    let mut refused = None;
    for n in 1..20 {
        let part = format!(r#"{{"type":"segment","segment":"{last}"}}"#);
        let twice = format!(r#"{{"type":"any","rules":[{part},{part}]}}"#);
        match shop.bench.segment_save(None, &n.to_string(), &rule(&twice)) {
            Ok(saved) => last = saved.id,
            Err(problem) => {
                refused = Some((n, problem));
                break;
            }
        }
    }
    let (n, problem) = refused.unwrap();
    assert!(n > 5 && problem.message.contains("more than 1,000 conditions"), "{n} {problem:?}");
}

#[test]
fn a_list_made_by_hand_says_whom_it_did_not_find_and_forgets_the_erased() {
    let mut shop = shop();
    let text = "ana@example.com\n1003, nobody@example.com\n\n1001\n+351912345678;zzz\n";
    let found = shop.bench.roster_look_up(text).unwrap();
    let ids: Vec<String> = found.people.iter().map(|person| person.id.clone()).collect();
    assert_eq!(found.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Ana Lim", "Mei Tan"]);
    assert_eq!(found.again, 2);
    let missing: Vec<(u32, &str)> = found.missing.iter().map(|miss| (miss.line, miss.text.as_str())).collect();
    assert_eq!(missing, [(2, "nobody@example.com"), (5, "zzz")]);
    let list = format!(r#"{{"type":"people","people":["{}","{}"]}}"#, ids[0], ids[1]);
    let both = format!(r#"{{"type":"any","rules":[{GERMANS},{{"type":"none","rules":[{list}]}}]}}"#);
    shop.bench.segment_save(None, "List", &rule(&list)).unwrap();
    shop.bench.segment_save(None, "Both", &rule(&both)).unwrap();
    assert_eq!(shop.bench.segments().unwrap()[1].sentence, "People who are among 2 picked by hand.");
    shop.bench.opt_out("ana@example.com", &OptOut::Use).unwrap();
    assert_eq!(shop.bench.roster_look_up("1001").unwrap().left_out[0].words, "asked not to be used");
    shop.bench.erase("mei@example.com").unwrap();
    for segment in shop.bench.segments().unwrap() {
        let json = serde_json::to_string(&segment.rule).unwrap();
        assert!(json.contains(&ids[0]) && !json.contains(&ids[1]), "{json}");
    }
    assert_eq!(shop.bench.roster_people(&ids).unwrap().len(), 1);
    assert!(shop.bench.log_verify().unwrap().sound);
}

#[test]
fn a_list_means_the_person_through_merges_and_partings() {
    let mut shop = TestBench::new();
    shop.import_text(
        "a.csv",
        "Customer ID,First Name,Email,City\n1,Kim,kim@example.com,Bern\n2,Kim,kim@work.example,Bern\n",
    )
    .unwrap();
    let id = |shop: &TestBench, who: &str| shop.bench.roster_look_up(who).unwrap().people[0].id.clone();
    let later = id(&shop, "kim@work.example");
    let list = format!(r#"{{"type":"people","people":["{later}"]}}"#);
    shop.bench.segment_save(None, "List", &rule(&list)).unwrap();
    shop.bench.merge("kim@example.com", "kim@work.example").unwrap();
    let one = shop.bench.segments().unwrap();
    assert_eq!(one[0].size, 1, "the person the entry belongs to");
    let members = shop.bench.segment_members(&SegmentChoice::Saved { segment: "List".into() }, 0, 9).unwrap();
    assert_ne!(members.rows[0].id, later, "who is now named by the smallest number");
    let merge = shop.bench.merges().unwrap().remove(0);
    shop.bench.unmerge(&merge.id, true).unwrap();
    let members = shop.bench.segment_members(&SegmentChoice::Saved { segment: "List".into() }, 0, 9).unwrap();
    assert_eq!(members.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), [later]);
}

#[test]
fn own_fields_are_asked_about_once_they_have_a_purpose_and_never_by_what_nobody_is_chosen_by() {
    let mut shop = TestBench::new();
    let text = "Email,First Name,Shoe Size,Newsletter Frequency,Religion\n\
                kim@example.com,Kim,38,weekly,\nlou@example.com,Lou,39.5,monthly,\nmo@example.com,Mo,,weekly,\n";
    shop.import_text("people.csv", text).unwrap();
    let shoes = r#"{"type":"custom","field":"KEY","test":{"kind":"number","test":{"op":"at_least","value":39}}}"#;
    let fields = shop.bench.fields().unwrap();
    let held = |label: &str| fields.iter().find(|field| field.label == label).unwrap();
    let ask = |shop: &TestBench, text: &str| shop.bench.segment_count(&choice(text));
    let shoes = shoes.replace("KEY", &held("Shoe Size").key);
    let refused = ask(&shop, &shoes).unwrap_err();
    assert_eq!(refused.message, "Nobody has said what “Shoe Size” is held for, so it is not used.");
    shop.bench.set_field_purpose(&held("Shoe Size").key, "fitting shoes").unwrap();
    let count = ask(&shop, &shoes).unwrap();
    assert_eq!((count.size, count.sentence.as_str()), (1, "People who have a “Shoe Size” of at least 39."));
    let why = shop.bench.segment_explain(&choice(&shoes), "kim@example.com").unwrap();
    assert_eq!(why.nodes[0].own, "“Shoe Size” is 38; you asked for at least 39");
    let text = shoes.replace(
        r#"{"kind":"number","test":{"op":"at_least","value":39}}"#,
        r#"{"kind":"text","test":{"op":"is_set"}}"#,
    );
    assert_eq!(ask(&shop, &text).unwrap_err().message, "“Shoe Size” holds numbers, and the rule asks for texts.");
    let options = shop.bench.rule_options().unwrap().fields;
    let offered = options.iter().find(|field| field.label == "Shoe Size").unwrap();
    assert_eq!((offered.values.len(), offered.cannot.as_str()), (2, ""));
    // A saved segment whose field falls out of use says so, and holds nobody.
    shop.bench.segment_save(None, "Large feet", &rule(&shoes)).unwrap();
    shop.bench.set_field_purpose(&held("Shoe Size").key, "").unwrap();
    let saved = shop.bench.segments().unwrap().remove(0);
    assert_eq!(
        (saved.size, saved.cannot.as_str()),
        (0, "Nobody has said what “Shoe Size” is held for, so it is not used.")
    );
}

#[test]
fn how_old_a_yes_is_and_what_it_rests_on_can_be_asked() {
    let shop = shop();
    let basis = r#"{"type":"consent","channel":"email","test":{"op":"basis","any_of":["contract","legitimate_interest","unstated"]}}"#;
    let all = basis.replace(r#""contract""#, r#""consent","contract""#);
    let yes = r#"{"type":"permission","channel":"email","state":"granted"}"#;
    assert_eq!((size(&shop, &all), size(&shop, yes)), (1, 1));
    let given = r#"{"type":"consent","channel":"email","test":{"op":"given","test":{"op":"in_last","days":30}}}"#;
    let why = shop.bench.segment_explain(&choice(given), "ana@example.com").unwrap();
    assert!(why.nodes[0].own.starts_with("said yes to email on "), "{:?}", why.nodes);
    let none = shop.bench.segment_explain(&choice(given), "joerg@example.org").unwrap();
    assert_eq!((none.is_in, none.nodes[0].own.as_str()), (false, "no yes to email on record"));
}
