//! What cleaning a cell costs, in nanoseconds: `cargo run --release -p regulars-ingest --example cell_cost`.
#![allow(clippy::print_stdout, reason = "the figures are the point")]
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]

use regulars_ingest::sensitive::{Care, Clean, clean};
use std::{hint::black_box, time::Instant};

const CELLS: usize = 1_000_000;
const TIMES: usize = 5;

fn main() {
    let kinds: &[(&str, &[&str])] = &[
        ("names", &["Ana", "Bo", "Maria Lim", "Christian", "van den Berg"]),
        ("email addresses", &["ana@example.com", "bo.lim@example.org", "customer1234@example.net"]),
        ("phones", &["+31612345678", "+44 20 7946 0958", "0612345678"]),
        ("order numbers", &["#1001", "ORD-2026-00012345", "7001"]),
        ("products", &["Espresso beans, 1 kg", "Tea", "Mug, blue, with handle"]),
        ("dates and times", &["2026-03-01 10:00:00", "2026-11-23"]),
        ("ids of 13 digits", &["4823456789012", "5123456789013"]),
        ("ids of 16 digits", &["4823456789012345", "9123456789013456"]),
        (
            "notes of 100 signs",
            &["Rings twice and leaves it with the neighbours if nobody is at home; called on Monday about the order."],
        ),
        ("notes with a card", &["paid with 4111 1111 1111 1111, thank you"]),
    ];
    println!("{:<22} {:>10} {:>22}", "cells", "ns a cell", "with numbers, ns a cell");
    for (name, cells) in kinds {
        let figure = |numbers: bool| {
            let care = if numbers { Care::TEXT } else { Care::TEXT.without_numbers() };
            let mut best = f64::MAX;
            for _ in 0..TIMES {
                let begun = Instant::now();
                let mut found = 0_usize;
                for at in 0..CELLS {
                    found += usize::from(clean(black_box(cells[at % cells.len()]), care) != Clean::Fine);
                }
                black_box(found);
                best = best.min(begun.elapsed().as_secs_f64() * 1e9 / CELLS as f64);
            }
            best
        };
        println!("{name:<22} {:>10.1} {:>22.1}", figure(false), figure(true));
    }
}
