import UsherDomain

/// Texts for a YAML file, each on one line, that every reader of YAML takes for exactly these texts.
enum YAMLText {
    /// In single quotes where nothing has to be escaped, else in double quotes.
    static func quoted(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy({ (0x20...0x7e).contains($0.value) }) {
            return "'\(text.replacing("'", with: "''"))'"
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                quoted += "\\"
                quoted.unicodeScalars.append(scalar)
            case _ where isPlain(scalar): quoted.unicodeScalars.append(scalar)
            default: quoted += escape(scalar)
            }
        }
        return quoted + "\""
    }

    /// Signs that no reader breaks a line at, refuses, or takes for a mark of the encoding.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let value = scalar.value
        let bytes = [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
        return value > 0xffff ? "\\U" + Hexadecimal.text(bytes) : "\\u" + Hexadecimal.text(bytes.suffix(2))
    }
}
