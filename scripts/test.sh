#!/usr/bin/env bash
# `make test`: everything that must be green.
source "$(dirname "$0")/common.sh"
source scripts/checks.sh

export REGULARS_FAULTS_TABLE
REGULARS_FAULTS_TABLE="$(mktemp)"
trap 'rm -f "$REGULARS_FAULTS_TABLE"' EXIT

# The short form of the fault suite is among them; its figures come last.
# A change is judged by what it changed: the everyday run draws the same random cases each time. The long form draws new ones.
[ "${REGULARS_FAULTS:-}" = long ] || export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20261126}"

rust_tests() {
  # shellcheck disable=SC2086
  packages "the keychain is tried with a real one, in a home of its own" $KEYCHAIN_PACKAGES
  local code=0
  if command -v cargo-nextest >/dev/null; then
    # shellcheck disable=SC2086
    cargo nextest run --workspace --no-fail-fast $FAULT_CONTROLS || code=$?
  else
    # shellcheck disable=SC2086
    cargo test --quiet --workspace --no-fail-fast $FAULT_CONTROLS || code=$?
  fi
  faults_table "$REGULARS_FAULTS_TABLE"
  return "$code"
}

# Examples in comments, those that must not compile among them: nextest does not run them. The whole workspace at once, so
# that nothing is compiled a second time.
# shellcheck disable=SC2086
doc_tests() { cargo test --quiet --doc --workspace $FAULT_CONTROLS; }

prepare
# shellcheck disable=SC2086
[ "$(uname -s)" != Linux ] || packages "faults are injected and followed with them" $FAULT_PACKAGES
lint_steps
step "Rust tests (bindings among them)" rust_tests
step "Examples in comments" doc_tests
step "Tests of the window's parts" npm --prefix ui test --silent
step "Flows in a real window" scripts/e2e.sh
finish "All green"
