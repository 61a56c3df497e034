#!/usr/bin/env bash
# `make demo`: sets up, builds, and starts a homeserver, Usher, a room and two people. `--check` walks a newcomer's journey in a
# browser instead of waiting for one, and ends with 0 or 1. PORT chooses where the page is (8080; a check takes any free port).
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"

arguments=()
purpose='demo'
if [ "${1:-}" = --check ]; then
    arguments=(--check)
    purpose='test'
fi
if [ -n "${PORT:-}" ]; then
    arguments+=(--port "$PORT")
fi

"$RIG/setup.sh" "$purpose"
# A taken port is said now, not after the build.
PYTHONPATH=$RIG "$VENV_PYTHON" -m rig.demo "${arguments[@]}" --only-check-port
"$RIG/build.sh" host
"$RIG/build.sh" web
PYTHONPATH=$RIG exec "$VENV_PYTHON" -m rig.demo "${arguments[@]}"
