#!/usr/bin/env bash
# `make package`: a .deb, an .rpm and a .tar.gz of this version, built without a network once the packages are there.
# AppImage is left out: its bundler downloads parts of itself.
source "$(dirname "$0")/common.sh"

if [ "$(uname -s)" != Linux ]; then
  say "Packages are made on Linux for Linux. Elsewhere: npm --prefix src-tauri ci && npx --prefix src-tauri tauri build"
  exit 0
fi
need_rust
# shellcheck disable=SC2086
packages "the window needs GTK and WebKit, the vault a C compiler" $WINDOW_PACKAGES
step "Packaging tool" npm_ci src-tauri "they put the packages together"
step "Pages of the window" build_ui
step "Program, optimised" cargo build --quiet --release -p regulars-cli -p regulars-app

RELEASE="$CARGO_TARGET_DIR/release"
OUT="$CARGO_TARGET_DIR/packages"
VERSION="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)"
NAME="regulars-$VERSION-linux-$(uname -m)"
# The command line goes into the same packages as the window.
FILES="{\"/usr/bin/regulars\":\"$RELEASE/regulars\",\"/usr/share/doc/regulars/README.md\":\"$ROOT/README.md\"}"

bundle() {
  (cd src-tauri && npx tauri build --bundles deb,rpm --config \
    "{\"bundle\":{\"linux\":{\"deb\":{\"files\":$FILES},\"rpm\":{\"files\":$FILES}}}}")
}
tarball() {
  rm -rf "$OUT/$NAME"
  mkdir -p "$OUT/$NAME"
  cp "$RELEASE/regulars" "$RELEASE/regulars-app" README.md CHANGELOG.md "$OUT/$NAME/"
  tar -C "$OUT" --sort=name --owner=0 --group=0 --numeric-owner -czf "$OUT/$NAME.tar.gz" "$NAME"
  rm -rf "$OUT/$NAME"
}
collect() {
  find "$RELEASE/bundle" \( -name '*.deb' -o -name '*.rpm' \) -exec cp {} "$OUT/" \;
  (cd "$OUT" && sha256sum -- *.deb *.rpm *.tar.gz > SHA256SUMS && ls -l)
}
mkdir -p "$OUT"
step ".deb and .rpm" bundle
step ".tar.gz" tarball
step "Collect into $OUT" collect
finish "Packages"
