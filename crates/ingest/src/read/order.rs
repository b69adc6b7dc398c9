//! A row that is an order or one line of it. In many exports only the first line of an order says who, when and how
//! much in all; the lines under it take that from the line before.

use super::plan::{Fault, Plan};
use crate::{Permissions, Row, RowCode, Target, damage, date, number::Decimal, words, zone};
use csv::ByteRecord;
use regulars_model::{PersonFields, moment};

/// The order in hand.
#[derive(Default)]
pub(crate) struct Orders {
    key: String,
    /// What its first line said, or why that could not be used.
    head: Option<Result<Head, Fault>>,
    continued: bool,
}

#[derive(Clone)]
struct Head {
    person: PersonFields,
    permissions: Permissions,
    at: i64,
    /// Total and refund, until a row has carried them.
    total: Option<i64>,
    refunded: Option<i64>,
    cancelled: bool,
}

impl Orders {
    /// Whether the order in hand has this number.
    pub(crate) fn is_of(&self, key: &str) -> bool {
        self.head.is_some() && self.key == key
    }

    /// Whether the last row took from the row before what it did not say.
    pub(crate) fn continued(&self) -> bool {
        self.continued
    }

    /// No order is in hand.
    pub(crate) fn forget(&mut self) {
        self.head = None;
    }

    /// The next row.
    pub(crate) fn line(&mut self, plan: &mut Plan, record: &ByteRecord) -> Result<Row, Fault> {
        let key = plan.id(record, Target::OrderId)?;
        if damage::shortened(&key) == Some(damage::Shortened::Cut) {
            return Err(Fault::at(plan.column(Target::OrderId), RowCode::CutDigits));
        }
        let continues = !key.is_empty() && self.key == key && self.head.is_some();
        self.continued = continues;
        if !continues {
            self.head = Some(head(plan, record));
            self.key.clone_from(&key);
        }
        let mut head = match &self.head {
            Some(Ok(head)) => head.clone(),
            // The first line of an order failed, and this one stands on its own.
            Some(Err(_)) if continues && stands_alone(plan, record) => {
                let own = self::head(plan, record)?;
                self.head = Some(Ok(own.clone()));
                own
            }
            Some(Err(fault)) => return Err(fault.clone()),
            None => return Err(Fault::row(RowCode::NoCustomer)),
        };
        if continues {
            if plan.names_somebody(record) && !same_identity(plan, record, &head.person) {
                head.person = plan.person(record)?;
                if plan.own.any() {
                    head.person.custom = plan.custom(record);
                }
                head.permissions = plan.said(record);
            }
            if let Some(at) = plan.ordered_at(record)? {
                head.at = at;
            }
        }
        let quantity = plan.number(record, Target::Quantity, RowCode::BadQuantity)?.unwrap_or(Decimal::ONE);
        let pieces = quantity.to_pieces().map_err(|_| Fault::at(plan.column(Target::Quantity), RowCode::TooLarge))?;
        let amount = amount(plan, record, quantity)?;
        let mut row = Row::OrderLine {
            line: plan.line,
            person: head.person,
            permissions: head.permissions,
            at: head.at,
            order_total: head.total,
            refunded: head.refunded,
            cancelled: head.cancelled,
            sku: plan.text(record, Target::Sku)?,
            product: plan.text(record, Target::Product)?,
            category: plan.text(record, Target::Category)?,
            channel: plan.text(record, Target::SalesChannel)?,
            quantity: pieces,
            amount,
            cancellation: plan.c_numbers && words::is_cancellation_number(&key),
            key,
        };
        if let Some(Ok(head)) = &mut self.head {
            (head.total, head.refunded) = (None, None);
        }
        if plan.column(Target::ProductList).is_some() {
            let list = plan.text(record, Target::ProductList)?;
            split(&list, &mut row, &mut plan.also);
        }
        Ok(row)
    }
}

