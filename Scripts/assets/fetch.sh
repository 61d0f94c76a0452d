#!/bin/sh
# Installs the font and the front-end parts that are not ours, outside the repository, and checks every byte.
#
#   Scripts/assets/fetch.sh [FOLDER]          FOLDER is .reeve/assets unless given
#
# Does nothing when everything is there already. Needs pip and unzip for wheels; takes the font from the installed
# Debian package fonts-inter, or downloads that package. On a machine without a network, put the wheels and the
# package into FOLDER/.cache first. After a deliberate change of assets.lock: REEVE_UPDATE_ASSETS=1 fetch.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../.reeve/assets}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cache=$folder/.cache
sums=$here/assets.sha256

complain() {
    echo "assets: $1" >&2
    [ -z "${2:-}" ] || echo "  help: $2" >&2
    exit 1
}

everything_is_right() {
    [ -f "$sums" ] && (cd "$folder" && sha256sum --check --status "$sums" 2>/dev/null)
}

if [ -z "${REEVE_UPDATE_ASSETS:-}" ] && everything_is_right; then
    echo "assets: all there in $folder"
    exit 0
fi

for tool in python3 unzip sha256sum; do
    command -v "$tool" >/dev/null || complain "\`$tool\` is missing" "apt-get install python3-pip unzip coreutils"
done

mkdir -p "$cache"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

wheel() { # NAME VERSION: prints the path of a wheel whose hash is the one written down
    file=$(find "$cache" -maxdepth 1 -name "$(echo "$1" | tr - _)-$2-*.whl" | head -n 1)
    wanted=$(sed -n "s/^$1==$2 .*sha256:\([0-9a-f]*\).*/\1/p" "$here/requirements-assets.txt")
    [ -n "$wanted" ] || complain "requirements-assets.txt has no hash for $1 $2"
    if [ -z "$file" ]; then
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
            -r "$here/requirements-assets.txt" -d "$cache" >&2 \
            || complain "could not download the wheels from PyPI" "put them into $cache by hand"
        file=$(find "$cache" -maxdepth 1 -name "$(echo "$1" | tr - _)-$2-*.whl" | head -n 1)
    fi
    [ "$(sha256sum "$file" | cut -d' ' -f1)" = "$wanted" ] \
        || complain "$file is not the file that was agreed" "delete it and run this again"
    echo "$file"
}

package_file() { # PACKAGE PATH: prints where a file of a Debian package can be read
    if [ -f "/$2" ]; then
        echo "/$2"
        return
    fi
    if [ ! -d "$scratch/$1" ]; then
        archive=$(find "$cache" -maxdepth 1 -name "$1_*.deb" | head -n 1)
        if [ -z "$archive" ]; then
            (cd "$cache" && apt-get download -qq "$1") >&2 \
                || complain "could not download the Debian package $1" "apt-get install $1, then run this again"
            archive=$(find "$cache" -maxdepth 1 -name "$1_*.deb" | head -n 1)
        fi
        mkdir "$scratch/$1"
        dpkg-deb -x "$archive" "$scratch/$1"
    fi
    echo "$scratch/$1/$2"
}

tab=$(printf '\t')
grep -v '^#' "$here/assets.lock" > "$scratch/lock"
while IFS="$tab" read -r name source path licence; do
    case $source in
    pypi:*)
        from=${source#pypi:}
        file=$(wheel "${from%%==*}" "${from##*==}")
        unzip -p "$file" "$path" > "$scratch/part" || complain "$file does not hold $path"
        ;;
    deb:*)
        file=$(package_file "${source#deb:}" "$path")
        cp -L "$file" "$scratch/part" || complain "the package ${source#deb:} does not hold $path"
        ;;
    *) complain "assets.lock: \`$source\` is neither pypi: nor deb:" ;;
    esac
    mv "$scratch/part" "$folder/$name"
done < "$scratch/lock"

if [ -n "${REEVE_UPDATE_ASSETS:-}" ]; then
    (cd "$folder" && cut -f1 "$scratch/lock" | LC_ALL=C sort | xargs sha256sum) > "$sums"
    echo "assets: new hashes are in $sums"
    exit 0
fi
[ -f "$sums" ] || complain "$sums is missing" "check it out again"
(cd "$folder" && sha256sum --check --quiet "$sums" >&2) \
    || complain "the files above are not the ones that were agreed" \
        "delete $folder and run this again; if the package has changed on purpose, see the top of this script"
echo "assets: installed and checked in $folder"
