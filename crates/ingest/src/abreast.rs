//! Columns looked at abreast: rows are handed on by the thousand, and each column is seen from top to bottom by one thread.
//! So it learns what it would learn alone, whatever the number of threads.

use crate::{facts::Facts, rows::cell, sensitive::Watch};
use csv::ByteRecord;
use std::{
    num::NonZero,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread::{self, Scope, ScopedJoinHandle},
};

/// Rows, and bytes of text, at which a lot is handed on.
const ROWS: usize = 1_024;
const BYTES: usize = 1 << 18;
/// Lots that wait for a thread: they bound the memory.
const WAITING: usize = 2;
/// Most threads beside the one that reads, which is busy all the time.
const MOST: usize = 4;

/// One column of a file.
pub(crate) struct Seen {
    pub(crate) facts: Facts,
    pub(crate) watch: Watch,
}

impl Seen {
    /// For a column with this name.
    pub(crate) fn new(header: &str) -> Self {
        Self { facts: Facts::new(), watch: Watch::new(header) }
    }

    fn take(&mut self, lot: &Lot, at: usize) {
        for (nth, row) in lot.rows.iter().enumerate() {
            let cell = lot.cell(nth, at).trim();
            self.watch.look(cell, row.line);
            if row.fits {
                self.facts.see(cell);
            }
        }
    }
}

/// Rows that have a cell for each column.
#[derive(Debug, Default)]
struct Lot {
    width: usize,
    rows: Vec<Row>,
    /// Where each cell ends in the text, row by row.
    ends: Vec<u32>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    line: u32,
    /// As wide as the header: each value stands under its name.
    fits: bool,
}

impl Lot {
    fn push(&mut self, record: &ByteRecord, line: u32, fits: bool) {
        self.rows.push(Row { line, fits });
        // Texts are far from four billion bytes when a lot is full.
        let base = self.text.len();
        match std::str::from_utf8(record.as_slice()) {
            Ok(text) => {
                self.text.push_str(text);
                let ends = (0..self.width).map(|at| record.range(at).map_or(text.len(), |range| range.end));
                self.ends.extend(ends.map(|end| (base + end) as u32));
                // Cells beyond the last column are nobody's.
                self.text.truncate(self.ends.last().map_or(base, |end| *end as usize));
            }
            Err(_) => {
                for at in 0..self.width {
                    self.text.push_str(cell(record, at));
                    self.ends.push(self.text.len() as u32);
                }
            }
        }
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        let nth = row * self.width + column;
        let from = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(from as usize..self.ends[nth] as usize).unwrap_or_default()
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= ROWS || self.text.len() >= BYTES
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.ends.clear();
        self.text.clear();
    }
}

/// Hands rows to the columns. What is short enough for one lot needs no thread.
pub(crate) struct Abreast<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    threads: usize,
    columns: Vec<Seen>,
    lot: Lot,
    /// Lots that all have done with, to fill again.
    spare: (Sender<Lot>, Receiver<Lot>),
    at_work: Vec<AtWork<'scope>>,
}

/// A thread, and the columns it was given by their places.
struct AtWork<'scope> {
    give: SyncSender<Arc<Lot>>,
    done: ScopedJoinHandle<'scope, Vec<(usize, Seen)>>,
}

impl<'scope, 'env> Abreast<'scope, 'env> {
    /// For columns with these names.
    pub(crate) fn new(scope: &'scope Scope<'scope, 'env>, headers: &[String]) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, MOST);
        Self::with(scope, headers, threads)
    }

    fn with(scope: &'scope Scope<'scope, 'env>, headers: &[String], threads: usize) -> Self {
        Self {
            scope,
            threads,
            columns: headers.iter().map(|name| Seen::new(name)).collect(),
            lot: Lot { width: headers.len(), ..Lot::default() },
            spare: channel(),
            at_work: Vec::new(),
        }
    }

