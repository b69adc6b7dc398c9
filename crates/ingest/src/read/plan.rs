//! A mapping made ready for a million rows: which column is where, how its dates and numbers are read.

use super::own::Own;
use crate::{
    DateOrder, IngestError, Mapping, Ours, Row, RowCode, Survey, Target, date, mapping,
    number::{self, Decimal, NumberError, Style},
    phone::{self, Country},
    rows::cell,
    words::{self, Asks},
};
use csv::ByteRecord;
use regulars_model::{Channel, Currency, Day, PermissionState, Zone, without_unseen};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Longest text that is kept, in bytes.
pub(crate) const TEXT_LIMIT: usize = 4_096;

/// What is wrong with a row or a cell.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) column: Option<usize>,
    pub(crate) code: RowCode,
    /// Where the code's own words do not say enough.
    pub(crate) words: Option<String>,
}

impl Fault {
    pub(crate) fn row(code: RowCode) -> Self {
        Self { column: None, code, words: None }
    }

    pub(crate) fn at(column: Option<usize>, code: RowCode) -> Self {
        Self { column, code, words: None }
    }
}

pub(crate) struct Plan {
    columns: Vec<Option<usize>>,
    pub(crate) permissions: Vec<(usize, Channel, Asks)>,
    /// What everybody has said where the row says nothing.
    pub(crate) everybody: Vec<(Channel, PermissionState)>,
    /// Fields of the shop's own.
    pub(crate) own: Own,
    /// Where telephone numbers without a country are from.
    pub(crate) phone_country: Option<&'static Country>,
    /// A name is all that this kind of file tells.
    pub(crate) names_only: bool,
    /// Customer numbers are names to log in with.
    pub(crate) logins: bool,
    /// Telephone numbers have their country in front and no plus.
    pub(crate) phones_abroad: bool,
    orders: Vec<DateOrder>,
    styles: Vec<Style>,
    dot_zero: Vec<bool>,
    pub(crate) c_numbers: bool,
    /// No column tells amounts, and none are asked for.
    pub(crate) unpriced: bool,
    /// A spreadsheet dropped the noughts in front of postcodes.
    pub(crate) lost_noughts: bool,
    /// What amounts are in; None until the file says.
    known_currency: Option<Currency>,
    /// The date last read: rows that stand together share it.
    last_date: (String, Option<i64>),
    /// The shop's own time zone.
    zone: Zone,
    /// The time zone last read.
    pub(crate) last_zone: Option<(String, Option<Zone>)>,
    /// Line of the row in hand.
    pub(crate) line: u32,
    /// Cells of the row in hand that are left out.
    pub(crate) warnings: Vec<Fault>,
    /// What the row in hand holds beside its first thing.
    pub(crate) also: Vec<Row>,
}

impl Plan {
    pub(crate) fn new(survey: &Survey, mapping: &Mapping, shop: &Ours) -> Result<Self, IngestError> {
        let ours = shop.currency;
        let known_currency = match mapping.currency.filter(|file| *file != Currency::UNKNOWN) {
            Some(file) if ours != Currency::UNKNOWN && file != ours => {
                return Err(IngestError::OtherCurrency { file: file.to_string(), ours: ours.to_string() });
            }
            Some(file) => Some(file),
            None => Some(ours).filter(|ours| *ours != Currency::UNKNOWN),
        };
        let mut columns = vec![None; Target::ALL.len()];
        let mut permissions = Vec::new();
        for (at, target) in mapping.targets.iter().enumerate() {
            let Some(target) = *target else { continue };
            match target.channel() {
                None if target == Target::Custom => {}
                Some(channel) => permissions.push((at, channel, Asks::of(&survey.columns[at].header))),
                None => columns[target as usize] = Some(at),
            }
        }
        let every = 0..survey.columns.len();
        let key = columns[Target::OrderId as usize];
        let postcode = columns[Target::Postcode as usize];
        Ok(Self {
            columns,
            permissions,
            everybody: mapping.everybody.clone(),
            own: Own::new(survey, mapping),
            phone_country: mapping.phone_country.as_deref().and_then(phone::country),
            names_only: survey.known_for(mapping.kind).is_some_and(|known| known.names_only),
            logins: survey.known_for(mapping.kind).is_some_and(|known| known.logins),
            phones_abroad: survey.known_for(mapping.kind).is_some_and(|known| known.phones_abroad),
            orders: every
                .clone()
                .map(|at| mapping::date_order(survey, mapping, at).unwrap_or(DateOrder::DayFirst))
                .collect(),
            styles: every.map(|at| mapping::style(survey, mapping, at)).collect(),
            dot_zero: survey.facts.iter().map(crate::facts::Facts::is_dot_zero).collect(),
            c_numbers: key.is_some_and(|at| survey.facts[at].has_cancellation_numbers()),
            unpriced: mapping.unpriced && !mapping.tells_amounts(),
            lost_noughts: postcode.is_some_and(|at| survey.facts[at].damage.has_lost_noughts()),
            known_currency,
            last_date: (String::new(), None),
            zone: shop.zone.clone(),
            last_zone: None,
            line: 0,
            warnings: Vec::new(),
            also: Vec::new(),
        })
    }

    /// What amounts are in, as far as is known.
    pub(crate) fn currency(&self) -> Currency {
        self.known_currency.unwrap_or(Currency::UNKNOWN)
    }

    /// Where a target's column is.
    pub(crate) fn column(&self, target: Target) -> Option<usize> {
        self.columns[target as usize]
    }

