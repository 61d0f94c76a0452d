# shellcheck shell=sh
# What the other scripts share. It is read with `.` and does nothing by itself.

# The oldest Swift that can read Package.swift.
SWIFT_WANTED=6.3

say() { printf '\n== %s\n' "$*" >&2; }

# fail CODE MESSAGE...: each further argument is a line of its own.
fail() {
    code=$1
    shift
    printf 'reeve: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit "$code"
}

# swift_version PATH: prints `6.3.1`, or nothing when it does not run.
swift_version() {
    "$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# at_least HAVE WANT: whether version HAVE is WANT or newer.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# Prints the path of a Swift that is new enough; stops with a plain message when there is none.
find_swift() {
    found=""
    for candidate in "${SWIFT_EXEC_PATH:-}" "$(command -v swift || true)" /opt/swift/usr/bin/swift \
        /opt/swift/bin/swift /usr/libexec/swift/bin/swift "$HOME/.local/share/swiftly/bin/swift"; do
        [ -n "$candidate" ] && [ -x "$candidate" ] || continue
        version=$(swift_version "$candidate")
        if [ -n "$version" ] && at_least "$version" "$SWIFT_WANTED"; then
            printf '%s\n' "$candidate"
            return 0
        fi
        found="$found Swift ${version:-of unknown version} at $candidate;"
    done
    fail 69 "needs Swift $SWIFT_WANTED or newer; found${found:- none}" \
        "Get it from https://www.swift.org/install/linux/ for your system," \
        "unpack it so that /opt/swift/usr/bin/swift is there (or put its bin folder on PATH)," \
        "and run the same command again."
}
