#!/usr/bin/env bash
# `make test`: sets up, builds in the one debug flavour, and runs every test there is, from unit to browser. All suites run, also
# after one has failed; the exit code is that of the worst.
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
"$RIG/build.sh" tests
"$RIG/build.sh" web

black_box() { "$VENV_PYTHON" -m pytest -c Tests/pytest.ini -n 2 --dist worksteal "$@"; }

suite "scripts: shellcheck" "$RIG/lint-scripts.sh"
suite "Swift sources: format" "$RIG/format.sh"
suite "Swift: unit tests" run_swift_tests
suite "Swift: the checker" run_checker_tests
suite "simulated histories" run_simulation_tests
suite "hostile plugins (Tests/Hostile)" run_hostile_tests
suite "replacing plugins under load" run_storm_tests
suite "web: unit tests" bash web/test.sh
suite "daemon and homeserver (Tests/Integration)" black_box Tests/Integration
for folder in Journeys Web; do
    [ -d "Tests/$folder" ] && suite "browser (Tests/$folder)" black_box "Tests/$folder"
done
suite "the demo, walked through by a browser" "$RIG/demo.sh" --check
close_suites
