#!/usr/bin/env bash
# `make killing`: builds everything, and kills the daemon KILLS times while it carries out a plan of five hundred acts against a
# real homeserver. docs/contributing/searching-for-bugs.md
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"

cd "$TOP"
"$RIG/setup.sh" test
"$RIG/build.sh" tests
USHER_KILLS=${KILLS:-200} exec "$VENV_PYTHON" -m pytest -c Tests/pytest.ini -s Tests/Integration/test_killed_among_acts.py
