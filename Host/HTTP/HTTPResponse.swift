/// A whole answer, of whatever status.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 999 (interim answers are skipped).
    public let status: Int
    public let headers: HTTPHeaders
    public let body: [UInt8]
}

/// The header of an answer, kept as it came and searched when asked: most callers want one line or none.
public struct HTTPHeaders: Sendable {
    /// `Name: value` lines, each ended by a line feed.
    private let block: [UInt8]

    init(block: [UInt8]) {
        self.block = block
    }

    /// The value of the first line called `name` (any case), without surrounding white space; `nil` when there is none, or when
    /// it is not UTF-8.
    public func first(_ name: String) -> String? {
        for line in block.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            guard Self.equalIgnoringCase(line[..<colon], name) else { continue }
            let value = line[(colon + 1)...]
            guard let start = value.firstIndex(where: { $0 > 0x20 }), let end = value.lastIndex(where: { $0 > 0x20 }) else {
                return ""
            }
            return String(validating: value[start...end], as: UTF8.self)
        }
        return nil
    }

    private static func equalIgnoringCase(_ bytes: ArraySlice<UInt8>, _ name: String) -> Bool {
        bytes.elementsEqual(name.utf8) { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
