#!/usr/bin/env bash
# Eight rules through Regulars, DuckDB and Polars on a whole shop of size S (100,000 customers) or M (ten times that), then
# edits, long histories and memory of Regulars alone. The same files as bench/volume.sh. Needs python3 with duckdb and polars
# ($PYTHON).
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
PYTHON="${PYTHON:-python3}"
SIZE="${SIZE:-S}"
ROUNDS="${ROUNDS:-30}"
AS_OF=2026-11-23

case "$SIZE" in
  XS) PEOPLE=10000 ;;
  S) PEOPLE=100000 ;;
  M) PEOPLE=1000000 ;;
  *) echo "bench: SIZE is XS, S or M" >&2; exit 1 ;;
esac
DATA="${REGULARS_CACHE:-$HOME/.cache/regulars}/bench/$SIZE"
mkdir -p "$DATA"
make_file() {
  [ -s "$DATA/$1.csv" ] && return
  cargo run --quiet --release -p regulars-sample --example many_people -- "$2" "$PEOPLE" "$3" "$AS_OF" "$DATA/$1.csv.part"
  mv "$DATA/$1.csv.part" "$DATA/$1.csv"
}
cargo build --quiet --release -p regulars-insight --example answer_rules
make_file customers people 0
make_file orders sales $((PEOPLE * 10))
make_file events events $((PEOPLE * 20))
"$PYTHON" bench/segments.py --program "$TARGET/release/examples/answer_rules" --data "$DATA" --size "$SIZE" --rounds "$ROUNDS" \
  --results "${RESULTS:-bench/RESULTS.md}"
