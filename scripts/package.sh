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
step "Lists of what is inside" cargo_tool cargo-cyclonedx "$CARGO_CYCLONEDX_VERSION" "it lists what the packages hold"
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
# What is inside, as CycloneDX: one list for each of the two programs, one for the pages in the window.
inside() {
  local part
  SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || echo 0)"
  export SOURCE_DATE_EPOCH
  # It writes beside every manifest of the workspace; two are wanted, none is left lying there.
  cargo cyclonedx --quiet --format json --spec-version 1.5 --all --override-filename sbom-of-this-build
  for part in crates/cli:regulars src-tauri:regulars-app; do
    mv "${part%%:*}/sbom-of-this-build.json" "$OUT/$NAME-${part##*:}.cdx.json"
  done
  find crates src-tauri tests -name sbom-of-this-build.json -not -path '*/node_modules/*' -delete
  # With the tools that build the pages: what they put into them (Svelte, Tailwind) is in their list alone.
  (cd ui && npm sbom --package-lock-only --sbom-format cyclonedx --sbom-type application) \
    > "$OUT/$NAME-window-pages.cdx.json"
  node scripts/sbom.mjs "$OUT/$NAME"-*.cdx.json
}
collect() {
  find "$RELEASE/bundle" \( -name '*.deb' -o -name '*.rpm' \) -exec cp {} "$OUT/" \;
  (cd "$OUT" && sha256sum -- *.deb *.rpm *.tar.gz *.cdx.json > SHA256SUMS && ls -l)
}
mkdir -p "$OUT"
step ".deb and .rpm" bundle
step ".tar.gz" tarball
step "What is inside (SBOM)" inside
step "Collect into $OUT" collect
finish "Packages"
