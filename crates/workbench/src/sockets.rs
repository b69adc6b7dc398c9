//! Counts the internet sockets this program and the processes it started have open, as the system itself reports them.

use std::{collections::HashSet, fs};

/// Internet sockets (TCP, UDP and raw, IPv4 and IPv6) of this process and its descendants, now.
/// `None` where the system does not say (anything but Linux).
pub(crate) fn open_internet_sockets() -> Option<u32> {
    let internet = internet_inodes()?;
    let mut count = 0;
    for pid in own_family()? {
        let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { continue };
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

fn internet_inodes() -> Option<HashSet<u64>> {
    let mut inodes = HashSet::new();
    let mut readable = false;
    for table in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        let Ok(text) = fs::read_to_string(format!("/proc/self/net/{table}")) else { continue };
        readable = true;
        inodes.extend(text.lines().skip(1).filter_map(|line| line.split_whitespace().nth(9)?.parse::<u64>().ok()));
    }
    readable.then_some(inodes)
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
    fn an_open_socket_is_counted() {
        let before = open_internet_sockets().expect("Linux says");
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a loopback socket");
        assert!(open_internet_sockets().expect("Linux says") > before);
        drop(socket);
    }
}
