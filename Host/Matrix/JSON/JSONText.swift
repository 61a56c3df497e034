/// Writes JSON.
enum JSONText {
    /// An object of strings, in the order given.
    static func object(_ members: KeyValuePairs<String, String>) -> [UInt8] {
        Array(("{" + members.map { "\(quote($0.key)):\(quote($0.value))" }.joined(separator: ",") + "}").utf8)
    }

    /// A string with its quotes. Control characters become escapes.
    static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
