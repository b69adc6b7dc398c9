//! A table of what is known of people beforehand and what became of them, and its columns as numbers.

use crate::stats::float;
use ndarray::{Array2, ShapeBuilder};
use zeroize::Zeroize;

/// What a column holds. Wiped when dropped.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; not a number where nothing is known.
    Numbers(Vec<f64>),
    /// Places in a list of words; 0 where nothing is known, 1 for the first word.
    Words {
        /// By row.
        codes: Vec<u32>,
        /// What they say.
        words: Vec<String>,
    },
}

/// One thing known of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it is called, as reasons name it.
    pub name: String,
    /// By row.
    pub values: Values,
}

/// Rows in the order of their dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What is known.
    pub columns: Vec<Column>,
    /// What became of each.
    pub outcome: Vec<bool>,
}

/// Words that fewer rows than this hold count as "another".
const FEWEST: usize = 5;
/// More words than this count as "another", the most frequent first.
const MOST_WORDS: usize = 60;

/// How one column becomes numbers.
#[derive(Debug, Clone, PartialEq)]
enum Coded {
    /// Less the mean, in standard deviations; the mean where nothing is known, and then a second column that says so.
    Number { mean: f64, deviation: f64, tells_missing: bool },
    /// One column a word: 1 where it is that word. A last one for everything else that is known.
    Words { known: Vec<u32> },
    /// The same for everybody: no column.
    Nothing,
}

/// How a table becomes numbers: learnt on some rows, the same for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    columns: Vec<Coded>,
}

impl Values {
    /// Rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Words { codes, .. } => codes.len(),
        }
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        match self {
            Self::Numbers(numbers) => numbers.zeroize(),
            Self::Words { codes, .. } => codes.zeroize(),
        }
    }
}

impl Column {
    /// Whether something is known of a row.
    #[must_use]
    pub fn known(&self, row: usize) -> bool {
        match &self.values {
            Values::Numbers(numbers) => numbers[row].is_finite(),
            Values::Words { codes, .. } => codes[row] != 0,
        }
    }
}

impl Table {
    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }

    /// Without some columns.
    #[must_use]
    pub fn without(&self, columns: &[usize]) -> Self {
        let kept = self.columns.iter().enumerate().filter(|(nth, _)| !columns.contains(nth));
        Self { columns: kept.map(|(_, column)| column.clone()).collect(), outcome: self.outcome.clone() }
    }
}

impl Coding {
    /// From some rows of a table.
    #[must_use]
    pub fn learn(table: &Table, rows: &[usize]) -> Self {
        Self { columns: table.columns.iter().map(|column| Coded::learn(column, rows)).collect() }
    }

    /// For each number, the column of the table it is of.
    #[must_use]
    pub fn origins(&self) -> Vec<usize> {
        self.columns.iter().enumerate().flat_map(|(nth, coded)| std::iter::repeat_n(nth, coded.width())).collect()
    }

    /// The numbers of some rows, column by column in memory.
    #[must_use]
    pub fn numbers(&self, table: &Table, rows: &[usize]) -> Array2<f64> {
        let width: usize = self.columns.iter().map(Coded::width).sum();
        let mut all = Vec::with_capacity(width * rows.len());
        for (coded, column) in self.columns.iter().zip(&table.columns) {
            coded.write(column, rows, &mut all);
        }
        Array2::from_shape_vec((rows.len(), width).f(), all).unwrap_or_default()
    }
}

impl Coded {
    fn learn(column: &Column, rows: &[usize]) -> Self {
        match &column.values {
            Values::Numbers(numbers) => {
                let known: Vec<f64> =
                    rows.iter().map(|row| numbers[*row]).filter(|number| number.is_finite()).collect();
                let mean = known.iter().sum::<f64>() / float(known.len()).max(1.0);
                let deviation = (known.iter().map(|number| (number - mean).powi(2)).sum::<f64>()
                    / float(known.len()).max(1.0))
                .sqrt();
                let missing = rows.len() - known.len();
                let tells_missing = missing >= FEWEST && known.len() >= FEWEST;
                if deviation > 1e-9 * mean.abs().max(1e-9) {
                    Self::Number { mean, deviation, tells_missing }
                } else if tells_missing {
                    Self::Number { mean, deviation: 1.0, tells_missing }
                } else {
                    Self::Nothing
                }
            }
            Values::Words { codes, words } => {
                let mut counts = vec![0usize; words.len() + 1];
                rows.iter().for_each(|row| counts[codes[*row] as usize] += 1);
                let mut known: Vec<u32> =
                    (0..).zip(&counts).filter(|(_, count)| **count >= FEWEST).map(|(code, _)| code).collect();
                known.sort_by_key(|code| std::cmp::Reverse(counts[*code as usize]));
                known.truncate(MOST_WORDS);
                known.sort_unstable();
                if known.is_empty() || counts[known[0] as usize] == rows.len() {
                    Self::Nothing
                } else {
                    Self::Words { known }
                }
            }
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Number { tells_missing, .. } => 1 + usize::from(*tells_missing),
            Self::Words { known } => known.len() + 1,
            Self::Nothing => 0,
        }
    }

    fn write(&self, column: &Column, rows: &[usize], into: &mut Vec<f64>) {
        match (self, &column.values) {
            (Self::Number { mean, deviation, tells_missing }, Values::Numbers(numbers)) => {
                let number =
                    |row: &usize| if numbers[*row].is_finite() { (numbers[*row] - mean) / deviation } else { 0.0 };
                into.extend(rows.iter().map(number));
                if *tells_missing {
                    into.extend(rows.iter().map(|row| f64::from(u8::from(!numbers[*row].is_finite()))));
                }
            }
            (Self::Words { known }, Values::Words { codes, .. }) => {
                for word in known {
                    into.extend(rows.iter().map(|row| f64::from(u8::from(codes[*row] == *word))));
                }
                into.extend(rows.iter().map(|row| f64::from(u8::from(known.binary_search(&codes[*row]).is_err()))));
            }
            _ => {}
        }
    }
}
