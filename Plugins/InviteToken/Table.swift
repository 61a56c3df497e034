public import PluginKit

/// What `usher_plugin_v1()` returns.
public let inviteTokenTable: PluginTable = PluginTable(
    InviteToken.self, create: { inviteTokenTable.create($0, $1, $2) }, extension: { inviteTokenTable.extension($0) })
