//! Very many people and orders, written as they are made: for tests of a million people and for the bench.

use crate::draw::{Dice, chance, dice, pick, weighted};
use crate::names::{FAMILY, GIVEN, PLACES, STREETS};
use crate::sheets::cents;
use crate::shelf::{CATEGORIES, shelf, sku};
use rand::Rng;
use regulars_model::{Day, PersonFields};
use std::io::{self, Write};

/// A seeded crowd. The same seed, numbers and day give the same bytes; nothing is kept in memory.
#[derive(Debug, Clone, Copy)]
pub struct ManyPeople {
    /// Seed of everything drawn.
    pub seed: u64,
    /// People, numbered from 0.
    pub people: u32,
    /// Orders, or invoice lines, spread over three years.
    pub orders: u32,
    /// The day after the last order.
    pub as_of: Day,
}

impl ManyPeople {
    /// One person by number. The number is enough: no other person has to be made first.
    #[must_use]
    pub fn person(&self, number: u32) -> PersonFields {
        let mut dice = dice(self.seed, 1_000 + u64::from(number));
        let (given, family) = (pick(&mut dice, &GIVEN), pick(&mut dice, &FAMILY));
        let (city, stem, country, _) = PLACES[weighted(&mut dice, &PLACES.map(|place| place.3))];
        PersonFields {
            external_id: format!("{}", 100_000 + u64::from(number)),
            email: email(number),
            first_name: given.0.to_owned(),
            last_name: family.0.to_owned(),
            street: format!("{} {}", pick(&mut dice, &STREETS), dice.gen_range(1..140)),
            city: city.to_owned(),
            postcode: format!("{stem}{}", dice.gen_range(10..100)),
            country: country.to_owned(),
            ..PersonFields::default()
        }
    }

    /// `customer_id,email,first_name,last_name,street,city,postcode,country,email_permission`, one row a person.
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_customers(&self, to: &mut impl Write) -> io::Result<()> {
        let mut dice = dice(self.seed, 5);
        writeln!(to, "customer_id,email,first_name,last_name,street,city,postcode,country,email_permission")?;
        for number in 0..self.people {
            let person = self.person(number);
            let said = ["yes", "no", ""][weighted(&mut dice, &[65.0, 11.0, 24.0])];
            writeln!(
                to,
                "{},{},{},{},{},{},{},{},{said}",
                person.external_id,
                person.email,
                person.first_name,
                person.last_name,
                person.street,
                person.city,
                person.postcode,
                person.country
            )?;
        }
        Ok(())
    }

    /// `order_id,customer_id,email,ordered_at,currency,sku,product,category,quantity,unit_price,order_total`, one row
    /// an order, oldest first.
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_orders(&self, to: &mut impl Write) -> io::Result<()> {
        let mut dice = dice(self.seed, 6);
        writeln!(
            to,
            "order_id,customer_id,email,ordered_at,currency,sku,product,category,quantity,unit_price,order_total"
        )?;
        for number in 0..self.orders {
            let buyer = self.buyer(&mut dice);
            let (category, place, quantity) = basket(&mut dice);
            let product = &shelf(category)[place];
            writeln!(
                to,
                "{},{},{},{},EUR,{},\"{}\",{},{quantity},{},{}",
                1_000_000 + u64::from(number),
                100_000 + u64::from(buyer),
                email(buyer),
                self.stamp(&mut dice, number, self.orders),
                sku(category, place),
                product.name,
                CATEGORIES[category],
                cents(product.price),
                cents(product.price * quantity)
            )?;
        }
        Ok(())
    }

    /// `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country`: `orders` lines, about four
    /// to an invoice; one invoice in fifty is a cancellation (`C` before its number, quantities below zero).
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_invoice_lines(&self, to: &mut impl Write) -> io::Result<()> {
        let mut dice = dice(self.seed, 7);
        writeln!(to, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country")?;
        let (mut line, mut invoice) = (0, 500_000u64);
        while line < self.orders {
            invoice += 1;
            let buyer = self.buyer(&mut dice);
            let country = PLACES[buyer as usize % PLACES.len()].2;
            let when = self.stamp(&mut dice, line, self.orders);
            let (mark, sign) = if chance(&mut dice, 2.0) { ("C", -1) } else { ("", 1) };
            let many = dice.gen_range(1..=7).min(self.orders - line);
            for _ in 0..many {
                let (category, place, quantity) = basket(&mut dice);
                let product = &shelf(category)[place];
                writeln!(
                    to,
                    "{mark}{invoice},{},\"{}\",{},{when},{},{},{country}",
                    sku(category, place),
                    product.name,
                    quantity * sign,
                    cents(product.price),
                    100_000 + u64::from(buyer)
                )?;
            }
            line += many;
        }
        Ok(())
    }

    /// Some come far more often than others: the square of a uniform.
    pub(crate) fn buyer(&self, dice: &mut Dice) -> u32 {
        let at = dice.r#gen::<f64>();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the number of people"
        )]
        let number = (at * at * f64::from(self.people)) as u32;
        number.min(self.people.saturating_sub(1))
    }

    /// When the row of this number of so many happened: evenly over the years, at an hour of the day.
    pub(crate) fn stamp(&self, dice: &mut Dice, number: u32, of: u32) -> String {
        let days = i64::from(crate::habits::TRADE_DAYS);
        let back = days - days * i64::from(number) / i64::from(of.max(1));
        let date = self.as_of.plus(-i32::try_from(back).unwrap_or(1)).date();
        let second = dice.gen_range(7 * 3_600..22 * 3_600);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            second / 3_600,
            second / 60 % 60,
            second % 60
        )
    }
}

fn email(number: u32) -> String {
    format!("person{number}@example.com")
}

pub(crate) fn basket(dice: &mut Dice) -> (usize, usize, i64) {
    let category = dice.gen_range(0..CATEGORIES.len());
    (category, dice.gen_range(0..shelf(category).len()), dice.gen_range(1..=4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd() -> ManyPeople {
        ManyPeople { seed: 5, people: 1_000, orders: 2_500, as_of: "2026-11-23".parse().expect("a day") }
    }

    fn rows(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> Vec<csv::StringRecord> {
        let (mut bytes, mut again) = (Vec::new(), Vec::new());
        write(&mut bytes).expect("written");
        write(&mut again).expect("written");
        assert_eq!(bytes, again, "the same seed gives the same bytes");
        csv::Reader::from_reader(bytes.as_slice()).into_records().map(|row| row.expect("a sound row")).collect()
    }

    #[test]
    fn as_many_rows_as_were_asked_for() {
        let crowd = crowd();
        assert_eq!(rows(|to| crowd.write_customers(to)).len(), 1_000);
        assert_eq!(rows(|to| crowd.write_orders(to)).len(), 2_500);
        let lines = rows(|to| crowd.write_invoice_lines(to));
        assert_eq!(lines.len(), 2_500);
        for line in &lines {
            assert_eq!(line[0].starts_with('C'), line[3].starts_with('-'), "{line:?}");
        }
    }

    #[test]
    fn a_person_is_the_same_however_they_are_reached() {
        let crowd = crowd();
        let row = &rows(|to| crowd.write_customers(to))[417];
        let person = crowd.person(417);
        assert_eq!((&row[0], &row[1], &row[3]), (&*person.external_id, &*person.email, &*person.last_name));
    }
}
