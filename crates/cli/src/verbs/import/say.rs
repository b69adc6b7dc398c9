//! What the options say of a file, put onto its mapping; and the questions only the user can answer.

use super::args::{Dates, PhoneCountry, Reading, Saying, country};
use crate::{
    ask::{line, somebody_there},
    exit::{self, Halt},
    hand::Hand,
};
use regulars_workbench::{
    Provenance,
    model::{Basis, Channel, Code, Collected, Permit, Problem, Purpose},
    views::{ColumnMapping, DateOrder, ImportPlanView, MappingView},
};
use std::{io::Read, path::Path};

/// A notice is a page or two; what is longer is something else.
const LONGEST_NOTICE: u64 = 256 * 1024;

/// Reads `email:news,offers`.
pub(super) fn permit(text: &str) -> Result<Permit, &'static str> {
    let (channel, purposes) = text.split_once(':').ok_or("write CHANNEL:PURPOSES, such as email:news,offers")?;
    let channel = Channel::from_word(channel.trim()).ok_or("a channel is email, sms, post or phone")?;
    Ok(Permit { channel, purposes: self::purposes(purposes)? })
}

/// Reads `news,offers`.
pub(crate) fn purposes(text: &str) -> Result<Vec<Purpose>, &'static str> {
    let mut found = Vec::new();
    for word in text.split(',') {
        let purpose = Purpose::from_word(word).ok_or("a purpose is news, offers or service")?;
        if !found.contains(&purpose) {
            found.push(purpose);
        }
    }
    Ok(found)
}

/// The text people were shown.
pub(super) fn notice(path: &Path) -> Result<String, Halt> {
    let broken = |error: std::io::Error| exit::file("read the notice from", path, &error);
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(broken)?;
    file.take(LONGEST_NOTICE + 1).read_to_string(&mut text).map_err(broken)?;
    if text.len() as u64 > LONGEST_NOTICE {
        return Err(exit::usage("The file is longer than any notice.", "Is it the right file?"));
    }
    if text.trim().is_empty() {
        return Err(exit::usage("The notice is empty.", "Put the text people were shown into it, or leave it out."));
    }
    Ok(text)
}

fn read_mapping(path: &Path) -> Result<MappingView, Halt> {
    let text = std::fs::read_to_string(path).map_err(|error| exit::file("read the mapping from", path, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        exit::usage(
            format!("{} is not a mapping: {error}.", path.display()),
            "Start from what regulars import FILE --print-map prints.",
        )
    })
}

/// A column of one's own, as the mapping names it.
pub(super) const OWN: &str = "custom";

impl Reading {
    /// The mapping to use: the file's own, or the one given; with what the options add.
    pub(super) fn mapping(&self, plan: &ImportPlanView) -> Result<MappingView, Halt> {
        let mut mapping = match &self.map {
            Some(path) => read_mapping(path)?,
            None => plan.mapping.clone(),
        };
        if let Some(currency) = self.currency {
            mapping.currency = Some(currency.to_string());
        }
        // Where the file's own dates leave no doubt, an answer to the doubt would only be wrong.
        let in_doubt = plan.date_question.is_some() || self.map.is_some();
        match self.dates.filter(|_| in_doubt) {
            Some(Dates::DayFirst) => mapping.date_order = Some(DateOrder::DayFirst),
            Some(Dates::MonthFirst) => mapping.date_order = Some(DateOrder::MonthFirst),
            None => {}
        }
        match &self.phone_country {
            Some(PhoneCountry::Of(code)) => mapping.phone_country = Some(code.clone()),
            Some(PhoneCountry::None) => mapping.phone_country = None,
            None => {}
        }
        mapping.no_amounts |= self.no_amounts;
        for own in &self.own {
            let (columns, purpose) = named(&mut mapping, own)?;
            for column in columns {
                column.target = Some(OWN.to_owned());
                purpose.trim().clone_into(&mut column.purpose);
            }
        }
        for header in &self.keep_delicate {
            let (columns, _) = named(&mut mapping, &format!("{header}="))?;
            for column in columns {
                column.keep_delicate = true;
                // A column that was left out for what it holds has no place to go to yet.
                column.target.get_or_insert_with(|| OWN.to_owned());
            }
        }
        Ok(mapping)
    }

    /// Asks what the file leaves open and only the user knows. With nobody to ask, it is refused in words.
    pub(super) fn ask(&self, plan: &ImportPlanView, mapping: &mut MappingView, hand: &Hand) -> Result<(), Halt> {
        let there = somebody_there() && !hand.out.is_json();
        if let Some(question) = &plan.date_question
            && mapping.date_order.is_none()
        {
            if !there {
                return Err(open(question, "Say so with --dates day-first or --dates month-first."));
            }
            mapping.date_order = Some(date_order(question)?);
        }
        if let Some(question) = &plan.phone_question
            && mapping.phone_country.is_none()
            && self.phone_country.is_none()
            && self.map.is_none()
        {
            if !there {
                let hint = "Say so with --phone-country and two letters such as PT; --phone-country none leaves them as they are.";
                return Err(open(question, hint));
            }
            mapping.phone_country = phone_country(question)?;
        }
        Ok(())
    }
}

/// A question nobody was there to answer.
fn open(question: &str, hint: &str) -> Halt {
    Problem::new(Code::InputRefused, question.to_owned(), format!("Nothing was written. {hint}")).into()
}

