#!/usr/bin/env bash
# Builds the release command twice, in two folders of different names, and says whether the two programs are the same to the
# byte. Long: everything is compiled two times. What is found is printed; a difference ends with 1.
source "$(dirname "$0")/common.sh"

need_rust
# shellcheck disable=SC2086
packages "the vault needs a C compiler" $BUILD_PACKAGES

BOTH="$(mktemp -d "${TMPDIR:-/tmp}/regulars-twice.XXXXXX")"
trap 'rm -rf "$BOTH"' EXIT
# No clock, and no name of this machine's folders: what is left to differ is what should not.
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || echo 0)"
export SOURCE_DATE_EPOCH

once() {
  local to="$BOTH/$1"
  local remap="--remap-path-prefix=$to=/target --remap-path-prefix=$ROOT=/regulars --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  CARGO_TARGET_DIR="$to" RUSTFLAGS="${RUSTFLAGS:-} $remap" CFLAGS="${CFLAGS:-} -ffile-prefix-map=$to=/target" \
    cargo build --quiet --locked --release -p regulars-cli
}
compare() {
  local first second
  first="$(sha256sum < "$BOTH/first/release/regulars" | cut -d' ' -f1)"
  second="$(sha256sum < "$BOTH/the-second-one/release/regulars" | cut -d' ' -f1)"
  say "  $first"
  say "  $second"
  if [ "$first" = "$second" ]; then say "  H3: the two programs are the same, $(stat -c %s "$BOTH/first/release/regulars") bytes."; return 0; fi
  say "  H3: $(cmp -l "$BOTH/first/release/regulars" "$BOTH/the-second-one/release/regulars" | wc -l) bytes differ."
  return 1
}
step "First build" once first
step "Second build, elsewhere" once the-second-one
step "Comparison" compare
finish "Built twice"
