# shellcheck shell=bash
# Runs suites one after the other, shows every failure, and closes with a summary. Sourced, never run. Needs messages.sh.

SUITES_PASSED=0
SUITES_FAILED=0
SUITES_SUMMARY=''

# Runs a suite: its name, then its command. A failure does not stop the others.
suite() {
    local name=$1 started=$SECONDS result
    shift
    say "$name"
    if "$@"; then
        SUITES_PASSED=$((SUITES_PASSED + 1))
        result=passed
    else
        SUITES_FAILED=$((SUITES_FAILED + 1))
        result=FAILED
    fi
    SUITES_SUMMARY+=$(printf '  %-6s  %-52s %s' "$result" "$name" "$(since "$started")")$'\n'
}

# Prints what became of the suites and returns 1 if one failed. Without a suite it fails too: nothing was shown to work.
close_suites() {
    printf '\n%s\nsuites: %d passed, %d failed\n' "$SUITES_SUMMARY" "$SUITES_PASSED" "$SUITES_FAILED"
    ((SUITES_FAILED == 0 && SUITES_PASSED > 0))
}
