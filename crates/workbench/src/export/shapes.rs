//! The columns that each program takes, and how a person is written into them.

use crate::views::ExportShape;
use regulars_model::{Channel, Field, FieldType, PersonFields};
use serde_json::{Map, Value};

pub(super) fn word(shape: ExportShape) -> &'static str {
    match shape {
        ExportShape::Csv => "csv",
        ExportShape::Xlsx => "xlsx",
        ExportShape::Mailchimp => "mailchimp",
        ExportShape::Klaviyo => "klaviyo",
        ExportShape::Shopify => "shopify",
        ExportShape::Listmonk => "listmonk",
    }
}

const OWN: [&str; 14] = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Phone",
    "Company",
    "Street",
    "City",
    "Region",
    "Postcode",
    "Country",
    "Birthday",
    "Customer Since",
    "Tags",
];
const MAILCHIMP: [&str; 5] = ["Email Address", "First Name", "Last Name", "Phone Number", "Tags"];
const KLAVIYO: [&str; 10] = [
    "Email",
    "Phone Number",
    "First Name",
    "Last Name",
    "Organization",
    "City",
    "State / Region",
    "Zip Code",
    "Country",
    "Date Added",
];
/// Shopify's own template for importing customers.
const SHOPIFY: [&str; 17] = [
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Tags",
    "Note",
    "Tax Exempt",
];
const LISTMONK: [&str; 3] = ["email", "name", "attributes"];

/// The first row.
pub(super) fn header(shape: ExportShape, own: &[Field]) -> Vec<String> {
    let fixed: &[&str] = match shape {
        ExportShape::Csv | ExportShape::Xlsx => &OWN,
        ExportShape::Mailchimp => &MAILCHIMP,
        ExportShape::Klaviyo => &KLAVIYO,
        ExportShape::Shopify => &SHOPIFY,
        ExportShape::Listmonk => &LISTMONK,
    };
    let mut cells: Vec<String> = fixed.iter().map(|name| (*name).to_owned()).collect();
    if matches!(shape, ExportShape::Csv | ExportShape::Xlsx | ExportShape::Klaviyo | ExportShape::Mailchimp) {
        cells.extend(own.iter().map(|field| field.label.clone()));
    }
    cells
}

/// One person.
pub(super) fn row(shape: ExportShape, fields: &PersonFields, own: &[Field], channel: Channel) -> Vec<String> {
    let text = |text: &String| text.clone();
    let since = fields.signed_up.map_or_else(String::new, |day| day.to_string());
    let yes = |asked: Channel| if asked == channel { "yes" } else { "no" }.to_owned();
    let tags = fields.tags.join(", ");
    let f = fields;
    let mut cells = match shape {
        ExportShape::Csv | ExportShape::Xlsx => vec![
            text(&f.external_id),
            text(&f.first_name),
            text(&f.last_name),
            text(&f.email),
            text(&f.phone),
            text(&f.company),
            text(&f.street),
            text(&f.city),
            text(&f.region),
            text(&f.postcode),
            text(&f.country),
            birthday(f),
            since,
            tags,
        ],
        ExportShape::Mailchimp => {
            vec![text(&f.email), text(&f.first_name), text(&f.last_name), text(&f.phone), tags]
        }
        ExportShape::Klaviyo => vec![
            text(&f.email),
            text(&f.phone),
            text(&f.first_name),
            text(&f.last_name),
            text(&f.company),
            text(&f.city),
            text(&f.region),
            text(&f.postcode),
            text(&f.country),
            since,
        ],
        ExportShape::Shopify => vec![
            text(&f.first_name),
            text(&f.last_name),
            text(&f.email),
            yes(Channel::Email),
            text(&f.company),
            text(&f.street),
            String::new(),
            text(&f.city),
            text(&f.region),
            text(&f.country),
            text(&f.postcode),
            text(&f.phone),
            text(&f.phone),
            yes(Channel::Sms),
            tags,
            String::new(),
            "no".to_owned(),
        ],
        ExportShape::Listmonk => return vec![text(&f.email), f.display_name(), attributes(f, own)],
    };
    if shape != ExportShape::Shopify {
        cells.extend(own.iter().map(|field| value(f, field)));
    }
    cells
}

/// A field of the shop's own, as programs take its type.
fn value(fields: &PersonFields, field: &Field) -> String {
    let value = fields.custom.get(&field.key).cloned().unwrap_or_default();
    if field.kind == FieldType::List { value.replace('\u{1f}', "; ") } else { value }
}

/// "14 March": no year is held, and this way nobody takes the day for the month.
fn birthday(fields: &PersonFields) -> String {
    let date = fields.birthday.and_then(|birthday| {
        jiff::civil::Date::new(2024, i8::try_from(birthday.month).ok()?, i8::try_from(birthday.day).ok()?).ok()
    });
    date.map_or_else(String::new, |date| date.strftime("%-d %B").to_string())
}

/// The shop's own fields, as JSON.
fn attributes(fields: &PersonFields, own: &[Field]) -> String {
    let mut map = Map::new();
    for field in own {
        if let Some(value) = fields.custom.get(&field.key).filter(|value| !value.is_empty()) {
            let parts = || value.split('\u{1f}').map(|part| Value::String(part.to_owned())).collect();
            let json = if field.kind == FieldType::List { Value::Array(parts()) } else { Value::String(value.clone()) };
            map.insert(field.key.clone(), json);
        }
    }
    Value::Object(map).to_string()
}
