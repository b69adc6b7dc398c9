//! A make-believe shop, "Harbour Street Coffee", written as the export files real shops have. Seeded: the same seed
//! and day give the same bytes. Every name is invented and every address ends in example.com or example.org.

mod customer_sheet;
mod dirt;
mod draw;
mod habits;
mod mail;
mod many;
mod many_files;
mod names;
mod order_sheet;
mod orders;
mod people;
mod plans;
mod season;
mod sheets;
mod shelf;

pub use dirt::{DirtKind, DirtyRow, SampleFile};
pub use many::ManyPeople;

use regulars_model::Day;
use std::{io, path::Path};

/// The shop's name, as shown on its vault and under its messages.
pub const SHOP_NAME: &str = "Harbour Street Coffee";
/// The shop's postal address.
pub const SHOP_ADDRESS: &str = "Harbour Street 4, 20457 Hamburg";
/// The shop's currency (ISO 4217).
pub const SHOP_CURRENCY: &str = "EUR";

/// The three files, and what is true of them.
#[derive(Debug, Clone)]
pub struct Sample {
    customers: Vec<u8>,
    orders: Vec<u8>,
    events: Vec<u8>,
    dirt: Vec<DirtyRow>,
    facts: Facts,
}

/// What an honest reader finds in the files, counted while they were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Data rows in the customers file, dirty ones included.
    pub customer_rows: u32,
    /// Different people in the customers file: rows that share a number or an email are one, and a row without email,
    /// phone and number is none. A shared phone alone can be a family's; those pairs are `DirtKind::SamePhoneAgain`.
    pub people: u32,
    /// Data rows in the orders file (one a line item), dirty ones included.
    pub order_rows: u32,
    /// Orders that can be read, cancelled ones left out.
    pub purchases: u32,
    /// Orders that can be read and were cancelled.
    pub cancelled: u32,
    /// Of the purchases, how many were refunded wholly or in part.
    pub refunded: u32,
    /// Order totals of the purchases, in cents.
    pub gross_minor: i64,
    /// What was refunded of them, in cents.
    pub refunded_minor: i64,
    /// Data rows in the events file, dirty ones included.
    pub event_rows: u32,
    /// People who used an unsubscribe link.
    pub unsubscribed: u32,
}

impl Sample {
    /// Makes the shop: three years of trade that end in the evening before `as_of`.
    #[must_use]
    pub fn make(seed: u64, as_of: Day) -> Self {
        let shoppers = people::shoppers(seed, as_of);
        let orders = orders::orders(seed, as_of, &shoppers);
        let mut events = mail::mails(seed, as_of, &shoppers);
        events.extend(plans::plans(seed, as_of, &orders));
        events.sort_by_key(|event| (event.day, event.second, event.shopper));
        sheets::write(seed, &shoppers, &orders, &events)
    }

    /// Shopify-style customers, one row a customer.
    #[must_use]
    pub fn customers_csv(&self) -> &[u8] {
        &self.customers
    }

    /// Shopify-style orders, one row a line item; order-level cells stand on an order's first row only.
    #[must_use]
    pub fn orders_csv(&self) -> &[u8] {
        &self.orders
    }

    /// `email,event,campaign,occurred at`.
    #[must_use]
    pub fn events_csv(&self) -> &[u8] {
        &self.events
    }

    /// Every row that was made dirty on purpose, with its place.
    #[must_use]
    pub fn dirt(&self) -> &[DirtyRow] {
        &self.dirt
    }

    /// How many rows of one file are dirty in one way.
    #[must_use]
    pub fn dirty_rows(&self, file: SampleFile, kind: DirtKind) -> u32 {
        let count = self.dirt.iter().filter(|row| row.file == file && row.kind == kind).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// What an honest reader finds.
    #[must_use]
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// Writes `customers.csv`, `orders.csv` and `events.csv` into a directory that exists.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        for file in SampleFile::ALL {
            std::fs::write(dir.join(file.file_name()), self.bytes(file))?;
        }
        Ok(())
    }

    /// The bytes of one of the files.
    #[must_use]
    pub fn bytes(&self, file: SampleFile) -> &[u8] {
        match file {
            SampleFile::Customers => &self.customers,
            SampleFile::Orders => &self.orders,
            SampleFile::Events => &self.events,
        }
    }
}

#[cfg(test)]
mod tests;
