/// The name of a file in the plugin directory: bytes, which need not be text.
struct FileName: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// For people: what is no printable text is escaped, byte by byte, so that a name can neither pose as another one nor steer a
    /// terminal.
    var text: String {
        guard let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.allSatisfy(Self.isPlain) else {
            return bytes.map { byte in
                (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: "\\")
                    ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        }
        return text
    }

    /// Whether a file of this name is meant to be a plugin: `*.so`, and not what editors and copying programs leave around.
    var isPlugin: Bool {
        guard let first = bytes.first, !Self.marksOfOthers.contains(first) else { return false }
        return bytes.count > 3 && bytes.suffix(3).elementsEqual(".so".utf8)
    }

    /// Hidden files (of rsync among others), and those that Emacs and Office leave beside a file that is being edited.
    private static let marksOfOthers = Set(".#~".utf8)

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn the direction of text around, or are not seen.
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: scalar != "\\"
        }
    }

    static func < (left: FileName, right: FileName) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
