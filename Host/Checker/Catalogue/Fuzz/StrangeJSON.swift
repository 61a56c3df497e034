internal import UsherWire

/// Documents that are JSON and that nobody thinks of.
enum StrangeJSON {
    private static let depthMax = 4
    private static let membersMax = 5

    /// A JSON object with some of the keys of `pattern`, and values that do not fit.
    static func object(like pattern: String, _ random: inout Random) -> String {
        var keys: [String] = []
        var values: [String] = []
        var text = pattern
        text.withUTF8 { bytes in
            JSONText(UnsafeRawBufferPointer(bytes))?.value.forEachMember { name, value in
                if let name = name?.words {
                    keys.append(name)
                    values.append(value.written)
                }
            }
        }
        var members: [String] = []
        for (key, old) in zip(keys, values) {
            switch random.below(4) {
            case 0: break
            case 1: members.append("\(quoted(key)): \(old)")
            default: members.append("\(quoted(key)): \(value(&random))")
            }
        }
        for _ in 0..<random.below(3) { members.append("\(quoted(StrangeText.pick(&random))): \(value(&random))") }
        return "{\(members.joined(separator: ", "))}"
    }

    static func value(_ random: inout Random, depth: Int = 0) -> String {
        switch random.below(depth < depthMax ? 9 : 6) {
        case 0: return "null"
        case 1: return random.below(2) == 0 ? "true" : "false"
        case 2: return random.pick(["0", "-1", "1.5", "1e308", "-0", "9007199254740993", "18446744073709551616"])
        case 3: return String(Int64(bitPattern: random.next()))
        case 4, 5: return quoted(StrangeText.pick(&random))
        case 6, 7:
            let elements = (0..<random.below(membersMax)).map { _ in value(&random, depth: depth + 1) }
            return "[\(elements.joined(separator: ", "))]"
        default:
            let members = (0..<random.below(membersMax)).map { _ in
                "\(quoted(StrangeText.pick(&random))): \(value(&random, depth: depth + 1))"
            }
            return "{\(members.joined(separator: ", "))}"
        }
    }

    static func quoted(_ text: String) -> String {
        var text = text
        var output: [UInt8] = []
        text.withUTF8 { JSONText.quote(UnsafeRawBufferPointer($0), into: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
