//! The three files a shop of any size would export, for the bench: customers, orders and events of the same people.
//! Seeded; the same seed, numbers and day give the same bytes.

use crate::draw::{chance, dice, pick, weighted};
use crate::many::{ManyPeople, basket};
use crate::sheets::cents;
use crate::shelf::{CATEGORIES, shelf, sku};
use rand::Rng;
use std::io::{self, Write};

impl ManyPeople {
    /// Thirteen columns, one row a person: `customer_id,email,phone,first_name,last_name,street,city,postcode,country,
    /// birthday,signed_up,tags,email_permission`.
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_people(&self, to: &mut impl Write) -> io::Result<()> {
        const TAGS: [&str; 6] = ["", "", "Regular", "Wholesale", "\"Regular, Blog\"", "Market stall"];
        let mut dice = dice(self.seed, 8);
        writeln!(
            to,
            "customer_id,email,phone,first_name,last_name,street,city,postcode,country,birthday,signed_up,tags,email_permission"
        )?;
        for number in 0..self.people {
            let person = self.person(number);
            let said = ["yes", "no", ""][weighted(&mut dice, &[65.0, 11.0, 24.0])];
            let back = dice.gen_range(1..crate::habits::TRADE_DAYS);
            let signed_up = self.as_of.plus(-back);
            let (month, day) = (dice.gen_range(1..=12), dice.gen_range(1..=28));
            write!(to, "{},{},", person.external_id, person.email)?;
            if chance(&mut dice, 60.0) {
                write!(to, "+4930{:08}", number)?;
            }
            write!(to, ",{},{},{},", person.first_name, person.last_name, person.street)?;
            write!(to, "{},{},{},", person.city, person.postcode, person.country)?;
            write!(to, "{month:02}-{day:02},{signed_up},{},{said}", pick(&mut dice, &TAGS))?;
            writeln!(to)?;
        }
        Ok(())
    }

    /// Eight columns, one row an order, oldest first: `order_id,customer_id,ordered_at,sku,product,category,quantity,
    /// order_total`.
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_sales(&self, to: &mut impl Write) -> io::Result<()> {
        let mut dice = dice(self.seed, 9);
        writeln!(to, "order_id,customer_id,ordered_at,sku,product,category,quantity,order_total")?;
        for number in 0..self.orders {
            let buyer = self.buyer(&mut dice);
            let (category, place, quantity) = basket(&mut dice);
            let product = &shelf(category)[place];
            let quote = if product.name.contains(',') { "\"" } else { "" };
            writeln!(
                to,
                "{},{},{},{},{quote}{}{quote},{},{quantity},{}",
                1_000_000 + u64::from(number),
                100_000 + u64::from(buyer),
                self.stamp(&mut dice, number, self.orders),
                sku(category, place),
                product.name,
                CATEGORIES[category],
                cents(product.price * quantity)
            )?;
        }
        Ok(())
    }

    /// Four columns, one row an event, oldest first: `customer_id,event,occurred_at,campaign`.
    ///
    /// # Errors
    /// When the place it is written to refuses.
    pub fn write_events(&self, events: u32, to: &mut impl Write) -> io::Result<()> {
        const KINDS: [&str; 5] = ["sent", "opened", "clicked", "visit", "bounced"];
        let mut dice = dice(self.seed, 10);
        writeln!(to, "customer_id,event,occurred_at,campaign")?;
        for number in 0..events {
            let whose = 100_000 + u64::from(self.buyer(&mut dice));
            let kind = weighted(&mut dice, &[45.0, 20.0, 4.0, 30.0, 1.0]);
            let stamp = self.stamp(&mut dice, number, events);
            write!(to, "{whose},{},{stamp},", KINDS[kind])?;
            if kind == 3 {
                writeln!(to, "/shop/{}", dice.gen_range(1..=40))?;
            } else {
                writeln!(to, "Letter {}", u64::from(number) * 120 / u64::from(events.max(1)) + 1)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_sound_and_the_same_every_time() {
        let crowd = ManyPeople { seed: 5, people: 500, orders: 1_500, as_of: "2026-11-23".parse().expect("a day") };
        let write = |what: &str| {
            let mut bytes = Vec::new();
            match what {
                "people" => crowd.write_people(&mut bytes),
                "sales" => crowd.write_sales(&mut bytes),
                _ => crowd.write_events(3_000, &mut bytes),
            }
            .expect("written");
            bytes
        };
        for (what, rows, columns) in [("people", 500, 13), ("sales", 1_500, 8), ("events", 3_000, 4)] {
            let bytes = write(what);
            assert_eq!(bytes, write(what), "{what}: the same bytes each time");
            let mut csv = csv::Reader::from_reader(bytes.as_slice());
            let read: Vec<_> = csv.records().map(|row| row.expect("a sound row").len()).collect();
            assert_eq!((read.len(), read.iter().all(|cells| *cells == columns)), (rows, true), "{what}");
        }
    }
}
