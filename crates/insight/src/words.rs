//! Small turns of phrase that rules, explanations and reasons share.

use jiff::civil::Date;
use regulars_model::{Channel, Currency, Day, Money, Purpose, Window};

/// The date of a day. Days no calendar reaches ("in the last 4 billion days") are held at its ends.
pub(crate) fn calendar(day: Day) -> Date {
    Day(day.0.clamp(Day::from_date(Date::MIN).0, Day::from_date(Date::MAX).0)).date()
}

/// `21 June 2026`.
pub(crate) fn day(day: Day) -> String {
    calendar(day).strftime("%-d %B %Y").to_string()
}

/// `25 Aug 2026`.
pub(crate) fn short_day(day: Day) -> String {
    calendar(day).strftime("%-d %b %Y").to_string()
}

/// "once", "twice", "3 times".
pub(crate) fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{n} times"),
    }
}

/// "1 day", "30 days".
pub(crate) fn days(n: u32) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

/// A number without a needless point: 2, 2.5.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}

/// An amount in major units, without cents when there are none.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn money(major: f64, currency: Currency) -> String {
    let unit = f64::from(10u32.pow(currency.exponent()));
    let money = Money::new((major * unit).round() as i64, currency);
    if money.minor % 10i64.pow(currency.exponent()) == 0 { money.rounded() } else { money.to_string() }
}

/// The window, with a space before it: " in the last 30 days". Empty for ever.
pub(crate) fn window(when: Window) -> String {
    match when {
        Window::Ever => String::new(),
        Window::LastDays { days: 0 } => " today".to_owned(),
        Window::LastDays { days: 1 } => " since yesterday".to_owned(),
        Window::LastDays { days: n } => format!(" in the last {n} days"),
        Window::Since { day: first } => format!(" since {}", day(first)),
        Window::Between { from, to } => format!(" between {} and {}", day(from), day(to)),
    }
}

/// "a", "a or b", "a, b or c".
pub(crate) fn any_of(words: &[String]) -> String {
    list(words, " or ")
}

/// "a", "a and b", "a, b and c".
pub(crate) fn all_of(words: &[String]) -> String {
    list(words, " and ")
}

fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., end] => format!("{}{last}{end}", most.join(", ")),
    }
}

/// "“a”".
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", text.trim())
}

/// What a channel brings: "email", "text messages".
pub(crate) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "text messages",
        Channel::Post => "letters",
        Channel::Phone => "phone calls",
    }
}

/// What a yes was for: "news", "offers", "messages about what they bought".
pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::News => "news",
        Purpose::Offers => "offers",
        Purpose::Service => "messages about what they bought",
    }
}

/// "March".
pub(crate) fn month(month: u8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).copied().unwrap_or("?")
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_well() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!([any_of(&words(1)), any_of(&words(2)), all_of(&words(3))], ["a", "a or b", "a, b and c"]);
        assert_eq!([number(2.0), number(2.5), number(0.1 + 0.2)], ["2", "2.5", "0.3"]);
        let eur = "EUR".parse().unwrap();
        assert_eq!([money(500.0, eur), money(19.9, eur)], ["€500", "€19.90"]);
        assert_eq!(capital("élan"), "Élan");
    }
}
