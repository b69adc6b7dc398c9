#!/usr/bin/env bash
# From a key to the painted count, in the real window on a virtual screen without a graphics card: a shop of size S (100,000
# customers, 1,000,000 orders, 2,000,000 events) or another, keys of seven kinds, EACH of every kind (tests/e2e/keys.mjs).
# The program is the optimised one; only the shell is built so that it can be driven.
source "$(dirname "$0")/../scripts/common.sh"

SIZE="${SIZE:-S}"
EACH="${EACH:-20}"
AS_OF=2026-11-23
if [ "$(uname -s)" != Linux ]; then
  say "The window is measured on Linux: WebKitWebDriver drives it. Skipped here."
  exit 0
fi
# shellcheck disable=SC2086
packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
# shellcheck disable=SC2086
packages "a real window is driven on a virtual screen" $DRIVE_PACKAGES
cargo_tool tauri-driver "$TAURI_DRIVER_VERSION" "it drives the window"
npm_ci tests/e2e "they drive the window"
build_ui
# shellcheck source=bench/files.sh
source bench/files.sh

# A release refuses the hooks of the tests, so the shell alone keeps its assertions, in a place where nobody takes it for one.
APP="$CARGO_TARGET_DIR/release/regulars-app"
cargo build --quiet --release -p regulars-app --features test-hooks --config profile.release.package.regulars-app.debug-assertions=true
mv -f "$APP" "$APP-driven"
cargo build --quiet --release -p regulars-cli
REGULARS="$CARGO_TARGET_DIR/release/regulars"

WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
export REGULARS_PASSPHRASE="a passphrase for measuring" REGULARS_VAULT="${REGULARS_KEPT_VAULT:-$WORK/vault}"
if [ ! -d "$REGULARS_VAULT" ]; then
  say "Bringing in the files of size $SIZE."
  "$REGULARS" vault create --quiet --name Bench --currency EUR >/dev/null
  for what in customers orders events; do
    "$REGULARS" import "$DATA/$what.csv" --as "$what" --source bench --basis contract --quiet >/dev/null
  done
  "$REGULARS" segment save --quiet --name Measured --rule bench/window_rule.json >/dev/null
fi

export REGULARS_APP="$APP-driven" EACH REGULARS_SHOTS="$WORK" REGULARS_SCREEN="$WORK/screen"
export NO_AT_BRIDGE=1 GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 DBUS_SESSION_BUS_ADDRESS=disabled:
unset WAYLAND_DISPLAY
mkdir -p "$REGULARS_SCREEN"
REGULARS_NOTE="$(date +%F), \`SIZE=$SIZE bench/window.sh\`, $(printf "%'d" "$PEOPLE") customers, optimised." \
  xvfb-run -a -s "-screen 0 1400x1000x24 -nocursor -fbdir $REGULARS_SCREEN" node tests/e2e/keys.mjs
