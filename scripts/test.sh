#!/usr/bin/env bash
# `make test`: everything that must be green.
source "$(dirname "$0")/common.sh"
source scripts/checks.sh

rust_tests() {
  # shellcheck disable=SC2086
  packages "the keychain is tried with a real one, in a home of its own" $KEYCHAIN_PACKAGES
  if command -v cargo-nextest >/dev/null; then
    cargo nextest run --workspace --no-fail-fast
  else
    cargo test --quiet --workspace --no-fail-fast
  fi
}

# Examples in comments, those that must not compile among them: nextest does not run them. The whole workspace at once, so
# that nothing is compiled a second time.
doc_tests() { cargo test --quiet --doc --workspace; }

prepare
lint_steps
step "Rust tests (bindings among them)" rust_tests
step "Examples in comments" doc_tests
step "Tests of the window's parts" npm --prefix ui test --silent
step "Flows in a real window" scripts/e2e.sh
finish "All green"