fn date_order(question: &str) -> Result<DateOrder, Halt> {
    loop {
        let answer = line(&format!("{question}\nType d for day first (31/12), m for month first (12/31): "))?;
        match answer.to_lowercase().as_str() {
            "d" | "day" | "day-first" => return Ok(DateOrder::DayFirst),
            "m" | "month" | "month-first" => return Ok(DateOrder::MonthFirst),
            _ => {}
        }
    }
}

fn phone_country(question: &str) -> Result<Option<String>, Halt> {
    loop {
        let answer = line(&format!("{question}\nType its two letters (PT, DE), or none to leave them as they are: "))?;
        match country(&answer) {
            Ok(PhoneCountry::Of(code)) => return Ok(Some(code)),
            Ok(PhoneCountry::None) => return Ok(None),
            Err(_) => {}
        }
    }
}

/// The columns that `COLUMN=…` names, and what stands behind. A header may hold `=` itself: the longest that fits counts.
fn named<'m, 't>(
    mapping: &'m mut MappingView,
    text: &'t str,
) -> Result<(impl Iterator<Item = &'m mut ColumnMapping> + use<'m>, &'t str), Halt> {
    let header = mapping
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .filter(|header| text.strip_prefix(header).is_some_and(|rest| rest.starts_with('=')))
        .max_by_key(|header| header.len());
    let Some(header) = header.map(str::to_owned) else {
        let wanted = text.split('=').next().unwrap_or_default();
        let known: Vec<&str> = mapping.columns.iter().map(|column| column.header.as_str()).collect();
        return Err(exit::usage(
            format!("The file has no column “{wanted}”."),
            format!("Write it as the file does. It has: {}.", known.join(", ")),
        ));
    };
    let rest = &text[header.len() + 1..];
    Ok((mapping.columns.iter_mut().filter(move |column| column.header == header), rest))
}

impl Saying {
    /// What the options say of the file, and what was said before of one like it where that is wanted.
    pub(super) fn provenance(&self, plan: &ImportPlanView, notice: Option<&str>) -> Result<Provenance, Halt> {
        let mut from = Provenance::new(plan.file_name.clone(), Basis::Unstated);
        if self.as_before {
            let before = plan.remembered.as_ref().map(|remembered| &remembered.provenance);
            let before = before.ok_or_else(|| {
                exit::usage(
                    "No file with these columns came in before.",
                    "Say it with --source, --basis and --collected.",
                )
            })?;
            from.source.clone_from(&before.source);
            from.basis = before.basis;
            from.collected = before.collected;
            from.collected_on = before.collected_on.as_deref().and_then(|day| day.parse().ok());
            from.permits.clone_from(&before.permits);
            from.notice.clone_from(&before.notice);
        }
        if let Some(source) = &self.source {
            from.source.clone_from(source);
        }
        from.basis = self.basis.unwrap_or(from.basis);
        from.collected = self.collected.unwrap_or(from.collected);
        from.collected_on = self.collected_on.or(from.collected_on);
        if !self.permits.is_empty() {
            from.permits.clone_from(&self.permits);
        }
        if let Some(notice) = notice {
            notice.clone_into(&mut from.notice);
        }
        if from.source.trim().is_empty() {
            return Err(exit::usage("The source is empty.", "Say in your words where the data come from."));
        }
        // A yes that nobody can have heard is none.
        if from.collected.quarantines() && !from.permits.is_empty() {
            return Err(exit::usage(
                format!("Nobody in such a file can be said to have agreed ({}).", from.collected.words()),
                "Leave --permit out. A yes that a person gives is written down with regulars privacy yes.",
            ));
        }
        Ok(from)
    }
}

/// As `--collected` takes it.
pub(super) fn collected_word(collected: Collected) -> String {
    collected.word().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_workbench::views::FileKind;

    fn mapping(headers: &[&str]) -> MappingView {
        let columns = headers
            .iter()
            .map(|header| ColumnMapping {
                header: (*header).to_owned(),
                target: None,
                field_type: None,
                purpose: String::new(),
                keep_delicate: false,
            })
            .collect();
        MappingView {
            kind: FileKind::Customers,
            columns,
            date_order: None,
            currency: None,
            phone_country: None,
            no_amounts: false,
        }
    }

    #[test]
    fn permits_are_channel_and_purposes() {
        let permit = permit("email:news,offers,news").expect("a permit");
        assert_eq!((permit.channel, permit.purposes), (Channel::Email, vec![Purpose::News, Purpose::Offers]));
        for wrong in ["email", "fax:news", "email:", "email:sale", "email:news,", ":news"] {
            assert!(super::permit(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_column_is_named_as_the_file_writes_it_even_with_an_equals_sign() {
        let mut map = mapping(&["a", "a=b", "size"]);
        let (found, purpose) = named(&mut map, "a=b=for c=d").expect("a column");
        assert_eq!(
            (found.map(|column| column.header.clone()).collect::<Vec<_>>(), purpose),
            (vec!["a=b".to_owned()], "for c=d")
        );
        let refused = named(&mut map, "colour=x").map(|_| ());
        assert!(matches!(refused, Err(Halt::Problem(p)) if p.message.contains("colour") && p.hint.contains("size")));
    }
}
