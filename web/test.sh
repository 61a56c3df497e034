#!/usr/bin/env bash
# Runs the unit tests of the web side: bundles each tests folder with esbuild and hands it to Node's test runner.
# Ends with one line "N passed, N failed" and the exit code 0 only if nothing failed and something passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export NODE_PATH=/usr/share/nodejs

mapfile -t files < <(find matrix-login app -path '*/tests/*' -name '*.test.ts*' | LC_ALL=C sort)
esbuild "${files[@]}" --bundle --platform=node --format=cjs --target=node18 --jsx=automatic --outdir="$out" \
  --loader:.svg=file --log-level=warning

status=0
find "$out" -name '*.test.js' -print0 | LC_ALL=C sort -z | xargs -0 node --test --test-reporter=tap >"$out/report" || status=$?
count() { sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$out/report" | tail -n 1; }
passed=$(count pass)
failed=$(count fail)
if [[ $status -ne 0 || ${failed:-1} -ne 0 ]]; then
  grep -n -A 25 '^ *not ok' "$out/report" >&2 || cat "$out/report" >&2
  status=1
fi
[[ ${passed:-0} -gt 0 ]] || status=1
echo "${passed:-0} passed, ${failed:-0} failed"
exit "$status"
