#!/usr/bin/env bash
# Opening a vault of size S (100,000 customers, 1,000,000 orders, 2,000,000 events) or M (ten times that) for one count on the command
# line: everything read, from what is kept laid out, and with an import of 100,000 orders since; and that import itself. The slow key
# derivation is part of each of these. From what is kept also step by step, from the key on: the first count, all eight rules, home, and
# everything, with the memory each takes. A vault that was made of these files already, $REGULARS_KEPT_VAULT, is copied, not changed.
set -euo pipefail
cd "$(dirname "$0")/.."

TARGET="${CARGO_TARGET_DIR:-$HOME/.cache/regulars/target}"
export CARGO_TARGET_DIR="$TARGET"
SIZE="${SIZE:-S}"
TIMES="${TIMES:-3}"
AS_OF=2026-11-23
# shellcheck source=bench/files.sh
source bench/files.sh
cargo build --quiet --release -p regulars-workbench --example from_kept
[ -n "${REGULARS:-}" ] || { cargo build --quiet --release -p regulars-cli && REGULARS="$TARGET/release/regulars"; }

WORK="$(mktemp -d -p "${REGULARS_WORK:-${TMPDIR:-/tmp}}")"
trap 'rm -rf "$WORK"' EXIT
export REGULARS_PASSPHRASE="a passphrase for measuring" REGULARS_VAULT="$WORK/vault"
if [ -n "${REGULARS_KEPT_VAULT:-}" ]; then
  cp -r "$REGULARS_KEPT_VAULT" "$REGULARS_VAULT"
  rm -f "$REGULARS_VAULT/vault.laid"
else
  "$REGULARS" vault create --quiet --name Bench --currency EUR >/dev/null
  for what in customers orders events; do
    "$REGULARS" import "$DATA/$what.csv" --as "$what" --source bench --basis contract --quiet >/dev/null
  done
fi

# Orders of the last three weeks, each with a number of its own and of another person.
awk -F, -v OFS=, 'NR == 1 { print; next } NR <= 100001 { $1 = "N" $1; $3 = sprintf("2026-11-%02d 10:%02d:00", 1 + NR % 21, NR % 60); print }' \
  <(head -n 100001 "$DATA/orders.csv") > "$WORK/lately.csv"

echo "| | user + system, s | wall, s | highest memory, MiB |"
echo "|---|---|---|---|"
measured() {
  local what="$1"
  shift
  /usr/bin/time -o "$WORK/time" -f '%U %S %e %M' "$@" > "$WORK/said"
  read -r user system wall memory < "$WORK/time"
  echo "| $what | $user + $system | $wall | $((memory / 1024)) |"
}
count() { measured "$1" "$REGULARS" segment count --rule bench/window_rule.json --as-of "$AS_OF"; }

count "everything read, and what is laid out written"
for _ in $(seq "$TIMES"); do count "from what was kept"; done
python3 - "$WORK" <<'PYTHON'
import json, sys
sys.path.insert(0, "bench")
import segment_rules
for name, rule in segment_rules.RULES.items():
    with open(f"{sys.argv[1]}/{name}.json", "w") as file:
        json.dump(rule, file)
PYTHON
steps() { "$TARGET/release/examples/from_kept" "$REGULARS_VAULT" "$AS_OF" bench/window_rule.json "$WORK"/S?.json; }
for _ in $(seq "$TIMES"); do steps >> "$WORK/steps"; done
measured "100,000 orders brought in, without laying anything out" \
  "$REGULARS" import "$WORK/lately.csv" --as orders --source bench --basis contract --json
grep -o '"seconds": *[0-9.]*' "$WORK/said" | head -n 1
for _ in $(seq "$TIMES"); do count "from what was kept, and the orders since taken in"; done
cat "$WORK/steps"
echo "vault.laid: $(($(stat -c %s "$REGULARS_VAULT/vault.laid") / 1048576)) MiB, vault.db: $(($(stat -c %s "$REGULARS_VAULT/vault.db") / 1048576)) MiB. Load $(cut -d' ' -f1 /proc/loadavg)."
