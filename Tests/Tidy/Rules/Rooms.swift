/// The targets that ship, and what each may import: the table of docs/ARCHITECTURE.md. Each target exists because it holds a
/// dependency out.
struct Room: Sendable {
    let target: String
    let folder: String
    /// Modules it may import, beside the standard library's own.
    let imports: Set<String>

    /// Part of every toolchain, without input or output.
    static let standard: Set<String> = ["Swift", "Synchronization"]

    private init(_ target: String, _ folder: String, _ imports: Set<String>) {
        self.target = target
        self.folder = folder
        self.imports = imports
    }

    private static let host: Set<String> = [
        "UsherDomain", "UsherEngine", "UsherStore", "UsherHTTP", "UsherMatrix", "UsherPlugins", "UsherServer",
    ]

    static let all: [Room] = [
        Room("PluginABI", "PluginABI", []),
        Room("CCurl", "Host/CCurl", []),
        Room("CFFI", "Host/CFFI", []),
        Room("CSys", "Host/CSys", []),
        Room("UsherDomain", "Host/Domain", ["FoundationEssentials"]),
        // The wire is shared with the worker, which has no Foundation.
        Room("UsherWire", "Host/Wire", ["Glibc"]),
        // The wire's JSON reader, so that everybody agrees about what JSON is.
        Room("UsherSchema", "Host/Schema", ["UsherWire"]),
        Room("UsherHTTP", "Host/HTTP", ["UsherDomain", "CCurl", "Glibc", "FoundationEssentials"]),
        // Logging is a facade without output of its own: the loop reports what nobody waits for.
        Room("UsherEngine", "Host/Engine", ["UsherDomain", "Logging"]),
        Room("UsherStore", "Host/Store", ["UsherDomain", "GRDB", "Crypto", "Glibc", "FoundationEssentials"]),
        Room("UsherMatrix", "Host/Matrix", ["UsherDomain", "UsherHTTP", "Logging", "FoundationEssentials"]),
        Room(
            "UsherPlugins", "Host/Plugins",
            ["UsherDomain", "UsherWire", "UsherSchema", "UsherHTTP", "CSys", "Logging", "Glibc", "FoundationEssentials"]),
        Room(
            "UsherServer", "Host/Server",
            [
                "UsherDomain", "UsherEngine", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "Logging", "Crypto",
                "ServiceLifecycle", "FoundationEssentials",
            ]),
        Room(
            "usher", "Host/Daemon",
            host.union([
                "ServiceLifecycle", "UnixSignals", "Logging", "Yams", "ArgumentParser", "CSys", "Glibc",
                "FoundationEssentials",
            ])),
        Room("usher-worker", "Host/Worker", ["PluginABI", "UsherWire", "CFFI", "CSys", "Glibc"]),
        Room("usher-checker", "Host/Checker", ["PluginABI", "UsherWire", "UsherSchema", "CFFI", "CSys", "Glibc"]),
        Room("PluginKit", "Plugins/PluginKit", ["PluginABI", "Glibc"]),
        Room("PluginTestHost", "Plugins/PluginTestHost", ["PluginABI", "Crypto"]),
        Room("InviteTokenEntry", "Plugins/InviteToken/Entry", ["InviteToken", "PluginKit", "PluginABI"]),
        Room("InviteToken", "Plugins/InviteToken", ["PluginKit", "PluginABI", "Glibc"]),
        Room("RosterEntry", "Plugins/Examples/swift-roster/Entry", ["Roster", "PluginKit", "PluginABI"]),
        Room("Roster", "Plugins/Examples/swift-roster", ["PluginKit"]),
    ]
}
