# The steps that `make lint` and `make test` share.
# shellcheck shell=bash

prepare() {
  need_rust
  need_node
  # shellcheck disable=SC2086
  packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
  step "Licence and crate checker" cargo_tool cargo-deny "$CARGO_DENY_VERSION" "it checks licences, sources and banned crates"
  step "Pages of the window" build_ui
}

# Advisories come from a database on the internet; not every machine can reach it.
advisories() {
  if timeout 60 cargo deny fetch db >/dev/null 2>&1; then
    cargo deny --workspace check advisories
  else
    say "  The advisory database cannot be reached from here: advisories were NOT checked."
  fi
}

lint_steps() {
  step "Formatting" cargo fmt --all -- --check
  # shellcheck disable=SC2086
  step "Clippy, warnings are errors" cargo clippy --quiet --workspace --all-targets $FAULT_CONTROLS -- -D warnings
  step "Licences, sources, banned crates" cargo deny --log-level warn --workspace check bans licenses sources
  step "Known weaknesses of dependencies" advisories
  step "Types of the window" npm --prefix ui run --silent check
}
