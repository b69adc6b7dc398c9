//! Lays out the bench's three files (customers, orders, events) and answers rules about them, line by line: what is asked
//! comes on standard input, what was found and how long it took goes to standard output, as JSON.
//!
//! `answer_rules CUSTOMERS ORDERS EVENTS AS_OF`, then lines of `anew RULE`, `kept RULE`, `lay`, `news ORDERS` or `memory`.
#![allow(clippy::print_stdout, reason = "the figures are the point")]
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]

use regulars_columns::{Columns, LineColumns, OrderColumns};
use regulars_insight::{Directory, News, PersonFacts, Piece, Shop, ShopBuilder, evaluate, evaluate_anew};
use regulars_model::{
    Day, EventKind, EventRow, ImportId, LineRow, MonthDay, OrderKind, OrderRow, PermissionState, PersonFields,
    PersonId, Purposes, SegmentRule,
};
use std::{
    error::Error,
    io::{BufRead, Write},
    time::Instant,
};

type Failed = Box<dyn Error>;

/// Rows handed over at a time.
const ROWS: usize = 65_536;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [customers, orders, events, as_of] = arguments.as_slice() else {
        return Err("usage: answer_rules CUSTOMERS ORDERS EVENTS AS_OF".into());
    };
    let as_of: Day = as_of.parse()?;
    let started = Instant::now();
    let mut builder = ShopBuilder::new("EUR".parse()?);
    each_row(customers, |cells| {
        builder.person(person(cells)?);
        Ok(())
    })?;
    let (mut whole, mut lines) = (Vec::new(), Vec::new());
    each_row(orders, |cells| {
        let (order, line) = order(cells)?;
        whole.push(order);
        lines.push(line);
        if whole.len() == ROWS {
            builder.orders(ImportId(1), whole.drain(..));
            builder.lines(ImportId(1), lines.drain(..));
        }
        Ok(())
    })?;
    builder.orders(ImportId(1), whole);
    builder.lines(ImportId(1), lines);
    let mut rows = Vec::new();
    each_row(events, |cells| {
        rows.push(event(cells)?);
        if rows.len() == ROWS {
            builder.events(ImportId(2), rows.drain(..));
        }
        Ok(())
    })?;
    builder.events(ImportId(2), rows);
    let read = started.elapsed().as_secs_f64();
    let mut shop = builder.build();
    let built = started.elapsed().as_secs_f64() - read;
    println!(r#"{{"people":{},"read":{read:.3},"built":{built:.3}}}"#, shop.people());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (what, rule) = line.split_once(' ').unwrap_or((&line, ""));
        match what {
            "lay" => {
                let started = Instant::now();
                shop.lay_postings();
                println!(
                    r#"{{"micros":{:.1},"bytes":{}}}"#,
                    started.elapsed().as_secs_f64() * 1e6,
                    shop.postings_size()
                );
            }
            "news" => println!("{}", take_in(&mut shop, rule.parse()?, as_of)?),
            "memory" => println!(r#"{{"rss":{},"peak":{}}}"#, kibibytes("VmRSS:"), kibibytes("VmHWM:")),
            _ => {
                let rule = SegmentRule::from_json(rule)?;
                let started = Instant::now();
                let answer =
                    if what == "anew" { evaluate_anew(&shop, &rule, as_of) } else { evaluate(&shop, &rule, as_of) };
                let micros = started.elapsed().as_secs_f64() * 1e6;
                println!(r#"{{"count":{},"micros":{micros:.1}}}"#, answer.members.count());
            }
        }
        std::io::stdout().flush()?;
    }
    Ok(())
}

/// Takes in so many orders of the last thirty days, each of another person and of one line, as an import brings them. What is timed
/// begins when their chunks are read and ends when rules are answered with them; then the lists of people; then the rows by person,
/// which are put together when they are first looked at.
fn take_in(shop: &mut Shop, orders: u32, as_of: Day) -> Result<String, Failed> {
    let mut directory = Directory::new(shop);
    let (people, first) = (shop.people(), shop.id_of(0).ok_or("nobody")?.0);
    let row = |nth: u32| {
        let days = i32::try_from(nth % 30).unwrap_or(0);
        let (at, total) = (as_of.plus(-days).first_second() + i64::from(nth % 40_000), i64::from(900 + nth % 4_000));
        let person = PersonId(first + nth.wrapping_mul(2_654_435_761) % people);
        OrderRow { person, key: format!("new {nth}"), at, kind: OrderKind::Purchase, total, channel: String::new() }
    };
    let rows: Vec<OrderRow> = (0..orders).map(row).collect();
    let line = |order: &OrderRow| LineRow {
        person: order.person,
        order: order.key.clone(),
        at: order.at,
        sku: String::new(),
        product: "Assam Second Flush 200 g".to_owned(),
        category: "Tea".to_owned(),
        quantity: 1,
        amount: order.total,
    };
    let lines: Vec<LineRow> = rows.iter().map(line).collect();
    let mut pieces = Vec::new();
    for (rows, lines) in rows.chunks(ROWS).zip(lines.chunks(ROWS)) {
        pieces.push((ImportId(9), Piece::orders(OrderColumns::from_rows(rows))));
        pieces.push((ImportId(9), Piece::lines(LineColumns::from_rows(lines))));
    }
    let started = Instant::now();
    let grown =
        shop.extend(News { facts: Vec::new(), products: Vec::new(), pieces }).ok_or("they could not be taken in")?;
    let taken = started.elapsed().as_secs_f64() * 1e6;
    directory.grow(shop, &grown);
    let listed = started.elapsed().as_secs_f64() * 1e6 - taken;
    let seen = Instant::now();
    let (_, happened) = shop.timeline(0, 1);
    let together = seen.elapsed().as_secs_f64() * 1e6;
    Ok(format!(r#"{{"micros":{taken:.1},"listed":{listed:.1},"together":{together:.1},"happened":{happened}}}"#))
}

fn kibibytes(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn each_row(file: &str, mut row: impl FnMut(&csv::StringRecord) -> Result<(), Failed>) -> Result<(), Failed> {
    let mut reader = csv::Reader::from_path(file)?;
    let mut cells = csv::StringRecord::new();
    while reader.read_record(&mut cells)? {
        row(&cells)?;
    }
    Ok(())
}

/// `customer_id,email,phone,first_name,last_name,street,city,postcode,country,birthday,signed_up,tags,email_permission`.
fn person(cells: &csv::StringRecord) -> Result<PersonFacts, Failed> {
    let cell = |at: usize| cells.get(at).unwrap_or("").to_owned();
    let fields = PersonFields {
        external_id: cell(0),
        email: cell(1),
        first_name: cell(3),
        last_name: cell(4),
        street: cell(5),
        city: cell(6),
        postcode: cell(7),
        country: cell(8),
        ..PersonFields::default()
    };
    let said = match &cells[12] {
        "yes" => PermissionState::Granted,
        "no" => PermissionState::Refused,
        _ => PermissionState::Unknown,
    };
    let unknown = PermissionState::Unknown;
    let mut facts =
        PersonFacts::new(PersonId(cells[0].parse()?), &fields, vec![], [said, unknown, unknown, unknown], true);
    facts.tags = cells[11].split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    facts.birthday = match cells[9].split_once('-') {
        Some((month, day)) => Some(MonthDay { month: month.parse()?, day: day.parse()? }),
        None => None,
    };
    facts.signed_up = cells[10].parse().ok();
    let given = if said == PermissionState::Granted { Purposes::MARKETING } else { Purposes::NONE };
    Ok(facts.with_purposes([given, Purposes::NONE, Purposes::NONE, Purposes::NONE]))
}

/// `order_id,customer_id,ordered_at,sku,product,category,quantity,order_total`.
fn order(cells: &csv::StringRecord) -> Result<(OrderRow, LineRow), Failed> {
    let (person, at, total) = (PersonId(cells[1].parse()?), second(&cells[2])?, cents(&cells[7])?);
    let (key, channel) = (cells[0].to_owned(), String::new());
    let order = OrderRow { person, key, at, kind: OrderKind::Purchase, total, channel };
    let line = LineRow {
        person,
        order: order.key.clone(),
        at,
        sku: cells[3].to_owned(),
        product: cells[4].to_owned(),
        category: cells[5].to_owned(),
        quantity: cells[6].parse()?,
        amount: total,
    };
    Ok((order, line))
}

/// `customer_id,event,occurred_at,campaign`.
fn event(cells: &csv::StringRecord) -> Result<EventRow, Failed> {
    let kind = match &cells[1] {
        "sent" => EventKind::EmailSent,
        "opened" => EventKind::EmailOpened,
        "clicked" => EventKind::EmailClicked,
        "bounced" => EventKind::EmailBounced,
        "visit" => EventKind::Visit,
        other => return Err(format!("no such event: {other}").into()),
    };
    Ok(EventRow { person: PersonId(cells[0].parse()?), kind, at: second(&cells[2])?, subject: cells[3].to_owned() })
}

/// `2023-11-24 15:35:45` as the shop's own clock says it.
fn second(text: &str) -> Result<i64, Failed> {
    let (day, time) = text.split_once(' ').ok_or("a day and a time")?;
    let mut of = 0;
    for part in time.split(':') {
        of = of * 60 + part.parse::<i64>()?;
    }
    Ok(day.parse::<Day>()?.first_second() + of)
}

/// `29.90` in cents.
fn cents(text: &str) -> Result<i64, Failed> {
    let (whole, part) = text.split_once('.').ok_or("an amount with cents")?;
    Ok(whole.parse::<i64>()? * 100 + part.parse::<i64>()?)
}
