//! What happens before the window: arguments are read, and the process is started afresh where its environment must be
//! another one. A process cannot change its own environment safely, so it replaces itself. Then the walls are raised, while
//! there is one thread and nothing secret has been read.

use regulars_workbench::{Passphrase, walls};
use std::{ffi::OsString, path::PathBuf};

/// What the window is to open at once.
pub struct Start {
    /// The vault's folder and its passphrase, or nothing: then the window asks.
    pub vault: Option<(PathBuf, Passphrase)>,
}

/// Whether to go on.
pub enum Launch {
    /// Open the window.
    Go(Start),
    /// Say this and end.
    Stop {
        /// In plain words.
        words: String,
        /// Exit code: 0 done, 1 failed, 2 usage.
        code: u8,
    },
}

const USAGE: &str = "regulars-app [--vault FOLDER]\n\nOpens the window. With --vault and a passphrase in REGULARS_PASSPHRASE it opens that vault at once.";

/// Where a replaced process finds the passphrase: on its standard input, which only it can read.
const FROM_STDIN: &str = "--passphrase-on-stdin";

const PASSPHRASE: &str = "REGULARS_PASSPHRASE";

#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    vault: Option<PathBuf>,
    from_stdin: bool,
}

fn wanted(args: impl Iterator<Item = OsString>) -> Result<Wanted, Option<OsString>> {
    let mut args = args;
    let mut wanted = Wanted { vault: None, from_stdin: false };
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--vault") => wanted.vault = Some(args.next().ok_or(Some(arg))?.into()),
            Some(FROM_STDIN) => wanted.from_stdin = true,
            Some("-h" | "--help") => return Err(None),
            _ => return Err(Some(arg)),
        }
    }
    Ok(wanted)
}

/// Reads the arguments and makes the process what it must be.
#[must_use]
pub fn prepare() -> Launch {
    let wanted = match wanted(std::env::args_os().skip(1)) {
        Ok(wanted) => wanted,
        Err(None) => return Launch::Stop { words: USAGE.to_owned(), code: 0 },
        Err(Some(arg)) => {
            let words = format!("regulars-app does not know what to do with “{}”.\n\n{USAGE}", arg.display());
            return Launch::Stop { words, code: 2 };
        }
    };
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::replace_if_needed() {
        return Launch::Stop { words: format!("The window could not be started: {error}."), code: 1 };
    }
    let raised = walls::raise(which_walls());
    #[cfg(target_os = "linux")]
    if raised.sockets_refused.stands
        && let Some(screen) = linux::screen_behind_a_network(|name| std::env::var(name).ok())
    {
        let words = format!(
            "The screen “{screen}” is reached over a network connection, and Regulars has the system refuse it every one. \
             Open the window on this computer's own screen, or use the `regulars` command, which needs none."
        );
        return Launch::Stop { words, code: 1 };
    }
    for missing in raised.missing() {
        warn(missing);
    }
    let passphrase = if wanted.from_stdin { first_line() } else { std::env::var(PASSPHRASE).ok() };
    Launch::Go(Start { vault: wanted.vault.zip(passphrase.map(Passphrase::new)) })
}

/// A window that is driven by a test has its driver at the other end of a socket.
fn which_walls() -> walls::Wanted {
    if cfg!(feature = "test-hooks") { walls::Wanted::driven() } else { walls::Wanted::shipped() }
}

#[allow(clippy::print_stderr, reason = "there is no window yet")]
fn warn(words: &str) {
    eprintln!("Warning: {words}");
}

fn first_line() -> Option<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Some(line)
}

#[cfg(target_os = "linux")]
mod linux {
    //! Two things the environment must have before GTK looks at it.

    use super::{FROM_STDIN, PASSPHRASE};
    use std::{
        io::{self, Write as _},
        os::unix::process::CommandExt as _,
        process::Command,
    };

    /// WebKitGTK's DMA-BUF renderer shows an empty window on many NVIDIA and Wayland machines. Whoever wants it sets
    /// this to 0.
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

    /// Has file dialogs shown by another program, which looks into this one's `/proc` first. A process that nobody may
    /// look into shows its own.
    const PORTAL: &str = "GTK_USE_PORTAL";

    /// Starts the same program again when the renderer has not been chosen, when file dialogs would be shown by another
    /// program, or when the passphrase stands in the environment, where the webview's own processes would inherit it.
    /// Returns when nothing needs to change.
    pub(super) fn replace_if_needed() -> io::Result<()> {
        let passphrase = std::env::var(PASSPHRASE).ok();
        if passphrase.is_none() && std::env::var_os(RENDERER).is_some() && std::env::var_os(PORTAL).is_none() {
            return Ok(());
        }
        let mut again = Command::new(std::env::current_exe()?);
        again.args(std::env::args_os().skip(1)).env_remove(PASSPHRASE).env_remove(PORTAL);
        if std::env::var_os(RENDERER).is_none() {
            again.env(RENDERER, "1");
        }
        if let Some(passphrase) = passphrase {
            let (reader, mut writer) = io::pipe()?;
            writeln!(writer, "{passphrase}")?;
            again.arg(FROM_STDIN).stdin(reader);
        }
        Err(again.exec())
    }

    /// The X display, when GTK would open the window on it and it is reached by TCP: `host:0`, or `localhost:10.0` as
    /// `ssh -X` sets it. A display of this computer is `:0` or `unix:0`.
    pub(super) fn screen_behind_a_network(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
        let display = variable("DISPLAY")?;
        let set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let backend = variable("GDK_BACKEND").unwrap_or_default();
        let wayland = set("WAYLAND_DISPLAY") && !backend.starts_with("x11");
        let host = display.rsplit_once(':')?.0;
        let here = host.is_empty() || host == "unix" || host.starts_with('/');
        (!wayland && !here).then_some(display)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn screens_that_a_socket_would_be_needed_for() {
            let screen = |display: &str, wayland: &str, backend: &str| {
                let set = [("DISPLAY", display), ("WAYLAND_DISPLAY", wayland), ("GDK_BACKEND", backend)];
                screen_behind_a_network(|name| {
                    set.iter()
                        .find(|(known, value)| *known == name && !value.is_empty())
                        .map(|(_, value)| (*value).to_owned())
                })
            };
            for here in ["", ":0", ":99.0", "unix:0", "/private/tmp/launch/org.xquartz:0"] {
                assert_eq!(screen(here, "", ""), None, "{here}");
            }
            for away in ["localhost:10.0", "192.168.1.4:0", "office:0"] {
                assert_eq!(screen(away, "", "").as_deref(), Some(away));
                assert_eq!(screen(away, "wayland-0", ""), None, "the window opens on Wayland");
                assert_eq!(screen(away, "wayland-0", "x11").as_deref(), Some(away));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Wanted, Option<OsString>> {
        wanted(args.iter().map(OsString::from))
    }

    #[test]
    fn arguments() {
        assert_eq!(read(&[]), Ok(Wanted { vault: None, from_stdin: false }));
        assert_eq!(read(&["--vault", "shop"]), Ok(Wanted { vault: Some("shop".into()), from_stdin: false }));
        assert_eq!(read(&["--help"]), Err(None));
        assert_eq!(read(&["--vault"]), Err(Some("--vault".into())));
        assert_eq!(read(&["shop"]), Err(Some("shop".into())));
    }
}