    /// Takes a row in; `fits` says that it is as wide as the header.
    pub(crate) fn row(&mut self, record: &ByteRecord, line: u64, fits: bool) {
        if record.len() < self.lot.width {
            return;
        }
        self.lot.push(record, u32::try_from(line).unwrap_or(u32::MAX), fits && record.len() == self.lot.width);
        if self.lot.is_full() {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        if self.at_work.is_empty() {
            self.begin();
        }
        let width = self.lot.width;
        let next = self.spare.1.try_recv().unwrap_or_else(|_| Lot { width, ..Lot::default() });
        let lot = Arc::new(std::mem::replace(&mut self.lot, next));
        for work in &self.at_work {
            // Whoever is gone has panicked: that is told when it is waited for.
            let _ = work.give.send(Arc::clone(&lot));
        }
    }

    fn begin(&mut self) {
        let threads = self.threads.min(self.columns.len());
        let mut shares: Vec<Vec<(usize, Seen)>> = (0..threads).map(|_| Vec::new()).collect();
        for (at, column) in std::mem::take(&mut self.columns).into_iter().enumerate() {
            shares[at % threads].push((at, column));
        }
        for mut share in shares {
            let (give, take) = sync_channel::<Arc<Lot>>(WAITING);
            let spare = self.spare.0.clone();
            let done = self.scope.spawn(move || {
                for lot in take {
                    share.iter_mut().for_each(|(at, column)| column.take(&lot, *at));
                    if let Some(mut lot) = Arc::into_inner(lot) {
                        lot.clear();
                        let _ = spare.send(lot);
                    }
                }
                share
            });
            self.at_work.push(AtWork { give, done });
        }
    }

    /// What the columns hold, once all rows went by.
    pub(crate) fn end(mut self) -> Vec<Seen> {
        if self.at_work.is_empty() {
            self.columns.iter_mut().enumerate().for_each(|(at, column)| column.take(&self.lot, at));
            return self.columns;
        }
        self.hand_on();
        let mut columns = Vec::new();
        for AtWork { give, done } in self.at_work {
            drop(give);
            columns.extend(done.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        columns.sort_by_key(|(at, _)| *at);
        columns.into_iter().map(|(_, column)| column).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells as files have them, many of them alike.
    fn any_cell() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[0-9]{1,7}",
            4 => "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
            3 => "[0-9]{1,3}[.,][0-9]{1,2}",
            2 => Just(" yes ".to_owned()),
            2 => Just(String::new()),
            2 => "(4111 1111 1111 1111|cvv 123|NL91 ABNA 0417 1643 00|ana@example.com|[é€]{1,3})",
            1 => "\\PC{0,12}",
        ]
    }

    fn learnt(columns: &[Seen]) -> Vec<String> {
        columns.iter().map(|column| format!("{:?} {:?}", column.facts, column.watch)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn together_they_learn_what_each_would_learn_alone(
            rows in prop::collection::vec((prop::collection::vec(any_cell(), 1..6), any::<bool>()), 1..60),
            times in 1usize..120,
            threads in 1usize..5,
        ) {
            let headers = ["Order id", "Date", "Notes", "Card"].map(str::to_owned);
            let mut alone: Vec<Seen> = headers.iter().map(|name| Seen::new(name)).collect();
            let together = thread::scope(|scope| {
                let mut abreast = Abreast::with(scope, &headers, threads);
                let mut line = 1;
                for (cells, ragged) in std::iter::repeat_n(&rows, times).flatten() {
                    line += 1;
                    let record = ByteRecord::from(cells.iter().map(String::as_str).collect::<Vec<_>>());
                    abreast.row(&record, line, !ragged);
                    // As it would be said of one row after the other.
                    for (at, column) in alone.iter_mut().enumerate() {
                        if record.len() >= headers.len() {
                            column.watch.look(cell(&record, at), u32::try_from(line).unwrap());
                        }
                        if record.len() == headers.len() && !ragged {
                            column.facts.see(cell(&record, at));
                        }
                    }
                }
                abreast.end()
            });
            prop_assert_eq!(learnt(&together), learnt(&alone));
        }
    }

    #[test]
    fn long_files_are_shared_out_and_short_ones_are_not() {
        let headers = ["a".to_owned(), "b".to_owned()];
        let record = ByteRecord::from(vec!["1", "x"]);
        for (rows, busy) in [(ROWS as u64 - 1, 0), (ROWS as u64, 2), (ROWS as u64 * 20, 2)] {
            thread::scope(|scope| {
                let mut abreast = Abreast::with(scope, &headers, 2);
                (0..rows).for_each(|line| abreast.row(&record, line, true));
                assert_eq!(abreast.at_work.len(), busy);
                let columns = abreast.end();
                assert_eq!((columns[0].facts.filled, columns[1].facts.numbers), (rows, 0));
                assert_eq!(columns[0].facts.numbers, rows);
            });
        }
    }

    #[test]
    fn a_cell_that_is_no_text_is_empty_and_the_others_stay() {
        let mut lot = Lot { width: 3, ..Lot::default() };
        let mut record = ByteRecord::new();
        [&b"a"[..], b"\xff", b"c", b"beyond"].iter().for_each(|cell| record.push_field(cell));
        lot.push(&record, 1, false);
        lot.push(&ByteRecord::from(vec!["d", "é", "f", "beyond"]), 2, false);
        let cells: Vec<&str> =
            (0..2).flat_map(|row| (0..3).map(move |at| (row, at))).map(|(r, c)| lot.cell(r, c)).collect();
        assert_eq!(cells, ["a", "", "c", "d", "é", "f"]);
    }
}
