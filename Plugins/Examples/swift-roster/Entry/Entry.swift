public import PluginABI
internal import PluginKit
internal import Roster

/// The one exported symbol of `libusher-roster.so`; the compiler checks it against the header.
///
/// It is a target of its own because a symbol can exist only once: tests link the plugin without it, beside other plugins, and
/// reach the same table by name.
@c(usher_plugin_v1) @implementation
public func usher_plugin_v1() -> UnsafePointer<usher_plugin>! { rosterTable.pointer }
