/// A policy that became another room's, because its room was upgraded. Whatever names the rule by its version
/// (``EffectivePolicy/ruleVersion``) goes on meaning it under the new name: it is the same rule.
public struct PolicyMove: Hashable, Sendable {
    public let old: RoomID
    /// The last revision that the policy had in the old room.
    public let oldRevision: Int64
    public let new: RoomID
    /// The first one that it has in the new room.
    public let newRevision: Int64

    public init(from old: RoomID, revision oldRevision: Int64, to new: RoomID, revision newRevision: Int64) {
        self.old = old
        self.oldRevision = oldRevision
        self.new = new
        self.newRevision = newRevision
    }

    /// How a version names the policy before the move. One that does not contain this does not change.
    public var oldName: String { "\(old)@\(oldRevision)" }

    /// The version that a rule has after the move which had this one before. Only what the moved policy contributes is another;
    /// it takes its place in the order of the rooms.
    public func renamed(_ version: String) -> String {
        guard let parts = VersionParts(version),
            let place = parts.sources.firstIndex(where: { $0.room == old && $0.revision == "\(oldRevision)" })
        else { return version }
        var sources = parts.sources
        sources[place] = (new, "\(newRevision)")
        sources.sort { ByteOrder.precedes($0.room.text, $1.room.text) }
        return (sources.map { "\($0.room)@\($0.revision)" } + parts.names).joined(separator: "+")
    }
}

/// A rule's version, taken apart again.
private struct VersionParts {
    var sources: [(room: RoomID, revision: String)] = []
    /// The rest as it is: the names that the rule uses.
    var names: [String] = []

    /// `nil` when `text` is no version. A room's ID may contain `+` and `@`: it ends where a revision follows.
    init?(_ text: String) {
        var rest = text.utf8[...]
        while rest.first == UInt8(ascii: "!") {
            guard let (room, revision, end) = Self.source(rest) else { return nil }
            sources.append((room, revision))
            rest = rest[end...]
            if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        }
        if !rest.isEmpty { names = [String(Substring(rest))] }
    }

    /// The first source, and where it ends.
    private static func source(_ text: Substring.UTF8View) -> (RoomID, String, Substring.UTF8View.Index)? {
        var start = text.startIndex
        while let at = text[start...].firstIndex(of: UInt8(ascii: "@")) {
            let digits = text[text.index(after: at)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if !digits.isEmpty, digits.endIndex == text.endIndex || text[digits.endIndex] == UInt8(ascii: "+") {
                guard let room = RoomID(String(Substring(text[..<at]))) else { return nil }
                return (room, String(Substring(digits)), digits.endIndex)
            }
            start = text.index(after: at)
        }
        return nil
    }
}