/// What the first line of an order says about all of it.
fn head(plan: &mut Plan, record: &ByteRecord) -> Result<Head, Fault> {
    let mut person = plan.person(record)?;
    if plan.own.any() {
        person.custom = plan.custom(record);
    }
    let at = plan.ordered_at(record)?.ok_or_else(|| Fault::at(plan.column(Target::OrderedAt), RowCode::NoDate))?;
    if let Some(code) = plan.value(record, Target::Currency) {
        plan.agree(code, plan.column(Target::Currency))?;
    }
    let total = plan.money(record, Target::OrderTotal)?;
    let mut refunded = plan.money(record, Target::OrderRefunded)?.map(i64::abs);
    let status = plan.cell(record, Target::OrderStatus);
    let called_off = plan
        .value(record, Target::OrderCancelledAt)
        .is_some_and(|said| !["no", "false", "0", "n"].iter().any(|no| said.eq_ignore_ascii_case(no)));
    let mut cancelled = called_off || words::is_void(status);
    if words::is_refunded(status) && refunded.is_none_or(|amount| amount == 0) {
        // Paid back whole, and no column says how much.
        refunded = total.filter(|total| *total > 0);
        cancelled |= refunded.is_none();
    }
    Ok(Head { person, permissions: plan.said(record), at, total, refunded, cancelled })
}

fn stands_alone(plan: &Plan, record: &ByteRecord) -> bool {
    plan.names_somebody(record) && plan.value(record, Target::OrderedAt).is_some()
}

/// Whether a row repeats who its order is of, as most files do.
fn same_identity(plan: &Plan, record: &ByteRecord, person: &PersonFields) -> bool {
    let same = |target: Target, known: &str| plan.id(record, target).is_ok_and(|here| here.is_empty() || here == known);
    same(Target::ExternalId, &person.external_id)
        && same(Target::Email, &person.email)
        && same(Target::Phone, &person.phone)
}

/// What the row came to: its own total, or pieces times price less discount rounded once, or the order's total
/// where a row is an order.
fn amount(plan: &mut Plan, record: &ByteRecord, quantity: Decimal) -> Result<i64, Fault> {
    if plan.unpriced {
        return Ok(0);
    }
    if let Some(amount) = plan.money(record, Target::LineTotal)? {
        return Ok(amount);
    }
    if let Some(price) = plan.price(record, Target::UnitPrice)? {
        let discount = plan.price(record, Target::LineDiscount)?.unwrap_or(Decimal::ZERO);
        let column = plan.column(Target::UnitPrice);
        let exact = quantity.times(price).and_then(|gross| gross.minus(discount));
        return plan.minor(exact.map_err(|_| Fault::at(column, RowCode::TooLarge))?, column);
    }
    let column = [Target::LineTotal, Target::UnitPrice, Target::OrderTotal].into_iter().find_map(|it| plan.column(it));
    plan.money(record, Target::OrderTotal)?.ok_or_else(|| Fault::at(column, RowCode::NoAmount))
}

impl Plan {
    /// The person of a row whose order cannot be kept, beside it; the fault then says that they came in. A row that names
    /// nobody leaves it as it is.
    pub(crate) fn without_order(&mut self, record: &ByteRecord, fault: Fault) -> Fault {
        let Ok(mut person) = self.person(record) else { return fault };
        if self.own.any() {
            person.custom = self.custom(record);
        }
        let permissions = self.said(record);
        self.also.push(Row::Customer { line: self.line, person, permissions });
        let words = format!("{}: the person is taken in, the order is not", fault.code.words());
        Fault { words: Some(words), ..fault }
    }

