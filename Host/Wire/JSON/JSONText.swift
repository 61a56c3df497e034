/// A JSON document that was checked from end to end (RFC 8259). Borrows its bytes.
public struct JSONText {
    private let bytes: UnsafeRawBufferPointer
    private let root: Range<Int>

    /// `nil` when the bytes are not one JSON value in UTF-8, or are nested deeper than 64 levels.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.isUTF8 else { return nil }
        var scanner = JSONScanner(bytes)
        scanner.skipSpace()
        do {
            root = try scanner.skipValue()
        } catch {
            return nil
        }
        scanner.skipSpace()
        guard scanner.offset == bytes.count else { return nil }
        self.bytes = bytes
    }

    /// The whole value.
    public var value: JSONValue { JSONValue(document: bytes, place: root) }

    /// The value that `pointer` leads to; `nil` when it leads nowhere.
    public func value(at pointer: JSONPointer) -> JSONValue? {
        var value = value
        for token in pointer.tokens {
            guard let next = value.child(token) else { return nil }
            value = next
        }
        return value
    }

    /// Whether `text` is one JSON value.
    public static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { JSONText(UnsafeRawBufferPointer($0)) != nil }
    }

    /// Appends `text`, which must be UTF-8, to `output` as a JSON string with its quotes.
    public static func quote(_ text: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        output.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case UInt8(ascii: "\n"):
                output.append(contentsOf: "\\n".utf8)
            case 0..<0x20, 0x7f:
                output.append(contentsOf: "\\u00".utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default:
                output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are well-formed UTF-8.
    public var isUTF8: Bool {
        allSatisfy { $0 < 0x80 } || String(validating: self, as: UTF8.self) != nil
    }
}
