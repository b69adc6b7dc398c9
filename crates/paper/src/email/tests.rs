//! Messages as people would see them, and templates and names that mean harm.

use super::*;
use proptest::prelude::*;

fn ana() -> Fields {
    Fields {
        first_name: "Ana".into(),
        last_name: "Lim".into(),
        name: "Ana Lim".into(),
        city: "Porto".into(),
        last_category: "Espresso beans".into(),
        purchases: 4,
        shop_name: "Harbour Street Coffee".into(),
        shop_address: "Harbour Street 4, 20457 Hamburg".into(),
        reason: "Because you bought espresso beans 4 times this year.".into(),
        ..Fields::default()
    }
}

fn message(template: &str, fields: &Fields) -> Rendered {
    render(&Template::parse(template).expect("a template"), fields).expect("a message")
}

fn refused(template: &str) -> PaperError {
    Template::parse(template).and_then(|template| render(&template, &ana())).expect_err("refused")
}

#[test]
fn a_text_becomes_paragraphs_with_its_reason_and_footer() {
    let seen = message("Subject: For {{ first_name }}\r\n\r\nHello {{ first_name }},\n\nTwo\nlines & <3", &ana());
    assert_eq!(seen.subject, "For Ana");
    assert!(seen.html.contains("<p>Hello Ana,</p>\n<p>Two<br>lines &amp; &lt;3</p>"), "{}", seen.html);
    assert!(seen.text.starts_with("Hello Ana,\n\nTwo\nlines & <3\n\nBecause you bought"), "{}", seen.text);
    assert!(seen.text.ends_with("Harbour Street 4, 20457 Hamburg · Stop these messages · Why me?"), "{}", seen.text);
    assert!(seen.html.contains("default-src 'none'"));
}

#[test]
fn what_the_template_places_is_not_added_again() {
    let seen = message("Subject: a\n\n{{ reason }} {{ stop }}", &ana());
    assert_eq!(seen.text.matches("Because you bought").count(), 1);
    assert_eq!(seen.text.matches("Stop these messages").count(), 1);
}

#[test]
fn the_spellings_of_other_tools_are_known_and_absent_values_fall_back() {
    let nobody = Fields::default();
    let template = "Subject: a\n\n{{ person.first_name|default:'friend' }} {{ contact.firstname | default: \"you\" }} \
                    {% if customer.first_name == blank %}blank{% endif %} {{ city | default: 'town' }}{{ country }}";
    assert!(message(template, &nobody).text.starts_with("friend you blank town"));
    assert!(message(template, &ana()).text.starts_with("Ana Ana  Porto"));
    let template = Template::parse(template).expect("a template");
    assert_eq!(template.fields_used(), [Field::FirstName, Field::City, Field::Country]);
    assert_eq!(template.fallbacks()[0].words, "friend");
}

#[test]
fn a_field_nobody_knows_is_named() {
    let error = refused("Subject: a\n\n{{ shoe_size }}");
    assert_eq!(error, PaperError::UnknownField { name: "shoe_size".into() });
    assert!(error.problem().hint.contains("first_name"));
    assert!(matches!(refused("Subject: a\n\n{{ first_name"), PaperError::Syntax { .. }));
    assert_eq!(refused("Hello\n\nthere"), PaperError::NoSubject);
    assert!(matches!(refused("Subject: {{ first_name | date: '%Y' }}\n\na"), PaperError::Syntax { .. }));
}

#[test]
fn names_cannot_write_html() {
    let mallory = Fields { first_name: "<img src=x onerror=alert(1)>\"'&".into(), ..ana() };
    for template in [
        "Subject: {{ first_name }}\n\n<p>Hello {{ first_name | upcase }}</p>",
        "Subject: {{ first_name }}\n\n<p title=\"{{ first_name }}\">x</p><p>{{ first_name | escape }}</p>",
        "Subject: {{ first_name }}\n\n<a href='{{ first_name }}'>x</a>{{ first_name | truncate: 9 }}",
        "Subject: {{ first_name }}\n\nHello {{ first_name }}",
    ] {
        let seen = message(template, &mallory);
        assert!(!seen.html.to_lowercase().contains("<img"), "{}", seen.html);
        assert_eq!(seen.subject, mallory.first_name);
    }
    let seen = message("Subject: a\n\n<p>{{ first_name | escape }}</p>", &mallory);
    assert!(seen.text.contains("<img src=x onerror=alert(1)>\"'&"), "escaped once, not twice: {}", seen.text);
    assert!(
        message("Subject: {{ first_name }}\n\nx", &Fields { first_name: "a\r\nBcc: b".into(), ..ana() }).subject
            == "a Bcc: b"
    );
}

