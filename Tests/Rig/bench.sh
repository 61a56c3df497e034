#!/usr/bin/env bash
# `make bench`: builds everything for release, in a build folder of its own, and runs the benchmarks.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

"$RIG/setup.sh" test
find_swift
exec bash "$TOP/Tests/Benchmarks/run.sh" "$@"
