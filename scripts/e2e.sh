#!/usr/bin/env bash
# `make e2e`: the flows in a real window, on a screen of their own.
source "$(dirname "$0")/common.sh"

if [ "$(uname -s)" != Linux ]; then
  say "The window's flows run on Linux: WebKitWebDriver drives them. Skipped here."
  exit 0
fi

need_rust
# shellcheck disable=SC2086
packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
# shellcheck disable=SC2086
packages "the flows drive a real window on a virtual screen" $DRIVE_PACKAGES
# shellcheck disable=SC2086
packages "what the window asks the system for is watched from outside" $WATCH_PACKAGES
cargo_tool tauri-driver "$TAURI_DRIVER_VERSION" "it drives the window"
npm_ci tests/e2e "they drive the window"
build_ui
say "Building the window, once as shipped and once so that it can be driven."
export REGULARS_CLI="$CARGO_TARGET_DIR/debug/regulars" REGULARS_APP="$CARGO_TARGET_DIR/debug/regulars-app"
export REGULARS_SHIPPED="$CARGO_TARGET_DIR/debug/regulars-app-shipped"
cargo build --quiet -p regulars-cli -p regulars-app
cp -f "$REGULARS_APP" "$REGULARS_SHIPPED"
cargo build --quiet -p regulars-cli -p regulars-app --features regulars-app/test-hooks

export REGULARS_SHOTS="${REGULARS_SHOTS:-$ROOT/target/screenshots}"
mkdir -p "$REGULARS_SHOTS"
# Its own screen, kept in a file that the pictures are taken from, and no session bus: nothing of the desktop is touched.
SCREENS="$(mktemp -d)"
trap 'rm -rf "$SCREENS"' EXIT
export NO_AT_BRIDGE=1 GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 DBUS_SESSION_BUS_ADDRESS=disabled:
unset WAYLAND_DISPLAY
# on_screen NUMBER command …: screens that begin at the same time are looked for from different numbers.
on_screen() {
  local number="$1"
  shift
  REGULARS_SCREEN="$(mktemp -d -p "$SCREENS")"
  export REGULARS_SCREEN
  xvfb-run -a -n "$number" -s "-screen 0 1400x1000x24 -nocursor -fbdir $REGULARS_SCREEN" "$@"
}
# A computer without a network: nothing but loopback, which the driver needs. Where that is not allowed the flows run with
# the network there is, and say so.
offline=()
if unshare -rn true 2>/dev/null && command -v ip >/dev/null; then
  # shellcheck disable=SC2016
  offline=(unshare -rn sh -c 'ip link set lo up && exec "$@"' sh)
fi
# Two windows at once: much of a flow is waiting. What the second one says is shown when the first one is through.
said="$SCREENS/second"
on_screen 300 "${offline[@]}" node tests/e2e/run.mjs 2 >"$said" 2>&1 &
second=$!
code=0
on_screen 100 node tests/e2e/shipped.mjs || code=$?
on_screen 100 node tests/e2e/egress.mjs || code=$?
on_screen 100 "${offline[@]}" node tests/e2e/run.mjs 1 || code=$?
wait "$second" || code=$?
cat "$said"
exit "$code"
