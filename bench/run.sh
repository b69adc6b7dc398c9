#!/usr/bin/env bash
# The same orders file through `regulars import` and through two peers that people use for this: SQLite's own shell and
# a short Python script. Needs the optimised program (cargo build --release -p regulars-cli), sqlite3 and python3.
# ORDERS, PEOPLE and ROUNDS change the size.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
REGULARS="${REGULARS:-$TARGET/release/regulars}"
ORDERS="${ORDERS:-500000}"
PEOPLE="${PEOPLE:-50000}"
ROUNDS="${ROUNDS:-5}"
AS_OF=2026-11-23

for tool in sqlite3 python3; do
  command -v "$tool" >/dev/null || { echo "bench: $tool is missing (apt-get install $tool)" >&2; exit 1; }
done
[ -x "$REGULARS" ] || { echo "bench: no $REGULARS; build it: cargo build --release -p regulars-cli" >&2; exit 1; }

WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
cargo run --quiet --release -p regulars-sample --example many_people -- orders "$PEOPLE" "$ORDERS" "$AS_OF" "$WORK/orders.csv"
python3 bench/peers.py --regulars "$REGULARS" --orders "$WORK/orders.csv" --work "$WORK" --rounds "$ROUNDS" --as-of "$AS_OF"
