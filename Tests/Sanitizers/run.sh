#!/usr/bin/env bash
# `make sanitize`: builds the worker and the wire with a sanitizer, runs the wire's tests with it, and then the plugin tests of
# `make test` against that worker. ONLY=address|thread|undefined takes one. A finding ends the worker, so that a test fails.
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/../Rig/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"
# shellcheck source=Tests/Rig/suites.sh
source "$RIG/suites.sh"

OUT=$TOP/.build-sanitize

# The plugin tests that run a worker and ask it something. Left out is what needs the exact memory, time or system calls of a
# worker as it is shipped: the cell's own tests, and hundreds of versions under load.
PLUGIN_TESTS='^UsherPluginsTests\.(GoodPlugin|HostileEvaluate|HostileLife|OldAndNewHeader|Service|Supervision|Worker)'

# Exiting inside dlopen() is a finding for the thread sanitizer, which does not look at what dlopen() does ("finished with ignores
# enabled"). A plugin may do just that, and one test's does.
SKIPPED_BY_THREAD=(--skip 'HostileLifeTests/constructors')

link_sources() {
    mkdir -p "$OUT/package"
    cp "$TOP/Tests/Sanitizers/Package.swift" "$OUT/package/"
    ln -sfn "$TOP/PluginABI" "$OUT/package/PluginABI"
    ln -sfn "$TOP/Tests/Sanitizers/Options" "$OUT/package/Options"
    ln -sfn "$TOP/Host/CFFI" "$OUT/package/CFFI"
    ln -sfn "$TOP/Host/CSys" "$OUT/package/CSys"
    ln -sfn "$TOP/Host/Wire" "$OUT/package/Wire"
    ln -sfn "$TOP/Host/Worker" "$OUT/package/Worker"
    ln -sfn "$TOP/Tests/UsherWireTests" "$OUT/package/WireTests"
}

# Sets FLAVOUR to the options of `swift build` for a sanitizer.
flavour() {
    FLAVOUR=(--package-path "$OUT/package" --scratch-path "$OUT/$1")
    case $1 in
    address | thread) FLAVOUR+=("--sanitize=$1") ;;
    undefined)
        # The Swift compiler has no sanitizer of that name (it traps by itself): this is for the C below it.
        FLAVOUR+=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined -Xlinker "$(undefined_runtime)")
        ;;
    esac
}

undefined_runtime() {
    local folder
    folder=$("$(dirname "$SWIFT")/clang" -print-resource-dir)
    printf '%s' "$folder/lib/linux/libclang_rt.ubsan_standalone-$(uname -m).a"
}

wire_tests() { "$SWIFT" test "${FLAVOUR[@]}" --skip-build --parallel 2>&1 | tee "$OUT/$1-wire.log" | tail -n 3; }

worker_tests() {
    local worker skipped=()
    if [ "$1" = thread ]; then skipped=("${SKIPPED_BY_THREAD[@]}"); fi
    worker=$("$SWIFT" build "${FLAVOUR[@]}" --show-bin-path)/usher-worker
    USHER_WORKER=$worker "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --filter "$PLUGIN_TESTS" "${skipped[@]}" 2>&1 |
        tee "$OUT/$1-worker.log" | awk '/^(✘|✔ Test run with)/ || /Sanitizer|runtime error/'
}

find_swift
"$RIG/setup.sh" test
"$RIG/build.sh" tests
link_sources
for sanitizer in ${ONLY:-address thread undefined}; do
    flavour "$sanitizer"
    say "Building with the $sanitizer sanitizer"
    "$SWIFT" build "${FLAVOUR[@]}" --build-tests >"$OUT/$sanitizer-build.log" 2>&1 ||
        fail "the build with the $sanitizer sanitizer failed." "$(tail -n 20 "$OUT/$sanitizer-build.log")"
    suite "$sanitizer: the wire" wire_tests "$sanitizer"
    suite "$sanitizer: the worker" worker_tests "$sanitizer"
done
close_suites
