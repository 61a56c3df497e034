internal import UsherWire

/// Looks at "permissions" of a manifest. The grammar is that of PluginABI/README.md, written down a second time on purpose: what
/// the host refuses and this does not is a fault of one of them.
struct PermissionsCheck {
    /// More places than this in one list are refused.
    private static let placesMax = 32

    private static let keys = [
        "http", "net", "link_hosts", "secrets", "kv_bytes", "webhook", "threads", "memory_bytes", "profile",
    ]
    private static let counts: [String: ClosedRange<Int>] = [
        "kv_bytes": 0...(16 << 20), "threads": 1...64, "memory_bytes": (32 << 20)...(2 << 30),
    ]

    private let members: ManifestMembers

    init(_ members: ManifestMembers) {
        self.members = members
    }

    func check(_ permissions: JSONValue) {
        members.forEach(permissions, at: "permissions.", known: Self.keys) { key, value in
            switch key {
            case "http", "net", "link_hosts": check(places: value, key)
            case "secrets", "webhook":
                if value.kind != .bool { wrong(key, value, "it must be true or false") }
            case "profile":
                if !["strict", "threaded"].contains(value.words) { wrong(key, value, "it must be \"strict\" or \"threaded\"") }
            default:
                guard let range = Self.counts[key] else { return }
                guard let number = Int(value.written), "\(number)" == value.written, range.contains(number) else {
                    return wrong(key, value, "it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
                }
            }
        }
    }

    private func check(places list: JSONValue, _ key: String) {
        var places: [JSONValue] = []
        if list.kind == .array { list.forEachMember { places.append($1) } }
        guard list.kind == .array, places.count <= Self.placesMax else {
            return wrong(key, list, "it must be a list of at most \(Self.placesMax) places, for example [\(Self.example(key))]")
        }
        for place in places {
            switch place.kind {
            case .string where place.words.map { Self.isPlace($0, key) } ?? false: break
            case .string:
                wrong(
                    key, place,
                    "write \(Self.rule(key)), for example \(Self.example(key)); where an admin decides on the place, "
                        + "{\"config\": \"/pointer/into/the/configuration\"}")
            case .object: check(configured: place, key)
            default: wrong(key, place, "a place is a text, or {\"config\": POINTER}")
            }
        }
    }

    private func check(configured place: JSONValue, _ key: String) {
        var hasPointer = false
        members.forEach(place, at: "permissions.\(key) ", known: key == "net" ? ["config", "port"] : ["config"]) { name, value in
            if name == "port" {
                guard let port = UInt16(value.written), port > 0, "\(port)" == value.written else {
                    return wrong(key, place, "port must be a number from 1 to 65535")
                }
            } else {
                hasPointer = value.string.map { $0.withUnsafeBytes { JSONPointer($0) != nil } } ?? false
            }
        }
        if !hasPointer { wrong(key, place, "config must be a JSON Pointer (RFC 6901), for example {\"config\": \"/url\"}") }
    }

    private static func isPlace(_ text: String, _ key: String) -> Bool {
        switch key {
        case "http": text.hasPrefix("https://") && Reach.split(text.dropFirst(8)) != nil
        case "net": Reach.split(text[...]).map { $0.1 != nil } ?? false
        default: HostPattern(text[...]) != nil
        }
    }

    private static func rule(_ key: String) -> String {
        switch key {
        case "http": "https://, a host name in lower case, and a port if it is another than 443, without a path"
        case "net": "a host name in lower case with a port"
        default: "a host name in lower case"
        }
    }

    private static func example(_ key: String) -> String {
        switch key {
        case "http": "\"https://api.example.com\""
        case "net": "\"ldap.example.com:389\""
        default: "\"example.com\""
        }
    }

    private func wrong(_ key: String, _ value: JSONValue, _ change: String) {
        members.error("permissions.\(key) has \(value.written.prefix(60))", change)
    }
}
