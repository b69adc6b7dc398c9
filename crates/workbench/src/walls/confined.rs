//! A cell for a process that takes apart what strangers made: little memory, little time, no new files, and of all that the
//! kernel offers only reading and writing what is open, memory, and the end.

use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{BackendError, BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter_all_threads};
use std::{collections::BTreeMap, fs, io};

/// Memory beyond what the program itself takes up.
const MEMORY: u64 = 1 << 30;
/// Seconds of computing.
const SECONDS: u64 = 120;
/// No file is so small that a byte of it would matter, and 0 has a meaning of its own for cores.
const NO_CORE: u64 = 1;
const EPERM: u32 = 1;

/// What is left: `read`, `write`, `close`, `fstat`, `lseek`, `mmap`, `mprotect`, `munmap`, `brk`, `rt_sigaction`,
/// `rt_sigprocmask`, `rt_sigreturn`, `pread64`, `readv`, `writev`, `sched_yield`, `mremap`, `madvise`, `getpid`, `exit`,
/// `fcntl`, `sigaltstack`, `gettid`, `tkill`, `futex`, `restart_syscall`, `clock_gettime`, `exit_group`, `tgkill`,
/// `getrandom`, `membarrier`, `statx`, `rseq`. Nothing that opens, makes, removes, starts or connects anything.
const LEFT: &[i64] = if cfg!(target_arch = "x86_64") {
    &[
        0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 39, 60, 72, 131, 186, 200, 202, 219, 228,
        231, 234, 318, 324, 332, 334,
    ]
} else {
    &[
        63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67, 65, 66, 124, 216, 233, 172, 93, 25, 132, 178, 130,
        98, 128, 113, 94, 131, 278, 283, 291, 293,
    ]
};

/// Shuts this process in, for good.
///
/// # Errors
/// When the limits cannot be set: then nothing of a stranger's should be read. A kernel that knows no filters still sets
/// limits, and that alone is no error.
pub(crate) fn confine() -> io::Result<()> {
    let limit = |resource, soft, hard| setrlimit(resource, Rlimit { current: Some(soft), maximum: Some(hard) });
    let memory = own_size()?.saturating_add(MEMORY);
    limit(Resource::As, memory, memory)?;
    limit(Resource::Cpu, SECONDS, SECONDS + 5)?;
    limit(Resource::Core, NO_CORE, NO_CORE)?;
    limit(Resource::Fsize, 0, 0)?;
    // Nobody is there to be told; a test looks at `/proc/PID/status` that it stands here.
    drop(filter().map(|filter| apply_filter_all_threads(&filter)));
    Ok(())
}

/// Bytes of address space that the program takes up by itself: its libraries, mostly.
fn own_size() -> io::Result<u64> {
    let pages = fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = pages.split(' ').next().and_then(|pages| pages.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(pages.saturating_mul(rustix::param::page_size() as u64))
}

fn filter() -> Result<BpfProgram, BackendError> {
    let left: BTreeMap<i64, Vec<_>> = LEFT.iter().map(|call| (*call, Vec::new())).collect();
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(left, SeccompAction::Errno(EPERM), SeccompAction::Allow, arch)?.try_into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io::Read as _, process::Command, thread};

    // The filter is of one thread here, and ends with it. The limits are tried in a process of its own (the command's tests).
    #[test]
    fn what_is_open_can_be_read_and_nothing_else_be_done() {
        let refused =
            |error: Option<io::Error>| error.map(|error| error.kind()) == Some(io::ErrorKind::PermissionDenied);
        let mut open = fs::File::open("/proc/self/exe").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("x");
        assert!(fs::write(&inside, "x").is_ok() && fs::read(&inside).is_ok(), "before, all of it can be done");
        let (read, tried) = thread::spawn(move || {
            seccompiler::apply_filter(&filter().unwrap()).unwrap();
            let mut first = [0; 4];
            open.read_exact(&mut first).unwrap();
            let memory = vec![1u8; 64 << 20];
            let tried = [
                ("open", refused(fs::File::open("/proc/self/exe").err())),
                ("make", refused(fs::File::create(&inside).err())),
                ("remove", refused(fs::remove_file(&inside).err())),
                ("start", refused(Command::new("/bin/true").spawn().err())),
                ("connect", refused(std::os::unix::net::UnixStream::pair().err())),
                ("connect", refused(socket().err())),
            ];
            (first.len() + memory.len(), tried)
        })
        .join()
        .unwrap();
        assert_eq!(read, 4 + (64 << 20));
        assert!(tried.iter().all(|(_, refused)| *refused), "{tried:?}");
        assert!(fs::read(folder.path().join("x")).is_ok(), "other threads are free");
    }

    #[allow(clippy::disallowed_types, reason = "the proof: it must be refused")]
    fn socket() -> io::Result<()> {
        std::net::UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0)).map(drop)
    }

    #[test]
    fn the_program_knows_its_own_size() {
        assert!((1 << 20..1 << 40).contains(&own_size().unwrap()));
    }
}
