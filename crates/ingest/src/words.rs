//! The words files use: for headers, for yes and no, for what happened, for nothing at all.

use regulars_model::{EventKind, PermissionState};

/// A header without what exports vary: case, spaces, marks, and a technical name in parentheses.
pub(crate) fn header_key(header: &str) -> String {
    let bare = header.split(['(', '[']).next().filter(|part| !part.trim().is_empty()).unwrap_or(header);
    bare.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a header: "createdAt", "created_at" and "Created at" are two.
fn tokens(header: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before = ' ';
    for c in header.chars() {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if begins && found.last().is_some_and(|word| !word.is_empty()) {
            found.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), found.last_mut()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    found.retain(|word| !word.is_empty());
    found
}

/// Whether a header says that dates stand under it: only then is 46000 a day of a spreadsheet.
pub(crate) fn says_date(header: &str) -> bool {
    const WORDS: [&str; 15] = [
        "at",
        "on",
        "since",
        "when",
        "time",
        "timestamp",
        "day",
        "birthday",
        "anniversary",
        "dob",
        "fecha",
        "data",
        "seit",
        "geburtstag",
        "joined",
    ];
    tokens(header).iter().any(|word| {
        WORDS.contains(&word.as_str()) || ["date", "datum", "datetime"].iter().any(|end| word.ends_with(end))
    })
}

/// Whether a header names a thing by its digits: they are no quantity.
pub(crate) fn says_code(header: &str) -> bool {
    const WORDS: [&str; 18] = [
        "id",
        "no",
        "nr",
        "number",
        "code",
        "zip",
        "plz",
        "phone",
        "mobile",
        "tel",
        "fax",
        "card",
        "barcode",
        "ean",
        "sku",
        "ref",
        "reference",
        "vat",
    ];
    tokens(header).iter().any(|word| WORDS.contains(&word.as_str()) || word.ends_with("nummer")) && !says_count(header)
}

/// Whether a header says that its cells hold several things.
pub(crate) fn says_list(header: &str) -> bool {
    const WORDS: [&str; 16] = [
        "tags",
        "interests",
        "hobbies",
        "groups",
        "categories",
        "topics",
        "labels",
        "lists",
        "interessen",
        "gruppen",
        "intereses",
        "interesses",
        "preferences",
        "segments",
        "themen",
        "favourites",
    ];
    tokens(header).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a header says that something is counted.
pub(crate) fn says_count(header: &str) -> bool {
    const WORDS: [&str; 14] = [
        "count", "many", "qty", "quantity", "total", "times", "visits", "orders", "points", "anzahl", "aantal",
        "children", "kids", "pieces",
    ];
    let words = tokens(header);
    words.iter().any(|word| WORDS.contains(&word.as_str())) || words.windows(2).any(|two| two == ["number", "of"])
}

/// Yes or no in the languages shops export in, a tick, a nought or a one.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text.trim() {
        "✓" | "✔" | "☑" | "✅" | "x" | "X" => return Some(true),
        "✗" | "✘" | "☐" | "❌" => return Some(false),
        _ => {}
    }
    match said(text) {
        Said::Yes => Some(true),
        Said::No => Some(false),
        _ => None,
    }
}

/// Words that programs write for an empty cell. Not for names: there are people called Null.
pub(crate) fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 11] = ["-", "--", "n/a", "na", "nan", "null", "none", "nil", "#n/a", "[]", "{}"];
    text.is_empty() || (text.len() <= 4 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// How a column of yes and no is to be understood, told by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// "Email permission": yes is yes, no is no.
    Permission,
    /// "Accepts Email Marketing": no means that they never said yes.
    Accepts,
    /// "Unsubscribed", "Opt-out": yes means no. No means only that they have not said so.
    OptOut,
    /// "UNSUB_TIME", "Email Suppressions": anything in it means no.
    Trace,
}

