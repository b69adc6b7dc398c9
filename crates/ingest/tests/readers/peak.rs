//! How much memory a large file takes. Asked for by name: `cargo test -p regulars-ingest --test readers -- --ignored peak`.

use crate::support::look;
use regulars_ingest::{Source, read};
use regulars_model::Currency;
use std::{
    io::{self, Read},
    ops::ControlFlow,
};

/// Rows that are made as they are read.
struct Made {
    row: u64,
    left: u64,
    text: Vec<u8>,
    at: usize,
}

impl Read for Made {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            if self.left == 0 {
                return Ok(0);
            }
            let row = self.row;
            self.text = match row {
                0 => "email,first name,last name,city,phone,note\n".to_owned(),
                _ => format!(
                    "person{row}@example.com,Ana,Sousa {row},Porto,+351912{row:06},met at the market in {row}\n"
                ),
            }
            .into_bytes();
            (self.row, self.at, self.left) = (row + 1, 0, self.left.saturating_sub(self.text.len() as u64));
        }
        let count = to.len().min(self.text.len() - self.at);
        to[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The most memory this process has had, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() >> 10
}

#[test]
#[ignore = "200 MB; run by name"]
#[allow(clippy::print_stderr, reason = "the figure")]
fn peak_of_a_large_csv() {
    const SIZE: u64 = 200 << 20;
    let source = Source::new("large.csv", SIZE, || Ok(Box::new(Made { row: 0, left: SIZE, text: Vec::new(), at: 0 })));
    let before = peak();
    let survey = look(&source).unwrap();
    let mut rows = 0u64;
    let end = read(&source, &survey, &survey.suggested(), Currency::UNKNOWN, &mut |_| {
        rows += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((end.unwrap().rows, rows), (survey.rows, survey.rows));
    eprintln!("200 MB, {rows} rows, looked at and read: peak {} MB, {before} MB of it before", peak());
    assert!(peak() < 64, "{} MB", peak());
}
