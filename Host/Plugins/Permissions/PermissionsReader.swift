internal import UsherWire

/// Takes the `"permissions"` of a manifest apart. Every problem tells an author what to write.
struct PermissionsReader {
    /// Places in one list. Whoever needs more wants a wildcard.
    static let reachesMax = 32

    private indirect enum Value {
        case text(String)
        case list([Value])
        case object([String: Value])
        case other(String)
    }

    private let members: [String: Value]

    /// Finds the permissions in a manifest.
    init(manifestJSON: String) throws(PluginProblem) {
        guard case .object(let manifest)? = try Self.value(manifestJSON, at: "a manifest") else {
            throw PluginProblem("its manifest is not a JSON object")
        }
        switch manifest["permissions"] {
        case nil: members = [:]
        case .object(let members): self.members = members
        default: throw Self.problem("must be an object, for example {\"secrets\": true}")
        }
    }

    /// Takes the permissions alone.
    init(json: String) throws(PluginProblem) {
        guard case .object(let members)? = try Self.value(json, at: "permissions") else {
            throw Self.problem("must be an object")
        }
        self.members = members
    }

    /// The members that nobody asked for must begin with `x-`: a typing error must not silently take away a permission.
    func refuseUnknown() throws(PluginProblem) {
        let known: Set = [
            "http", "net", "link_hosts", "secrets", "kv_bytes", "webhook", "threads", "memory_bytes", "profile",
        ]
        for key in members.keys.sorted() where !known.contains(key) && !key.hasPrefix("x-") {
            throw Self.problem("has the unknown member \"\(key.plain)\": names of your own begin with \"x-\"")
        }
    }

    func flag(_ key: String) throws(PluginProblem) -> Bool {
        switch members[key] {
        case nil: return false
        case .other("true"): return true
        case .other("false"): return false
        default: throw Self.problem("\"\(key)\" must be true or false")
        }
    }

    func number(_ key: String, in range: ClosedRange<Int>) throws(PluginProblem) -> Int? {
        guard let value = members[key] else { return nil }
        guard case .other(let text) = value, let number = Int(text), "\(number)" == text, range.contains(number) else {
            throw Self.problem("\"\(key)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func profile() throws(PluginProblem) -> Permissions.Profile {
        guard let value = members["profile"] else { return .strict }
        guard case .text(let text) = value, let profile = Permissions.Profile(rawValue: text) else {
            throw Self.problem("\"profile\" must be \"strict\" or \"threaded\"")
        }
        return profile
    }

    func reaches(_ key: String) throws(PluginProblem) -> [Reach] {
        guard let value = members[key] else { return [] }
        guard case .list(let entries) = value, entries.count <= Self.reachesMax else {
            throw Self.problem(
                "\"\(key)\" must be a list of at most \(Self.reachesMax) entries, for example [\(Self.example(key))]")
        }
        var reaches: [Reach] = []
        for entry in entries {
            switch entry {
            case .text(let text): reaches.append(try Self.listed(text, key))
            case .object(let members): reaches.append(try Self.configured(members, key))
            default: throw Self.problem("\"\(key)\" has an entry that is neither text nor {\"config\": …}")
            }
        }
        return reaches
    }

    private static func listed(_ text: String, _ key: String) throws(PluginProblem) -> Reach {
        let reach: Reach? =
            switch key {
            case "http": text.hasPrefix("https://") ? listed(text.dropFirst(8), defaultPort: 443) : nil
            case "net": listed(text[...], defaultPort: nil)
            default: HostPattern(text).map { .listed($0, port: nil) }
            }
        guard let reach else {
            let rule =
                switch key {
                case "http": "an origin: https://, a host name in lower case, and a port if it is another than 443; no path"
                case "net": "a host name in lower case with a port"
                default: "a host name in lower case"
                }
            throw problem(
                "\"\(key)\" has the entry \"\(text.plain)\", which is not \(rule), for example \(example(key)). "
                    + "Where an admin decides on the place, write {\"config\": \"/pointer/into/the/configuration\"}")
        }
        return reach
    }

    private static func listed(_ text: Substring, defaultPort: UInt16?) -> Reach? {
        let isWildcard = text.hasPrefix("*.")
        guard let place = HostAndPort(String(text.dropFirst(isWildcard ? 2 : 0)), defaultPort: defaultPort) else { return nil }
        // Upper case would be taken for lower case here, and is a sign of something copied rather than thought about.
        guard case .name(let name) = place.host, text.dropFirst(isWildcard ? 2 : 0).hasPrefix(name) else { return nil }
        return HostPattern((isWildcard ? "*." : "") + name).map { .listed($0, port: place.port) }
    }

    private static func configured(_ members: [String: Value], _ key: String) throws(PluginProblem) -> Reach {
        let known: Set = key == "net" ? ["config", "port"] : ["config"]
        for member in members.keys.sorted() where !known.contains(member) && !member.hasPrefix("x-") {
            throw problem("\"\(key)\" has an entry with the unknown member \"\(member.plain)\"")
        }
        guard case .text(let pointer)? = members["config"], pointer.isPointer else {
            throw problem(
                "\"\(key)\" has an entry whose \"config\" is no JSON Pointer (RFC 6901), for example {\"config\": \"/url\"}")
        }
        guard let value = members["port"] else { return .configured(pointer: pointer, port: nil) }
        guard case .other(let text) = value, let port = UInt16(text), port != 0, "\(port)" == text else {
            throw problem("\"\(key)\" has an entry whose \"port\" is not a number from 1 to 65535")
        }
        return .configured(pointer: pointer, port: port)
    }

    private static func example(_ key: String) -> String {
        switch key {
        case "http": "\"https://api.example.com\""
        case "net": "\"ldap.example.com:389\""
        default: "\"example.com\""
        }
    }

    private static func problem(_ text: String) -> PluginProblem {
        PluginProblem("its manifest's \"permissions\": \(text)")
    }

    private static func value(_ json: String, at place: String) throws(PluginProblem) -> Value? {
        var json = json
        let result = json.withUTF8 { bytes -> Result<Value, PluginProblem>? in
            guard let document = JSONText(UnsafeRawBufferPointer(bytes)) else { return nil }
            if let twice = document.value.repeatedName {
                return .failure(PluginProblem("its manifest has the member \"\(twice.plain)\" twice in one object"))
            }
            return .success(read(document.value))
        }
        return try result?.get()
    }

    private static func read(_ value: JSONValue) -> Value {
        if let text = value.string { return .text(String(decoding: text, as: UTF8.self)) }
        guard value.kind == .array || value.kind == .object else {
            return .other(String(decoding: value.text, as: UTF8.self))
        }
        var pairs: [(name: JSONValue?, value: JSONValue)] = []
        value.forEachMember { pairs.append(($0, $1)) }
        var list: [Value] = []
        var members: [String: Value] = [:]
        for pair in pairs {
            let read = read(pair.value)
            guard let name = pair.name?.string else {
                list.append(read)
                continue
            }
            members[String(decoding: name, as: UTF8.self)] = read
        }
        return value.kind == .array ? .list(list) : .object(members)
    }
}

extension String {
    /// Whether the text is a JSON Pointer.
    fileprivate var isPointer: Bool {
        var text = self
        return text.withUTF8 { JSONPointer(UnsafeRawBufferPointer($0)) != nil }
    }
}
