//! A campaign is looked at: only those who said yes are in it, and a file of it is for this account's eyes only.

use crate::support::{Shop, number, text};

const PORTUGAL: &str = r#"{"type":"text","field":"country","test":{"op":"is","value":"Portugal"}}"#;
const EVERYONE: &str = r#"{"type":"all","rules":[]}"#;
const LETTER: &str = "Subject: Hello {{ first_name | default: \"there\" }}\n\nDear {{ first_name | default: \"there\" }}, beans are in.\n";

#[test]
fn the_starter_is_a_template_that_works() {
    let shop = Shop::filled();
    let starter = shop.done(&["campaign", "starter"]);
    assert!(starter.starts_with("Subject:"), "{starter}");
    let template = shop.write("starter.txt", starter);
    let view = shop.json(&["campaign", "preview", "--rule", EVERYONE, "--template", &template]);
    assert!(view["message"].is_object(), "{view}");
}

#[test]
fn the_audience_adds_up_and_the_message_is_the_persons_own() {
    let shop = Shop::filled();
    let template = shop.write("letter.txt", LETTER);
    shop.done(&["segment", "save", "--name", "In Portugal", "--rule", PORTUGAL]);
    let html = shop.path("letter.html");
    let preview = ["campaign", "preview", "--segment", "In Portugal", "--template", &template, "--html", &html];
    let view = shop.json(&[&preview[..], &["--person", "ana@example.com"]].concat());
    let audience = &view["audience"];
    assert_eq!((number(&audience["in_segment"]), number(&audience["will_receive"])), (3, 2));
    let left: u64 = audience["left_out"].as_array().unwrap().iter().map(|reason| number(&reason["count"])).sum();
    assert_eq!(left, 1, "{audience}");
    let message = &view["message"];
    assert_eq!((text(&message["subject"]), text(&message["to"])), ("Hello Ana".into(), "ana@example.com".into()));
    assert!(text(&message["text"]).contains("Dear Ana"), "{message}");
    assert!(text(&message["reason"]).split_whitespace().count() <= 10, "{message}");
    let saved = std::fs::read_to_string(&html).unwrap();
    assert_eq!(saved, text(&message["html"]));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&html).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let words = shop.done(&[&preview[..], &["--person", "1001"]].concat());
    assert!(words.contains("Subject:  Hello Ana") && words.contains("3 people, 2 would receive it."), "{words}");
}

#[test]
fn nobody_who_said_no_or_was_never_asked_is_written_to() {
    let shop = Shop::filled();
    let template = shop.write("letter.txt", LETTER);
    for person in ["mary@example.org", "olga@example.com"] {
        let preview = ["campaign", "preview", "--rule", EVERYONE, "--template", &template, "--person", person];
        assert_eq!(text(&shop.refused(5, &preview)["code"]), "privacy_rule", "{person}");
    }
}

#[test]
fn the_worst_cases_are_shown_and_saved_one_by_one() {
    let shop = Shop::filled();
    let template = shop.write("letter.txt", LETTER);
    let html = shop.path("case.html");
    let args = ["campaign", "preview", "--rule", EVERYONE, "--template", &template, "--worst-cases", "--html", &html];
    let list = shop.json(&args);
    let rows = list["rows"].as_array().unwrap();
    assert_eq!(number(&list["total"]), rows.len() as u64);
    let nameless = shop.id("noname@example.com");
    let case = rows.iter().find(|row| row["message"]["person"]["id"] == nameless.as_str());
    assert_eq!(text(&case.expect("the one without a name is a hard case")["message"]["subject"]), "Hello there");
    for row in rows {
        let file = shop.path(&format!("case-{}.html", text(&row["message"]["person"]["id"])));
        assert_eq!(std::fs::read_to_string(file).unwrap(), text(&row["message"]["html"]));
    }
    assert!(shop.done(&args).contains("Hello there"));
}

#[test]
fn a_template_that_cannot_be_read_is_refused() {
    let shop = Shop::filled();
    let broken = shop.write("broken.txt", "Subject: x\n\n{% if %}");
    shop.refused(3, &["campaign", "preview", "--rule", EVERYONE, "--template", &broken]);
    shop.refused(2, &["campaign", "preview", "--rule", EVERYONE, "--template", &shop.path("absent.txt")]);
}
