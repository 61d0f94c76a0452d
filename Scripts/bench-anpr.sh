#!/bin/sh
# Asks the same questions of the same reads of number plates of Reeve's store, DuckDB and chDB, one after the other on
# this machine, and compares the answers row for row. Prints one JSON object a line, the last of them the ratios: wall
# and CPU seconds, peak memory and bytes a read. Ends with an error when an answer differs.
#
# REEVE_READS names a folder with reads.csv and cameras.csv; without it REEVE_RIVALS names the folder with the generator
# gen.c, which makes 98.7 million reads of 295,600 vehicles in thirty days (REEVE_VEHICLES for fewer). REEVE_BENCH is
# where to work and needs some 8 GB, REEVE_VENV a Python environment that has the rivals, REEVE_LIMIT the seconds after
# which a rival's question is given up (900), REEVE_ENGINES which to run (`reeve duckdb chdb`).
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

out=${REEVE_BENCH:-$PWD/.reeve/bench-anpr}
mkdir -p "$out"
out=$(cd "$out" && pwd)
reads=${REEVE_READS:-}
if [ -z "$reads" ]; then
    rival=${REEVE_RIVALS:-}
    [ -f "$rival/gen.c" ] || fail 2 "give REEVE_READS a folder with reads.csv and cameras.csv, or REEVE_RIVALS one with gen.c"
    reads=$out/reads-${REEVE_VEHICLES:-295600}
    if [ ! -f "$reads/whole" ]; then
        mkdir -p "$reads"
        cc -O2 -w -o "$out/gen" "$rival/gen.c" -lm
        "$out/gen" "${REEVE_VEHICLES:-295600}" 30 1000 1 "$reads" >&2
        touch "$reads/whole"
    fi
fi
reads=$(cd "$reads" && pwd)

venv=${REEVE_VENV:-$out/venv}
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet duckdb==2.0.0 chdb==4.4.0 >&2
fi

# The store alone, as a package of two targets that builds in a minute.
mkdir -p "$out/package/Sources"
ln -sfn "$PWD/Scripts/bench/anpr/Package.swift" "$out/package/Package.swift"
ln -sfn "$PWD/Scripts/bench/anpr/main" "$out/package/Sources/ask"
for target in Vocabulary Sightings; do ln -sfn "$PWD/Sources/$target" "$out/package/Sources/$target"; done
swift=$(find_swift)
"$swift" build -c release --package-path "$out/package" >&2
ask=$("$swift" build -c release --package-path "$out/package" --show-bin-path)/ask

exec "$venv/bin/python" Scripts/bench/anpr/compare.py "$reads" "$out" "$ask"
