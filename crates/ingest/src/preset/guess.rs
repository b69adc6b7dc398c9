//! What the rows of a file nobody knows most likely are, by its headers and its name.

use super::Preset;
use crate::{FileKind, Target, aliases::rank, words::Asks};
use Target::*;
use regulars_model::{Channel, PermissionState};

/// Whether a file's name says that the people in it want no messages.
fn name_says_no(name: &str) -> bool {
    const WORDS: [&str; 15] = [
        "unsub",
        "suppress",
        "optout",
        "opt-out",
        "opt_out",
        "blocklist",
        "blacklist",
        "do-not",
        "donot",
        "do_not",
        "abmeld",
        "desabonn",
        "désabonn",
        "robinson",
        "complaint",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether a file's name says that it tells who agreed to what.
fn name_says_consents(name: &str) -> bool {
    let name = name.to_lowercase();
    ["consent", "permission", "einwilligung", "toestemming", "consentement"].iter().any(|word| name.contains(word))
}

/// What the rows most likely are.
pub(crate) fn guess_kind(keys: &[String], headers: &[String], file_name: &str) -> FileKind {
    let has = |target: Target| keys.iter().any(|key| rank(target, key).is_some());
    let key = |wanted: &[&str]| keys.iter().any(|key| wanted.contains(&key.as_str()));
    let many = |targets: &[Target]| targets.iter().filter(|target| has(**target)).count();
    // A status, a name or a number stands in every kind of file; these do not.
    let amount = [OrderTotal, LineTotal, UnitPrice, Quantity].into_iter().any(has);
    let address = has(Email) || has(Phone);
    let somebody = address || keys.iter().any(|key| key != "id" && rank(ExternalId, key).is_some());
    let counts = [CampaignSent, CampaignDelivered, CampaignOpened, CampaignClicked, CampaignBounced, CampaignLeft];
    if !somebody && has(Campaign) && many(&counts) >= 2 {
        return FileKind::CampaignResults;
    }
    if has(EventKind) && has(EventAt) && !amount {
        return FileKind::Events;
    }
    let several = many(&[Sent, Opened, Clicked, Bounced, LeftList]);
    if address && !amount && (several >= 2 || (several == 1 && has(EventSubject))) {
        return FileKind::Events;
    }
    // A list of subscriptions has prices and pieces too, and no day of an order.
    if somebody && has(SubscriptionStarted) && has(SubscriptionCancelled) && !has(OrderedAt) {
        return FileKind::Events;
    }
    if !somebody && (has(Sku) || has(Product)) && (has(UnitPrice) || has(Category)) && !has(OrderedAt) && !has(Quantity)
    {
        return FileKind::Products;
    }
    if has(OrderedAt) && (amount || (has(OrderId) && !name_says_no(file_name))) {
        return FileKind::Orders;
    }
    let named = has(FirstName) || has(LastName) || has(FullName) || has(City) || has(Street);
    if address && !amount && (name_says_no(file_name) || name_says_consents(file_name)) {
        return FileKind::Consents;
    }
    let noes = headers.iter().filter(|header| matches!(Asks::of(header), Asks::OptOut | Asks::Trace)).count();
    let asks = keys.iter().zip(headers).any(|(key, header)| {
        let permission = [EmailPermission, SmsPermission, PostPermission, PhonePermission];
        permission.into_iter().any(|it| rank(it, key).is_some())
            && matches!(Asks::of(header), Asks::Permission | Asks::Accepts)
    });
    if address
        && !named
        && !asks
        && keys.len() <= 6
        && (noes > 0 || key(&["reason", "bouncereason", "suppressionreason"]))
    {
        return FileKind::Consents;
    }
    FileKind::Customers
}

/// What everybody in a file has said, by what the file is: an unsubscribe list is a list of noes. A yes is taken from a name
/// only where the program keeps the status there and nowhere else.
pub(crate) fn everybody(
    kind: FileKind,
    known: Option<&Preset>,
    keys: &[String],
    headers: &[String],
    file_name: &str,
) -> Vec<(Channel, PermissionState)> {
    let name = file_name.to_lowercase();
    if known.is_some_and(|preset| preset.name == "Mailchimp audience") {
        let state = if name.starts_with("unsubscribed") {
            Some(PermissionState::Refused)
        } else if name.starts_with("subscribed") {
            Some(PermissionState::Granted)
        } else if name.starts_with("cleaned") || name.starts_with("nonsubscribed") {
            Some(PermissionState::Unknown)
        } else {
            None
        };
        return state.map(|state| (Channel::Email, state)).into_iter().collect();
    }
    let says_no = name_says_no(file_name)
        || headers.iter().any(|header| matches!(Asks::of(header), Asks::OptOut | Asks::Trace))
        || keys.iter().any(|key| key.ends_with("reason"));
    if kind != FileKind::Consents || !says_no {
        return Vec::new();
    }
    let has = |target: Target| keys.iter().any(|key| rank(target, key).is_some());
    let mut channels = Vec::new();
    if has(Email) && !name.contains("sms") {
        channels.push(Channel::Email);
    }
    if name.contains("sms") || (has(Phone) && !has(Email)) {
        channels.push(Channel::Sms);
    }
    if has(Phone) && !has(Email) && !name.contains("sms") {
        channels.push(Channel::Phone);
    }
    channels.into_iter().map(|channel| (channel, PermissionState::Refused)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(name: &str, headers: &str) -> FileKind {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let keys: Vec<String> = headers.iter().map(|header| crate::words::header_key(header)).collect();
        guess_kind(&keys, &headers, name)
    }

    #[test]
    fn kinds_by_headers() {
        use FileKind::{CampaignResults, Consents, Customers, Events, Orders, Products};
        for (headers, wanted) in [
            ("cust,date,n,amt", Orders),
            ("Id,Date,Price", Orders),
            ("email,event,occurred at", Events),
            ("Email,Opened at,Clicked at", Events),
            ("Email Address,First Name,Created", Customers),
            ("ID,x,t_x,T,zbar", Customers),
            ("Email,Status", Customers),
            ("Email,Unsubscribed at,Reason", Consents),
            ("Email,Reason", Consents),
            ("Email,First name,Unsubscribed", Customers),
            ("SKU,Name,Category,Price", Products),
            ("Campaign,Sent on,Sent,Opened,Clicked", CampaignResults),
        ] {
            assert_eq!(guess("file.csv", headers), wanted, "{headers}");
        }
    }

    #[test]
    fn kinds_by_the_files_name() {
        assert_eq!(guess("unsubscribes.csv", "Email"), FileKind::Consents);
        assert_eq!(guess("Suppression list 2026.csv", "Email,Date"), FileKind::Consents);
        assert_eq!(guess("list.csv", "Email"), FileKind::Customers);
        assert_eq!(guess("unsubscribed orders.csv", "Email,Date,Total"), FileKind::Orders);
    }

    #[test]
    fn an_unsubscribe_list_is_a_list_of_noes() {
        let said = |name: &str, headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
            let keys: Vec<String> = headers.iter().map(|header| crate::words::header_key(header)).collect();
            everybody(FileKind::Consents, None, &keys, &headers, name)
        };
        let no = PermissionState::Refused;
        assert_eq!(said("unsubscribes.csv", &["Email"]), [(Channel::Email, no)]);
        assert_eq!(said("sms optouts.csv", &["Phone"]), [(Channel::Sms, no)]);
        assert_eq!(said("donotcall.csv", &["Phone"]), [(Channel::Sms, no), (Channel::Phone, no)]);
        assert_eq!(said("consents.csv", &["Email", "Newsletter"]), []);
    }
}
