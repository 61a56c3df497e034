/// Finds the names of an object's members and the elements of a list, which `usher.json/1` does not list.
///
/// It reads a text that the host's reader has accepted, so it need not check the grammar: outside of strings, only
/// brackets, commas and colons matter. On any other text it may give nonsense, but it ends and touches nothing else.
enum JSONMembers {
    /// The names as they stand in the document, with their quotation marks and escapes, in their order.
    static func quotedNames(of object: String) -> [String] {
        let bytes = Array(object.utf8)
        var names: [String] = []
        var depth = 0
        var wantsName = false
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                wantsName = depth == 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
            case UInt8(ascii: ","):
                if depth == 1 { wantsName = true }
            case UInt8(ascii: "\""):
                let end = endOfString(in: bytes, from: index)
                if depth == 1, wantsName {
                    names.append(String(decoding: bytes[index..<end], as: UTF8.self))
                    wantsName = false
                }
                index = end - 1
            default: break
            }
            index += 1
        }
        return names
    }

    /// The elements of a list as they stand in the document, in their order.
    static func elements(of list: String) -> [String] {
        let bytes = Array(list.utf8)
        var elements: [String] = []
        var depth = 0
        var start: Int?
        var index = 0
        var end = 0
        func close() {
            if let start { elements.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
            start = nil
        }
        while index < bytes.count {
            let byte = bytes[index]
            let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
            let isEnd = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            if depth == 1, isEnd || byte == UInt8(ascii: ",") {
                close()
            } else if depth == 1, start == nil, !isSpace {
                start = index
            }
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
            if isEnd { depth -= 1 }
            index = byte == UInt8(ascii: "\"") ? endOfString(in: bytes, from: index) : index + 1
            if !isSpace { end = index }
        }
        return elements
    }

    /// The index behind the closing quotation mark of the string that begins at `start`.
    private static func endOfString(in bytes: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }
}
