/// What Package.swift says about targets, read as text: asking SwiftPM would take longer than all rules together.
struct PackageManifest {
    struct Target: Hashable {
        let name: String
        /// Where its sources are, without a slash at the end.
        let folder: String
        /// Targets and products it depends on, by name.
        let dependencies: [String]
        let isTest: Bool
        let line: Int
    }

    let targets: [Target]

    private static let declaration = Pattern(
        #"\.(target|executableTarget|testTarget|systemLibrary)\s*\("#)
    private static let name = Pattern(#"\bname:\s*"([^"]+)""#)
    private static let path = Pattern(#"\bpath:\s*"([^"]+)""#)
    private static let abbreviation = Pattern(#"^let\s+(\w+)\s*:\s*Target\.Dependency\s*=\s*\.product\(name:\s*"([^"]+)""#)
    private static let dependency = Pattern(#"\.product\(name:\s*"([^"]+)"[^)]*\)|"([^"]+)"|\b([a-z]\w*)\b(?!\s*[:(])"#)

    /// Reads the text of a Package.swift.
    init(_ file: SourceFile) {
        var products: [String: String] = [:]
        for match in Self.abbreviation.matches(in: file.text) { products[match.groups[1]] = match.groups[2] }
        targets = Self.declaration.matches(in: file.code).compactMap { match in
            let text = Self.parenthesised(file.text, code: file.code, from: match.range.lowerBound)
            guard let name = Self.name.matches(in: text).first?.groups[1] else { return nil }
            guard let folder = Self.path.matches(in: text).first?.groups[1] else { return nil }
            let isTest = match.groups[1] == "testTarget"
            return Target(
                name: name, folder: folder, dependencies: Self.dependencies(in: text, products: products), isTest: isTest,
                line: match.line)
        }
    }

    private static func dependencies(in text: String, products: [String: String]) -> [String] {
        guard let start = text.firstRange(of: "dependencies:") else { return [] }
        var depth = 0
        let list = text[start.upperBound...].drop { $0 != "[" }.prefix { character in
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            return depth > 0
        }
        return dependency.matches(in: String(list)).compactMap { match in
            if !match.groups[1].isEmpty { return match.groups[1] }
            if !match.groups[2].isEmpty { return match.groups[2] }
            return products[match.groups[3]]
        }
    }

    /// The text from `start` up to the parenthesis that closes the first one after it. `code` has the same length in bytes.
    private static func parenthesised(_ text: String, code: String, from start: String.Index) -> String {
        let offset = code.utf8.distance(from: code.startIndex, to: start)
        var depth = 0
        var length = 0
        for byte in code.utf8.dropFirst(offset) {
            length += 1
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { break }
            }
        }
        return String(decoding: text.utf8.dropFirst(offset).prefix(length), as: UTF8.self)
    }
}
