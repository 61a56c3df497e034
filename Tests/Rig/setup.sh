#!/usr/bin/env bash
# Installs what the demo (or the tests) need: Debian packages by apt, and a Python environment below .build-rig for the throw-away
# Synapse. Says first what it will install. What is there already is left alone, without asking the network.
# Usage: setup.sh demo|test
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

# Free space a first build needs, in megabytes: packages, the Python environment and two build folders.
SPACE_MB=4000

purpose=${1:-}
case $purpose in
demo) parts=(demo) ;;
test) parts=(demo test) ;;
*) fail "setup.sh was called without saying what for." "Run: make setup" ;;
esac
readonly purpose parts
mkdir -p "$RIG_BUILD/stamps" "$RIG_BUILD/logs"

# The packages of one part of debian-packages.txt.
packages_of() {
    sed -n "/^\[$1\]/,/^\[/p" "$RIG/debian-packages.txt" | sed -e '/^\[/d' -e 's/ *#.*//' -e '/^$/d'
}

missing_packages() {
    local part package
    for part in "${parts[@]}"; do
        for package in $(packages_of "$part"); do
            [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || printf '%s\n' "$package"
        done
    done
}

# A stamp is written when a part of the Python environment is complete, and is named after what it was made from.
stamp_of() {
    local digest
    digest=$( (cat "$RIG/requirements-$1.txt" && "$PYTHON" -c 'import sys; print(sys.version)') | sha256sum)
    printf '%s' "$RIG_BUILD/stamps/python-$1-${digest:0:16}"
}

missing_python_parts() {
    local part
    for part in "${parts[@]}"; do
        [ -e "$(stamp_of "$part")" ] && "$VENV_PYTHON" -c '' 2>/dev/null || printf '%s\n' "$part"
    done
}

need_debian() {
    if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then return; fi
    # shellcheck disable=SC2046 # One word a package.
    set -- $(packages_of demo) $(packages_of test)
    fail "this set-up installs Debian packages, and this system has no apt." \
        "Use Debian 12 (or a container of it). The packages that are needed, under Debian's names:" \
        "$*"
}

need_space() {
    local free
    if [ -d "$TOP/.build" ] && [ -e "$VENV_PYTHON" ]; then return; fi
    free=$(df -Pm "$TOP" | awk 'NR == 2 { print $4 }')
    ((free >= SPACE_MB)) || fail "only $free MB are free in $TOP; a first build needs about $SPACE_MB MB." \
        "Free some space, or move the repository to a bigger disk, and run the same command again."
}

install_packages() {
    local root=() log=$RIG_BUILD/logs/apt.log started=$SECONDS
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "these Debian packages are missing, and installing them needs root or sudo: $*" \
            "Ask an administrator for: apt-get install --no-install-recommends $*" \
            "Then run the same command again."
        root=(sudo)
    fi
    root+=(env DEBIAN_FRONTEND=noninteractive)
    say "Installing $# Debian packages with apt (1 to 3 minutes; log: ${log#"$TOP/"})"
    : >"$log"
    # A set-up that was interrupted inside dpkg leaves it half-way; this finishes that first, and does nothing otherwise.
    "${root[@]}" dpkg --configure -a >>"$log" 2>&1 || true
    if ! "${root[@]}" apt-get -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1; then
        say "The package lists could not all be renewed; trying with those that are here."
    fi
    if ! "${root[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" 2>&1 |
        tee -a "$log" | show_progress describe_apt; then
        tail -n 15 "$log" >&2
        fail "apt could not install the packages." \
            "The lines above say why; the whole log is $log." \
            "Most often: no network, or another program holds apt. Then run the same command again; it continues."
    fi
    say "Debian packages: done in $(since "$started")"
}

describe_apt() {
    case $1 in
    Get:* | Unpacking* | Setting\ up*) REPLY=$1 ;;
    *) return 1 ;;
    esac
}

install_python_part() {
    local part=$1 list=$RIG/requirements-$1.txt log=$RIG_BUILD/logs/pip-$1.log started=$SECONDS
    PIP_TOTAL=$(grep -c '==' "$list")
    PIP_SEEN=0
    say "Installing $PIP_TOTAL Python packages below .build-rig/venv (about half a minute; log: ${log#"$TOP/"})"
    # --no-deps: the list is the whole truth. Only wheels: nothing is compiled here.
    if ! "$VENV_PYTHON" -m pip install --only-binary :all: --no-deps --no-input --progress-bar off \
        --disable-pip-version-check -r "$list" 2>&1 | tee "$log" | show_progress describe_pip; then
        tail -n 15 "$log" >&2
        fail "pip could not install the Python packages." \
            "The lines above say why; the whole log is $log." \
            "Most often: no network. Then run the same command again; it continues."
    fi
    touch "$(stamp_of "$part")"
    say "Python packages: done in $(since "$started")"
}

describe_pip() {
    case $1 in
    Collecting* | Requirement\ already*)
        PIP_SEEN=$((PIP_SEEN + 1))
        REPLY="$PIP_SEEN of $PIP_TOTAL: ${1#Collecting }"
        ;;
    Installing*) REPLY="unpacking" ;;
    *) return 1 ;;
    esac
}

make_python_environment() {
    # An environment without any stamp is one whose making was interrupted: nobody knows what is in it.
    if ! compgen -G "$RIG_BUILD/stamps/python-*" >/dev/null || ! "$VENV_PYTHON" -m pip --version >/dev/null 2>&1; then
        rm -rf "$RIG_BUILD/venv" "$RIG_BUILD"/stamps/python-*
        "$PYTHON" -m venv "$RIG_BUILD/venv" || fail "Python could not make an environment in .build-rig/venv." \
            "Check that python3-venv is installed for $PYTHON, then run the same command again."
    fi
    local part
    for part in "$@"; do install_python_part "$part"; done
}

[ "$(uname -s)" = Linux ] || fail "Usher runs on Linux only; this is $(uname -s)." "Use Debian 12, or a container of it."
locate_swift
# One that does not start may only lack packages that are about to be installed; one that is too old is said at once.
if "$SWIFT" --version >/dev/null 2>&1; then find_swift; fi
need_debian
need_space

exec 9>"$RIG_BUILD/setup.lock"
if ! flock -n 9; then
    say "Another set-up of this folder is running; waiting for it."
    flock 9
fi

# Debian's own Python: what else may be called python3 in PATH need not have a matching set of wheels.
PYTHON=${PYTHON:-/usr/bin/python3}
mapfile -t packages < <(missing_packages)
if [ "${#packages[@]}" -gt 0 ]; then
    say "This will install from Debian: ${packages[*]}"
    [ -e "$VENV_PYTHON" ] || say "and then, from Python's package index into .build-rig/venv: Synapse and what $purpose needs"
    # The lock's descriptor is not for apt, which may leave daemons behind.
    install_packages "${packages[@]}" 9>&-
fi
find_swift
[ -x "$PYTHON" ] || fail "there is no Python at $PYTHON." \
    "Install Debian's python3, or name one: make $purpose PYTHON=/path/to/python3"
mapfile -t python_parts < <(missing_python_parts)
if [ "${#python_parts[@]}" -gt 0 ]; then
    [ "${#packages[@]}" -gt 0 ] || say "This will install Python packages into .build-rig/venv (nothing outside this folder)"
    make_python_environment "${python_parts[@]}"
fi
if [ "${#packages[@]}" = 0 ] && [ "${#python_parts[@]}" = 0 ]; then say "Everything that is needed is installed."; fi
