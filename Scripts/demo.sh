#!/bin/sh
# Builds Reeve and serves a small synthetic nation until Ctrl-C. Options go to `reeve demo`.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

Scripts/setup.sh demo
swift=$(find_swift)

say "Building Reeve (the first build takes some minutes)"
"$swift" build -c release --product reeve >&2
exec "$("$swift" build -c release --show-bin-path)/reeve" demo "$@"