/// Ways to fill the memory or to never end.
#[test]
fn bombs_do_not_go_off() {
    let doubling = |line: &str| format!("Subject: a\n\n{{% assign a = 'aaaaaaaaaaaaaaaa' %}}{}", line.repeat(40));
    let long = "x".repeat(60_000);
    let bombs = [
        "Subject: a\n\n{% for i in (1..10000) %}{% for j in (1..10000) %}x{% endfor %}{% endfor %}".to_owned(),
        "Subject: a\n\n{% for i in (1..9000000000000000000) %}{% endfor %}".to_owned(),
        "Subject: a\n\n{% tablerow i in (1..5) cols: 0 %}x{% endtablerow %}".to_owned(),
        doubling("{% assign a = a | append: a %}"),
        doubling("{% capture a %}{{ a }}{{ a }}{% endcapture %}"),
        doubling("{% assign a = a | replace: 'a', a %}"),
        format!("Subject: a\n\n{{% assign a = '{long}' | append: '' %}}{{{{ a }}}}"),
        format!("Subject: a\n\n{{% assign a = '{}' %}}{}", "x".repeat(16_000), "{{ a }}".repeat(5_000)),
        format!("Subject: a\n\n{}", "{% if true %}".repeat(4_000)),
        format!("Subject: a\n\n{{% if true %}}a{}{{% endif %}}", "{% elsif true %}b".repeat(3_000)),
        format!("Subject: a\n\n{{{{ first_name{}", "[first_name".repeat(5_000)),
        "Subject: a\n\n{% include 'a' %}".to_owned(),
        "Subject: a\n\n{{ 9223372036854775807 | plus: 1 }}".to_owned(),
        format!("Subject: a\n\n{}", "x".repeat(70_000)),
    ];
    for bomb in &bombs {
        let error = refused(bomb);
        assert_ne!(error, PaperError::TooSlow, "{}", &bomb[..60]);
    }
}

#[test]
fn deep_html_is_only_deep() {
    for tag in ["<div>", "<b>", "<table><tr><td>", "<a>", "<font><p>"] {
        let template = format!("Subject: a\n\n{}", tag.repeat(1_500));
        assert!(message(&template, &ana()).html.ends_with("</html>\n"));
    }
}

/// Vectors that have run scripts through sanitisers, and ways to load or to navigate. None may leave a script, an
/// event, a form, a frame, a link or an address behind.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=https://evil.example/p.gif onerror=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\" src=//evil.example></iframe>",
    "<object data=https://evil.example/x></object><embed src=https://evil.example/x>",
    "<link rel=stylesheet href=https://evil.example/x.css><base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<a href='javascript:alert(1)'>x</a><a href=' java\nscript:alert(1)'>y</a>",
    "<a href=https://evil.example/ ping=https://evil.example/p target=_top>z</a>",
    "<form action=https://evil.example/><input autofocus onfocus=alert(1)><button formaction=https://evil.example>",
    "<div style=\"background:url(https://evil.example/a)\">x</div>",
    "<div style=\"background-image:\\75rl(https://evil.example/a)\">x</div>",
    "<div style=\"color:red;b:expression(alert(1))\">x</div>",
    "<style>@import 'https://evil.example/x.css';body{background:url(//evil.example)}</style>",
    "<table background=https://evil.example/b><tr><td background=//evil.example/c>x</table>",
    "<img srcset='https://evil.example/a 1x, https://evil.example/b 2x'>",
    "<video poster=https://evil.example/p src=https://evil.example/v></video><audio src=https://evil.example>",
    "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+'>",
    "<p onclick=alert(1) onmouseover='alert(1)'>x</p>",
    "<template><script>alert(1)</script></template><select><template><img src=x onerror=alert(1)></template></select>",
    "<!--[if mso]><img src=https://evil.example/m><![endif]--><!-- --!><img src=x onerror=alert(1)> -->",
    "<input type=image src=https://evil.example/i><body background=https://evil.example/d onload=alert(1)>",
    "<svg><use href=https://evil.example/s#a /><image href=https://evil.example/i /></svg>",
    "<q cite=https://evil.example/q>x</q><blockquote cite=https://evil.example/q>y</blockquote>",
];

