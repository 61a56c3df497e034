#!/usr/bin/env bash
# Checks every shell script of the repository with shellcheck.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/messages.sh"

cd "$TOP"
mapfile -t scripts < <({
    git ls-files --cached --others --exclude-standard -- '*.sh'
    printf '.ci/run\n'
} | sort -u | while read -r file; do if [ -e "$file" ]; then echo "$file"; fi; done)
shellcheck --external-sources --source-path="$TOP" "${scripts[@]}"
printf '%d scripts, no complaint\n' "${#scripts[@]}"
