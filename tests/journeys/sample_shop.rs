//! The sample shop: imported through the same path as any file, then the whole way to a campaign.

use regulars_model::Code;
use regulars_tests::{TestBench, frozen, passphrase};
use regulars_workbench::{
    DEMO_PASSPHRASE, Passphrase, quiet,
    views::{CampaignRequest, PeopleRequest, PersonasState, SegmentChoice, ToDoTarget},
};

const TWICE: &str = r#"{"type":"bought","what":{"of":"anything"},"times":{"op":"at_least","n":2},"when":{"in":"last_days","days":365}}"#;

#[test]
fn the_whole_way() {
    let mut shop = TestBench::sample();
    let home = shop.bench.home().unwrap();
    assert!(home.people > 4_000 && home.regulars > 500, "{} people, {} regulars", home.people, home.regulars);
    assert!(home.regulars < home.people);
    assert!(home.safe.encrypted && home.safe.log_sound);
    assert!(home.worth_so_far.minor > 0.0 && home.orders_chart.contains("<svg"));
    let counted = home.may_email + home.said_no_email + home.never_asked_email + home.no_email_address;
    assert_eq!(counted, home.people);

    // The clock stands on a Monday: the week that has just begun is not in the chart.
    assert_eq!(home.orders_table.last().unwrap().week, "2026-11-16");

    let personas = shop.bench.personas_build(&mut quiet()).unwrap();
    assert_eq!(personas.state, PersonasState::Built);
    assert!(personas.personas.len() >= 3);
    for persona in &personas.personas {
        assert!(persona.portrait.contains("<svg") && !persona.name.is_empty());
        assert!(persona.traits.iter().all(|tr| tr.n > 0 && !tr.everyone.is_empty()));
    }
    let spends = |words: &str| {
        let words = words.split(' ').next().unwrap_or_default();
        words
            .strip_prefix('€')
            .is_some_and(|amount| amount.replace(',', "").parse::<f64>().is_ok_and(|euros| euros > 5.0))
    };
    let money = personas.personas.iter().flat_map(|persona| &persona.traits).filter(|found| found.here.contains('€'));
    money.for_each(|found| assert!(spends(&found.here), "{} {}", found.words, found.here));
    let again = shop.bench.personas_build(&mut quiet()).unwrap();
    assert_eq!(personas.personas, again.personas, "same data, day and seed: same personas");

    let rule = regulars_model::SegmentRule::from_json(TWICE).unwrap();
    shop.bench.segment_save(None, "Twice this year", &rule).unwrap();
    let request = CampaignRequest {
        segment: SegmentChoice::Saved { segment: "Twice this year".into() },
        template: shop.bench.campaign_starter(),
        person: None,
    };
    let preview = shop.bench.campaign_preview(&request).unwrap();
    let left_out: u32 = preview.audience.left_out.iter().map(|reason| reason.count).sum();
    assert_eq!(preview.audience.will_receive + left_out, preview.audience.in_segment);
    assert!(preview.audience.will_receive > 0);
    let message = preview.message.unwrap();
    assert!(
        message.reason.split_whitespace().count() <= 10 && message.reason.starts_with("Because"),
        "{}",
        message.reason
    );
    assert!(message.html.contains("Content-Security-Policy") && !message.html.contains("<script"));
    assert!(!preview.hard_cases.is_empty());
}

#[test]
fn a_thing_to_do_opens_exactly_the_people_it_speaks_of() {
    let shop = TestBench::sample();
    let home = shop.bench.home().unwrap();
    let mut opened = Vec::new();
    for to_do in &home.to_do {
        let ToDoTarget::Segment { name, rule } = &to_do.go else { continue };
        let title: String = to_do.title.chars().filter(|c| *c != ',').collect();
        let said: Vec<u32> = title.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let choice = SegmentChoice::Rule { rule: rule.clone() };
        let count = shop.bench.segment_count(&choice).unwrap().size;
        assert_eq!(said, [count], "{}", to_do.title);
        opened.push((name.as_str(), count));
    }
    assert!(home.quiet > 0);
    assert!(opened.contains(&("Regulars gone quiet", home.quiet)), "{opened:?}");
    assert_eq!(opened.len(), 4, "gone quiet, tenth order, birthdays, never asked: {opened:?}");
}

#[test]
fn a_sentence_as_people_write_it_finds_people_of_the_sample_shop() {
    let shop = TestBench::sample();
    let words = "people in Germany or Austria who bought coffee at least twice since summer, never tea, opened an email this month, and \
                 may be emailed";
    let found = shop.bench.segment_count(&SegmentChoice::Words { words: words.to_owned() }).unwrap();
    assert_eq!(
        found.sentence,
        "People in DE or AT who bought Espresso coffee or Filter coffee at least twice since 21 June 2026, never bought tea, opened an \
         email since 1 November 2026, and said yes to email."
    );
    assert!((10..500).contains(&found.size), "{}", found.size);
}

#[test]
fn coffee_or_a_grinder_is_whoever_bought_any_of_both() {
    let shop = TestBench::sample();
    let ask = |words: &str| shop.bench.segment_count(&SegmentChoice::Words { words: words.to_owned() });
    let size = |words: &str| ask(words).unwrap().size;
    let either = ask("people who bought coffee or a grinder").unwrap();
    assert_eq!(either.sentence, "People who bought Espresso coffee or Filter coffee or bought Hand Grinder.");
    let (coffee, grinder) = (size("people who bought coffee"), size("people who bought a grinder"));
    let both = size("people who bought coffee and bought a grinder");
    assert!(both > 0 && grinder > both, "{coffee} {grinder} {both}");
    assert_eq!(either.size, coffee + grinder - both);
    assert_eq!(size("people who bought neither coffee nor a grinder"), size("everyone") - either.size);
    let refused = ask("people who bought coffee or a grinder at least twice").unwrap_err();
    assert_eq!(refused.code, Code::Usage);
    assert_eq!(
        refused.message,
        "This sentence was understood up to “People who bought Espresso coffee or Filter coffee or Hand Grinder”, and not from “at least \
         twice” on."
    );
    let said =
        "People who bought Espresso coffee or Filter coffee at least twice or bought Hand Grinder at least twice";
    assert_eq!(
        refused.hint,
        format!(
            "Goods and kinds of goods cannot be counted or added up together. Ask for each. This would be understood: “{said}”."
        )
    );
    let read = shop.bench.segment_read("people who bought coffee or a grinder at least twice").unwrap();
    assert_eq!(read.next.iter().map(|way| way.sentence.as_str()).collect::<Vec<_>>(), [said]);
    assert!(size(said) < either.size);
}

#[test]
fn locking_leaves_nothing_to_ask() {
    let mut shop = TestBench::sample();
    shop.bench.lock();
    assert!(!shop.bench.is_open());
    assert_eq!(shop.bench.home().unwrap_err().code, Code::Locked);
    let request = PeopleRequest { limit: 10, ..Default::default() };
    assert_eq!(shop.bench.people(&request).unwrap_err().code, Code::Locked);
    let dir = shop.vault_dir();
    assert_eq!(shop.bench.open_vault(&dir, &passphrase()).unwrap_err().code, Code::WrongPassphrase);
    shop.bench.open_vault(&dir, &Passphrase::new(DEMO_PASSPHRASE.to_owned())).unwrap();
    let mut second = frozen();
    let problem = second.open_vault(&dir, &Passphrase::new(DEMO_PASSPHRASE.to_owned())).unwrap_err();
    assert_eq!(problem.code, Code::InUse);
}
