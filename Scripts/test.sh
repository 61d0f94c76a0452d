#!/bin/sh
# Everything that must hold. The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
#
# A later part still runs when an earlier one has failed, as long as there is something to run it on.
# What each part said is kept in .reeve/test.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

Scripts/setup.sh test
swift=$(find_swift)
python=$PWD/.reeve/venv/bin/python
out=$PWD/.reeve/test
rm -rf "$out"
mkdir -p "$out"
passed=0
failed=0
demo=""
trap '[ -z "$demo" ] || kill "$demo" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

# check TITLE COMMAND...: one pass or one failure.
check() {
    title=$1
    shift
    say "$title"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$title" >&2
    fi
}

# suite TITLE RESULTS COMMAND...: as many passes and failures as the JUnit file RESULTS tells of. A suite that fails
# without telling of a failure, or tells of nothing, is one failure.
suite() {
    title=$1
    results=$2
    shift 2
    say "$title"
    status=0
    "$@" || status=$?
    counts=$("$python" Scripts/count_results.py "$results" 2>/dev/null || echo "0 0 0")
    # shellcheck disable=SC2086
    set -- $counts
    if [ "$2" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$1" -eq 0 ]; }; then
        set -- "$1" 1 "$3"
        printf 'FAILED: %s ended with code %s\n' "$title" "$status" >&2
    fi
    passed=$((passed + $1))
    failed=$((failed + $2))
    [ "$3" -eq 0 ] || printf '%s: %s skipped\n' "$title" "$3" >&2
}

finish() {
    printf '\n%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}

free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_demo() {
    port=$(free_port)
    # A command in the background of a script does not hear Ctrl-C; this one must.
    env --default-signal=INT "$reeve" demo --small --data "$out/demo" --port "$port" >"$out/demo.log" 2>&1 &
    demo=$!
    waited=0
    until curl -sf -o /dev/null "http://127.0.0.1:$port/"; do
        waited=$((waited + 1))
        if [ "$waited" -gt 240 ] || ! kill -0 "$demo" 2>/dev/null; then
            cat "$out/demo.log" >&2
            return 1
        fi
        sleep 1
    done
}

stop_demo() {
    kill -INT "$demo" || return 1
    waited=0
    while kill -0 "$demo" 2>/dev/null; do
        waited=$((waited + 1))
        [ "$waited" -le 30 ] || return 1
        sleep 1
    done
    wait "$demo" && demo=""
}

check "Style" "$swift" format lint --strict -p -r Sources Tests Package.swift

check "Build" "$swift" build --build-tests
if [ "$failed" -gt 0 ] && ! "$swift" build --build-tests >/dev/null 2>&1; then
    finish
    exit 1
fi

# The rules are compared with another implementation of the same language.
export REEVE_ORACLE_PYTHON="$python"
suite "Unit tests and house rules" "$out/swift.xml" \
    "$swift" test --skip-build --disable-xctest --xunit-output "$out/swift.xml"

reeve=$("$swift" build --show-bin-path)/reeve
export REEVE="$reeve" REEVE_CHROMIUM="${REEVE_CHROMIUM:-$(command -v chromium || true)}"

check "Demo: the node starts and answers" start_demo
if [ -d Tests/Browser ] && [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then
    REEVE="$reeve" REEVE_URL="http://127.0.0.1:$port" suite "Browser" "$out/browser.xml" \
        "$python" -B -m pytest -q -p no:cacheprovider --junitxml "$out/browser.xml" Tests/Browser
fi
[ -z "$demo" ] || check "Demo: it stops cleanly on Ctrl-C" stop_demo

for script in Tests/EndToEnd/*.sh; do
    [ -x "$script" ] && check "$script" "$script"
done
if ls Tests/EndToEnd/test_*.py >/dev/null 2>&1; then
    suite "End to end" "$out/end-to-end.xml" \
        "$python" -B -m pytest -q -p no:cacheprovider --junitxml "$out/end-to-end.xml" Tests/EndToEnd
fi

check "Recipe: a new room builds" Scripts/try-new-room.sh
check "Reference documentation" Scripts/docs.sh

finish
