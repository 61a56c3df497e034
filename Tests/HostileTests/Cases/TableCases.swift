import UsherDomain

/// Entries, tables, manifests and extensions: groups 20 to 28.
enum TableCases {
    static let all = entries + tables + functions + manifests + schemas + extensions

    private static let entries = [
        HostileCase(20, "no-entry", "H", .source("no_entry"), expecting: .refused("does not export usher_plugin_v1")),
        HostileCase(20, "data", "H", .source("entries", 1), expecting: .refused("signal")),
        HostileCase(20, "major-two", "H", .source("entries", 2), expecting: .refused("does not export usher_plugin_v1")),
        HostileCase(21, "null", "H", .source("null_entry"), expecting: .refused("returned NULL")),
        HostileCase(21, "wild", "H", .source("wild_entry"), expecting: .refused("where no table can be")),
        HostileCase(21, "small", "H", .source("entries", 9), expecting: .refused("where no table can be")),
        HostileCase(21, "end-of-memory", "H", .source("entries", 10), expecting: .refused("where no table can be")),
        HostileCase(21, "odd-address", "H", .source("entries", 3), expecting: .refused("where no table can be")),
        HostileCase(21, "crashes", "H", .source("entries", 4), expecting: .refused("signal")),
        HostileCase(21, "hangs", "R4", .source("entries", 5), expecting: .refused("in time")),
        HostileCase(21, "exits", "H", .source("entries", 6), expecting: .refused("ended by itself with code 0")),
        HostileCase(21, "alternates", "R4", .source("entries", 8), expecting: .no("no")),
    ]

    private static func table(_ group: Int, _ name: String, _ rule: String, _ definition: String, _ text: String)
        -> HostileCase
    {
        HostileCase(group, name, rule, .source("table", [definition]), expecting: .refused(text))
    }

    private static let tables = [
        table(22, "size-0", "R1", "PLUGIN_SIZE=0", "size 0"),
        table(22, "size-4", "R1", "PLUGIN_SIZE=4", "size 4"),
        table(22, "size-7", "R1", "PLUGIN_SIZE=7", "no create()"),
        HostileCase(22, "beyond-memory", "R1", .source("entries", 7), expecting: .refused("signal")),
        HostileCase(22, "huge", "R1", .source("plain", ["PLUGIN_SIZE=0xfffffff0"]), expecting: .no("plain")),
        table(23, "major-0", "H", "PLUGIN_MAJOR=0", "abi_major 0"),
        table(23, "major-2", "H", "PLUGIN_MAJOR=2", "abi_major 2"),
        table(23, "major-65535", "H", "PLUGIN_MAJOR=65535", "abi_major 65535"),
        table(23, "newer-host", "H", "PLUGIN_MIN_HOST_MINOR=9", "it needs ABI 1.9 or later"),
        table(24, "create", "H", "PLUGIN_CREATE=NULL", "no create()"),
        table(24, "destroy", "H", "PLUGIN_DESTROY=NULL", "no destroy()"),
        table(24, "evaluate", "H", "PLUGIN_EVALUATE=NULL", "no evaluate()"),
    ]

    private static let functions = [
        HostileCase(25, "libc", "H", .source("functions", 1), expecting: .violation()),
        HostileCase(25, "data", "H", .source("functions", 2), expecting: .crashed),
        HostileCase(25, "heap", "H", .source("functions", 3), expecting: .refused("in no loaded library")),
        HostileCase(25, "nowhere", "H", .source("functions", 4), expecting: .refused("in no loaded library")),
        HostileCase(25, "abort", "H", .source("functions", 5), expecting: .crashed),
    ]

    private static func manifest(_ name: String, _ number: Int, _ text: String, group: Int = 26) -> HostileCase {
        HostileCase(group, name, "H", .source("manifests", number), expecting: .refused(text))
    }

    private static let manifests = [
        manifest("none", 1, "manifest_json is not JSON"),
        manifest("ten-megabytes", 2, "manifest_json is not JSON"),
        manifest("deep", 3, "manifest_json is not JSON"),
        manifest("twice-id", 4, "\"id\" twice"),
        manifest("unknown-key", 5, "unknown key \"grant_everybody\""),
        manifest("no-text", 6, "manifest_json is not JSON"),
        manifest("zero-inside", 7, "manifest_json is not JSON"),
        manifest("longer-than-memory", 8, "manifest_json is not JSON"),
        manifest("nowhere", 9, "signal"),
        manifest("path-as-id", 10, "lower-case"),
        manifest("wrong-types", 11, "needs \"id\""),
        manifest("permissions-as-text", 12, "\"permissions\" must be an object"),
        manifest("every-origin", 13, "which is not an origin"),
        manifest("strange-number", 18, "\"usher\": 1"),
        manifest("control-characters", 19, "control characters"),
        HostileCase(26, "two-faces", "R4", .source("two_faces"), expecting: .refused("is not the one that it showed before")),
    ]

    private static let schemas = [
        HostileCase(27, "remote", "H", .source("manifests", 14), expecting: .refused("which the host does not fetch")),
        HostileCase(27, "slow-pattern", "H", .source("manifests", 15), expecting: .refused("uses \"pattern\"")),
        HostileCase(27, "no-schema", "H", .source("manifests", 16), expecting: .refused("a list of names")),
        HostileCase(27, "endless", "H", .source("schema_traps", 1), expecting: .refused("leads back to itself")),
        HostileCase(27, "many", "H", .source("schema_traps", 2), expecting: .refused("more than 1000")),
        HostileCase(27, "multiplying", "H", .source("schema_traps", 3), expecting: .unknown([.ruleMisfit], .goesOn)),
        HostileCase(27, "in-itself", "H", .source("manifests", 17), expecting: .refused("which the host does not fetch")),
    ]

    private static let extensions = [
        HostileCase(28, "one-for-all", "H", .source("extension_ids", 1), expecting: .refused("must return NULL")),
        HostileCase(28, "size-0", "R1", .source("extension_ids", 2), expecting: .refused("must return NULL")),
        HostileCase(28, "another-each-time", "R4", .source("extension_ids", 3), expecting: .no("no")),
        HostileCase(28, "crashes", "R4", .source("extension_ids", 4), expecting: .refused("signal")),
        HostileCase(28, "nowhere", "H", .source("extension_ids", 5), expecting: .refused("must return NULL")),
        HostileCase(28, "prefix", "H", .source("extension_ids", 6), expecting: .refused("must return NULL")),
        HostileCase(28, "writes-the-id", "R2", .source("extension_ids", 7), expecting: .no("no")),
        HostileCase(28, "huge-table", "R1", .source("extension_ids", 8), expecting: .no("no")),
    ]
}
