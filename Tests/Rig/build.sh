#!/usr/bin/env bash
# Builds the programs and plugins, or everything with the Swift tests, in the one debug flavour; or the web pages.
# Usage: build.sh host|tests|web
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

mkdir -p "$RIG_BUILD/logs"

# SwiftPM's lines when it is no terminal: "[12/1183] Compiling NIOCore Channel.swift", and its words about fetching.
describe_swift() {
    case $1 in
    \[*/*\]*) REPLY=$1 ;;
    Fetching* | Fetched* | Creating* | Computing* | Working*) REPLY=$1 ;;
    *) return 1 ;;
    esac
}

# Builds what each argument says (options of `swift build`), one after the other: it takes one product at a time.
build_swift() {
    local log=$RIG_BUILD/logs/swift-build.log started=$SECONDS options
    find_swift
    if [ -d "$TOP/.build/debug" ]; then
        say "Building Usher (log: ${log#"$TOP/"})"
    else
        say "Building Usher: a cold build takes 4 to 12 minutes on 2 cores (log: ${log#"$TOP/"})"
    fi
    : >"$log"
    for options in "$@"; do
        # shellcheck disable=SC2086 # One word an option.
        if ! "$SWIFT" build "${SWIFT_FLAVOUR[@]}" $options 2>&1 | tee -a "$log" | show_progress describe_swift; then
            grep -E -A 4 '(error|fatal):' "$log" | head -n 60 >&2 || tail -n 30 "$log" >&2
            fail "the Swift build failed." "The errors are above; the whole log is $log." \
                "After an interrupted build, or one that ran out of disk, the same command continues where it stopped."
        fi
    done
    say "Usher is built ($(since "$started"))"
}

build_web() {
    local log=$RIG_BUILD/logs/web-build.log started=$SECONDS
    say "Building the web pages"
    if ! bash "$TOP/web/build.sh" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        fail "the web build failed." "The errors are above; the whole log is $log."
    fi
    say "The web pages are built ($(since "$started"))"
}

case ${1:-} in
host) build_swift "--product usher" "--product usher-worker" "--product usher-checker" "--product usher-invite-token" ;;
tests) build_swift "--build-tests" ;;
web) build_web ;;
*) fail "build.sh was called without saying what to build." "Run: make build" ;;
esac
