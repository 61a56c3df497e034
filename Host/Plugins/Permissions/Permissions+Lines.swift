extension Permissions {
    /// What an admin is shown: one sentence for each thing that is asked for.
    public var lines: [String] { requests.map(\.line) }

    /// What these permissions ask beyond `pinned`, in the words of ``lines``. Empty when nobody has to be asked.
    public func excess(over pinned: Permissions) -> [String] {
        let known = Dictionary(pinned.requests.map { ($0.subject, $0.amount) }, uniquingKeysWith: max)
        return requests.filter { $0.amount > known[$0.subject] ?? 0 }.map(\.line)
    }

    /// One thing that is asked for: of which subject, how much, in words.
    private struct Request {
        let subject: String
        let amount: Int
        let line: String
    }

    private var requests: [Request] {
        var requests: [Request] = []
        func ask(_ subject: String, _ amount: Int = 1, _ line: String) {
            requests.append(Request(subject: subject, amount: amount, line: line))
        }
        for reach in http.sorted() { ask("http \(reach)", 1, "use the web: \(Self.words(reach, isWeb: true))") }
        for reach in net.sorted() { ask("net \(reach)", 1, "connect to \(Self.words(reach, isWeb: false))") }
        for reach in linkHosts.sorted() {
            ask("link \(reach)", 1, "send people's browsers to \(Self.words(reach, isWeb: false))")
        }
        if secrets { ask("secrets", 1, "keep secrets, and read those of its configuration") }
        if webhook { ask("webhook", 1, "be called by third parties (webhook)") }
        if profile == .threaded { ask("threaded", 1, "run threads of its own, in a cell that may read about its own process") }
        ask("kv", keyValueBytes, "store up to \(Self.words(bytes: keyValueBytes)) for each instance")
        ask("threads", threads, "use up to \(threads) threads")
        ask("memory", memoryBytes, "use up to \(Self.words(bytes: memoryBytes)) of memory")
        return requests
    }

    private static func words(_ reach: Reach, isWeb: Bool) -> String {
        switch reach {
        case .listed(let host, let port):
            let place = isWeb ? "https://\(host)" : "\(host)"
            let suffix = port == nil || (isWeb && port == 443) ? "" : ":\(port ?? 0)"
            return place + suffix + (host.isWildcard ? " (every name below \(host.name))" : "")
        case .configured(let pointer, let port):
            let place = "the \(isWeb ? "address" : "host") that you write at \(pointer.isEmpty ? "the top" : pointer)"
            return "\(place) of an instance's configuration\(port.map { " (port \($0) if you name none)" } ?? "")"
        }
    }

    private static func words(bytes: Int) -> String {
        bytes >= 1 << 20 && bytes.isMultiple(of: 1 << 20) ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}
