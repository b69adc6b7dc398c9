//! The walls on Linux: seccomp for sockets, a resource limit for core dumps, `PR_SET_DUMPABLE` for memory.

use super::{Outcome, Raised, Wall, Walls, Wanted, prove_no_internet};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, dumpable_behavior, getrlimit, set_dumpable_behavior, setrlimit,
};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter_all_threads,
};
use std::{collections::BTreeMap, fs};

/// The families that stay: sockets between programs of this computer, and questions to its own kernel. Everything else
/// is refused by not being listed: IPv4, IPv6, raw packets, Bluetooth, virtual machines, and what is yet to be invented.
const LOCAL_FAMILIES: [u64; 2] = [number::AF_UNIX, number::AF_NETLINK];

const EACCES: u32 = 13;
const EPERM: u32 = 1;

/// A limit of one byte, not of none: a crash reporter that the kernel hands cores to ignores a limit of 0, and the
/// kernel keeps from it a process whose limit is 1. No file is so small either.
const NO_CORE: u64 = 1;

/// A core file is at least a page.
const SMALLEST_CORE: u64 = 4096;

/// The few numbers of the kernel that are needed, which do not change.
mod number {
    pub(super) const AF_UNIX: u64 = 1;
    pub(super) const AF_NETLINK: u64 = 16;
    pub(super) const SOCKET: i64 = if cfg!(target_arch = "x86_64") { 41 } else { 198 };
    /// `io_uring_setup`, `io_uring_enter`, `io_uring_register`.
    pub(super) const IO_URING: [i64; 3] = [425, 426, 427];
    /// x86-64 has a second set of numbers for 32-bit pointers, under the same architecture: this added to the first.
    pub(super) const X32: Option<i64> = if cfg!(target_arch = "x86_64") { Some(0x4000_0000) } else { None };
}

pub(super) fn raise(wanted: Wanted) -> Raised {
    let mut raised = Raised { wanted: Some(wanted), ..Raised::default() };
    let limit = Rlimit { current: Some(NO_CORE), maximum: Some(NO_CORE) };
    raised.cores = setrlimit(Resource::Core, limit).err().map(|error| error.to_string());
    if wanted.not_dumpable {
        raised.memory = set_dumpable_behavior(DumpableBehavior::NotDumpable).err().map(|error| error.to_string());
    }
    if wanted.no_sockets {
        raised.sockets = refuse_sockets().err().map(|error| error.to_string());
    }
    raised
}

/// Two filters, because each has one answer. Every thread gets them, and every process that is started from now on. A
/// program for another architecture (32-bit) is ended when it calls the kernel: its numbers mean other things.
fn refuse_sockets() -> Result<(), seccompiler::Error> {
    apply_filter_all_threads(&sockets()?)?;
    apply_filter_all_threads(&io_uring()?)
}

fn sockets() -> Result<BpfProgram, BackendError> {
    let other_family = LOCAL_FAMILIES
        .into_iter()
        .map(|family| SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family))
        .collect::<Result<Vec<_>, _>>()?;
    refuse(&[number::SOCKET], &[SeccompRule::new(other_family)?], EACCES)
}

/// A ring makes system calls that no filter sees, sockets among them.
fn io_uring() -> Result<BpfProgram, BackendError> {
    refuse(&number::IO_URING, &[], EPERM)
}

fn refuse(calls: &[i64], rules: &[SeccompRule], answer: u32) -> Result<BpfProgram, BackendError> {
    let numbers = calls.iter().flat_map(|call| [Some(*call), number::X32.map(|x32| x32 | call)]).flatten();
    let by_call: BTreeMap<i64, Vec<SeccompRule>> = numbers.map(|number| (number, rules.to_vec())).collect();
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(by_call, SeccompAction::Allow, SeccompAction::Errno(answer), arch)?.try_into()
}

pub(super) fn now(raised: &Raised) -> Walls {
    let because = |reason: &Option<String>| match (reason, raised.wanted) {
        (Some(reason), _) => format!("it answered: {reason}"),
        (None, None) => "it was not asked".to_owned(),
        (None, Some(_)) => "it was not asked in this build".to_owned(),
    };
    let refused = prove_no_internet();
    let sockets_refused = if refused.iter().all(|attempt| attempt.outcome == Outcome::Refused) && filtered() {
        Wall::stands("The kernel refuses this program, and all it starts, every internet socket. Tried just now.")
    } else {
        Wall::fell(format!(
            "The kernel does not refuse this program internet sockets ({}). Nothing in it uses one.",
            because(&raised.sockets)
        ))
    };
    let no_core_dumps = if getrlimit(Resource::Core).current.is_some_and(|limit| limit < SMALLEST_CORE) {
        Wall::stands("A crash leaves no picture of the memory on the disk.")
    } else {
        Wall::fell(format!(
            "A crash may leave a picture of the memory on the disk: the system was asked not to, and {}.",
            because(&raised.cores)
        ))
    };
    let not_dumpable = if dumpable_behavior().is_ok_and(|now| now == DumpableBehavior::NotDumpable) {
        Wall::stands("Other programs of yours cannot read this program's memory.")
    } else {
        Wall::fell(format!("Other programs of yours may read this program's memory ({}).", because(&raised.memory)))
    };
    Walls { sockets_refused, no_core_dumps, not_dumpable }
}

/// Whether the kernel itself says that a filter is on this process.
fn filtered() -> bool {
    fs::read_to_string("/proc/self/status").is_ok_and(|status| under_filter(&status))
}

/// `Seccomp: 2` in a `/proc/PID/status`: a filter, which is inherited and cannot be taken off.
pub(crate) fn under_filter(status: &str) -> bool {
    status.lines().any(|line| line.strip_prefix("Seccomp:").is_some_and(|mode| mode.trim() == "2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_are_made_for_this_machine() {
        assert!(sockets().expect("a filter").len() > 4);
        assert!(io_uring().expect("a filter").len() > 4);
    }

    #[test]
    fn the_kernels_word_is_read() {
        assert!(under_filter("Name:\tx\nSeccomp:\t2\nSeccomp_filters:\t2\n"));
        assert!(!under_filter("Name:\tx\nSeccomp:\t0\nSeccomp_filters:\t0\n"));
        assert!(!under_filter(""));
    }
}
