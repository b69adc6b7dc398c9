#!/usr/bin/env bash
# `make faults`: the long form of the fault suite (tests/faults), one line and one figure for each promise. Under 40 minutes
# on two cores. Words after it choose lines: scripts/faults.sh d1 d2
source "$(dirname "$0")/common.sh"

need_rust
# shellcheck disable=SC2086
packages "the vault needs a C compiler" $BUILD_PACKAGES
# shellcheck disable=SC2086
[ "$(uname -s)" != Linux ] || packages "faults are injected and followed with them" $FAULT_PACKAGES

export REGULARS_FAULTS="${REGULARS_FAULTS:-long}" REGULARS_FAULTS_TABLE
REGULARS_FAULTS_TABLE="$(mktemp)"
trap 'faults_table "$REGULARS_FAULTS_TABLE"; rm -f "$REGULARS_FAULTS_TABLE"' EXIT

build() {
  # shellcheck disable=SC2086
  cargo build --quiet -p regulars-cli -p regulars-tests $FAULT_CONTROLS
  # shellcheck disable=SC2086
  cargo test --quiet -p regulars-cli -p regulars-tests $FAULT_CONTROLS --no-run
}
# One line after the other: some are timed, and each uses both cores itself.
suite() {
  # shellcheck disable=SC2086
  timeout 2400 cargo test --quiet -p regulars-cli -p regulars-tests $FAULT_CONTROLS --test faults --no-fail-fast -- \
    --nocapture --test-threads=1 "$@"
}
step "Build" build
step "Fault suite, $REGULARS_FAULTS form" suite "$@"
finish "Every line is met"
