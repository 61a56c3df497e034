/// Tells code from comments and string literals: enough of each language's grammar for rules that look for words. Not a compiler.
struct Mask {
    private let bytes: [UInt8]
    private let language: Language
    private var result: [UInt8]
    private var at = 0

    /// `text` with every byte of a comment and of a string literal's content turned into a space.
    static func code(of text: String, in language: Language) -> String {
        switch language {
        case .swift, .c, .typeScript, .python:
            var mask = Mask(text, language)
            mask.run(until: nil)
            return String(decoding: mask.result, as: UTF8.self)
        case .shell, .markdown, .other:
            return text
        }
    }

    private init(_ text: String, _ language: Language) {
        bytes = Array(text.utf8)
        result = bytes
        self.language = language
    }

    /// Reads code up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func run(until closing: UInt8?) {
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            if let closing {
                if byte == closing, depth == 0 { return }
                if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{") { depth += 1 }
                if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}") { depth -= 1 }
            }
            if !skipComment(), !skipLiteral() { at += 1 }
        }
    }

    private mutating func skipComment() -> Bool {
        if language == .python {
            guard bytes[at] == UInt8(ascii: "#") else { return false }
            blankLine()
            return true
        }
        if starts(with: "//") {
            blankLine()
            return true
        }
        guard starts(with: "/*") else { return false }
        var depth = 0
        repeat {
            if starts(with: "/*"), depth == 0 || language == .swift {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && at < bytes.count
        return true
    }

    /// Skips a string literal; its quotes stay, so that an empty one can be told from none.
    private mutating func skipLiteral() -> Bool {
        var hashes = 0
        if language == .swift { while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 } }
        let start = at + hashes
        guard start < bytes.count, isQuote(bytes[start]) else { return false }
        let quote = bytes[start]
        let isLong = language != .c && quote != UInt8(ascii: "`") && count(of: quote, at: start) >= 3
        at = start + (isLong ? 3 : 1)
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\\"), count(of: UInt8(ascii: "#"), at: at + 1) >= hashes {
                if language == .swift, at + hashes + 1 < bytes.count, bytes[at + hashes + 1] == UInt8(ascii: "(") {
                    blank(hashes + 1)
                    at += 1
                    run(until: UInt8(ascii: ")"))
                    at += 1
                } else {
                    blank(hashes + 1)
                    if at < bytes.count { blank(1) }
                }
            } else if quote == UInt8(ascii: "`"), starts(with: "${") {
                at += 2
                run(until: UInt8(ascii: "}"))
                at += 1
            } else if count(of: quote, at: at) >= (isLong ? 3 : 1),
                count(of: UInt8(ascii: "#"), at: at + (isLong ? 3 : 1)) >= hashes
            {
                at += (isLong ? 3 : 1) + hashes
                return true
            } else if bytes[at] == UInt8(ascii: "\n"), !isLong, quote != UInt8(ascii: "`") {
                return true
            } else {
                blank(1)
            }
        }
        return true
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        switch language {
        case .swift: byte == UInt8(ascii: "\"")
        case .typeScript: byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
        case .c, .python: byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        case .shell, .markdown, .other: false
        }
    }

    private func count(of byte: UInt8, at start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] == byte { end += 1 }
        return end - start
    }

    private func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard at + length <= bytes.count else { return false }
        return (0..<length).allSatisfy { bytes[at + $0] == text.utf8Start[$0] }
    }

    private mutating func blankLine() {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank(1) }
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where at < bytes.count {
            if bytes[at] != UInt8(ascii: "\n") { result[at] = UInt8(ascii: " ") }
            at += 1
        }
    }
}
