#!/usr/bin/env bash
# Builds everything for release in .build-release, unpacks nginx (the static homeserver stub) below .build-rig without installing
# it, and runs bench.py. Called by Tests/Rig/bench.sh, which has set up the rest.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/../Rig/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"
find_swift

# The Swift library inside everything, as a release is shipped: other flags, hence a build folder of its own.
RELEASE=("${SWIFT_FLAVOUR[@]}" -c release --scratch-path "$TOP/.build-release" --static-swift-stdlib -Xswiftc -static-stdlib)
PRODUCTS=$TOP/.build-release/release
NGINX=$RIG_BUILD/nginx

say "Building for release: a cold build takes 10 to 25 minutes on 2 cores (log: .build-rig/logs/release.log)"
for product in usher usher-worker usher-bench usher-invite-token usher-roster; do
    "$SWIFT" build "${RELEASE[@]}" --product "$product" >>"$RIG_BUILD/logs/release.log" 2>&1 ||
        fail "the release build of $product failed." "The log is .build-rig/logs/release.log."
done
"$RIG/build.sh" web

if [ ! -x "$NGINX/usr/sbin/nginx" ]; then
    say "Unpacking nginx below .build-rig"
    mkdir -p "$NGINX"
    (cd "$NGINX" && apt-get download -q nginx && dpkg -x nginx_*.deb .) >"$RIG_BUILD/logs/nginx.log" 2>&1 ||
        fail "nginx could not be fetched." "The log is .build-rig/logs/nginx.log." \
            "Most often: no network, or apt-get update is due."
fi

mkdir -p "$RIG_BUILD/bench"
cc -O2 -shared -fPIC -fvisibility=hidden -I "$TOP/PluginABI/include" \
    -o "$RIG_BUILD/bench/c-allowlist.so" "$TOP/Plugins/Examples/c-allowlist/allowlist.c"

USHER_PRODUCTS=$PRODUCTS PYTHONPATH=$RIG NGINX=$NGINX/usr/sbin/nginx exec "$VENV_PYTHON" "$TOP/Tests/Benchmarks/bench.py" "$@"
