/// The secrets that a text is searched for, so that a text without any is read once and left as it is: every decision of a plugin
/// comes this way. Pure.
struct SecretTable: Sendable {
    /// Those that are never forgotten, then the others, oldest first.
    private(set) var secrets: [[UInt8]] = []
    private var lasting = 0
    /// Whether some secret begins with these two bytes; nearly every place in a text is dismissed by this alone.
    private var beginnings = [Bool](repeating: false, count: 1 << 16)
    /// The secrets by their first two bytes, longest first.
    private var byBeginning: [Int: [Int]] = [:]

    /// Adds a secret of at least two bytes, as the newest. Beyond `countMax`, the oldest is forgotten that is not to last.
    mutating func add(_ secret: [UInt8], isLasting: Bool, countMax: Int) {
        guard !secrets.prefix(lasting).contains(secret) else { return }
        secrets.removeAll { $0 == secret }
        if secrets.count - lasting >= countMax { secrets.remove(at: lasting) }
        secrets.insert(secret, at: isLasting ? lasting : secrets.count)
        if isLasting { lasting += 1 }
        beginnings = [Bool](repeating: false, count: 1 << 16)
        byBeginning = Dictionary(grouping: secrets.indices) { Int(secrets[$0][0]) << 8 | Int(secrets[$0][1]) }
            .mapValues { $0.sorted { secrets[$0].count > secrets[$1].count } }
        for beginning in byBeginning.keys { beginnings[beginning] = true }
    }

    /// The text with `mark` in the place of each secret; `nil` when there is none in it.
    func replaced(in text: UnsafeBufferPointer<UInt8>, by mark: StaticString) -> [UInt8]? {
        var result: [UInt8]?
        var start = 0
        var at = 0
        beginnings.withUnsafeBufferPointer { beginnings in
            while at + 1 < text.count {
                let beginning = Int(text[at]) << 8 | Int(text[at + 1])
                guard beginnings[beginning], let length = length(ofSecretAt: at, in: text, beginning) else {
                    at += 1
                    continue
                }
                // In place: the plugin decides how often this happens.
                if result == nil { result = [] }
                result?.append(contentsOf: text[start..<at])
                result?.append(contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
                at += length
                start = at
            }
        }
        result?.append(contentsOf: text[start...])
        return result
    }

    /// The length of the longest secret that stands there; `nil` when none does.
    private func length(ofSecretAt place: Int, in text: UnsafeBufferPointer<UInt8>, _ beginning: Int) -> Int? {
        for index in byBeginning[beginning] ?? [] {
            let secret = secrets[index]
            guard secret.count <= text.count - place else { continue }
            if secret.elementsEqual(UnsafeBufferPointer(rebasing: text[place..<(place + secret.count)])) { return secret.count }
        }
        return nil
    }
}
