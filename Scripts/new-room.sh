#!/bin/sh
# Opens a room: Scripts/new-room.sh NAME [ROOT]
#
# NAME is the type's name (`Custody`). Copies docs/template-room into Sources/Capabilities/NAME and
# Tests/CapabilitiesTests/NAME, and adds the room to Sources/Node/Directory.swift, all under ROOT (this package).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/Scripts/common.sh"

name=${1:-}
root=${2:-$here}
case $name in
[A-Z]*) ;;
*) fail 64 "give the room a name that begins with a capital: Scripts/new-room.sh Custody" ;;
esac
case $name in
*[!A-Za-z0-9]*) fail 64 "\`$name\` may hold letters and digits only" ;;
esac
[ ! -e "$root/Sources/Capabilities/$name" ] || fail 73 "there is a room \`$name\` already"

lower=$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')
rooms=$root/Sources/Capabilities/$name
tests=$root/Tests/CapabilitiesTests/$name
mkdir -p "$rooms" "$tests"
for file in "$here"/docs/template-room/*.swift; do
    base=$(basename "$file" | sed "s/Template/$name/")
    case $base in
    *Tests.swift) target=$tests/$base ;;
    *) target=$rooms/$base ;;
    esac
    sed -e "s/Template/$name/g" -e "s/template/$lower/g" -e "s/TITLE/$name/g" "$file" >"$target"
    printf '%s\n' "$target"
done

directory=$root/Sources/Node/Directory.swift
if [ -f "$directory" ]; then
    # The list of rooms ends at the first line that closes it.
    awk -v line="        $name.self," '!done && /^    \]/ { print line; done = 1 } { print }' "$directory" >"$directory.new"
    mv "$directory.new" "$directory"
    printf '%s\n' "$directory"
fi
