/// One question that an instance can answer about an account. Equal questions are equal values, so that rooms share the answer.
/// Equal means equal bytes: for `String`, "é" equals "e" with an accent to combine, and for a directory these are two groups.
public struct Requirement: Hashable, Sendable {
    /// Most bytes of a requirement's JSON.
    public static let bytesMax = 4 * 1024

    public let instance: InstanceID
    /// The question in canonical form (``CanonicalJSON``): an object under the plugin's schema.
    public let json: String

    /// `json` must be canonical.
    public init(instance: InstanceID, canonicalJSON json: String) {
        self.instance = instance
        self.json = json
    }

    /// Reads JSON that a person wrote, which must be an object, and brings it into canonical form.
    public init(instance: InstanceID, json: String) throws(JSONRefusal) {
        self.init(instance: instance, canonicalJSON: try CanonicalJSON.object(json))
    }

    public static func == (left: Requirement, right: Requirement) -> Bool {
        left.instance == right.instance && left.json.utf8.elementsEqual(right.json.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(instance)
        for byte in json.utf8 { hasher.combine(byte) }
    }
}

/// The name that an admin gave to a requirement, as rules spell it: `staff:core`. Lower-case letters, digits, `-`, `_` and `.`,
/// at most 64 characters after the colon.
public struct RequirementName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let instance: InstanceID
    public let name: String

    public var description: String { "\(instance):\(name)" }

    /// Parses `instance:name`; `nil` when it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let instance = InstanceID(String(parts[0])) else { return nil }
        self.init(String(parts[1]), at: instance)
    }

    /// Parses what follows the colon; `nil` when it is no name.
    public init?(_ name: String, at instance: InstanceID) {
        let bytes = name.utf8
        guard (1...64).contains(bytes.count),
            bytes.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0) })
        else { return nil }
        self.instance = instance
        self.name = name
    }

    public static func < (left: RequirementName, right: RequirementName) -> Bool {
        (left.instance, left.name) < (right.instance, right.name)
    }
}
