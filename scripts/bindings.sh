#!/usr/bin/env bash
# `make bindings`: the types and commands that the window knows, written from the Rust ones.
source "$(dirname "$0")/common.sh"

need_rust
step "Write ui/src/bindings" env REGULARS_WRITE_BINDINGS=1 cargo test --quiet -p regulars-app --lib the_bindings_are_fresh
