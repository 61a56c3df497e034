# shellcheck shell=bash
# Finds the Swift toolchain and says how the package is built. Sourced, never run. Needs messages.sh.

# Swift 6.3: the first with `@c`, which the plugins' entry point is written with.
SWIFT_MINIMUM=6.3

# The one debug flavour. The demo and the tests share it, so nothing is built twice: other flags mean a rebuild of everything.
SWIFT_FLAVOUR=(--package-path "$TOP" --explicit-target-dependency-import-check error)
export SWIFT_FLAVOUR

# Sets SWIFT to where a toolchain is, whatever it is worth, or ends the script with the next step.
locate_swift() {
    local candidate
    if [ -z "${SWIFT:-}" ]; then
        for candidate in "$(command -v swift || true)" "$HOME/.local/share/swiftly/bin/swift" \
            /opt/swift*/usr/bin/swift /usr/local/swift*/usr/bin/swift; do
            if [ -x "$candidate" ]; then SWIFT=$candidate && break; fi
        done
    fi
    [ -n "${SWIFT:-}" ] || fail "no Swift toolchain was found." \
        "Install Swift $SWIFT_MINIMUM or newer for this system (swift.org, Install, Linux) and put its usr/bin into PATH." \
        "Or name it: make demo SWIFT=/path/to/usr/bin/swift"
    # Tests use the toolchain's clang too.
    PATH=$PATH:$(dirname "$SWIFT")
    export SWIFT PATH
}

# Sets SWIFT to a toolchain that runs and is new enough, or ends the script with the next step.
find_swift() {
    local version
    locate_swift
    if ! version=$("$SWIFT" --version 2>&1); then
        fail "$SWIFT does not run. It says:" "${version//$'\n'/$'\n'  }" \
            "A library that it needs is missing: the toolchain's install page lists the Debian packages."
    fi
    version=$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$version" | head -n 1)
    if [ "$(printf '%s\n' "$SWIFT_MINIMUM" "${version:-0}" | sort -V | head -n 1)" != "$SWIFT_MINIMUM" ]; then
        fail "Swift $SWIFT_MINIMUM or newer is needed, but $SWIFT is ${version:-of an unknown version}." \
            "Install a newer toolchain, or name one: make demo SWIFT=/path/to/usr/bin/swift"
    fi
}

# How many tests run at once. Without it all 900 begin, share two threads, and each takes as long as all: then times run out that
# are long enough for any one.
AT_ONCE=(--experimental-maximum-parallelization-width 16)

# The tests that run by themselves: they count what a process holds, or wait for hundreds of processes.
ALONE='^(HostileTests|CheckerTests|SimulationTests)\.|^UsherPluginsTests\.ReplacementStormTests'

# Runs the Swift tests that were built last, but for those that run by themselves. Shows what failed and the closing line; all
# else (the seeds too) is in the log.
run_swift_tests() {
    local log=$RIG_BUILD/logs/swift-test.log
    "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --parallel "${AT_ONCE[@]}" --skip "$ALONE" 2>&1 | tee "$log" |
        awk '!/^(◇|↳ Testing Library|↳ Target Platform)/ && !/USHER_SEED=/ && (!/^✔/ || /^✔ Test run with/)'
}

# Runs the checker's tests, which wait for hundreds of processes: tests beside them would wait as well.
run_checker_tests() {
    local log=$RIG_BUILD/logs/checker-test.log
    "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --parallel --filter '^CheckerTests\.' 2>&1 | tee "$log" |
        awk '!/^(◇|↳ Testing Library|↳ Target Platform)/ && (!/^✔/ || /^✔ Test run with/)'
}

# How many simulated histories a run of all tests goes through that are the same each time; and a sixteenth as many that nobody
# has seen before.
SIMULATED_HISTORIES=1600

# Builds the simulator for release, in the folder that benchmarks use too: one history costs a quarter of what it does in debug.
build_simulator() {
    local log=$RIG_BUILD/logs/simulate.log
    mkdir -p "$RIG_BUILD/logs"
    say "Building the simulator for release: a cold build takes 4 to 8 minutes on 2 cores (log: ${log#"$TOP/"})"
    "$SWIFT" build "${SWIFT_FLAVOUR[@]}" -c release --scratch-path "$TOP/.build-release" --product usher-simulate \
        >"$log" 2>&1 || { tail -n 30 "$log" >&2 && return 1; }
    SIMULATOR=$TOP/.build-release/release/usher-simulate
}

# Runs the simulated histories, which take both processors.
run_simulation_tests() {
    local log=$RIG_BUILD/logs/simulation-test.log
    build_simulator || return 1
    USHER_SIMULATOR=$SIMULATOR USHER_SEEDS=${USHER_SEEDS:-$SIMULATED_HISTORIES} \
        "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --filter '^SimulationTests\.' 2>&1 | tee "$log" |
        awk '!/^(◇|↳ Testing Library|↳ Target Platform)/ && (!/^✔/ || /^✔ Test run with/)'
}

# Runs the hostile plugins, in a process of their own: what they leave behind is counted. Shows which did not come to what they
# must, and the figures; the table of all is in the log.
run_hostile_tests() {
    local log=$RIG_BUILD/logs/hostile-test.log
    "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --filter '^HostileTests\.' 2>&1 | tee "$log" |
        awk '/^(WRONG|✘|hostile plugins: |bystander:|before:|after:|✔ Test run with)/'
}

# Runs two hundred versions of a plugin one after the other, under load, in a process of their own: what is left is counted.
run_storm_tests() {
    local log=$RIG_BUILD/logs/storm-test.log
    "$SWIFT" test "${SWIFT_FLAVOUR[@]}" --skip-build --filter '^UsherPluginsTests\.ReplacementStormTests' 2>&1 | tee "$log" |
        awk '/^(✘|storm of versions:|after |✔ Test run with)/'
}
