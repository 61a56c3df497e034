import PluginKit

/// The configuration of one instance.
///
/// ```yaml
/// config: {from: "The demo"}
/// ```
struct Config: Hashable, Sendable {
    /// Longest `from`, in bytes.
    static let fromBytesMax = 200

    /// Who invites, as the invited person is shown it; may be empty.
    let from: String

    /// Reads the configuration; throws an error that names the key to change.
    init(_ json: JSON) throws {
        try json.allowOnly("from")
        from = try json.string("/from") ?? ""
        guard from.utf8.count <= Self.fromBytesMax else {
            throw PluginError(.configuration, "from: must not be longer than \(Self.fromBytesMax) bytes")
        }
        guard from.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw PluginError(.configuration, "from: must be one line without control characters")
        }
    }
}
