//! The one window, hardened: it keeps nothing on disk, stays on its own pages and opens no other.

use crate::dragging;
use tauri::{
    AppHandle, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry,
    plugin::{Builder, TauriPlugin},
    webview::NewWindowResponse,
};

/// Where the webview is told to send whatever it would send: the computer's own discard port, where nobody listens. With
/// a proxy it has no reason to look a name up either, which it does for `<link rel=preconnect>` in spite of any policy.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Opens it.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let nowhere = NOWHERE.parse().map_err(std::io::Error::other)?;
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Regulars")
        .inner_size(1280.0, 800.0)
        .min_inner_size(1024.0, 700.0)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // A driven window cannot be a private one on WebKitGTK; the window tests drive a build of their own.
        .incognito(!cfg!(feature = "test-hooks"))
        .proxy_url(nowhere);
    #[cfg(feature = "test-hooks")]
    let window = hostile::page(window);
    #[cfg(debug_assertions)]
    let window = window.devtools(true);
    let window = window.build()?;
    dragging::watch(&window);
    Ok(window)
}

/// Refuses to leave the program's own pages: a policy for content does not govern where a page may go.
pub(crate) fn navigation_guard() -> TauriPlugin<Wry> {
    Builder::new("navigation-guard").on_navigation(|_, url| own_page(url)).build()
}

/// `tauri://localhost` on Linux and macOS, `http(s)://tauri.localhost` on Windows, and the empty pages of a sandboxed
/// frame that shows a message.
fn own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        "about" => matches!(url.path(), "srcdoc" | "blank"),
        _ => false,
    }
}

#[cfg(feature = "test-hooks")]
mod hostile {
    //! For the tests of the walls: a script that tries to get out, run in the window's own page, and the page's title
    //! told on standard output, so that who watches from outside knows what is being tried.

    use super::{WebviewWindowBuilder, Wry};
    use std::io::Write as _;
    use tauri::AppHandle;

    pub(super) fn page<'a>(
        window: WebviewWindowBuilder<'a, Wry, AppHandle>,
    ) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
        let Some(script) = std::env::var_os("REGULARS_TEST_SCRIPT").and_then(|path| std::fs::read_to_string(path).ok())
        else {
            return window;
        };
        window.initialization_script(script).on_document_title_changed(|_, title| {
            let _ = writeln!(std::io::stdout(), "{title}");
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_at_home() {
        for at_home in ["tauri://localhost/index.html#/people", "about:srcdoc", "about:blank"] {
            assert!(own_page(&at_home.parse().expect("an address")), "{at_home}");
        }
        for away in [
            "http://example.com/",
            "https://localhost/",
            "http://127.0.0.1:80/",
            "tauri://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:config",
            "mailto:someone@example.com",
            "javascript:alert(1)",
        ] {
            assert!(!own_page(&away.parse().expect("an address")), "{away}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn the_windows_address_is_for_windows() {
        assert!(!own_page(&"http://tauri.localhost/".parse().expect("an address")));
    }
}