    /// A target's cell, trimmed; empty when there is no such column.
    pub(crate) fn cell<'r>(&self, record: &'r ByteRecord, target: Target) -> &'r str {
        self.column(target).map_or("", |at| cell(record, at).trim())
    }

    /// The same where programs write words for nothing: ids, dates, numbers.
    pub(crate) fn value<'r>(&self, record: &'r ByteRecord, target: Target) -> Option<&'r str> {
        Some(self.cell(record, target)).filter(|text| !words::is_nothing(text))
    }

    /// A text to keep: without a spreadsheet's apostrophe, composed (NFC).
    pub(crate) fn text(&self, record: &ByteRecord, target: Target) -> Result<String, Fault> {
        let text = words::unquoted(self.cell(record, target));
        if text.len() > TEXT_LIMIT {
            return Err(Fault::at(self.column(target), RowCode::TooLarge));
        }
        Ok(composed(text))
    }

    /// An identifier to keep: as `text`, and without the `.0` that a whole column has.
    pub(crate) fn id(&self, record: &ByteRecord, target: Target) -> Result<String, Fault> {
        let Some(at) = self.column(target).filter(|_| self.value(record, target).is_some()) else {
            return Ok(String::new());
        };
        let mut text = without_unseen(&self.text(record, target)?).into_owned();
        if self.dot_zero[at] && text.ends_with(".0") {
            text.truncate(text.len() - 2);
        }
        Ok(text)
    }

    /// When, as [`regulars_model::moment`] marks it; `None` when the cell is empty.
    pub(crate) fn moment(&mut self, record: &ByteRecord, target: Target) -> Result<Option<i64>, Fault> {
        let Some(text) = self.value(record, target) else { return Ok(None) };
        let Some(at) = self.column(target) else { return Ok(None) };
        if text.len() > 64 {
            return Err(Fault::at(Some(at), RowCode::BadDate));
        }
        if self.last_date.0 != text {
            let date = date::parse(text).or_else(|| date::counted(text));
            self.last_date.1 = date.and_then(|date| date.second(self.orders[at]));
            self.last_date.0.clear();
            self.last_date.0.push_str(text);
        }
        self.last_date.1.map(Some).ok_or_else(|| Fault::at(Some(at), RowCode::BadDate))
    }

    /// The shop's own day of what a file tells.
    pub(crate) fn day(&self, at: i64) -> Day {
        Day::of_second(self.zone.shown(at))
    }

    /// How a column's dates are read.
    pub(crate) fn order_of(&self, at: usize) -> DateOrder {
        self.orders[at]
    }

    /// Which mark stands before a column's decimals.
    pub(crate) fn style_of(&self, at: usize) -> Style {
        self.styles[at]
    }

    /// A number; `None` when the cell is empty. `wrong` is what a text that is none is called.
    pub(crate) fn number(&self, record: &ByteRecord, target: Target, wrong: RowCode) -> Result<Option<Decimal>, Fault> {
        let Some(text) = self.value(record, target) else { return Ok(None) };
        let Some(at) = self.column(target) else { return Ok(None) };
        if text.len() > 64 {
            return Err(Fault::at(Some(at), wrong));
        }
        number::parse(text, self.styles[at]).map(Some).map_err(|error| match error {
            NumberError::NotANumber => Fault::at(Some(at), wrong),
            NumberError::TooLarge => Fault::at(Some(at), RowCode::TooLarge),
        })
    }

    /// An amount, not yet rounded; `None` when the cell is empty.
    pub(crate) fn price(&mut self, record: &ByteRecord, target: Target) -> Result<Option<Decimal>, Fault> {
        let number = self.number(record, target, RowCode::BadNumber)?;
        if number.is_some()
            && let Some(mark) = number::currency_mark(self.cell(record, target))
        {
            self.agree(mark, self.column(target))?;
        }
        Ok(number)
    }

    /// An amount in minor units; `None` when the cell is empty.
    pub(crate) fn money(&mut self, record: &ByteRecord, target: Target) -> Result<Option<i64>, Fault> {
        let Some(number) = self.price(record, target)? else { return Ok(None) };
        self.minor(number, self.column(target)).map(Some)
    }

    pub(crate) fn minor(&self, number: Decimal, column: Option<usize>) -> Result<i64, Fault> {
        let places = self.currency().exponent();
        number.to_minor(places).map_err(|_| Fault::at(column, RowCode::TooLarge))
    }

    /// Whether a currency's code or sign is what amounts are in.
    pub(crate) fn agree(&mut self, mark: &str, column: Option<usize>) -> Result<(), Fault> {
        let ours = self.known_currency;
        let same = match (mark, ours) {
            // Many currencies are written with one sign.
            ("$", Some(ours)) => {
                ours.code().ends_with('D') || ["MXN", "ARS", "CLP", "COP", "UYU"].contains(&ours.code())
            }
            ("JPY", Some(ours)) => ["JPY", "CNY"].contains(&ours.code()),
            ("$", None) => true,
            (code, _) => match (code.parse::<Currency>(), ours) {
                (Ok(theirs), Some(ours)) => theirs == ours,
                (Ok(theirs), None) => {
                    self.known_currency = Some(theirs);
                    true
                }
                (Err(_), _) => false,
            },
        };
        if same { Ok(()) } else { Err(Fault::at(column, RowCode::OtherCurrency)) }
    }
}

/// Composed (NFC).
pub(crate) fn composed(text: &str) -> String {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}
