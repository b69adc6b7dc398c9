//! Ctrl-C in the middle of an import: the command ends with 130, and none of the file is in.
#![cfg(unix)]

use crate::support::{Shop, number};
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// Enough rows for the import to be under way for seconds on a fast machine.
const ROWS: u32 = 300_000;

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let shop = Shop::empty();
    let mut text = String::from("order id,order date,email,product,quantity,unit price\n");
    for row in 0..ROWS {
        let _ = writeln!(text, "{row},2026-01-{:02},c{}@example.com,Tea,1,8.00", row % 28 + 1, row / 4);
    }
    let file = shop.write("many.csv", text);
    let log = shop.json(&["log", "list"])["total"].clone();
    let mut child = shop
        .command(&["import", &file, "--as", "orders"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first thing it says is how the file will be read; from then on it is importing.
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("many.csv") {
        line.clear();
        assert_ne!(err.read_line(&mut line).unwrap(), 0, "it ended before it began");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let drained = std::io::read_to_string(&mut err).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{drained}");
    assert!(ended.stdout.is_empty());

    let info = shop.json(&["vault", "info"]);
    assert_eq!((number(&info["people"]), number(&info["imports"])), (0, 0));
    let after = shop.json(&["log", "list"]);
    assert_eq!(after["total"], log, "{after}");
    assert_eq!(shop.json(&["log", "verify"])["sound"], true);
}
