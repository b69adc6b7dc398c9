//! A rule is written, answered, explained, saved.

use regulars_model::{Code, SegmentRule};
use regulars_tests::TestBench;
use regulars_workbench::views::SegmentChoice;

const COFFEE_NOT_TEA: &str = r#"{"type":"all","rules":[
  {"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":2},"when":{"in":"ever"}},
  {"type":"none","rules":[{"type":"bought","what":{"of":"category","any_of":["tea"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}]}]}"#;

fn shop() -> TestBench {
    TestBench::corner_shop()
}

fn rule(text: &str) -> SegmentRule {
    SegmentRule::from_json(text).unwrap()
}

#[test]
fn a_rule_is_counted_node_by_node_and_read_back_in_english() {
    let shop = shop();
    let count = shop.bench.segment_count(&SegmentChoice::Rule { rule: rule(COFFEE_NOT_TEA) }).unwrap();
    assert_eq!((count.size, count.everyone), (1, 3));
    assert_eq!(count.nodes.len(), 4);
    assert_eq!((count.nodes[0].path.as_str(), count.nodes[0].count), ("root", 1));
    let sentence = count.sentence.to_lowercase();
    assert!(sentence.contains("coffee") && sentence.contains("tea"), "{sentence}");
    for channel in &count.contactable {
        let left_out: u32 = channel.left_out.iter().map(|reason| reason.count).sum();
        assert_eq!(channel.may + left_out, count.size, "{channel:?}");
    }
    // The numbers alone, as they are asked for at every key, are the same ones.
    let size = shop.bench.segment_size(&SegmentChoice::Rule { rule: rule(COFFEE_NOT_TEA) }).unwrap();
    assert_eq!((size.size, size.everyone, &size.nodes), (count.size, count.everyone, &count.nodes));
    assert_eq!((&size.sentence, &size.as_of), (&count.sentence, &count.as_of));
}

#[test]
fn a_rule_said_in_words_is_the_rule_that_says_them() {
    let shop = shop();
    let built = SegmentChoice::Rule { rule: rule(COFFEE_NOT_TEA) };
    let sentence = shop.bench.segment_count(&built).unwrap().sentence;
    let said = SegmentChoice::Words { words: sentence.clone() };
    let count = shop.bench.segment_count(&said).unwrap();
    assert_eq!((count.size, count.sentence), (1, sentence));
    let loosely = SegmentChoice::Words { words: "people who BOUGHT coffee at least twice and never bought tea".into() };
    assert_eq!(shop.bench.segment_rule(&loosely).unwrap(), shop.bench.segment_rule(&said).unwrap());
    for (words, message) in [
        ("Whoever", "This sentence was not understood from its beginning."),
        ("People who", "This sentence was understood up to “People”, and not from “who” on."),
        (
            "People who bought coffee at least twice, and are nice.",
            "This sentence was understood up to “People who bought coffee at least twice, and”, and not from “are nice” on.",
        ),
        ("People who bought soap.", "This sentence was understood up to “People who bought”, and not from “soap” on."),
        ("Customers in Spain.", "This sentence was understood up to “People in”, and not from “Spain” on."),
    ] {
        let refused = shop.bench.segment_count(&SegmentChoice::Words { words: words.into() }).unwrap_err();
        assert_eq!((refused.code, refused.message.as_str()), (Code::Usage, message));
        // What it says in its place is understood, word for word.
        let offered: Vec<&str> = refused.hint.split('“').skip(1).filter_map(|part| part.split('”').next()).collect();
        let offered = offered.into_iter().filter(|words| words.starts_with("People"));
        assert!(offered.clone().count() > 0, "{words}: {}", refused.hint);
        for words in offered {
            shop.bench.segment_rule(&SegmentChoice::Words { words: words.to_owned() }).unwrap();
        }
    }
    let soap = SegmentChoice::Words { words: "people who bought soap twice".into() };
    let hint = shop.bench.segment_count(&soap).unwrap_err().hint;
    assert!(hint.starts_with("What is sold here is called: Coffee, Tea."), "{hint}");
}

#[test]
fn what_people_write_is_read_as_of_the_day_it_is_asked_of() {
    let mut shop = shop();
    let words = SegmentChoice::Words { words: "customers who didn't order coffee this year".into() };
    assert_eq!(
        shop.bench.segment_count(&words).unwrap().sentence,
        "People who bought something and did not buy coffee since 1 January 2026."
    );
    shop.bench.set_as_of(Some("2025-06-30".parse().unwrap()));
    assert!(shop.bench.segment_count(&words).unwrap().sentence.ends_with("did not buy coffee since 1 January 2025."));
    let read = shop.bench.segment_read("who never coffee").unwrap();
    assert_eq!((read.understood.as_str(), read.rest.as_str()), ("People who never bought coffee", ""));
}

