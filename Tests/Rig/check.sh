#!/usr/bin/env bash
# `make check`: what should be green before a commit, in under two minutes once everything was built: format, scripts, the strict
# build, Swift's tests and those of the pages. The homeserver and the browser stay away.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"
# shellcheck source=Tests/Rig/suites.sh
source "$RIG/suites.sh"

cd "$TOP"
"$RIG/setup.sh" test
find_swift
suite "scripts: shellcheck" "$RIG/lint-scripts.sh"
suite "Swift sources: format" "$RIG/format.sh"
suite "Swift: strict build" "$RIG/build.sh" tests
suite "Swift: unit tests" run_swift_tests
suite "Swift: the checker" run_checker_tests
suite "web: build" "$RIG/build.sh" web
suite "web: unit tests" bash web/test.sh
close_suites
