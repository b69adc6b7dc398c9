# Shared by the scripts beside it: where things are, how a step is told and timed, what is installed when it is missing.
# shellcheck shell=bash

set -euo pipefail
trap 'printf "%s: line %s failed: %s\n" "$0" "$LINENO" "$BASH_COMMAND" >&2' ERR

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${REGULARS_CACHE:-$HOME/.cache/regulars}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
TOOLS="$CACHE/tools"
export PATH="$TOOLS/bin:$HOME/.cargo/bin:$PATH"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

CARGO_DENY_VERSION=0.20.2
CARGO_CYCLONEDX_VERSION=0.5.9
TAURI_DRIVER_VERSION=2.1.0

cd "$ROOT"
mkdir -p "$CACHE/stamps"

say() { printf '%s\n' "$*"; }

# What is said when a step is over.
STEPS=0
BEGUN=$SECONDS

# step "What it is" command …: runs it, says how long it took; on failure says what to look at and ends.
step() {
  local what="$1" from=$SECONDS
  shift
  printf '\n\033[1m· %s\033[0m\n' "$what"
  # Not under `if`: there bash would go on after a command that fails.
  set +e
  (set -e; "$@")
  local code=$?
  set -e
  if [ "$code" -eq 0 ]; then
    STEPS=$((STEPS + 1))
    printf '  %s: done in %d s\n' "$what" $((SECONDS - from))
  else
    printf '\n%s failed (code %d) after %d s. The command was: %s\n' "$what" "$code" $((SECONDS - from)) "$*" >&2
    exit "$code"
  fi
}

finish() { printf '\n%s: %d steps in %d s.\n' "$1" "$STEPS" $((SECONDS - BEGUN)); }

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16; }

# fresh NAME FILE…: true when NAME was done for exactly these files in this checkout.
stamp_of() {
  local name="$1"
  shift
  printf '%s/stamps/%s-%s' "$CACHE" "$name" "$({ printf '%s' "$ROOT"; cat "$@"; } | digest)"
}

# ---- what is installed when it is missing ----------------------------------------------------------------------------

WINDOW_PACKAGES="build-essential pkg-config perl libgtk-3-dev libwebkit2gtk-4.1-dev librsvg2-dev"
BUILD_PACKAGES="build-essential pkg-config perl"
FAULT_PACKAGES="strace util-linux"
DRIVE_PACKAGES="xvfb xauth dbus-daemon webkit2gtk-driver xdotool python3-gi gir1.2-gtk-3.0"
KEYCHAIN_PACKAGES="gnome-keyring libsecret-tools dbus-daemon dbus-bin"
WATCH_PACKAGES="strace python3 iproute2"

# packages WHY NAME…: Debian and Ubuntu packages.
packages() {
  local why="$1" name missing=()
  shift
  case "$(uname -s)" in
    Linux) ;;
    Darwin)
      xcode-select -p >/dev/null 2>&1 || { say "Install Apple's command line tools first: xcode-select --install"; return 1; }
      return 0
      ;;
    *)
      say "On Windows install first: Visual Studio Build Tools (C++), Strawberry Perl, and WebView2 (part of Windows 11)."
      return 0
      ;;
  esac
  if ! command -v apt-get >/dev/null; then
    say "This is not Debian or Ubuntu: install what these packages hold, if it is missing: $*"
    return 0
  fi
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "Installing ${missing[*]}: $why."
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_rust() {
  command -v cargo >/dev/null && return 0
  say "Rust is missing. Install it from your distribution's rustup package or https://rustup.rs, then try again."
  return 1
}

need_node() {
  command -v npm >/dev/null && return 0
  say "Node.js 20.19 or newer with npm is missing: the window is built with it. Install it, then try again."
  return 1
}

# cargo_tool NAME VERSION WHY: pinned, into the cache, once.
cargo_tool() {
  local name="$1" version="$2" why="$3"
  [ -x "$TOOLS/bin/$name" ] && grep -qF "\"$name $version " "$TOOLS/.crates2.json" 2>/dev/null && return 0
  say "Installing $name $version into $TOOLS: $why. This takes some minutes, once."
  CARGO_TARGET_DIR="$CACHE/tools-target" cargo install --quiet --root "$TOOLS" --locked "$name@$version"
  rm -rf "$CACHE/tools-target"
}

# npm_ci FOLDER WHY
npm_ci() {
  local folder="$1" why="$2" stamp
  stamp="$(stamp_of "npm-$(printf '%s' "$folder" | tr / -)" "$folder/package-lock.json")"
  [ -f "$stamp" ] && [ -f "$folder/node_modules/.package-lock.json" ] && return 0
  need_node
  say "Installing the packages of $folder: $why."
  npm --prefix "$folder" ci --loglevel=error
  touch "$stamp"
}

# The fault suite weakens the vault on purpose and looks at its raw keys; a release refuses to be built with this.
FAULT_CONTROLS="--features regulars-tests/fault-controls"

# The figures that the fault suite wrote to FILE, in the order of its list.
faults_table() {
  [ -s "$1" ] || return 0
  say ""
  LC_ALL=C sort -s -k1,1 "$1" | sed 's/^/  /'
}

# ---- what several targets build ------------------------------------------------------------------------------------------

ui_files() { find ui -type f -not -path 'ui/node_modules/*' -not -path 'ui/dist/*' -print0 | LC_ALL=C sort -z; }

# The window's pages, unless nothing changed since they were built.
build_ui() {
  npm_ci ui "the window is built with them"
  local stamp
  stamp="$CACHE/stamps/ui-$({ printf '%s' "$ROOT"; ui_files | xargs -0 cat; } | digest)"
  [ -f "$stamp" ] && [ -f ui/dist/index.html ] && return 0
  local log="$CACHE/ui-build.log"
  npm --prefix ui run --silent build >"$log" 2>&1 || { cat "$log" >&2; return 1; }
  touch "$stamp"
}

has_screen() {
  case "$(uname -s)" in
    Linux)
      # A name alone is no screen: a display of this computer has a socket. One of another computer is none: the window may
      # not reach it (docs/adr/0007-kernel-egress-lock.md).
      [ -n "${WAYLAND_DISPLAY:-}" ] && [ -S "${XDG_RUNTIME_DIR:-/nowhere}/$WAYLAND_DISPLAY" ] && return 0
      local number="${DISPLAY:-}"
      number="${number#unix}"
      case "$number" in
        "") return 1 ;;
        :*) number="${number#:}" && [ -S "/tmp/.X11-unix/X${number%%.*}" ] ;;
        *) return 1 ;;
      esac
      ;;
    *) return 0 ;;
  esac
}
