#!/bin/sh
# Installs what is missing, and nothing when nothing is missing.
#
#   Scripts/setup.sh build   what a build needs
#   Scripts/setup.sh demo    and what the demo's pages need (the default)
#   Scripts/setup.sh test    and what the tests need: PostgreSQL, Chromium, Go, Python packages
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

for_what=${1:-demo}
case $for_what in
build | demo | test) ;;
*) fail 64 "\`$for_what\` is not one of: build, demo, test" ;;
esac

install_debian_packages() {
    wanted="gcc git pkg-config libc6-dev binutils libpq-dev libsqlite3-dev zlib1g-dev tzdata"
    ls -d /usr/include/c++/* >/dev/null 2>&1 || wanted="$wanted g++"
    # What the Swift toolchain itself is linked to; the packages' own names differ from release to release.
    libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
    case $libraries in *libcurl.so.4*) ;; *) wanted="$wanted libcurl4-openssl-dev" ;; esac
    case $libraries in *libxml2.so*) ;; *) wanted="$wanted libxml2-dev" ;; esac
    case $libraries in *libncurses.so.6*) ;; *) wanted="$wanted libncurses6" ;; esac
    [ "$for_what" = build ] || wanted="$wanted ca-certificates curl fonts-inter python3 python3-venv unzip"
    [ "$for_what" != test ] || wanted="$wanted chromium golang-go golang-golang-x-mod-dev openssh-client postgresql"

    if ! command -v dpkg-query >/dev/null 2>&1; then
        printf 'reeve: this is not Debian; make sure that these are installed under whatever name: %s\n' "$wanted" >&2
        return
    fi
    missing=""
    for package in $wanted; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0

    say "Installing:$missing"
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root="sudo"
    else
        fail 77 "some Debian packages are missing, and installing them needs root. Run this, then try again:" \
            "apt-get update && apt-get install -y --no-install-recommends$missing"
    fi
    # The words of $missing and $as_root are meant to be separate.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        dpkg --configure -a
        apt-get update -q
        apt-get install -q -y --no-install-recommends "$@"' apt $missing >&2 ||
        fail 69 "could not install:$missing" "The reason is above: most often there is no network, or apt is in use."
}

# A Python environment in .reeve/venv; one that is half made or no longer runs is made again.
make_venv() {
    if [ ! -f .reeve/venv/made ] || ! .reeve/venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Making the Python environment .reeve/venv"
        rm -rf .reeve/venv
        python3 -m venv .reeve/venv || fail 69 "python3 could not make an environment in .reeve/venv"
        touch .reeve/venv/made
    fi
}

# Exactly what is pinned, from PyPI. No browser is downloaded: the tests drive Debian's Chromium.
install_python_packages() {
    cmp -s Scripts/requirements-test.txt .reeve/venv/installed.txt && return 0
    say "Installing the Python packages of the tests"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 .reeve/venv/bin/python -m pip install --quiet --no-input \
        --disable-pip-version-check --only-binary :all: -r Scripts/requirements-test.txt >&2 ||
        fail 69 "pip could not install Scripts/requirements-test.txt" \
            "The reason is above: most often there is no network."
    cp Scripts/requirements-test.txt .reeve/venv/installed.txt
}

install_debian_packages
find_swift >/dev/null
mkdir -p .reeve

if [ "$for_what" != build ]; then
    make_venv
    [ "$for_what" != test ] || install_python_packages
    if [ -x Scripts/assets/fetch.sh ]; then
        PATH="$PWD/.reeve/venv/bin:$PATH" Scripts/assets/fetch.sh
    fi
fi