#[test]
fn a_country_is_understood_whatever_it_is_called() {
    let mut shop = TestBench::new();
    let customers = "customer_id,email,country\n1,ana@example.com,DE\n2,ben@example.com,AT\n3,cem@example.com,France\n";
    shop.import_text("customers.csv", customers).unwrap();
    let rule = |shop: &TestBench, words: &str| shop.bench.segment_rule(&SegmentChoice::Words { words: words.into() });
    let written = rule(&shop, "People in DE or AT").unwrap();
    assert_eq!(rule(&shop, "People in Germany or Austria").unwrap(), written);
    assert_eq!(rule(&shop, "people in deutschland or AT").unwrap(), written);
    assert_eq!(rule(&shop, "People in FR").unwrap(), rule(&shop, "People in France").unwrap());
    assert_eq!(shop.bench.segment_read("in Germany").unwrap().understood, "People in DE");
    assert!(rule(&shop, "People in Spain").is_err(), "nobody is in Spain");
    // The same country in two ways: nobody can tell which is meant, and each is what it says.
    shop.import_text("more.csv", "customer_id,email,country\n4,dora@example.com,Deutschland\n").unwrap();
    assert!(rule(&shop, "People in Germany").is_err());
    assert_eq!(rule(&shop, "People in DE or AT").unwrap(), written);
    assert_ne!(rule(&shop, "People in Deutschland").unwrap(), rule(&shop, "People in DE").unwrap());
}

#[test]
fn one_person_hears_why() {
    let shop = shop();
    let choice = SegmentChoice::Rule { rule: rule(COFFEE_NOT_TEA) };
    let ana = shop.bench.segment_explain(&choice, "ana@example.com").unwrap();
    assert!(ana.is_in && ana.nodes[0].holds);
    assert!(ana.nodes[1].own.contains('2'), "{:?}", ana.nodes);
    let joerg = shop.bench.segment_explain(&choice, "1002").unwrap();
    assert!(!joerg.is_in);
}

#[test]
fn a_segment_is_saved_listed_renamed_and_deleted() {
    let mut shop = shop();
    let saved = shop.bench.segment_save(None, "Coffee, never tea", &rule(COFFEE_NOT_TEA)).unwrap();
    assert_eq!(saved.size, 1);
    let by_name = SegmentChoice::Saved { segment: "coffee, never tea".into() };
    assert_eq!(shop.bench.segment_members(&by_name, 0, 10).unwrap().rows[0].name, "Ana Lim");
    assert_eq!(shop.bench.person("1001").unwrap().segments.len(), 1);
    let renamed = shop.bench.segment_save(Some(&saved.id), "Coffee", &rule(COFFEE_NOT_TEA)).unwrap();
    assert_eq!((renamed.id.as_str(), shop.bench.segments().unwrap().len()), (saved.id.as_str(), 1));
    let twice = shop.bench.segment_save(None, "coffee", &rule(COFFEE_NOT_TEA)).unwrap_err();
    assert_eq!(twice.code, Code::InputRefused);
    shop.bench.segment_delete(&saved.id).unwrap();
    assert_eq!(shop.bench.segments().unwrap().len(), 0);
    assert_eq!(shop.bench.segment_members(&by_name, 0, 10).unwrap_err().code, Code::NotFound);
}

#[test]
fn a_sentence_is_read_as_far_as_it_goes_and_what_could_follow_is_offered() {
    let shop = shop();
    let whole = shop.bench.segment_read("People who bought coffee at least twice").unwrap();
    assert!(whole.rule.is_some() && whole.rest.is_empty());
    let said = SegmentChoice::Words { words: whole.understood.clone() };
    assert_eq!(shop.bench.segment_rule(&said).unwrap(), whole.rule.unwrap());
    // Whoever leaves out the beginning has said it all the same.
    assert_eq!(shop.bench.segment_read("bought coffee at least twice").unwrap().understood, whole.understood);

    let part = shop.bench.segment_read("People who bought coffee and are nice").unwrap();
    assert_eq!((part.rule.is_none(), part.rest.as_str()), (true, "are nice"));
    assert_eq!(part.understood, "People who bought coffee and");
    for words in ["", "Peo", "People", "People who", "People who bought coffee", "People who said yes to em", "xyz"] {
        let read = shop.bench.segment_read(words).unwrap();
        assert!(!read.next.is_empty(), "nothing can be said after {words:?}");
        for next in &read.next {
            let said = SegmentChoice::Words { words: next.sentence.clone() };
            assert!(shop.bench.segment_rule(&said).is_ok(), "{} is offered and not understood", next.sentence);
            assert!(
                next.sentence.starts_with(&read.understood) || words.is_empty() || next.sentence.contains(&next.words)
            );
        }
    }
    // What is half written comes first.
    let begun = shop.bench.segment_read("People who said yes to em").unwrap();
    assert_eq!(begun.next[0].sentence, "People who said yes to email");
    let longer = shop.bench.segment_read("People who bought coffee").unwrap();
    assert!(longer.next.iter().any(|next| next.sentence == "People who bought Coffee at least twice"), "{longer:?}");
}
