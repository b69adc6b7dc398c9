//! Tries to open internet sockets and tells what came of it. Nothing is sent: each is bound to the computer's own
//! loopback address and closed at once.

use std::{io, net::SocketAddr};

/// What came of trying to open one kind of internet socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The system refused it.
    Refused,
    /// It was opened: nothing but this program's own code stands between it and the network.
    Made,
    /// This computer has no such network at all.
    NotThere,
}

/// One kind of socket that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Which: "TCP over IPv4".
    pub what: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

const V4: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
const V6: SocketAddr = SocketAddr::new(std::net::IpAddr::V6(std::net::Ipv6Addr::LOCALHOST), 0);

/// Tries TCP and UDP, IPv4 and IPv6, now.
#[must_use]
#[allow(clippy::disallowed_types, reason = "the proof: each of these must be refused, and is closed where it is not")]
pub fn prove_no_internet() -> [Attempt; 4] {
    let attempt = |what, made: io::Result<()>| Attempt { what, outcome: outcome(made.err()) };
    [
        attempt("TCP over IPv4", std::net::TcpListener::bind(V4).map(drop)),
        attempt("TCP over IPv6", std::net::TcpListener::bind(V6).map(drop)),
        attempt("UDP over IPv4", std::net::UdpSocket::bind(V4).map(drop)),
        attempt("UDP over IPv6", std::net::UdpSocket::bind(V6).map(drop)),
    ]
}

/// A refusal is "not permitted" and nothing else: a missing network must not pass for one.
fn outcome(error: Option<io::Error>) -> Outcome {
    match error {
        None => Outcome::Made,
        Some(error) if error.kind() == io::ErrorKind::PermissionDenied => Outcome::Refused,
        Some(_) => Outcome::NotThere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_filter_a_socket_is_made_and_said_to_be() {
        let attempts = prove_no_internet();
        assert_eq!(attempts[0].outcome, Outcome::Made);
        assert!(attempts.iter().all(|attempt| attempt.outcome != Outcome::Refused), "{attempts:?}");
    }

    #[test]
    fn a_missing_network_is_no_refusal() {
        assert_eq!(outcome(Some(io::ErrorKind::PermissionDenied.into())), Outcome::Refused);
        assert_eq!(outcome(Some(io::ErrorKind::Unsupported.into())), Outcome::NotThere);
        assert_eq!(outcome(Some(io::ErrorKind::AddrNotAvailable.into())), Outcome::NotThere);
        assert_eq!(outcome(None), Outcome::Made);
    }
}