#[test]
fn nothing_runs_loads_or_leads_away() {
    for vector in VECTORS {
        let seen = message(&format!("Subject: a\n\n<p>Hello</p>{vector}"), &ana());
        let body = seen.html.split_once("<body>").expect("a body").1.to_lowercase();
        for bad in [
            "<script",
            "<svg",
            "<math",
            "<iframe",
            "<form",
            "<input",
            "<button",
            "<object",
            "<embed",
            "<link",
            "<meta",
            "<base",
            "<style",
            "<video",
            "<audio",
            "<template",
            "evil.example",
            "href",
            "javascript:",
            "srcdoc",
            "url(",
            "expression",
            "svg+xml",
        ] {
            assert!(!body.contains(bad), "{vector}\n -> {body}");
        }
        // Events may survive as words a person reads, never inside a tag.
        for tag in body.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(!tag.contains(" on"), "{vector}\n -> {tag}");
        }
    }
}

#[test]
fn what_would_have_been_loaded_is_listed() {
    let seen =
        message("Subject: a\n\n<p><img src=https://CDN.example/x.png><a href=https://shop.example/>s</a></p>", &ana());
    assert_eq!(seen.remote_hosts, ["cdn.example"]);
    assert_eq!(seen.links, ["https://shop.example/"]);
}

#[test]
fn the_checks_say_what_is_wrong() {
    let words = |template: &str, fields: &Fields| {
        let template = Template::parse(template).expect("a template");
        let seen = render(&template, fields).expect("a message");
        checks(&template, &seen, fields)
            .into_iter()
            .filter(|check| check.outcome != Outcome::Good)
            .map(|check| check.words)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(starter_template(), &ana()), Vec::<String>::new());
    let nameless = Fields { first_name: String::new(), ..ana() };
    assert!(words(starter_template(), &nameless).iter().any(|words| words.contains("“there”")));
    let wrong = words(
        &format!("Subject: {}\n\n<p>{{{{ first_name }}}} <img src=https://cdn.example/a></p>", "long ".repeat(20)),
        &Fields { shop_address: String::new(), reason: String::new(), ..nameless },
    );
    for said in ["99 letters", "postal address", "why this person", "cdn.example", "nothing stands in its place"] {
        assert!(wrong.iter().any(|words| words.contains(said)), "{said}: {wrong:?}");
    }
}

#[test]
fn the_starter_reads_well_for_everybody() {
    let seen = message(starter_template(), &Fields { shop_name: "Harbour Street Coffee".into(), ..Fields::default() });
    assert_eq!(seen.subject, "Hello, something new is on the shelf");
    assert!(seen.text.starts_with("Hello there,\n\nSomething new"), "{}", seen.text);
    let seen = message(starter_template(), &ana());
    assert!(seen.text.contains("You bought espresso beans from us. Something new has joined"), "{}", seen.text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_template_is_read_or_refused(text in ".{0,200}", tag in "[a-z|:'\"% .{}\\[\\]-]{0,40}") {
        let template = format!("Subject: a\n\n{text}{{{{ {tag} }}}}{{% {tag} %}}");
        if let Ok(template) = Template::parse(&template) {
            let _ = render(&template, &ana());
        }
    }

    #[test]
    fn a_name_is_read_back_as_it_is(name in "[^\\p{C}\\s\u{E000}-\u{E004}]{1,30}") {
        let fields = Fields { first_name: name.clone(), ..ana() };
        let seen = message("Subject: {{ first_name }}\n\n<p>{{ first_name }}</p>", &fields);
        prop_assert_eq!(&seen.subject, &name);
        let first = seen.text.lines().next().unwrap_or_default().to_owned();
        prop_assert_eq!(first, name);
    }
}
