//! Sentences as people write them, and how each is read back.

use super::understand_loosely;
use crate::{
    Shop, ShopBuilder,
    english::{NotUnderstood, OtherNames, Phrases, english, understand},
    town::{AS_OF, euro, line, purchase, someone},
};
use regulars_model::ImportId;
use std::sync::LazyLock;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(euro()));
static SHOP: LazyLock<Shop> = LazyLock::new(shop);

fn shop() -> Shop {
    let mut builder = ShopBuilder::new(euro());
    for (at, (country, city)) in [("DE", "Berlin"), ("AT", "Wien")].into_iter().enumerate() {
        let mut facts = someone(u32::try_from(at).unwrap() + 1, &format!("Person {at}"));
        (facts.country, facts.city) = (country.to_owned(), city.to_owned());
        facts.tags = vec!["VIP".to_owned()];
        builder.person(facts);
    }
    let goods = [
        ("House blend", "Coffee"),
        ("Ceylon", "Tea"),
        ("Hand Grinder", "Brewing gear"),
        ("Calendar, 24 chocolates", "Gifts"),
    ];
    let more = [("Red", "Espresso beans"), ("Blue", "Filter beans")];
    for (at, (product, category)) in goods.into_iter().chain(more).enumerate() {
        let order = purchase(1, &format!("o{at}"), 10, 1_000);
        builder.orders(ImportId(1), [order.clone()]);
        builder.lines(ImportId(1), [line(&order, product, category)]);
    }
    builder.build()
}

fn reads(words: &str) -> Result<String, (String, String)> {
    let countries =
        OtherNames::from([("germany".to_owned(), "DE".to_owned()), ("austria".to_owned(), "AT".to_owned())]);
    understand_loosely(&PHRASES, &SHOP, &countries, words, AS_OF)
        .map(|rule| english(&rule, euro()))
        .map_err(|stopped| (stopped.understood, stopped.rest))
}

