# The files of a shop of SIZE, made once, by seed, and kept. Sourced; sets PEOPLE and DATA for AS_OF.
case "$SIZE" in
  XS) PEOPLE=10000 ;;
  S) PEOPLE=100000 ;;
  M) PEOPLE=1000000 ;;
  *) echo "bench: SIZE is XS, S or M" >&2; exit 1 ;;
esac
DATA="${REGULARS_CACHE:-$HOME/.cache/regulars}/bench/$SIZE"
mkdir -p "$DATA"
# Files that another version of the maker made are made anew: the rules that are asked name what it sells.
MADE_BY="$(cat crates/sample/src/*.rs crates/sample/examples/*.rs | sha256sum | cut -d' ' -f1)"
[ "$(cat "$DATA/made-by" 2>/dev/null)" = "$MADE_BY" ] || { rm -f "$DATA"/*.csv && echo "$MADE_BY" > "$DATA/made-by"; }
make_file() {
  [ -s "$DATA/$1.csv" ] && return
  cargo run --quiet --release -p regulars-sample --example many_people -- "$2" "$PEOPLE" "$3" "$AS_OF" "$DATA/$1.csv.part"
  mv "$DATA/$1.csv.part" "$DATA/$1.csv"
}
make_file customers people 0
make_file orders sales $((PEOPLE * 10))
make_file events events $((PEOPLE * 20))
