//! Writes a file of very many made-up people or orders: `many_people WHAT PEOPLE ROWS AS_OF FILE`, where
//! WHAT is customers, orders or lines (as shops of one kind write them), or people, sales or events (the bench's three).
//! The same arguments give the same bytes.

use regulars_model::Day;
use regulars_sample::ManyPeople;
use std::{env, fs::File, io::BufWriter, io::Error, io::Write};

fn main() -> Result<(), Error> {
    let args: Vec<String> = env::args().skip(1).collect();
    let usage = || Error::other("many_people customers|orders|lines|people|sales|events PEOPLE ROWS AS_OF FILE");
    let [what, people, orders, as_of, file] = args.as_slice() else { return Err(usage()) };
    let as_of: Day = as_of.parse().map_err(|_| usage())?;
    let crowd = ManyPeople {
        seed: 1,
        people: people.parse().map_err(|_| usage())?,
        orders: orders.parse().map_err(|_| usage())?,
        as_of,
    };
    let mut to = BufWriter::new(File::create(file)?);
    match what.as_str() {
        "customers" => crowd.write_customers(&mut to)?,
        "orders" => crowd.write_orders(&mut to)?,
        "lines" => crowd.write_invoice_lines(&mut to)?,
        "people" => crowd.write_people(&mut to)?,
        "sales" => crowd.write_sales(&mut to)?,
        "events" => crowd.write_events(crowd.orders, &mut to)?,
        _ => return Err(usage()),
    }
    to.flush()
}
