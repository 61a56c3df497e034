/// Why a plugin cannot be used, and what to change. For admins and authors; without secrets.
public struct PluginProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
    }
}
