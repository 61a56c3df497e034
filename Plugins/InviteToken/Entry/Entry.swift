public import PluginABI
import PluginKit

private let table: PluginTable = PluginTable(
    InviteToken.self, create: { table.create($0, $1, $2) }, extension: { table.extension($0) })

/// The one exported symbol of `libusher-invite-token.so`; the compiler checks it against the header.
@c(usher_plugin_v1) @implementation
public func usher_plugin_v1() -> UnsafePointer<usher_plugin>! { table.pointer }
