/// A whole answer, of whatever status.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 999 (interim answers are skipped).
    public let status: Int
    public let headers: HTTPHeaders
    public let body: [UInt8]
}

/// The header of an answer, kept as it came and searched when asked: most callers want one line or none.
///
/// As a sequence it gives the lines one by one: names as they came, values without surrounding white space. A line whose name is
/// no token, or that is not UTF-8, is left out.
public struct HTTPHeaders: Sendable, Sequence {
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
            return Self.value(line[(colon + 1)...])
        }
        return nil
    }

    public func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var lines = block.split(separator: UInt8(ascii: "\n")).makeIterator()
        return AnyIterator {
            while let line = lines.next() {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                    line[..<colon].allSatisfy(HTTPRequest.Header.isTokenByte),
                    let value = Self.value(line[(colon + 1)...])
                else { continue }
                return (String(decoding: line[..<colon], as: UTF8.self), value)
            }
            return nil
        }
    }

    /// The text without surrounding white space; `nil` when it is not UTF-8.
    private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let start = bytes.firstIndex(where: { $0 > 0x20 }), let end = bytes.lastIndex(where: { $0 > 0x20 }) else {
            return ""
        }
        return String(validating: bytes[start...end], as: UTF8.self)
    }

    private static func equalIgnoringCase(_ bytes: ArraySlice<UInt8>, _ name: String) -> Bool {
        bytes.elementsEqual(name.utf8) { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
