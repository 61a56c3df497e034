/// Walks through a JSON text (RFC 8259) without building it in memory: an answer to a first sync has hundreds of megabytes, and
/// of most of it one word is wanted.
///
/// Every method begins at the next value and leaves the reader behind it. After a throw the reader is good for nothing.
struct JSONReader {
    let bytes: [UInt8]
    /// Where the reader is. Only its own methods move it.
    var index: Int
    let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, 0..<bytes.count)
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
    }

    /// Visits the members of an object, in order. `visit` must consume the value. The name is `nil` when it is no text.
    mutating func object(_ visit: (inout JSONReader, String?) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try members { (reader, name) throws(JSONProblem) in try visit(&reader, reader.text(name)) }
    }

    /// Likewise, where names are compared and not read.
    mutating func members(_ visit: (inout JSONReader, JSONSpan) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try open(UInt8(ascii: "{"))
        if try closes(UInt8(ascii: "}")) { return }
        repeat {
            _ = try peek()
            let (content, isEscaped) = try skipString()
            try expect(UInt8(ascii: ":"))
            try visit(&self, JSONSpan(content: content, isEscaped: isEscaped))
        } while try continues(until: UInt8(ascii: "}"))
    }

    /// What lies between `start` and here, for reading it again.
    func again(from start: Int) -> JSONReader { JSONReader(bytes, start..<index) }

    /// Visits the elements of an array, in order. `visit` must consume the element.
    mutating func array(_ visit: (inout JSONReader) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try open(UInt8(ascii: "["))
        if try closes(UInt8(ascii: "]")) { return }
        repeat { try visit(&self) } while try continues(until: UInt8(ascii: "]"))
    }

    /// Reads a string.
    mutating func string() throws(JSONProblem) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw .wrongType }
        guard let text = try stringIfText() else { throw .notText }
        return text
    }

    /// Builds the value in memory.
    mutating func value(depth: Int = 0) throws(JSONProblem) -> JSONValue {
        guard depth < JSONValue.depthMax else { throw .tooDeep }
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try object { (reader, name) throws(JSONProblem) in
                guard let name else { throw .notText }
                let value = try reader.value(depth: depth + 1)
                guard members.updateValue(value, forKey: name) == nil else { throw .malformed(at: reader.index) }
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (reader) throws(JSONProblem) in elements.append(try reader.value(depth: depth + 1)) }
            return .array(elements)
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default:
            return try number()
        }
    }

    /// Passes over the value, however deep it is, and returns a reader for it alone. Strings are not decoded.
    @discardableResult
    mutating func skip() throws(JSONProblem) -> JSONReader {
        _ = try peek()
        let start = index
        // The closing bracket of each open container; a stack instead of recursion, since a stranger chooses the depth.
        var closers: [UInt8] = []
        repeat {
            if try enter(&closers) { continue }
            var isBehindComma = false
            while !isBehindComma, let closer = closers.last {
                if try closes(closer) {
                    closers.removeLast()
                } else {
                    try expect(UInt8(ascii: ","))
                    if closer == UInt8(ascii: "}") { try skipName() }
                    isBehindComma = true
                }
            }
        } while !closers.isEmpty
        return JSONReader(bytes, start..<index)
    }

    /// Throws unless only white space is left.
    mutating func finish() throws(JSONProblem) {
        skipWhiteSpace()
        guard index == end else { throw .malformed(at: index) }
    }
}

// MARK: Structure
extension JSONReader {
    /// Begins the next value: a scalar or an empty container is passed over, of any other container only the opening is (and a
    /// name), and its closing bracket is noted. Returns whether a container was entered.
    private mutating func enter(_ closers: inout [UInt8]) throws(JSONProblem) -> Bool {
        switch try peek() {
        case UInt8(ascii: "{"):
            index += 1
            if try closes(UInt8(ascii: "}")) { return false }
            try skipName()
            closers.append(UInt8(ascii: "}"))
            return true
        case UInt8(ascii: "["):
            index += 1
            if try closes(UInt8(ascii: "]")) { return false }
            closers.append(UInt8(ascii: "]"))
            return true
        case UInt8(ascii: "\""): _ = try skipString()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try skipNumber()
        }
        return false
    }

    private mutating func skipName() throws(JSONProblem) {
        _ = try peek()
        _ = try skipString()
        try expect(UInt8(ascii: ":"))
    }

    private mutating func open(_ bracket: UInt8) throws(JSONProblem) {
        guard try peek() == bracket else { throw .wrongType }
        index += 1
    }

    private mutating func closes(_ bracket: UInt8) throws(JSONProblem) -> Bool {
        guard try peek() == bracket else { return false }
        index += 1
        return true
    }

    private mutating func continues(until bracket: UInt8) throws(JSONProblem) -> Bool {
        if try closes(bracket) { return false }
        try expect(UInt8(ascii: ","))
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONProblem) {
        guard try peek() == byte else { throw .malformed(at: index) }
        index += 1
    }

    /// The first byte of what follows, behind white space.
    mutating func peek() throws(JSONProblem) -> UInt8 {
        skipWhiteSpace()
        guard index < end else { throw .malformed(at: index) }
        return bytes[index]
    }

    private mutating func skipWhiteSpace() {
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x0a || bytes[index] == 0x0d || bytes[index] == 0x09 {
            index += 1
        }
    }
}
