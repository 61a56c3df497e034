/// PluginKit: an authoriser in Swift, without an unsafe line.
///
/// A plugin is a type with a few synchronous methods (``Authoriser``, and as it needs them ``BatchAuthoriser``,
/// ``MembersAuthoriser``, ``GroupsAuthoriser``, ``WebhookAuthoriser``, ``WatchAuthoriser``, ``HealthAuthoriser``,
/// ``LinkAuthoriser``, ``ClaimAuthoriser``, ``ActionAuthoriser``) and an entry of a few lines, which every plugin copies from
/// here into a target of its own (two entries in one test bundle would be one symbol twice):
///
/// ```swift
/// import PluginABI
/// import PluginKit
///
/// private let table: PluginTable = PluginTable(
///     Allowlist.self, create: { table.create($0, $1, $2) }, extension: { table.extension($0) })
///
/// @c(usher_plugin_v1) @implementation
/// public func usher_plugin_v1() -> UnsafePointer<usher_plugin>! { table.pointer }
/// ```
///
/// - In here: the vocabulary of an author (``Call``, ``JSON``, ``JSONValue``, ``KeyValue``, ``HTTP``, ``Evidence``, ``Action``,
///   …), what many plugins need (``OAuthClient``, ``Pages``), and in `Unsafe/` everything that touches the C header. What an
///   author throws becomes an ERROR item and a status there; no Swift error, no pointer and no borrowed text ever leaves that
///   folder.
/// - Not in here: what a single service means, the network, Foundation, anything of the host.
/// - Imports: the standard library, and `PluginABI` in `Unsafe/` only.
///
/// The contract behind every method is `PluginABI/include/usher_plugin.h`; rule numbers (R1, R2, …) are the header's.
public enum PluginKit {
    /// The version of the header that this kit was compiled against, for example `1.0`.
    public static var abiVersion: String { PluginTable.abiVersion }
}
