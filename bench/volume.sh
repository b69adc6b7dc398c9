#!/usr/bin/env bash
# A whole shop of size S (100,000 customers, 1,000,000 orders, 2,000,000 events), M (ten times that) or XS (a hundredth of
# M), through Regulars, DuckDB, sqlite3 and pandas. Needs the optimised program, sqlite3 and python3 with duckdb and pandas
# ($PYTHON). The files are made once, by seed, and kept.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
REGULARS="${REGULARS:-$TARGET/release/regulars}"
PYTHON="${PYTHON:-python3}"
SIZE="${SIZE:-S}"
ROUNDS="${ROUNDS:-3}"
AS_OF=2026-11-23

[ -x "$REGULARS" ] || { echo "bench: no $REGULARS; build it: cargo build --release -p regulars-cli" >&2; exit 1; }

# shellcheck source=bench/files.sh
source bench/files.sh
# What encryption itself costs is asked of the vault at the end, by a program that a release refuses to be.
cargo build --quiet -p regulars-vault --features fault-controls --example price_of_encryption

WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
"$PYTHON" bench/volume.py --regulars "$REGULARS" --data "$DATA" --work "$WORK" --rounds "$ROUNDS" --size "$SIZE" \
  --as-of "$AS_OF" --price "$TARGET/debug/examples/price_of_encryption" --results "${RESULTS:-bench/RESULTS.md}"
