#!/usr/bin/env bash
# `make run`: build, make the sample shop, open the window on it. Without a screen the same job runs through the
# command line and prints a short report.
source "$(dirname "$0")/common.sh"

VAULT="${REGULARS_DEMO_VAULT:-$CACHE/demo/sample-shop.regulars}"
export REGULARS_PASSPHRASE="${REGULARS_PASSPHRASE:-sample shop}"
mkdir -p "$(dirname "$VAULT")"

need_rust
if has_screen; then
  # shellcheck disable=SC2086
  packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
  step "Build the pages" build_ui
  step "Build the program" cargo build --quiet -p regulars-cli -p regulars-app
  step "Make the sample shop" "$CARGO_TARGET_DIR/debug/regulars" demo --vault "$VAULT" --quiet
  finish "Ready"
  say "Opening the window on $VAULT (passphrase: $REGULARS_PASSPHRASE)."
  exec "$CARGO_TARGET_DIR/debug/regulars-app" --vault "$VAULT"
else
  # shellcheck disable=SC2086
  packages "the vault needs a C compiler" $BUILD_PACKAGES
  say "No screen here: the same job runs through the command line."
  step "Build the program" cargo build --quiet -p regulars-cli
  step "The sample shop, from files to a campaign" "$CARGO_TARGET_DIR/debug/regulars" demo --vault "$VAULT" --report
  finish "Ready"
  say "Go on with: $CARGO_TARGET_DIR/debug/regulars --vault $VAULT home   (passphrase: $REGULARS_PASSPHRASE)"
fi
