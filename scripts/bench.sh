#!/usr/bin/env bash
# `make bench`: the command line, optimised, on the sample shop and the public CDNOW orders: seconds, rows a second,
# peak memory, bytes on disk; then beside what people use otherwise (bench/run.sh). Every figure is of this machine and this run.
source "$(dirname "$0")/common.sh"

need_rust
# shellcheck disable=SC2086
packages "the vault needs a C compiler" $BUILD_PACKAGES
[ "$(uname -s)" != Linux ] || packages "time measures peak memory, sqlite3 and python3 are the peers" time sqlite3 python3 python3-venv
step "Public data" scripts/data.sh
PEERS="$CACHE/bench/python"
peers() {
  # Pinned, so that two runs compare the same.
  [ -x "$PEERS/bin/python" ] || python3 -m venv "$PEERS"
  "$PEERS/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 polars==2.1.0
}
step "Peers: DuckDB, pandas and Polars" peers
SCORE_PEERS="$CACHE/bench/scores"
score_peers() {
  # lifetimes was last released for an older numpy: its own place.
  [ -x "$SCORE_PEERS/bin/python" ] || python3 -m venv "$SCORE_PEERS"
  "$SCORE_PEERS/bin/pip" install --quiet --disable-pip-version-check lifetimes==0.11.3 scipy==1.16.3 scikit-learn==1.7.2 \
    pandas==2.2.3 numpy==1.26.4 autograd==1.7.0 dill==0.4.1
}
step "Peers: lifetimes, SciPy and scikit-learn" score_peers
step "Program, optimised" cargo build --quiet --release -p regulars-cli

WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
export REGULARS_PASSPHRASE="a passphrase for measuring"
REGULARS="$CARGO_TARGET_DIR/release/regulars"

# measure "What" arguments of regulars …
measure() {
  local what="$1"
  shift
  if [ -x /usr/bin/time ] && [ "$(uname -s)" = Linux ]; then
    /usr/bin/time -o "$WORK/time" -f '%e %M' "$REGULARS" "$@" >"$WORK/out" 2>"$WORK/err" || { cat "$WORK/err" >&2; return 1; }
    read -r seconds kib <"$WORK/time"
    printf '  %-46s %8s s  %6d MiB peak\n' "$what" "$seconds" $((kib / 1024))
  else
    local from=$SECONDS
    "$REGULARS" "$@" >"$WORK/out" 2>"$WORK/err" || { cat "$WORK/err" >&2; return 1; }
    printf '  %-46s %8d s\n' "$what" $((SECONDS - from))
  fi
}

cdnow() {
  {
    echo "customer id,order date,quantity,order total"
    tail -n +2 "$CACHE/data/CDNOW_master.txt" | awk '{ printf "%s,%s-%s-%s,%s,%s\n", $1, substr($2,1,4), substr($2,5,2), substr($2,7,2), $3, $4 }'
  } >"$WORK/cdnow.csv"
  printf '  CDNOW: %d orders\n' "$(($(wc -l <"$WORK/cdnow.csv") - 1))"
  measure "create a vault (key derivation on purpose)" vault create --vault "$WORK/cdnow" --name CDNOW --currency USD
  measure "import all orders" import "$WORK/cdnow.csv" --vault "$WORK/cdnow" --source CDNOW --basis contract
  measure "import the same file again" import "$WORK/cdnow.csv" --vault "$WORK/cdnow" --source CDNOW --basis contract
  measure "open and count a segment" segment count --vault "$WORK/cdnow" \
    --rule '{"type":"number","field":"purchases","test":{"op":"at_least","value":3}}'
  measure "build personas" personas build --vault "$WORK/cdnow"
  measure "home" home --vault "$WORK/cdnow"
  printf '  on disk: %s\n' "$(du -sh "$WORK/cdnow" | cut -f1)"
}
sample() { measure "make the sample shop, segments, personas, preview" demo --vault "$WORK/sample" --report; }

step "Sample shop" sample
step "CDNOW (Fader and Hardie)" cdnow
step "Beside peers, on the same orders" bench/run.sh
step "A whole shop beside peers, size ${SIZE:-S}" env PYTHON="$PEERS/bin/python" bench/volume.sh
step "Eight rules beside peers, size ${SIZE:-S}" env PYTHON="$PEERS/bin/python" bench/segments.sh
step "Opening a vault, and 100,000 orders more, size ${SIZE:-S}" bench/opening.sh
step "Models of buying beside peers" env PYTHON="$SCORE_PEERS/bin/python" bench/scores.sh
step "From a key to the painted count, size ${SIZE:-S}" bench/window.sh
finish "Bench"
