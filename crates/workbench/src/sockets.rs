//! Counts the internet sockets this program and the processes it started have open, as the system itself reports them.
//! Sockets bound to the computer's own loopback address are left out: nothing sent there can leave.

use crate::walls;
use std::{collections::HashSet, fs};

/// Internet sockets (TCP, UDP and raw, IPv4 and IPv6) of this process and its descendants, now.
/// `None` where the system does not say: anywhere but on Linux, and where it lets nobody look into one of the processes,
/// unless the kernel refuses that one every internet socket.
pub(crate) fn open_internet_sockets() -> Option<u32> {
    let internet = internet_inodes()?;
    let mut count = 0;
    for pid in own_family()? {
        let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else {
            if unseen(pid) && !walls::now().sockets_refused.stands {
                return None;
            }
            continue;
        };
        for file in files.flatten() {
            let Ok(target) = fs::read_link(file.path()) else { continue };
            let inode = target.to_str().and_then(|text| text.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok());
            if inode.is_some_and(|inode: u64| internet.contains(&inode)) {
                count += 1;
            }
        }
    }
    Some(count)
}

/// Whether a process whose open files cannot be listed still runs, and so could have some.
fn unseen(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The command's name stands in brackets and may hold anything; the state follows the last one.
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().next());
    state.is_some_and(|state| !matches!(state, "Z" | "X"))
}

fn internet_inodes() -> Option<HashSet<u64>> {
    let mut inodes = HashSet::new();
    let mut readable = false;
    for table in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        let Ok(text) = fs::read_to_string(format!("/proc/self/net/{table}")) else { continue };
        readable = true;
        inodes.extend(text.lines().skip(1).filter_map(outward));
    }
    readable.then_some(inodes)
}

/// The inode of a socket that could reach beyond this computer. A line of `/proc/net/tcp` and its kin: the second word
/// is the local address in hexadecimal, the tenth the inode.
fn outward(line: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let address = words.get(1)?.split(':').next()?;
    let loopback = match address.len() {
        // Four bytes, the last written first: 0100007F is 127.0.0.1.
        8 => address.ends_with("7F"),
        // ::1, or an IPv4 loopback address in IPv6 clothes.
        32 => {
            address == "00000000000000000000000001000000"
                || (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"))
        }
        _ => false,
    };
    if loopback { None } else { words.get(9)?.parse().ok() }
}

/// This process and everything it started.
fn own_family() -> Option<Vec<u32>> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // The command's name stands in brackets and may hold anything; the parent follows the last one.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((pid, parent))
        })
        .collect();
    let mut family = vec![std::process::id()];
    let mut at = 0;
    while at < family.len() {
        let parent = family[at];
        family.extend(parents.iter().filter(|(pid, of)| *of == parent && *pid != parent).map(|(pid, _)| *pid));
        at += 1;
    }
    Some(family)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_types, reason = "the positive control: the count must be able to rise")]
    fn a_socket_that_could_reach_out_is_counted_and_a_loopback_one_is_not() {
        let before = open_internet_sockets().expect("Linux says");
        let inward = std::net::UdpSocket::bind("127.0.0.1:0").expect("a loopback socket");
        assert_eq!(open_internet_sockets().expect("Linux says"), before);
        let outward = std::net::UdpSocket::bind("0.0.0.0:0").expect("a socket");
        assert_eq!(open_internet_sockets().expect("Linux says"), before + 1);
        drop((inward, outward));
    }

    #[test]
    fn one_that_runs_is_not_passed_over() {
        assert!(unseen(std::process::id()));
        assert!(!unseen(u32::MAX), "nobody has that number");
    }

    #[test]
    fn addresses_are_read_as_the_kernel_writes_them() {
        let line = |address: &str| format!("0: {address}:1F90 00000000:0000 0A 0:0 00:0 0 0 0 4242 1");
        assert_eq!(outward(&line("0100007F")), None);
        assert_eq!(outward(&line("00000000000000000000000001000000")), None);
        assert_eq!(outward(&line("0000000000000000FFFF00000100007F")), None);
        assert_eq!(outward(&line("0201A8C0")), Some(4242));
        assert_eq!(outward(&line("00000000000000000000000000000000")), Some(4242));
    }
}
