#!/bin/sh
# Builds the reference documentation of the core into .reeve/docs, or of the targets named. A broken link fails it.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

swift=$(find_swift)
out=$PWD/.reeve/docs
mkdir -p "$out"
[ $# -gt 0 ] || set -- Vocabulary Linkage Ledger Policy

for target in "$@"; do
    say "Documenting $target"
    "$swift" package --allow-writing-to-directory "$out" generate-documentation --target "$target" \
        --warnings-as-errors --symbol-graph-minimum-access-level internal --output-path "$out/$target"
done
