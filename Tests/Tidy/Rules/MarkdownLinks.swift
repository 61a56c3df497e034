import Testing

/// Every relative link of a document leads somewhere, to the heading it names.
struct MarkdownLinks: Rule {
    func violations(in files: [SourceFile]) -> [Violation] {
        let byPath = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
        let folders = Set(files.flatMap { Self.folders(of: $0.path) })
        return files.filter { $0.language == .markdown }.flatMap { file in
            Markdown(file).links.compactMap { link in
                guard !link.target.contains("://"), !link.target.hasPrefix("mailto:") else { return nil }
                let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                guard let path = Self.resolve(String(parts[0]), from: file.path) else {
                    return violation(file, link, "leads out of the repository")
                }
                guard byPath[path] != nil || folders.contains(path) else { return violation(file, link, "leads nowhere") }
                guard parts.count == 2, let target = byPath[path], target.language == .markdown else { return nil }
                guard !Markdown(target).headings.contains(where: { $0.anchor == parts[1] }) else { return nil }
                return violation(file, link, "names a heading that \(path) does not have")
            }
        }
    }

    private func violation(_ file: SourceFile, _ link: Markdown.Link, _ what: String) -> Violation {
        Violation(path: file.path, line: link.line, message: "the link to \(link.target) \(what)")
    }

    private static func folders(of path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    /// `link` as a path of the repository; `nil` when it leads out of it.
    private static func resolve(_ link: String, from path: String) -> String? {
        guard !link.isEmpty else { return path }
        var parts = link.hasPrefix("/") ? [] : Array(path.split(separator: "/").dropLast())
        for part in link.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts.joined(separator: "/")
    }
}

struct MarkdownLinksTests {
    @Test("every relative link leads to a file and a heading that exist")
    func repository() throws {
        try expectNoViolations(of: MarkdownLinks())
    }

    @Test("a link that leads nowhere is found")
    func samples() {
        let files = [
            SourceFile(path: "docs/a.md", text: "# A\n\n[b](admin/b.md) [c](c.md)\n[d](admin/b.md#not-there) [e](../../x)\n"),
            SourceFile(
                path: "docs/admin/b.md",
                text: "# B, the second\n\n[top](#b-the-second) [a](../a.md) [f](/docs/admin) [w](https://x/y)\n"),
        ]
        #expect(
            MarkdownLinks().violations(in: files).map(\.description) == [
                "docs/a.md:3: the link to c.md leads nowhere",
                "docs/a.md:4: the link to admin/b.md#not-there names a heading that docs/admin/b.md does not have",
                "docs/a.md:4: the link to ../../x leads out of the repository",
            ])
    }

    @Test("code is not mistaken for a link")
    func code() {
        #expect(MarkdownLinks().violations(in: "# A\n`[a](b)`\n```\n[a](b)\n```\n", at: "docs/a.md").isEmpty)
    }
}
