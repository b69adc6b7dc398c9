#!/usr/bin/env bash
# Eight rules through Regulars, DuckDB and Polars on a whole shop of size S (100,000 customers) or M (ten times that), then
# edits, long histories, 100,000 new orders and memory of Regulars alone. The same files as bench/volume.sh. Needs python3 with duckdb and polars
# ($PYTHON).
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
PYTHON="${PYTHON:-python3}"
SIZE="${SIZE:-S}"
ROUNDS="${ROUNDS:-30}"
AS_OF=2026-11-23

# shellcheck source=bench/files.sh
source bench/files.sh
cargo build --quiet --release -p regulars-insight --example answer_rules
"$PYTHON" bench/segments.py --program "$TARGET/release/examples/answer_rules" --data "$DATA" --size "$SIZE" --rounds "$ROUNDS" \
  --results "${RESULTS:-bench/RESULTS.md}"
