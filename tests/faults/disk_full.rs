//! D4: the disk is full. What was acknowledged stays, and the rights of people do not wait for room: a no is recorded and
//! an erasure is done and proved. On a file system of 8 MB of its own, in a namespace where this account may mount one.

use crate::{
    report::{figure, n, skipped},
    stage::{Driven, driver, tool_missing},
};
use std::process::Command;

/// Mounts a small file system on the first argument, then runs the rest.
const MOUNT: &str = "mount -t tmpfs -o size=8m,mode=700 tmpfs \"$1\" && shift && exec \"$@\"";

#[test]
fn d4_on_a_full_disk_a_no_and_an_erasure_still_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = folder.path().join("small");
    std::fs::create_dir(&small).expect("a folder");
    let probe = ["-rm", "sh", "-c", MOUNT, "sh", small.to_str().expect("a plain path"), "true"];
    if let Some(why) = tool_missing("unshare", &probe) {
        return skipped("D4", &format!("no file system of one's own may be mounted: {why}"));
    }
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", MOUNT, "sh"]).arg(&small).arg(driver()).arg("fill");
    command.arg(small.join("shop.regulars")).arg(folder.path()).arg(small.join("filler"));
    let said = Driven::start(&mut command).rest();
    let line = |start: &str| said.iter().find_map(|line| line.strip_prefix(start)).unwrap_or_default().to_owned();
    let acknowledged: usize = line("acknowledged ").parse().unwrap_or_default();
    // The control: the disk was full indeed, and an import was refused for it.
    assert!(line("full ").contains("disk is full"), "the disk never filled: {said:?}");
    assert_eq!(line("more "), "refused", "there was room after all: {said:?}");
    let (no, erasure, again, stands) = (line("no "), line("erasure "), line("again "), line("stands "));
    figure(
        "D4",
        no == "done" && erasure == "done" && stands == "as acknowledged" && acknowledged > 1_000,
        &format!(
            "disk full (8 MB): {} acknowledged rows, found {stands}; import refused in words; opt-out \
             {no}; erasure {erasure}; opened again while full {again}",
            n(acknowledged)
        ),
    );
}
