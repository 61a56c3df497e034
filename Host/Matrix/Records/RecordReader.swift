import UsherDomain

/// Reads what ``RecordWriter`` wrote. Nothing is believed: counts are checked against what is left before anything is made.
struct RecordReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var problem: RecordProblem { RecordProblem(at: index) }

    /// Throws unless everything was read.
    func finish() throws(RecordProblem) {
        guard index == bytes.count else { throw problem }
    }

    mutating func byte() throws(RecordProblem) -> UInt8 {
        guard index < bytes.count else { throw problem }
        index += 1
        return bytes[index - 1]
    }

    /// How many follow; each takes a byte or more.
    mutating func count() throws(RecordProblem) -> Int {
        var (result, shift) = (UInt64(0), UInt64(0))
        while true {
            let next = try byte()
            result |= UInt64(next & 0x7f) << shift
            if next & 0x80 == 0 { break }
            shift += 7
            guard shift < 35 else { throw problem }
        }
        guard result <= UInt64(bytes.count - index) else { throw problem }
        return Int(result)
    }

    mutating func number() throws(RecordProblem) -> Int64 { Int64(bitPattern: try fixed()) }

    private mutating func fixed() throws(RecordProblem) -> UInt64 {
        guard bytes.count - index >= 8 else { throw problem }
        var result: UInt64 = 0
        for offset in 0..<8 { result |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
        index += 8
        return result
    }

    mutating func blob() throws(RecordProblem) -> [UInt8] {
        let length = try count()
        index += length
        return Array(bytes[index - length..<index])
    }

    mutating func text() throws(RecordProblem) -> String {
        let length = try count()
        index += length
        do {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(index - length..<index)))
        } catch {
            throw problem
        }
    }

    /// Hands the bytes of a text to `read`.
    mutating func text<Value>(_ read: (Span<UInt8>) -> Value?) throws(RecordProblem) -> Value {
        let length = try count()
        index += length
        guard let value = read(bytes.span.extracting(index - length..<index)) else { throw problem }
        return value
    }

    /// A text that has to be parsed.
    mutating func parsed<Value>(_ parse: (String) -> Value?) throws(RecordProblem) -> Value {
        guard let value = parse(try text()) else { throw problem }
        return value
    }

    mutating func optional<Value>(
        _ read: (inout RecordReader) throws(RecordProblem) -> Value
    ) throws(RecordProblem) -> Value? {
        switch try byte() {
        case 0: nil
        case 1: try read(&self)
        default: throw problem
        }
    }

    mutating func json(depth: Int = 0) throws(RecordProblem) -> JSONValue {
        guard depth < JSONValue.depthMax else { throw problem }
        switch try byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .integer(try number())
        case 4: return .double(Double(bitPattern: try fixed()))
        case 5: return .string(try text())
        case 6:
            var elements: [JSONValue] = []
            for _ in 0..<(try count()) { elements.append(try json(depth: depth + 1)) }
            return .array(elements)
        case 7:
            var members: [String: JSONValue] = [:]
            for _ in 0..<(try count()) {
                let name = try text()
                guard members.updateValue(try json(depth: depth + 1), forKey: name) == nil else { throw problem }
            }
            return .object(members)
        default: throw problem
        }
    }
}
