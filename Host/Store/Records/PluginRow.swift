import GRDB
import UsherDomain

extension PluginPin {
    /// Reads a row of `plugin_pins`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let plugin: String = try row.decode(forColumn: "plugin")
        guard let digest = try PluginDigest(row.decode(forColumn: "sha256")) else {
            throw StoreFailure.unreadable(row: plugin, of: "plugin_pins")
        }
        try self.init(
            pluginID: plugin, digest: digest, version: row.decode(forColumn: "version"),
            permissionsJSON: row.decode(forColumn: "permissions"),
            since: Instant(unixMilliseconds: row.decode(forColumn: "since")))
    }
}

extension PluginQuarantine {
    /// Reads a row of `plugin_quarantines`. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let text: String = try row.decode(forColumn: "sha256")
        guard let digest = PluginDigest(text) else { throw StoreFailure.unreadable(row: text, of: "plugin_quarantines") }
        try self.init(
            digest: digest, pluginID: row.decode(forColumn: "plugin"), file: row.decode(forColumn: "file"),
            reason: row.decode(forColumn: "reason"), since: Instant(unixMilliseconds: row.decode(forColumn: "since")))
    }
}
