#!/usr/bin/env bash
# Models of buying, ridge logistic regression and k-means beside lifetimes, SciPy and scikit-learn, on the same numbers. Needs python3 with
# these in the versions scripts/bench.sh pins ($PYTHON). ROUNDS and ROWS change the size.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
PYTHON="${PYTHON:-python3}"

cargo build --quiet --release -p regulars-insight --example fit_scores
WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
"$PYTHON" bench/scores.py --program "$TARGET/release/examples/fit_scores" --work "$WORK" --rounds "${ROUNDS:-3}" \
  --rows "${ROWS:-1000000}" --results "${RESULTS:-bench/RESULTS.md}"
