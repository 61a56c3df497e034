/// A path into a JSON document (RFC 6901), for example `/rooms/0/id`.
public struct JSONPointer: Hashable, Sendable {
    let tokens: [[UInt8]]

    /// `nil` when the text is no pointer: it does not begin with `/`, or a `~` is not followed by 0 or 1.
    public init?(_ text: UnsafeRawBufferPointer) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text[0] == UInt8(ascii: "/") else { return nil }
        var tokens: [[UInt8]] = []
        var tilde = false
        for byte in text {
            if tilde {
                guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
                tokens[tokens.count - 1].append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                tilde = false
            } else if byte == UInt8(ascii: "/") {
                tokens.append([])
            } else if byte == UInt8(ascii: "~") {
                tilde = true
            } else {
                tokens[tokens.count - 1].append(byte)
            }
        }
        guard !tilde else { return nil }
        self.tokens = tokens
    }

    /// The index that a token names: digits without a leading zero.
    static func index(_ token: [UInt8]) -> Int? {
        guard (1...9).contains(token.count), token.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard token.count == 1 || token[0] != UInt8(ascii: "0") else { return nil }
        return token.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}
