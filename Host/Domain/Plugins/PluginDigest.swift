/// The SHA-256 of a plugin file: which one it is, whatever its name.
public struct PluginDigest: Hashable, Sendable, CustomStringConvertible {
    /// 64 hexadecimal digits, in lower case.
    public let text: String

    public var description: String { text }

    /// Parses `text`; `nil` when it is not 64 hexadecimal digits in lower case.
    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.text = text
    }
}
