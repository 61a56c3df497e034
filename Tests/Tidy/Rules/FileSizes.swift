import Testing

/// No file is longer than one can read in one go.
struct FileSizes: Rule {
    /// Most lines of a file; `nil` when there is no limit.
    static func limit(for file: SourceFile) -> Int? {
        switch file.language {
        case .swift, .python, .typeScript, .shell:
            if file.isTest { return 700 }
            return file.path.hasSuffix(".tsx") ? 180 : 450
        // The plugin header is one file by design: it is the whole contract, and mostly prose.
        case .c, .markdown, .other: return nil
        }
    }

    func violations(in files: [SourceFile]) -> [Violation] {
        files.compactMap { file in
            guard let limit = Self.limit(for: file), file.lineCount > limit else { return nil }
            return Violation(
                path: file.path, line: nil,
                message: "\(file.lineCount) lines are too many (at most \(limit)): split it at its second reason to change")
        }
    }

    /// The middle and the ninth tenth of the sizes of the shipped Swift files, and the largest.
    static func summary(of files: [SourceFile]) -> (median: Int, p90: Int, largest: Int)? {
        let sizes = files.filter { $0.language == .swift && !$0.isTest }.map(\.lineCount).sorted()
        guard let largest = sizes.last else { return nil }
        return (sizes[sizes.count / 2], sizes[min(sizes.count * 9 / 10, sizes.count - 1)], largest)
    }
}

struct FileSizesTests {
    @Test("no file is longer than its kind may be")
    func repository() throws {
        try expectNoViolations(of: FileSizes())
    }

    @Test("half of the shipped Swift files have at most 110 lines, and nine of ten at most 300")
    func distribution() throws {
        let sizes = try #require(FileSizes.summary(of: try Repository.files.get()))
        print("Swift files, lines: median \(sizes.median), p90 \(sizes.p90), largest \(sizes.largest)")
        #expect(sizes.median <= 110)
        #expect(sizes.p90 <= 300)
    }

    @Test(
        "a file that is one line too long is found",
        arguments: [("Host/A/A.swift", 450), ("Tests/ATests/A.swift", 700), ("web/app/A.tsx", 180), ("Tests/Rig/rig/a.py", 700)])
    func samples(_ path: String, _ limit: Int) {
        let rule = FileSizes()
        #expect(rule.violations(in: String(repeating: "x\n", count: limit), at: path).isEmpty)
        #expect(rule.violations(in: String(repeating: "x\n", count: limit + 1), at: path).count == 1)
        #expect(rule.violations(in: String(repeating: "x\n", count: limit) + "x", at: path).count == 1)
    }

    @Test("the summary is taken over the shipped Swift files alone")
    func summary() throws {
        let files = (1...10).map { SourceFile(path: "Host/A/\($0).swift", text: String(repeating: "x\n", count: $0)) }
        let test = SourceFile(path: "Tests/A/A.swift", text: String(repeating: "x\n", count: 600))
        let sizes = try #require(FileSizes.summary(of: files + [test]))
        #expect(sizes == (6, 10, 10))
        #expect(FileSizes.summary(of: [test]) == nil)
    }
}
