//! Cells that spreadsheets leave alone. What this program writes runs nothing when it is opened, and reads back as what it
//! was: writing adds one apostrophe where one is needed, reading takes one away where one could have been added.

/// What makes a spreadsheet take a cell for a formula (OWASP ASVS 5.0, 1.2.10), or eat what follows.
fn begins_a_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0')
}

/// A negative number, which is no formula and must stay a number. What begins with `+` is a telephone number sooner than an
/// amount, and a spreadsheet would eat its sign.
fn is_negative_number(cell: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e' | 'E');
    cell.starts_with('-') && cell.chars().all(digits) && cell.parse::<f64>().is_ok()
}

/// A cell as it is written.
#[must_use]
pub fn guarded(cell: String) -> String {
    let bare = cell.trim_start_matches('\'');
    let apostrophes = bare.len() < cell.len();
    let needed = match bare.chars().next() {
        Some(letter) if begins_a_formula(letter) => apostrophes || !is_negative_number(&cell),
        // An apostrophe before a digit is one that reading takes away.
        Some(letter) => apostrophes && letter.is_ascii_digit(),
        None => false,
    };
    if needed { format!("'{cell}") } else { cell }
}

/// A cell as it was, without the apostrophe that we, or a spreadsheet, put before it.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    let Some(rest) = cell.strip_prefix('\'') else { return cell };
    match rest.trim_start_matches('\'').chars().next() {
        Some(letter) if letter.is_ascii_digit() || begins_a_formula(letter) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-3.50", "-3.50"),
            ("-x", "'-x"),
            ("-inf", "'-inf"),
            ("+31612345678", "'+31612345678"),
            ("'-3.50", "''-3.50"),
            ("'00721", "''00721"),
            ("'t Hart", "'t Hart"),
            ("''=a", "'''=a"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell.to_owned()), written);
            assert_eq!(unguarded(written), cell);
        }
    }

    #[test]
    fn every_short_cell_reads_back_as_it_was() {
        // Every text of up to five of the letters that matter, and some that do not.
        let letters = ['\'', '=', '+', '-', '@', '\t', '\r', '\n', '1', '.', 'e', 'a', ' '];
        let mut cells = vec![String::new()];
        let mut tried = 0;
        for _ in 0..5 {
            cells = cells.iter().flat_map(|cell| letters.iter().map(move |letter| format!("{cell}{letter}"))).collect();
            for cell in &cells {
                tried += 1;
                let written = guarded(cell.clone());
                assert_eq!(unguarded(&written), cell);
                let first = written.chars().next();
                assert!(!first.is_some_and(begins_a_formula) || is_negative_number(&written), "{written:?}");
            }
        }
        assert_eq!(tried, 13 + 169 + 2_197 + 28_561 + 371_293);
    }
}
