#!/usr/bin/env bash
# `make fuzz`: libFuzzer with the address sanitizer on the readers of what strangers send, SECONDS_EACH=60 for each. What is found
# is kept below .build-fuzz; the same input runs again by: .build-fuzz/TARGET FILE
set -euo pipefail
# shellcheck source=Tests/Rig/messages.sh
source "$(dirname "$0")/../Rig/messages.sh"
# shellcheck source=Tests/Rig/swift.sh
source "$RIG/swift.sh"

OUT=$TOP/.build-fuzz
SECONDS_EACH=${SECONDS_EACH:-60}
FLAGS=(-parse-as-library -g -O -swift-version 6 -enable-upcoming-feature InternalImportsByDefault "-sanitize=fuzzer,address")
mkdir -p "$OUT"

# Compiles a module for the fuzz targets to import. Arguments: its name, then its files.
compile_module() {
    local name=$1
    shift
    # An archive keeps the objects of files that are gone.
    rm -f "$OUT/lib$name.a"
    "$SWIFTC" "${FLAGS[@]}" -module-name "$name" -emit-module -emit-module-path "$OUT/$name.swiftmodule" -emit-library -static \
        -o "$OUT/lib$name.a" -I "$OUT" "$@"
}

# Compiles one fuzz target against the modules and runs it, beginning with the examples in its folder of seeds. Arguments: its
# name, then further files and libraries that it needs.
fuzz() {
    local name=$1 seeds
    shift
    say "Fuzzing: $name, $SECONDS_EACH seconds"
    "$SWIFTC" "${FLAGS[@]}" -module-name "$name" -I "$OUT" -L "$OUT" -o "$OUT/$name" "$TOP/Tests/Fuzz/$name.swift" "$@"
    mkdir -p "$OUT/corpus-$name"
    seeds=("corpus-$name")
    [ -d "$TOP/Tests/Fuzz/seeds-$name" ] && seeds+=("$TOP/Tests/Fuzz/seeds-$name")
    # The backtracer would hang under libFuzzer and keep the pipe open.
    (cd "$OUT" && SWIFT_BACKTRACE=enable=no "./$name" -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 \
        -max_len=4096 -print_final_stats=1 -artifact_prefix="$OUT/found-$name-" "${seeds[@]}") >"$OUT/$name.log" 2>&1 ||
        fail "$name found something." "$(grep -m 3 -E 'ERROR|SUMMARY|Fatal' "$OUT/$name.log")" "The whole log: $OUT/$name.log"
    grep -E 'number_of_executed_units|new_units_added' "$OUT/$name.log"
}

find_swift
SWIFTC=$(dirname "$SWIFT")/swiftc
# The Swift files below a folder of Host, in SOURCES.
sources() { mapfile -t SOURCES < <(find "$TOP/Host/$1" -name '*.swift' | sort); }

sources Wire
compile_module UsherWire "${SOURCES[@]}"
sources Schema
compile_module UsherSchema "${SOURCES[@]}"
sources Domain
compile_module UsherDomain "${SOURCES[@]}"
sources HTTP
compile_module UsherHTTP -I "$TOP/Host/CCurl" "${SOURCES[@]}"

fuzz FuzzWire -lUsherWire
# The readers are in a room that fuzzing does not need as a whole.
sources Plugins/Permissions
fuzz FuzzManifest -I "$TOP/Host/CCurl" -lUsherHTTP -lUsherSchema -lUsherWire -lUsherDomain -lcurl "${SOURCES[@]}" \
    "$TOP/Host/Plugins/Catalogue/"{Manifest,ManifestObject,PluginSchemas}.swift \
    "$TOP/Host/Plugins/"{PluginProblem,Calls/PlainText,Worker/SystemText}.swift
say "Nothing found."