impl Asks {
    pub(crate) fn of(header: &str) -> Self {
        let key = header_key(header);
        let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
        if has(&[
            "unsub",
            "optout",
            "optedout",
            "blacklist",
            "blocklist",
            "suppress",
            "donot",
            "dontmail",
            "abgemeldet",
        ]) {
            let when = ["time", "date", "at", "on", "reason"].iter().any(|end| key.ends_with(end));
            if (when && !key.ends_with("optedout")) || has(&["suppressions"]) { Self::Trace } else { Self::OptOut }
        } else if has(&["accept"]) {
            Self::Accepts
        } else {
            Self::Permission
        }
    }

    /// What a cell says; `None` when it is silent. Words that are not known never mean yes.
    pub(crate) fn read(self, text: &str) -> Option<PermissionState> {
        use PermissionState::{Granted, Refused, Unknown};
        let text = text.trim();
        if is_nothing(text) {
            return None;
        }
        let said = said(text);
        Some(match self {
            Self::Permission => match said {
                Said::Yes | Said::Subscribed => Granted,
                Said::No | Said::Unsubscribed => Refused,
                Said::Never | Said::Other => Unknown,
            },
            Self::Accepts => match said {
                Said::Yes | Said::Subscribed => Granted,
                Said::Unsubscribed => Refused,
                Said::No | Said::Never | Said::Other => Unknown,
            },
            Self::OptOut => match said {
                Said::Yes | Said::Unsubscribed => Refused,
                Said::Other if crate::date::parse(text).is_some() => Refused,
                Said::No | Said::Never | Said::Subscribed | Said::Other => Unknown,
            },
            Self::Trace => match said {
                Said::No | Said::Never | Said::Subscribed => Unknown,
                Said::Yes | Said::Unsubscribed | Said::Other => Refused,
            },
        })
    }
}

enum Said {
    Yes,
    No,
    Subscribed,
    Unsubscribed,
    /// Never asked, not confirmed, undeliverable: nobody said anything.
    Never,
    Other,
}

fn said(text: &str) -> Said {
    match key(text).as_str() {
        // English, German, Dutch and the Scandinavian languages, French, Spanish, Italian, Portuguese, Polish, Czech,
        // Finnish, Hungarian, Turkish, Russian, Japanese.
        "yes" | "y" | "true" | "t" | "1" | "ja" | "oui" | "si" | "sí" | "sì" | "sim" | "tak" | "ano" | "áno"
        | "kyllä" | "igen" | "evet" | "да" | "はい" | "10" => Said::Yes,
        "no" | "n" | "false" | "f" | "0" | "nein" | "nee" | "nej" | "nei" | "non" | "não" | "nao" | "nie" | "ne"
        | "ei" | "nem" | "hayır" | "нет" | "いいえ" | "00" => Said::No,
        "subscribed" | "subscribe" | "optedin" | "optin" | "granted" | "consented" | "agreed" | "accepted"
        | "confirmed" | "allowed" | "active" => Said::Subscribed,
        "unsubscribed" | "unsubscribe" | "optedout" | "optout" | "refused" | "declined" | "denied" | "revoked"
        | "withdrawn" | "blacklisted" | "blocklisted" | "suppressed" | "complained" | "spam" | "spamcomplaint"
        | "donotcontact" => Said::Unsubscribed,
        "neversubscribed" | "notsubscribed" | "nonsubscribed" | "unknown" | "pending" | "unconfirmed" | "notset"
        | "cleaned" | "bounced" | "archived" | "inactive" | "transactional" => Said::Never,
        _ => Said::Other,
    }
}

/// Whether a word is one that permission columns use.
pub(crate) fn is_permission_word(text: &str) -> bool {
    !matches!(said(text), Said::Other)
}

/// Whether a word speaks of a subscription: enough to tell what a column called "Status" is. A plan or an account can be
/// active, too; only lists have people who are subscribed.
pub(crate) fn is_subscription_word(text: &str) -> bool {
    matches!(said(text), Said::Subscribed | Said::Unsubscribed | Said::Never)
        && !matches!(
            key(text).as_str(),
            "active" | "inactive" | "archived" | "confirmed" | "accepted" | "allowed" | "unknown"
        )
}

