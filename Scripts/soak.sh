#!/bin/sh
# The kill tests with many more rounds than `make test` runs: REEVE_KILLS=200 unless told otherwise.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

Scripts/setup.sh test
swift=$(find_swift)
"$swift" build --product reeve >&2
REEVE=$("$swift" build --show-bin-path)/reeve
REEVE_KILLS=${REEVE_KILLS:-200}
export REEVE REEVE_KILLS

for script in Tests/EndToEnd/*.sh; do
    [ ! -x "$script" ] || "$script"
done
ls Tests/EndToEnd/test_*.py >/dev/null 2>&1 || exit 0
exec .reeve/venv/bin/python -B -m pytest -p no:cacheprovider Tests/EndToEnd
