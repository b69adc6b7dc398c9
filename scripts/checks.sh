# The steps that `make lint` and `make test` share.
# shellcheck shell=bash

prepare() {
  need_rust
  need_node
  # shellcheck disable=SC2086
  packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
  # shellcheck disable=SC2086
  packages "what the program asks the system for is watched from outside" $WATCH_PACKAGES
  step "Licence and crate checker" cargo_tool cargo-deny "$CARGO_DENY_VERSION" "it checks licences, sources and banned crates"
  step "Pages of the window" build_ui
}

# Advisories come from a database on the internet; not every machine can reach it. Then a copy of the last 90 days is
# used, if there is one, and it is said from when; or it is said that nothing was checked.
advisories() {
  local log="$CACHE/advisories.log" copy oldest=$(($(date +%s) - 90 * 24 * 3600))
  if timeout 60 cargo deny fetch db >"$log" 2>&1; then
    cargo deny --workspace check advisories
    return
  fi
  say "  The advisory database cannot be reached from here: $(grep -v '^ *$' "$log" | tail -n 1)"
  for copy in "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/; do
    if [ "$(git -C "$copy" log -1 --format=%ct 2>/dev/null || echo 0)" -gt "$oldest" ]; then
      say "  Checked with the copy of $(git -C "$copy" log -1 --format=%cs)."
      cargo deny --offline --workspace check advisories
      return
    fi
  done
  say "  Advisories were NOT checked."
}

lint_steps() {
  step "Formatting" cargo fmt --all -- --check
  # shellcheck disable=SC2086
  step "Clippy, warnings are errors" cargo clippy --quiet --workspace --all-targets $FAULT_CONTROLS -- -D warnings
  step "Licences, sources, banned crates" cargo deny --log-level warn --workspace check bans licenses sources
  step "Known weaknesses of dependencies" advisories
  step "Types of the window" npm --prefix ui run --silent check
}
