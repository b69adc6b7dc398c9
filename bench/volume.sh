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

case "$SIZE" in
  XS) PEOPLE=10000 ;;
  S) PEOPLE=100000 ;;
  M) PEOPLE=1000000 ;;
  *) echo "bench: SIZE is XS, S or M" >&2; exit 1 ;;
esac
[ -x "$REGULARS" ] || { echo "bench: no $REGULARS; build it: cargo build --release -p regulars-cli" >&2; exit 1; }

DATA="${REGULARS_CACHE:-$HOME/.cache/regulars}/bench/$SIZE"
mkdir -p "$DATA"
make_file() {
  [ -s "$DATA/$1.csv" ] && return
  cargo run --quiet --release -p regulars-sample --example many_people -- "$2" "$PEOPLE" "$3" "$AS_OF" "$DATA/$1.csv.part"
  mv "$DATA/$1.csv.part" "$DATA/$1.csv"
}
# What encryption itself costs is asked of the vault at the end, by a program that a release refuses to be.
cargo build --quiet -p regulars-vault --features fault-controls --example price_of_encryption
make_file customers people 0
make_file orders sales $((PEOPLE * 10))
make_file events events $((PEOPLE * 20))

WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
"$PYTHON" bench/volume.py --regulars "$REGULARS" --data "$DATA" --work "$WORK" --rounds "$ROUNDS" --size "$SIZE" \
  --as-of "$AS_OF" --price "$TARGET/debug/examples/price_of_encryption" --results "${RESULTS:-bench/RESULTS.md}"
