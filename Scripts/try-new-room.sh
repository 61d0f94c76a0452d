#!/bin/sh
# Tries the recipe of CONTRIBUTING.md in a temporary copy: opens a room from the template and has the compiler check
# it with the rest of the rooms, against the debug build that is there.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

[ -f .build/debug.yaml ] || fail 69 "build first: swift build --build-tests"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/Sources/Node"
cp -r Sources/Capabilities "$copy/Sources/"
[ ! -f Sources/Node/Directory.swift ] || cp Sources/Node/Directory.swift "$copy/Sources/Node/"

Scripts/new-room.sh TrialRoom "$copy" >/dev/null
if [ -f Sources/Node/Directory.swift ]; then
    grep -q 'TrialRoom.self' "$copy/Sources/Node/Directory.swift" || fail 70 "the room is not in the directory"
fi
"$(find_swift)" format lint --strict -p -r --configuration .swift-format "$copy/Sources/Capabilities/TrialRoom"
python3 Scripts/typecheck.py Capabilities "$copy/Sources/Capabilities"
