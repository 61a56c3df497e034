/// Literals, numbers and strings.
extension JSONReader {
    /// Passes over `true`, `false` or `null`.
    mutating func literal(_ word: StaticString) throws(JSONProblem) {
        let length = word.utf8CodeUnitCount
        let matches = index + length <= end && word.withUTF8Buffer { bytes[index..<index + length].elementsEqual($0) }
        guard matches else { throw .malformed(at: index) }
        index += length
    }

    /// Reads a number.
    mutating func number() throws(JSONProblem) -> JSONValue {
        _ = try peek()
        let start = index
        let isWhole = try skipNumber()
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw .malformed(at: start) }
        return .double(number)
    }

    /// Passes over a number; whether it has neither fraction nor exponent.
    mutating func skipNumber() throws(JSONProblem) -> Bool {
        if try peek() == UInt8(ascii: "-") { index += 1 }
        let first = index
        try skipDigits()
        if bytes[first] == UInt8(ascii: "0"), index > first + 1 { throw .malformed(at: first) }
        var isWhole = true
        if index < end, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            try skipDigits()
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if index < end, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            try skipDigits()
        }
        return isWhole
    }

    private mutating func skipDigits() throws(JSONProblem) {
        let start = index
        while index < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        guard index > start else { throw .malformed(at: index) }
    }

    /// Passes over a string; its content without the quotes, and whether there is an escape in it.
    mutating func skipString() throws(JSONProblem) -> (content: Range<Int>, isEscaped: Bool) {
        guard index < end, bytes[index] == UInt8(ascii: "\"") else { throw .malformed(at: index) }
        let start = index + 1
        var isEscaped = false
        index = start
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return (start..<index - 1, isEscaped)
            }
            guard byte >= 0x20 else { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try skipEscape()
            } else {
                index += 1
            }
        }
        throw .malformed(at: index)
    }

    private mutating func skipEscape() throws(JSONProblem) {
        guard index + 1 < end else { throw .malformed(at: index) }
        switch bytes[index + 1] {
        case UInt8(ascii: "u"):
            guard index + 6 <= end, bytes[(index + 2)..<(index + 6)].allSatisfy({ Self.nibble($0) != nil }) else {
                throw .malformed(at: index)
            }
            index += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        default:
            throw .malformed(at: index)
        }
    }

    /// Passes over a string without decoding it.
    mutating func span() throws(JSONProblem) -> JSONSpan {
        guard try peek() == UInt8(ascii: "\"") else { throw .wrongType }
        let (content, isEscaped) = try skipString()
        return JSONSpan(content: content, isEscaped: isEscaped)
    }

    /// Decodes a string that was passed over; `nil` when it is no text.
    func text(_ span: JSONSpan) -> String? {
        span.isEscaped ? unescape(span.content) : Self.text(bytes.span.extracting(span.content))
    }

    /// Whether both strings say the same, byte for byte.
    func areEqual(_ left: JSONSpan, _ right: JSONSpan) -> Bool {
        if left.isEscaped || right.isEscaped {
            guard let left = text(left), let right = text(right) else { return false }
            return left.utf8.elementsEqual(right.utf8)
        }
        guard left.content.count == right.content.count else { return false }
        for offset in 0..<left.content.count
        where bytes[left.content.lowerBound + offset] != bytes[right.content.lowerBound + offset] { return false }
        return true
    }

    /// Whether the string says `text`, byte for byte.
    func says(_ span: JSONSpan, _ text: [UInt8]) -> Bool {
        if span.isEscaped { return self.text(span).map { $0.utf8.elementsEqual(text) } ?? false }
        guard span.content.count == text.count else { return false }
        var index = span.content.lowerBound
        for byte in text {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }

    /// Whether the string says `text`, byte for byte.
    func says(_ span: JSONSpan, _ text: StaticString) -> Bool {
        if span.isEscaped { return self.text(span).map { text.withUTF8Buffer($0.utf8.elementsEqual) } ?? false }
        guard span.content.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for index in 0..<wanted.count where bytes[span.content.lowerBound + index] != wanted[index] { return false }
            return true
        }
    }

    /// Reads a string; `nil` when it is no text.
    mutating func stringIfText() throws(JSONProblem) -> String? {
        _ = try peek()
        let (content, isEscaped) = try skipString()
        return isEscaped ? unescape(content) : Self.text(bytes.span.extracting(content))
    }

    /// UTF-8 as text; `nil` when it is none. Not the generic initializer of `String`, which takes ten times as long.
    private static func text(_ bytes: Span<UInt8>) -> String? {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            return nil
        }
    }

    /// Decodes a string whose escapes are known to be well formed; `nil` when it is no text.
    private func unescape(_ content: Range<Int>) -> String? {
        var units: [UInt8] = []
        units.reserveCapacity(content.count)
        var at = content.lowerBound
        while at < content.upperBound {
            guard bytes[at] == UInt8(ascii: "\\") else {
                units.append(bytes[at])
                at += 1
                continue
            }
            if bytes[at + 1] == UInt8(ascii: "u") {
                var unit = codeUnit(at + 2)
                at += 6
                if (0xd800...0xdbff).contains(unit), at + 6 <= content.upperBound, bytes[at] == UInt8(ascii: "\\"),
                    bytes[at + 1] == UInt8(ascii: "u"), (0xdc00...0xdfff).contains(codeUnit(at + 2))
                {
                    unit = 0x10000 + (unit - 0xd800) << 10 + (codeUnit(at + 2) - 0xdc00)
                    at += 6
                }
                // A scalar cannot be half a pair: then there is no such text.
                guard let scalar = Unicode.Scalar(unit), let encoded = UTF8.encode(scalar) else { return nil }
                units.append(contentsOf: encoded)
            } else {
                units.append(Self.unescaped(bytes[at + 1]))
                at += 2
            }
        }
        return Self.text(units.span)
    }

    private static func unescaped(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    private func codeUnit(_ start: Int) -> UInt32 {
        bytes[start..<start + 4].reduce(0) { $0 << 4 | UInt32(Self.nibble($1) ?? 0) }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
