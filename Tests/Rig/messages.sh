# shellcheck shell=bash
# How the rig's scripts speak, and where they keep what they make. Sourced, never run.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
RIG=$TOP/Tests/Rig
# Everything the rig makes is below this one ignored folder; deleting it is always safe.
RIG_BUILD=$TOP/.build-rig
VENV_PYTHON=$RIG_BUILD/venv/bin/python
export TOP RIG RIG_BUILD VENV_PYTHON

# Bold for people, nothing for files.
if [ -t 1 ]; then BOLD=$(printf '\033[1m') PLAIN=$(printf '\033[0m'); else BOLD='' PLAIN=''; fi

# Says what is being done.
say() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*"; }

# Says what went wrong (first argument) and what to do next (the others, one a line), and ends the script.
fail() {
    printf '\n%sStopped:%s %s\n' "$BOLD" "$PLAIN" "$1" >&2
    shift
    printf '  %s\n' "$@" >&2
    exit 1
}

# Reads a long command's output and shows one line a step: live on a terminal, else every 15 seconds. The argument is a function
# that maps a line to the text to show (in REPLY), or returns 1 when the line says nothing new.
show_progress() {
    local describe=$1 line shown=-15 last='' width=80
    if [ -t 1 ]; then width=$(tput cols 2>/dev/null || echo 80); fi
    while IFS= read -r line; do
        "$describe" "$line" || continue
        last=$REPLY
        if [ -t 1 ]; then
            printf '\r\033[K    %s' "${REPLY:0:$((width - 5))}"
        elif ((SECONDS - shown >= 15)); then
            shown=$SECONDS
            printf '    %s\n' "$REPLY"
        fi
    done
    if [ -t 1 ] && [ -n "$last" ]; then printf '\n'; fi
}

# Minutes and seconds since the given value of SECONDS.
since() {
    local spent=$((SECONDS - $1))
    if ((spent < 60)); then printf '%d s' "$spent"; else printf '%d min %d s' $((spent / 60)) $((spent % 60)); fi
}