/// What happened, by the words email programs use.
pub(crate) fn event_kind(text: &str) -> Option<EventKind> {
    // Nearly every row has one of these.
    match text {
        "sent" => return Some(EventKind::EmailSent),
        "opened" => return Some(EventKind::EmailOpened),
        "clicked" => return Some(EventKind::EmailClicked),
        _ => {}
    }
    let key = key(text).replace("email", "").replace("mail", "");
    Some(match key.as_str() {
        "sent" | "send" | "delivered" | "delivery" | "received" | "processed" => EventKind::EmailSent,
        "open" | "opened" | "opens" | "firstopen" | "read" => EventKind::EmailOpened,
        "click" | "clicked" | "clicks" | "linkclicked" | "clickedlink" | "firstclick" => EventKind::EmailClicked,
        "bounce" | "bounced" | "hardbounce" | "softbounce" | "hardbounced" | "softbounced" | "dropped" | "failed"
        | "undelivered" => EventKind::EmailBounced,
        // A complaint to the provider says no more plainly than a link does.
        "unsubscribe" | "unsubscribed" | "unsub" | "optout" | "optedout" | "spam" | "spamreport" | "spamcomplaint"
        | "complaint" | "complained" | "markedasspam" => EventKind::Unsubscribed,
        "survey" | "surveyanswer" | "surveyanswered" | "answeredsurvey" | "surveyresponse" | "respondedtosurvey"
        | "filledoutsurvey" | "npsresponse" => EventKind::SurveyAnswered,
        "contest" | "contestentry" | "enteredcontest" | "contestentered" | "giveaway" | "giveawayentry" | "raffle"
        | "sweepstakes" | "prizedraw" => EventKind::ContestEntered,
        "support" | "supportasked" | "supportticket" | "ticket" | "ticketcreated" | "openedticket" | "askedforhelp"
        | "supportrequest" | "complaintticket" | "helprequest" => EventKind::SupportAsked,
        "visit" | "visited" | "visits" | "pageview" | "viewedpage" | "session" | "sitevisit" | "activeonsite"
        | "view" | "viewed" => EventKind::Visit,
        "subscriptionstarted"
        | "subscriptionstart"
        | "startedsubscription"
        | "subscriptioncreated"
        | "createdsubscription"
        | "newsubscription"
        | "subscriptionactivated"
        | "activatedsubscription"
        | "subscriptionreactivated"
        | "reactivatedsubscription"
        | "subscriptionresumed"
        | "customersubscriptioncreated"
        | "membershipstarted"
        | "membershipcreated"
        | "startedmembership" => EventKind::SubscriptionStarted,
        // What ran out is over as well. A pause is not: nobody knows yet what comes of it.
        "subscriptioncancelled"
        | "subscriptioncanceled"
        | "cancelledsubscription"
        | "canceledsubscription"
        | "subscriptionended"
        | "endedsubscription"
        | "subscriptionexpired"
        | "expiredsubscription"
        | "subscriptiondeleted"
        | "customersubscriptiondeleted"
        | "membershipcancelled"
        | "membershipcanceled"
        | "membershipended"
        | "membershipexpired"
        | "churned" => EventKind::SubscriptionCancelled,
        _ => return None,
    })
}

/// Whether an order with this status is neither purchase nor refund: it was called off or never paid.
pub(crate) fn is_void(status: &str) -> bool {
    let key = key(status);
    matches!(
        key.trim_start_matches("wc"),
        "cancelled"
            | "canceled"
            | "void"
            | "voided"
            | "failed"
            | "abandoned"
            | "expired"
            | "checkoutdraft"
            | "draft"
            | "trash"
            | "deleted"
            | "rejected"
            | "declined"
            | "notattending"
            | "incomplete"
            | "requirespaymentmethod"
            | "storniert"
            | "geannuleerd"
    )
}