#[test]
fn what_marketers_write_is_read_as_they_mean_it() {
    let mut wrong = Vec::new();
    for (words, said) in [
        (
            "people in Germany or Austria who bought coffee twice since summer, never tea, opened an email this month, and may be emailed",
            "People in DE or AT who bought coffee at least twice since 21 June 2026, never bought tea, opened an email since 1 November 2026, and said yes to email.",
        ),
        (
            "people who bought coffee at least 3 times this year",
            "People who bought coffee at least 3 times since 1 January 2026.",
        ),
        (
            "Customers who haven’t ordered in the last 3 months",
            "People who bought something and did not buy anything in the last 91 days.",
        ),
        (
            "everyone who spent more than €200 in the last 6 months",
            "People who spent more than €200 in the last 183 days.",
        ),
        ("people who spent over 100 euros since January", "People who spent more than €100 since 1 January 2026."),
        (
            "people who spent 1,000€ or more in 2025",
            "People who spent at least €1,000 between 1 January 2025 and 31 December 2025.",
        ),
        ("people who bought tea but never coffee", "People who bought tea and never bought coffee."),
        (
            "people who (bought coffee or bought tea) and said yes to email",
            "People who bought coffee or bought tea, and said yes to email.",
        ),
        ("people who bought coffee but not tea", "People who bought coffee and never bought tea."),
        ("people who bought beans", "People who bought Espresso beans or Filter beans."),
        ("people who bought a gift last month", "People who bought Gifts between 1 October 2026 and 31 October 2026."),
        ("people who bought a grinder", "People who bought Hand Grinder."),
        ("people who bought only once", "People who bought exactly once."),
        ("people who ordered three times or more", "People who bought at least 3 times."),
        ("people with more than 5 orders", "People who bought more than 5 times."),
        (
            "people in Berlin or Wien with more than 3 orders last year",
            "People in Berlin or Wien who bought more than 3 times between 1 January 2025 and 31 December 2025.",
        ),
        ("people whose birthday is next week", "People who have a birthday in the next 7 days."),
        ("people with a birthday this month", "People who have a birthday this month."),
        (
            "who has not opened our newsletter in the past 90 days",
            "People who did not open an email in the last 90 days.",
        ),
        ("people who live in Berlin and said yes to emails", "People in Berlin who said yes to email."),
        ("customers from Germany and Austria who opted out of emails", "People in DE or AT who said no to email."),
        ("top 10% of customers by spend", "People who are in the top 10% by money spent after refunds."),
        (
            "people who are in the top 100 by revenue and have never bought tea",
            "People who are in the top 100 by money spent after refunds and never bought tea.",
        ),
        ("VIPs", "People who are tagged “VIP”."),
        ("VIP customers in Berlin", "People in Berlin who are tagged “VIP”."),
        ("people we can email", "People who said yes to email."),
        ("people tagged VIP", "People who are tagged “VIP”."),
        ("new customers this month", "People who first bought after 31 October 2026."),
        ("new customers", "People who first bought in the last 30 days."),
        (
            "regulars who never bought tea",
            "People who bought at least 2 times in all, last bought in the last 365 days, and never bought tea.",
        ),
        ("people who are slipping away", "People who are slipping away by their own habit."),
        (
            "people who opened an email in the last 30 days but did not buy",
            "People who opened an email in the last 30 days and did not buy anything in the last 30 days.",
        ),
        (
            "people who opened an email this month, didn't buy anything, and said yes to email",
            "People who opened an email since 1 November 2026, did not buy anything since 1 November 2026, and said yes to email.",
        ),
        (
            "people who clicked in an email last month but have not bought",
            "People who clicked in an email between 1 October 2026 and 31 October 2026 and did not buy anything between 1 October 2026 and 31 October 2026.",
        ),
        (
            "people who opened an email in the last 30 days but never bought",
            "People who opened an email in the last 30 days and never bought anything.",
        ),
        (
            "people who opened an email in the last 30 days and are in Berlin but did not buy",
            "People in Berlin who opened an email in the last 30 days and never bought anything.",
        ),
        (
            "subscribers who are at least 20% likely to cancel",
            "People who are at least 20% likely to cancel a subscription in the coming months.",
        ),
        ("subscribers who bought tea", "People who said yes to email and bought tea."),
        ("subscribers in Berlin", "People in Berlin who said yes to email."),
        (
            "people who bought tea and then bought coffee within 30 days",
            "People who bought tea and then bought coffee within 30 days.",
        ),
        (
            "People who bought Ceylon this year and then did not buy beans within 30 days",
            "People who bought Ceylon since 1 January 2026 and then did not buy Espresso beans or Filter beans within 30 days.",
        ),
        (
            "customers who bought tea and then a grinder",
            "People who bought tea and then bought Hand Grinder within 365 days.",
        ),
        (
            "people who bought tea, then bought coffee, and said yes to email",
            "People who bought tea and then bought coffee within 365 days and said yes to email.",
        ),
        (
            "people who opened an email and later bought something",
            "People who opened an email and then bought something within 365 days.",
        ),
        (
            "people who bought coffee but then never bought tea",
            "People who bought coffee and then did not buy tea within 365 days.",
        ),
        (
            "people who signed up since May 2026 and didn't buy",
            "People who signed up after 30 April 2026 and never bought anything.",
        ),
        (
            "people who clicked a link in an email last year",
            "People who clicked in an email between 1 January 2025 and 31 December 2025.",
        ),
    ] {
        let read = reads(words);
        if read != Ok(said.to_owned()) {
            wrong.push(format!("{words}\n  {read:?}\n  and not {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn kinds_of_goods_and_goods_in_one_list_are_either_or_neither() {
    let countries = OtherNames::new();
    let mut wrong = Vec::new();
    for (words, said) in [
        ("people who bought coffee or a grinder", "People who bought coffee or bought Hand Grinder."),
        (
            "people who bought a grinder or coffee since summer",
            "People who bought Hand Grinder since 21 June 2026 or bought coffee since 21 June 2026.",
        ),
        (
            "customers who ordered coffee, a grinder or tea in 2025 and said yes to email",
            "People who bought coffee or tea between 1 January 2025 and 31 December 2025 or bought Hand Grinder between 1 January 2025 \
             and 31 December 2025, and said yes to email.",
        ),
        (
            "people who said yes to email or bought beans or a grinder",
            "People who said yes to email or bought Espresso beans or Filter beans or bought Hand Grinder.",
        ),
        (
            "people in Berlin who opened an email this month and bought coffee or a grinder",
            "People in Berlin who opened an email since 1 November 2026, and bought coffee or bought Hand Grinder.",
        ),
        (
            "people who never bought coffee or a grinder",
            "People who never bought coffee and never bought Hand Grinder.",
        ),
        (
            "people who bought neither coffee nor a grinder",
            "People who never bought coffee and never bought Hand Grinder.",
        ),
        (
            "customers who have ordered neither coffee nor a grinder",
            "People who bought something, never bought coffee, and never bought Hand Grinder.",
        ),
        ("people who neither bought coffee nor tea", "People who never bought coffee or tea."),
        (
            "people who bought tea, never coffee or a grinder, and said yes to email",
            "People who bought tea, never bought coffee, never bought Hand Grinder, and said yes to email.",
        ),
        (
            "people who opened an email but bought neither coffee nor a grinder since summer",
            "People who opened an email, did not buy coffee since 21 June 2026, and did not buy Hand Grinder since 21 June 2026.",
        ),
        (
            "people who said yes to email or did not buy coffee or a grinder in the last 30 days",
            "People who said yes to email or (did not buy coffee in the last 30 days and did not buy Hand Grinder in the last 30 days).",
        ),
        ("people who bought coffee or a grinder at least once", "People who bought coffee or bought Hand Grinder."),
        ("people who never bought tea since summer", "People who did not buy tea since 21 June 2026."),
        // Goods alone are one list, and it is counted how often any of them was bought.
        (
            "people who bought a house blend or a grinder twice",
            "People who bought house blend or Hand Grinder at least twice.",
        ),
    ] {
        let rule = understand_loosely(&PHRASES, &SHOP, &countries, words, AS_OF);
        if rule.as_ref().ok().map(|rule| english(rule, euro())) != Some(said.to_owned()) {
            wrong.push(format!("{words}\n  {rule:?}\n  and not {said}"));
        }
        // What is said back is the same rule.
        assert_eq!(understand(&PHRASES, &SHOP, &countries, said), rule, "{said}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_could_be_of_both_together_is_refused_with_what_can_be_said() {
    for (words, understood, rest, instead) in [
        (
            "people who bought coffee or a grinder twice since summer",
            "People who bought coffee or Hand Grinder",
            "at least twice since 21 June 2026",
            "People who bought coffee at least twice since 21 June 2026 or bought Hand Grinder at least twice since 21 June 2026.",
        ),
        (
            "people who bought coffee or a grinder fewer than 3 times, and said yes to email",
            "People who bought coffee or Hand Grinder",
            "fewer than 3 times, and said yes to email",
            "People who bought coffee fewer than 3 times or bought Hand Grinder fewer than 3 times, and said yes to email.",
        ),
        (
            "people who spent more than €50 on coffee, tea or a grinder",
            "People who spent more than €50 on coffee, tea",
            "or Hand Grinder",
            "People who spent more than €50 on coffee or tea or spent more than €50 on Hand Grinder.",
        ),
        (
            "people who first bought a grinder or coffee in the last 30 days",
            "People who first bought Hand Grinder",
            "or coffee in the last 30 days",
            "People who first bought Hand Grinder in the last 30 days or first bought coffee in the last 30 days.",
        ),
    ] {
        let (understood, rest) = (understood.to_owned(), rest.to_owned());
        let stopped = understand_loosely(&PHRASES, &SHOP, &OtherNames::new(), words, AS_OF);
        assert_eq!(stopped, Err(NotUnderstood { understood, rest, instead: Some(instead.to_owned()) }), "{words}");
        assert_eq!(reads(instead), Ok(instead.to_owned()));
    }
    // What is wrong before is told before, and nothing is said in its stead.
    let stopped = understand_loosely(
        &PHRASES,
        &SHOP,
        &OtherNames::new(),
        "people who bought soap and bought coffee or a grinder twice",
        AS_OF,
    );
    assert_eq!(
        stopped.map_err(|stopped| (stopped.understood, stopped.instead)),
        Err(("people who bought".to_owned(), None))
    );
}

#[test]
fn what_is_not_understood_is_pointed_at_to_the_word() {
    for (words, understood, rest) in [
        ("people who bought soap twice", "people who bought", "soap twice"),
        ("people who bought chocolate", "people who bought", "chocolate"),
        ("customers in Atlantis", "People in", "Atlantis"),
        ("people who bought coffee and are nice", "people who bought coffee and", "are nice"),
        ("people who spent more than 100 dollars", "people who", "spent more than 100 dollars"),
        ("whatever", "", "whatever"),
    ] {
        assert_eq!(reads(words), Err((understood.to_owned(), rest.to_owned())), "{words}");
    }
}

#[test]
fn no_words_are_too_odd() {
    let odd = [
        "",
        "(",
        "“",
        "\"",
        "never",
        "People who never",
        "top",
        "the top 10%",
        "since",
        "in the last",
        "bought bought",
        "customers who not",
        "regulars",
        "People who bought",
        "last",
        "this",
        "1 2 3 times",
        "“a",
        "new",
        "slipping away",
        ", ,",
        "tagged",
    ];
    for words in odd {
        for more in odd {
            let _ = reads(&format!("{words} {more}"));
        }
    }
    // What is read is a sentence that the program would say itself.
    assert_eq!(
        reads("regulars"),
        Ok("People who bought at least 2 times in all and last bought in the last 365 days.".to_owned())
    );
}
