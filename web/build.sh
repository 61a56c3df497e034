#!/usr/bin/env bash
# Builds the web pages into web/dist: type check, import and pattern checks, bundle, size budget.
# Quick when nothing changed. Needs esbuild, node-typescript, node-react, node-react-dom, node-csstype (Debian 12).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

budget_bytes=$((80 * 1024)) # of the script and the style sheet together, compressed by gzip
stamp=dist/.stamp

need() { command -v "$1" >/dev/null || { echo "web: $1 is missing; install the Debian package $2" >&2; exit 1; }; }
need esbuild esbuild
need tsc node-typescript
need node nodejs
[[ -d /usr/share/nodejs/react-dom ]] || { echo "web: install the Debian packages node-react and node-react-dom" >&2; exit 1; }

inputs() { find matrix-login app checks build.sh ./*.json ./*.d.ts -type f -print0 | LC_ALL=C sort -z; }
now=$({ esbuild --version; tsc --version; inputs | xargs -0 sha256sum; } | sha256sum)
if [[ -f dist/index.html && -f $stamp && "$(cat "$stamp")" == "$now" ]]; then
  echo "web: dist is up to date"
  exit 0
fi

mkdir -p dist/assets
exec 9>dist/.lock
flock 9 # Two builds at once would sweep away each other's files.

node checks/imports.mjs
node checks/patterns.mjs
tsc -p matrix-login &
first=$!
tsc -p app
wait "$first"

fresh=$(mktemp -d dist/.next-XXXXXX)
trap 'rm -rf "$fresh"' EXIT
NODE_PATH=/usr/share/nodejs esbuild app/main.tsx \
  --bundle --minify --format=esm --target=es2020 --jsx=automatic '--define:process.env.NODE_ENV="production"' \
  --loader:.svg=file --public-path=/ --entry-names='assets/[name]-[hash]' --asset-names='assets/[name]-[hash]' \
  --outbase=app --outdir="$fresh" --metafile="$fresh/meta.json" --log-level=warning
node checks/page.mjs "$fresh" "$budget_bytes"

# The page is switched over between putting its new files beside the old ones and sweeping those away.
cp "$fresh"/assets/* dist/assets/
mv "$fresh/index.html" dist/index.html
for file in dist/assets/*; do
  [[ -e $fresh/assets/$(basename "$file") ]] || rm "$file"
done
printf '%s' "$now" >"$stamp"
