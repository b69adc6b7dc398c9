//! Who a row is about, and what they have said.

use super::plan::{Fault, Plan};
use crate::{Permissions, Row, RowCode, Target, date, phone, words};
use csv::ByteRecord;
use email_address::{EmailAddress, Options};
use regulars_model::{PersonFields, normalize_email, normalize_phone};
use std::collections::BTreeMap;

const TAGS: usize = 64;

impl Plan {
    /// A row that is a person.
    pub(crate) fn customer(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let mut person = self.person(record)?;
        person.birthday = self.birthday(record);
        person.signed_up = match self.moment(record, Target::SignedUp) {
            Ok(at) => at.map(|at| self.day(at)),
            Err(fault) => {
                self.warnings.push(fault);
                None
            }
        };
        person.tags = tags(&self.text(record, Target::Tags)?);
        person.custom = self.custom(record);
        Ok(Row::Customer { line: self.line, person, permissions: self.said(record) })
    }

    /// The person of a row of any kind. An address that is none is left out with a warning, unless nothing else
    /// tells who it is.
    pub(crate) fn person(&mut self, record: &ByteRecord) -> Result<PersonFields, Fault> {
        let mut external_id = self.sound_id(record, Target::ExternalId)?;
        if self.logins
            && let Some((_, login)) = external_id.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        {
            external_id = login.trim().to_owned();
        }
        let mut email = self.id(record, Target::Email)?;
        let mut phone = self.sound_id(record, Target::Phone)?;
        let mut wrong = None;
        if !email.is_empty() && !is_address(&email) {
            email.clear();
            wrong = Some(Fault::at(self.column(Target::Email), RowCode::BadEmail));
        }
        let known = external_id.bytes().any(|byte| byte != b'\'') || !email.is_empty();
        if !known && (phone.is_empty() || normalize_phone(&phone).is_none()) {
            let phone = (!phone.is_empty()).then(|| Fault::at(self.column(Target::Phone), RowCode::BadPhone));
            return Err(wrong.or(phone).or_else(|| self.warnings.pop()).unwrap_or_else(|| self.nobody()));
        }
        self.warnings.extend(wrong);
        if !phone.is_empty() {
            let with_plus = self.phones_abroad.then(|| phone::with_plus(&phone)).flatten();
            let dialled = with_plus.or_else(|| self.home(record).and_then(|home| phone::abroad(&phone, home)));
            if let Some(dialled) = dialled {
                phone = dialled;
            } else if !may_be_dialled(&phone) {
                // Kept as written; it tells nobody apart.
                self.warnings.push(Fault::at(self.column(Target::Phone), RowCode::BadPhone));
            }
        }
        let whole_name = self.text(record, Target::FullName)?;
        let mut last_name = self.text(record, Target::LastName)?;
        let first_name = self.text(record, Target::FirstName)?;
        if last_name.is_empty() && first_name.is_empty() {
            last_name = whole_name;
        }
        Ok(PersonFields {
            external_id,
            email,
            phone,
            first_name,
            last_name,
            company: self.text(record, Target::Company)?,
            street: self.street(record)?,
            city: self.text(record, Target::City)?,
            region: self.text(record, Target::Region)?,
            postcode: self.postcode(record)?,
            country: self.text(record, Target::Country)?,
            birthday: None,
            signed_up: None,
            tags: Vec::new(),
            custom: BTreeMap::new(),
        })
    }

    /// Whether a row says anything of who it is about.
    pub(crate) fn names_somebody(&self, record: &ByteRecord) -> bool {
        [Target::ExternalId, Target::Email, Target::Phone].into_iter().any(|who| self.value(record, who).is_some())
    }

    /// The country a row's telephone number is from.
    fn home(&self, record: &ByteRecord) -> Option<&'static phone::Country> {
        phone::country(self.cell(record, Target::Country)).or(self.phone_country)
    }

    /// Both lines of it.
    fn street(&self, record: &ByteRecord) -> Result<String, Fault> {
        let mut street = self.text(record, Target::Street)?;
        if self.column(Target::Street2).is_some() {
            let second = self.text(record, Target::Street2)?;
            if !second.is_empty() && !street.is_empty() {
                street.push_str(", ");
            }
            street.push_str(&second);
        }
        Ok(street)
    }

    fn nobody(&self) -> Fault {
        if self.names_only {
            return Fault::at(self.column(Target::FullName), RowCode::NameOnly);
        }
        let who = [Target::ExternalId, Target::Email, Target::Phone];
        Fault::at(who.into_iter().find_map(|who| self.column(who)), RowCode::NoCustomer)
    }

    /// What the row says about channels; of two columns about one, the most restrictive.
    pub(crate) fn said(&self, record: &ByteRecord) -> Permissions {
        let mut said = Permissions::new();
        for &(at, channel, asks) in &self.permissions {
            let Some(state) = asks.read(crate::rows::cell(record, at)) else { continue };
            match said.iter_mut().find(|(known, _)| *known == channel) {
                Some((_, known)) => *known = known.most_restrictive(state),
                None => said.push((channel, state)),
            }
        }
        for &(channel, state) in &self.everybody {
            if !said.iter().any(|(known, _)| *known == channel) {
                said.push((channel, state));
            }
        }
        said
    }

    fn birthday(&mut self, record: &ByteRecord) -> Option<regulars_model::MonthDay> {
        let text = self.value(record, Target::Birthday)?;
        let at = self.column(Target::Birthday)?;
        let date = Some(text).filter(|text| text.len() <= 64).and_then(date::parse_birthday);
        let birthday = date.and_then(|date| date.birthday(self.order_of(at)));
        if birthday.is_none() {
            self.warnings.push(Fault::at(Some(at), RowCode::BadDate));
        }
        birthday
    }
}

/// Whether a text has as many digits as a telephone number has, and no letters.
fn may_be_dialled(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (7..=17).contains(&digits) && normalize_phone(text).is_some()
}

/// An address that can get mail: something, `@`, a domain with a dot; nothing around it.
fn is_address(text: &str) -> bool {
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    normalize_email(text).is_some_and(|plain| EmailAddress::parse_with_options(&plain, options).is_ok())
}

/// Tags as shops join them: commas, semicolons or bars between, quotation marks around.
fn tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split([',', ';', '|']) {
        let tag = tag.trim().trim_matches('"').trim();
        if !words::is_nothing(tag) && tags.len() < TAGS && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["ana@example.com", "  Ana@Example.COM", "o'neil@example.co.uk", "ana+news@example.org"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a b@example.com",
            "Ana <ana@example.com>",
            "a@b..com",
            "ana@@example.com",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn tags_in_every_wrapping() {
        assert_eq!(tags("VIP, Blog"), ["VIP", "Blog"]);
        assert_eq!(tags("\"VIP\",\"Blog\",\"VIP\""), ["VIP", "Blog"]);
        assert_eq!(tags(""), Vec::<String>::new());
    }
}
