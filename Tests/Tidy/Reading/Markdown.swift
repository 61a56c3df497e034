/// A document's headings and links, without what stands in fenced code.
struct Markdown {
    struct Heading {
        let level: Int
        let text: String
        let line: Int

        /// What links call it: lower case, spaces as dashes, without punctuation.
        var anchor: String {
            text.lowercased().compactMap { character -> String? in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || character == "-" || character == "_" ? String(character) : nil
            }.joined()
        }
    }

    struct Link {
        let target: String
        let line: Int
    }

    private(set) var headings: [Heading] = []
    private(set) var links: [Link] = []

    private static let link = Pattern(#"\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)|^\s*\[[^\]]+\]:\s*(\S+)"#)
    private static let inlineCode = Pattern(#"`[^`\n]*`"#)

    init(_ file: SourceFile) {
        var fence: Substring?
        for (index, line) in file.lines.enumerated() {
            let text = line.drop { $0 == " " }
            if let open = fence {
                if text.hasPrefix(open) { fence = nil }
                continue
            }
            if text.hasPrefix("```") || text.hasPrefix("~~~") {
                fence = text.prefix(3)
                continue
            }
            let hashes = line.prefix { $0 == "#" }.count
            if (1...6).contains(hashes), line.dropFirst(hashes).first == " " {
                headings.append(Heading(level: hashes, text: String(line.dropFirst(hashes + 1)), line: index + 1))
            }
            var prose = String(line)
            for code in Self.inlineCode.matches(in: prose).reversed() {
                prose.replaceSubrange(code.range, with: String(repeating: " ", count: code.groups[0].count))
            }
            for match in Self.link.matches(in: prose) {
                links.append(Link(target: match.groups[1].isEmpty ? match.groups[2] : match.groups[1], line: index + 1))
            }
        }
    }
}
