#!/usr/bin/env bash
# `make simulate`: builds the simulator for release and runs SEEDS histories from FROM on, or, with SEED, one that is told as it
# goes on. What it found is told with its seed, and the exit code is not 0. docs/contributing/simulation.md
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

"$RIG/setup.sh" test
find_swift
build_simulator || fail "the release build of usher-simulate failed." "The log is .build-rig/logs/simulate.log."
if [ -n "${SEED:-}" ]; then
    exec "$SIMULATOR" --seed "$SEED"
fi
say "Simulating ${SEEDS:-1000000} histories"
exec "$SIMULATOR" --seeds "${SEEDS:-1000000}" --from "${FROM:-1}"
