internal import UsherWire

/// Where a manifest wants to go: its permissions `http`, `net` and `link_hosts`.
struct Reach: Sendable {
    /// A place that the admin writes into the configuration.
    struct Pointer: Hashable, Sendable {
        /// Whose list it stands in.
        let key: String
        /// A JSON Pointer into the configuration.
        let text: String
        /// The port that is meant where the admin wrote none.
        let port: UInt16?
    }

    private(set) var listed = Egress()
    private var pointers: [Pointer] = []

    init() {}

    /// Reads the permissions of a manifest. What is wrong with them is said elsewhere.
    init(_ permissions: JSONValue) {
        for key in ["http", "net", "link_hosts"] {
            guard let list = permissions.child(key), list.kind == .array else { continue }
            list.forEachMember { _, value in
                if let text = value.words {
                    add(listed: text, key)
                } else if let pointer = value.child("config")?.words {
                    pointers.append(Pointer(key: key, text: pointer, port: value.child("port").flatMap { UInt16($0.written) }))
                }
            }
        }
    }

    /// Where an instance with this configuration may go.
    func egress(config: String) -> Egress {
        var egress = listed
        for pointer in pointers { egress.add(pointer, Self.text(at: pointer.text, in: config)) }
        return egress
    }

    private mutating func add(listed text: String, _ key: String) {
        switch key {
        case "http":
            guard text.hasPrefix("https://"), let (host, port) = Self.split(text.dropFirst(8)) else { return }
            listed.http.append(Egress.Listed(host: host, port: port ?? 443))
        case "net":
            guard let (host, port) = Self.split(text[...]), let port else { return }
            listed.net.append(Egress.Listed(host: host, port: port))
        default:
            if let host = HostPattern(text[...]) { listed.links.append(host) }
        }
    }

    /// `*.name:port`, the star and the port not needed.
    static func split(_ text: Substring) -> (HostPattern, UInt16?)? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = HostPattern(parts[0]) else { return nil }
        guard parts.count == 2 else { return (host, nil) }
        return HostAndPort.port(parts[1]).map { (host, $0) }
    }

    /// The value at a place of the configuration: `nil` when there is none, which is an admin's choice.
    private static func text(at pointer: String, in config: String) -> Egress.Written? {
        var (pointer, config) = (pointer, config)
        return pointer.withUTF8 { pointer in
            config.withUTF8 { config in
                guard let pointer = JSONPointer(UnsafeRawBufferPointer(pointer)),
                    let value = JSONText(UnsafeRawBufferPointer(config))?.value(at: pointer), value.kind != .null
                else { return nil }
                guard let text = value.words else { return .somethingElse(value.written) }
                return text.isEmpty ? nil : .text(text)
            }
        }
    }
}
