//! Faults: what is left when the program is killed, the power is cut, the disk refuses or fills, somebody changes the
//! files, or looks into them and into memory. Each line of the suite prints its figure and fails when it is not met, and
//! each has a control: the same fault where it must be seen. `make faults` runs the long form.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

#[cfg(feature = "fault-controls")]
mod canary;
mod command;
#[cfg(feature = "fault-controls")]
mod disk_full;
#[cfg(feature = "fault-controls")]
mod erased;
#[cfg(feature = "fault-controls")]
mod io_errors;
#[cfg(target_os = "linux")]
mod keychain;
#[cfg(feature = "fault-controls")]
mod kill;
#[cfg(feature = "fault-controls")]
mod memory;
#[cfg(feature = "fault-controls")]
mod nonces;
#[cfg(feature = "fault-controls")]
mod pages;
#[cfg(feature = "fault-controls")]
mod power;
#[cfg(feature = "fault-controls")]
mod report;
#[cfg(feature = "fault-controls")]
mod stage;
#[cfg(feature = "fault-controls")]
mod tamper;
#[cfg(feature = "fault-controls")]
mod trace;
#[cfg(feature = "fault-controls")]
mod versions;

#[cfg(not(feature = "fault-controls"))]
#[test]
#[allow(clippy::print_stdout, reason = "a skipped test must say so")]
fn the_suite_is_skipped_without_its_controls() {
    println!("skipped: the fault suite; build it with --features regulars-tests/fault-controls, as make test does");
}
