//! Evidence and doubts in plain words. None of them holds a value.

use super::outcome::{Doubt, Level, LinkField};

/// Whether a value that agrees is rare, or common, by how often strangers share it.
pub(super) fn how_common(field: LinkField, chance: Option<f64>) -> (bool, bool) {
    let Some(chance) = chance else { return (false, false) };
    match field {
        LinkField::FirstName | LinkField::FamilyName => (chance < 0.000_5, chance > 0.005),
        LinkField::Email | LinkField::Phone | LinkField::Address => (false, chance > 0.001),
        _ => (false, false),
    }
}

/// A field's level in words. `rare` and `common` say how many have the value that agrees.
pub(super) fn evidence(field: LinkField, level: Level, rare: bool, common: bool) -> &'static str {
    use Level::{Close, Missing, Nickname, Partly, Same, Shared, Slightly, Swapped};
    match (field, level) {
        (LinkField::FirstName, Missing) => "given name not known of both",
        (LinkField::FirstName, Same) if rare => "same given name, a rare one",
        (LinkField::FirstName, Same) if common => "same given name, a common one",
        (LinkField::FirstName, Same) => "same given name",
        (LinkField::FirstName, Nickname) => "one given name is short for the other",
        (LinkField::FirstName, Swapped) => "given and family name swapped",
        (LinkField::FirstName, Close) => "given names nearly the same",
        (LinkField::FirstName, Partly) => "one given name is a part of the other",
        (LinkField::FirstName, _) => "given names differ",
        (LinkField::FamilyName, Missing) => "family name not known of both",
        (LinkField::FamilyName, Same) if rare => "same family name, a rare one",
        (LinkField::FamilyName, Same) if common => "same family name, a common one",
        (LinkField::FamilyName, Same) => "same family name",
        (LinkField::FamilyName, Close) => "family names nearly the same",
        (LinkField::FamilyName, Partly) => "one family name is a part of the other",
        (LinkField::FamilyName, _) => "family names differ",
        (LinkField::Email, Missing) => "email not known of both",
        (LinkField::Email, Same) if common => "same email, which others have too",
        (LinkField::Email, Same) => "same email",
        (LinkField::Email, Close) => "emails nearly the same",
        (LinkField::Email, Partly) => "same mailbox name at another provider",
        (LinkField::Email, Slightly) => "same mailbox name at another provider, but it is only the name",
        (LinkField::Email, Shared) => "same email, but many have it",
        (LinkField::Email, _) => "emails differ",
        (LinkField::Phone, Missing) => "phone not known of both",
        (LinkField::Phone, Same) if common => "same phone, which others have too",
        (LinkField::Phone, Same) => "same phone",
        (LinkField::Phone, Close) => "phones nearly the same",
        (LinkField::Phone, Shared) => "same phone, but many have it",
        (LinkField::Phone, _) => "phones differ",
        (LinkField::Address, Missing) => "address not known of both",
        (LinkField::Address, Same) if common => "same address, where many live",
        (LinkField::Address, Same) => "same address",
        (LinkField::Address, Close) => "addresses nearly the same",
        (LinkField::Address, Partly) => "same postcode, other street or none",
        (LinkField::Address, Slightly) => "same town, other street or none",
        (LinkField::Address, _) => "addresses differ",
        (LinkField::Birthday, Missing) => "birthday not known of both",
        (LinkField::Birthday, Same) => "same birthday",
        (LinkField::Birthday, Close) => "birthdays nearly the same, or day and month swapped",
        (LinkField::Birthday, _) => "birthdays differ",
        (LinkField::Company, Missing) => "company not known of both",
        (LinkField::Company, Same) => "same company",
        (LinkField::Company, Close) => "companies nearly the same",
        (LinkField::Company, _) => "companies differ",
        (LinkField::Number, Missing) => "no two customer numbers of one system",
        (LinkField::Number, Same) => "same customer number",
        (LinkField::Number, _) => "two customer numbers in one system",
        (LinkField::Household, _) => "could be two of one family: they share a home as well",
    }
}

/// A doubt in words.
pub(super) fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::FirstNames => "The given names differ: this may be a couple, twins, or a parent and a child.",
        Doubt::FirstNameUnclear => "The given names do not settle it, and nothing else does.",
        Doubt::FamilyNames => "The family names do not agree, and little else beside a mailbox does.",
        Doubt::Birthdays => "The birthdays differ: this may be a parent and a child of one name.",
        Doubt::OneHome => "Same name in the same home: this may be a parent and a child of one name.",
        Doubt::NothingOwn => "What agrees, two people can share.",
        Doubt::GroupTooLarge => "Too many people would become one.",
        Doubt::Contradiction => "Somebody would become one with a person they plainly differ from.",
        Doubt::Unsettled => "The weights did not come to rest on these people.",
    }
}
