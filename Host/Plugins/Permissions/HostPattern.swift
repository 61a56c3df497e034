/// Which machines a manifest names: one by its name, or, with `*.` in front, everything below a name.
struct HostPattern: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name, without `*.`.
    let name: String
    /// Whether any number of labels may, and at least one must, stand in front of ``name``.
    let isWildcard: Bool

    var description: String { isWildcard ? "*.\(name)" : name }

    /// Parses a name in lower case of at least two labels, after `*.` or not; `nil` for anything else. An address is not taken:
    /// whose it is tomorrow, nobody knows.
    init?(_ text: String) {
        isWildcard = text.hasPrefix("*.")
        name = isWildcard ? String(text.dropFirst(2)) : text
        guard case .name(name) = HostName(name), name.contains(".") else { return nil }
    }

    func matches(_ host: HostName) -> Bool {
        guard case .name(let text) = host else { return false }
        return isWildcard ? text.hasSuffix("." + name) : text == name
    }

    static func < (left: HostPattern, right: HostPattern) -> Bool { left.description < right.description }
}
