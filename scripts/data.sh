#!/usr/bin/env bash
# `make data`: the public CDNOW customers (Fader and Hardie), as the `lifetimes` package on PyPI carries them.
source "$(dirname "$0")/common.sh"

DATA="$CACHE/data"
if [ -s "$DATA/CDNOW_master.txt" ]; then
  say "The data are there: $DATA"
  exit 0
fi
command -v python3 >/dev/null || { say "Python 3 with pip is needed to fetch the data."; exit 1; }
mkdir -p "$DATA"
fetch() {
  local wheel
  wheel="$(mktemp -d)"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$wheel" lifetimes==0.11.3
  python3 - "$wheel" "$DATA" <<'PY'
import pathlib, sys, zipfile
wheel, data = map(pathlib.Path, sys.argv[1:])
for archive in wheel.glob("*.whl"):
    with zipfile.ZipFile(archive) as held:
        for name in held.namelist():
            if "/datasets/" in name and name.rsplit(".", 1)[-1] in ("csv", "txt"):
                (data / pathlib.PurePath(name).name).write_bytes(held.read(name))
PY
  rm -rf "$wheel"
}
step "Fetch the data into $DATA" fetch
ls -l "$DATA"
