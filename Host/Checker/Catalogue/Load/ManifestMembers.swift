internal import UsherWire

/// Walks through the members of an object in a manifest, and reports those that are unknown or stand there twice.
struct ManifestMembers {
    /// A key that differs in more letters than this is not a typing error.
    private static let typingErrorsMax = 3

    private let reporter: Reporter

    init(_ reporter: Reporter) {
        self.reporter = reporter
    }

    /// Hands each known member to `body`. Returns the names of all.
    @discardableResult
    func forEach(
        _ object: JSONValue, at path: String, known: [String], _ body: (String, JSONValue) -> Void
    ) -> Set<String> {
        var present: Set<String> = []
        object.forEachMember { name, value in
            guard let key = name?.words else { return }
            // Said already.
            guard present.insert(key).inserted else { return }
            if known.contains(key) {
                body(key, value)
            } else if !key.hasPrefix("x-") {
                let near = known.sorted().min { distance($0, key) < distance($1, key) } ?? ""
                error(
                    "\(path)\(key) is no key of a manifest",
                    distance(near, key) <= Self.typingErrorsMax ? "write \(path)\(near)" : "begin keys of your own with x-")
            }
        }
        return present
    }

    /// Names that stand twice in one object, however deep.
    func reportRepeated(in value: JSONValue, at path: String = "") {
        guard value.kind == .object || value.kind == .array else { return }
        var seen: Set<[UInt8]> = []
        value.forEachMember { name, child in
            let key = name?.words ?? ""
            if let name = name?.string, !seen.insert(name).inserted {
                error("\(path)\(key) stands there twice", "remove one: readers disagree about which one counts")
            } else {
                reportRepeated(in: child, at: name == nil ? path : "\(path)\(key).")
            }
        }
    }

    func error(_ what: String, _ change: String) {
        reporter.error(.manifest, what, change: change, in: "manifest")
    }

    /// How many letters have to be changed to make one word of the other.
    private func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var next = [index + 1]
            for (column, candidate) in other.enumerated() {
                next.append(min(row[column] + (letter == candidate ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row[other.count]
    }
}
