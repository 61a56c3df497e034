/// The secrets that a text is searched for, so that a text without any is read once and left as it is: every decision of a plugin
/// comes this way. Pure.
struct SecretTable: Sendable {
    /// Oldest first.
    private(set) var secrets: [[UInt8]] = []
    /// Whether some secret begins with these two bytes; nearly every place in a text is dismissed by this alone.
    private var beginnings = [Bool](repeating: false, count: 1 << 16)
    /// The secrets that begin with a byte, longest first.
    private var byFirst = [[Int]](repeating: [], count: 256)

    /// Adds a secret of at least two bytes, as the newest. Beyond `countMax`, the oldest is forgotten.
    mutating func add(_ secret: [UInt8], countMax: Int) {
        secrets.removeAll { $0 == secret }
        if secrets.count >= countMax { secrets.removeFirst() }
        secrets.append(secret)
        beginnings = [Bool](repeating: false, count: 1 << 16)
        byFirst = [[Int]](repeating: [], count: 256)
        for (index, secret) in secrets.enumerated() {
            beginnings[Int(secret[0]) << 8 | Int(secret[1])] = true
            byFirst[Int(secret[0])].append(index)
        }
        for first in byFirst.indices { byFirst[first].sort { secrets[$0].count > secrets[$1].count } }
    }

    /// The text with `mark` in the place of each secret; `nil` when there is none in it.
    func replaced(in text: UnsafeBufferPointer<UInt8>, by mark: StaticString) -> [UInt8]? {
        var result: [UInt8]?
        var start = 0
        var at = 0
        beginnings.withUnsafeBufferPointer { beginnings in
            while at + 1 < text.count {
                guard beginnings[Int(text[at]) << 8 | Int(text[at + 1])], let length = secret(in: text, at: at) else {
                    at += 1
                    continue
                }
                var part = result ?? []
                result = nil
                part.append(contentsOf: text[start..<at])
                part.append(contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
                result = part
                at += length
                start = at
            }
        }
        result?.append(contentsOf: text[start...])
        return result
    }

    /// The length of the longest secret that stands there.
    private func secret(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
        for index in byFirst[Int(text[place])] {
            let secret = secrets[index]
            guard secret.count <= text.count - place else { continue }
            if secret.elementsEqual(UnsafeBufferPointer(rebasing: text[place..<(place + secret.count)])) { return secret.count }
        }
        return nil
    }
}