/// Whether an order with this status was paid back whole.
pub(crate) fn is_refunded(status: &str) -> bool {
    matches!(key(status).trim_start_matches("wc"), "refunded" | "fullyrefunded" | "returned")
}

/// An invoice number of the kind `C536379`: the cancellation of one.
pub(crate) fn is_cancellation_number(number: &str) -> bool {
    number
        .strip_prefix(['C', 'c'])
        .is_some_and(|digits| digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Without the apostrophe that spreadsheets put before what could be taken for a number or a formula.
pub(crate) fn unquoted(text: &str) -> &str {
    regulars_model::unguarded(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PermissionState::{Granted, Refused, Unknown};

    #[test]
    fn headers_are_compared_without_their_dress() {
        assert_eq!(header_key(" E-mail Address "), "emailaddress");
        assert_eq!(header_key("CustomerID"), "customerid");
        assert_eq!(header_key("Birth date (customer.metafields.facts.birth_date)"), "birthdate");
        assert_eq!(header_key("(none)"), "none");
    }

    #[test]
    fn only_a_known_yes_is_a_yes() {
        for (header, cell, wanted) in [
            ("Email permission", "yes", Some(Granted)),
            ("Email permission", "no", Some(Refused)),
            ("Email permission", "SUBSCRIBED", Some(Granted)),
            ("Email permission", "NEVER_SUBSCRIBED", Some(Unknown)),
            ("Email permission", "cleaned", Some(Unknown)),
            ("Email permission", "perhaps", Some(Unknown)),
            ("Email permission", "yes please", Some(Unknown)),
            ("Email permission", "", None),
            ("Accepts Email Marketing", "yes", Some(Granted)),
            ("Accepts Email Marketing", "no", Some(Unknown)),
            ("Accepts Email Marketing", "unsubscribed", Some(Refused)),
            ("Unsubscribed from all email", "true", Some(Refused)),
            ("Unsubscribed from all email", "false", Some(Unknown)),
            ("Opt-out", "2026-11-23", Some(Refused)),
            ("EMAIL_BLACKLISTED", "0", Some(Unknown)),
            ("UNSUB_TIME", "2026-11-23 10:00:00", Some(Refused)),
            ("Email Suppressions", "HARD_BOUNCE", Some(Refused)),
            ("Email Suppressions", "none", None),
        ] {
            assert_eq!(Asks::of(header).read(cell), wanted, "{header}: {cell}");
        }
    }

    #[test]
    fn events_by_the_words_of_email_programs() {
        assert_eq!(event_kind("Opened Email"), Some(EventKind::EmailOpened));
        assert_eq!(event_kind("email_sent"), Some(EventKind::EmailSent));
        assert_eq!(event_kind("hard_bounce"), Some(EventKind::EmailBounced));
        assert_eq!(event_kind("spamreport"), Some(EventKind::Unsubscribed));
        assert_eq!(event_kind("customer.subscription.created"), Some(EventKind::SubscriptionStarted));
        assert_eq!(event_kind("Cancelled Subscription"), Some(EventKind::SubscriptionCancelled));
        assert_eq!(event_kind("Subscription paused"), None);
        assert_eq!(event_kind("bought"), None);
    }

    #[test]
    fn other_small_words() {
        assert!(is_nothing("NaN") && is_nothing("") && !is_nothing("0"));
        assert!(is_void("Cancelled") && is_void("wc-failed") && !is_void("paid"));
        assert!(is_refunded("refunded") && !is_refunded("partially_refunded"));
        assert!(is_cancellation_number("C536379") && !is_cancellation_number("CODE1") && !is_cancellation_number("C1"));
        assert_eq!(unquoted("'+31612345678"), "+31612345678");
        assert_eq!(unquoted("'t Hart"), "'t Hart");
    }
}