    /// When an order was made: date, hour and zone, in one column or in three.
    fn ordered_at(&mut self, record: &ByteRecord) -> Result<Option<i64>, Fault> {
        if self.column(Target::OrderedTime).is_none() && self.column(Target::OrderedZone).is_none() {
            return self.moment(record, Target::OrderedAt);
        }
        let Some(day) = self.moment(record, Target::OrderedAt)? else { return Ok(None) };
        let time = self.value(record, Target::OrderedTime).map(date::time_of_day);
        let local = match time {
            Some(Some(seconds)) => day + seconds,
            Some(None) => {
                self.warnings.push(Fault::at(self.column(Target::OrderedTime), RowCode::BadDate));
                day
            }
            None => day,
        };
        let Some(name) = self.value(record, Target::OrderedZone) else { return Ok(Some(local)) };
        if self.last_zone.as_ref().is_none_or(|(known, _)| known != name) {
            self.last_zone = Some((name.to_owned(), zone::named(name)));
        }
        match self.last_zone.as_ref().and_then(|(_, zone)| zone.as_ref()) {
            // An offset beside the time has said it already.
            Some(_) if moment::is_in_the_world(local) => Ok(Some(local)),
            Some(zone) => Ok(Some(moment::in_the_world(zone.moment(local)))),
            None => {
                let words = Some("a time zone that is not known: read as the shop's own time".to_owned());
                let fault = Fault::at(self.column(Target::OrderedZone), RowCode::BadDate);
                self.warnings.push(Fault { words, ..fault });
                Ok(Some(local))
            }
        }
    }
}

/// `2× Tea, 1× Mug` as pieces and names; a text that is no such list is one product.
fn listed(text: &str) -> Vec<(i32, &str)> {
    let piece = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let rest = part.get(digits..)?.trim_start();
        let name = rest.strip_prefix(['×', 'x', 'X'])?.trim_start();
        Some((digits, name.len())).filter(|(digits, name)| *digits > 0 && *name > 0)
    };
    // A comma stands between two products only where pieces follow it.
    let mut starts = vec![0];
    starts.extend(text.match_indices(", ").map(|(at, _)| at + 2).filter(|at| piece(&text[*at..]).is_some()));
    let ends = starts.iter().skip(1).map(|at| at - 2).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(from, to)| {
            let part = &text[*from..to];
            match piece(part) {
                Some((digits, _)) => {
                    let name = part[digits..].trim_start().trim_start_matches(['×', 'x', 'X']).trim();
                    (part[..digits].parse().unwrap_or(1), name)
                }
                None => (1, part.trim()),
            }
        })
        .filter(|(pieces, name)| *pieces > 0 && !name.is_empty())
        .collect()
}

/// An order with all its products in one cell, as a line for each. What each came to is not said: the amount is shared out
/// by pieces, to the cent.
fn split(list: &str, row: &mut Row, also: &mut Vec<Row>) {
    let products = listed(list);
    let all: i64 = products.iter().map(|(pieces, _)| i64::from(*pieces)).sum();
    let Row::OrderLine { product, quantity, amount, .. } = row else { return };
    let Some(((first, name), rest)) = products.split_first() else { return };
    (*product, *quantity) = ((*name).to_owned(), *first);
    let whole = *amount;
    let mut left = whole;
    let mut others = Vec::new();
    for (pieces, name) in rest {
        let share = whole * i64::from(*pieces) / all;
        left -= share;
        others.push((*pieces, *name, share));
    }
    *amount = left;
    for (pieces, name, share) in others {
        let mut another = row.clone();
        if let Row::OrderLine { product, quantity, amount, order_total, refunded, .. } = &mut another {
            (*product, *quantity, *amount) = (name.to_owned(), pieces, share);
            (*order_total, *refunded) = (None, None);
        }
        also.push(another);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_in_one_cell() {
        assert_eq!(listed("2× Tea, 1× Mug, blue, 3x Beans"), [(2, "Tea"), (1, "Mug, blue"), (3, "Beans")]);
        assert_eq!(listed("Tea"), [(1, "Tea")]);
        assert_eq!(listed(""), []);
        assert_eq!(listed("× , 1×"), [(1, "× , 1×")]);
    }
}
