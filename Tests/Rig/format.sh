#!/usr/bin/env bash
# Checks the format of all Swift sources, or mends it (--in-place), with the toolchain's own formatter and .swift-format.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

cd "$TOP"
find_swift
sources=(Package.swift Host Plugins Tests)
if [ "${1:-}" = --in-place ]; then
    "$SWIFT" format format --in-place --parallel --recursive "${sources[@]}"
    say "Formatted."
else
    "$SWIFT" format lint --strict --parallel --recursive "${sources[@]}"
fi
