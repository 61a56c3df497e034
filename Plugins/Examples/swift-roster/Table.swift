public import PluginKit

/// What `usher_plugin_v1()` returns.
public let rosterTable: PluginTable = PluginTable(
    Roster.self, create: { rosterTable.create($0, $1, $2) }, extension: { rosterTable.extension($0) })
