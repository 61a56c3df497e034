internal import CSys
internal import Glibc

/// Runs the tests, one process after the other, and prints what came of them. It never loads the plugin itself.
struct Driver {
    /// Nothing can be checked.
    struct Problem: Error {
        let text: String
    }

    private let options: Options

    init(_ options: Options) {
        var options = options
        if options.seed == nil, options.reproduced == nil { options.seed = Self.newSeed() }
        self.options = options
    }

    /// Returns the exit code.
    func run() throws -> Int32 {
        if options.list {
            Output.say(options.json ? JSONReport.list(Catalogue.all) : HumanReport.list(Catalogue.all))
            return 0
        }
        let chosen = Catalogue.all.filter { test in
            options.only.isEmpty || options.only.contains { test.id == $0 || test.id.hasPrefix($0) }
        }
        guard !chosen.isEmpty else {
            throw Problem(text: "no test is called \(options.only.joined(separator: ", ")): see --list")
        }
        guard let content = FileContent.read(options.file) else {
            throw Problem(text: "\(options.file) is no file that can be read")
        }
        let library = try copy(content)
        defer { close(library) }
        if options.inProcess { return try runInProcess(chosen, library) }
        let gaps = Cell.gaps
        guard gaps.isEmpty || options.bestEffort else {
            throw Problem(
                text: "the plugin cannot be locked in, because this kernel lacks \(gaps.joined(separator: " and ")); "
                    + "--best-effort runs it all the same, with that door open")
        }
        return try run(chosen, library, gaps)
    }

    private func run(_ tests: [CheckerTest], _ library: Int32, _ gaps: [String]) throws -> Int32 {
        let report = HumanReport(options, gaps: gaps)
        if !options.json { Output.say(report.head) }
        var verdicts: [Verdict] = []
        var closedGate: String?
        for test in tests {
            let verdict =
                if let closedGate {
                    Verdict(test, behind: closedGate)
                } else {
                    Verdict(test, try TestRun(test, options, library: library))
                }
            if test.isGate, verdict.state == .failed { closedGate = closedGate ?? test.id }
            verdicts.append(verdict)
            if !options.json { Output.say(report.lines(for: verdict, after: verdicts.dropLast())) }
        }
        Output.say(options.json ? JSONReport.text(verdicts, options, gaps: gaps) : report.foot(verdicts))
        return verdicts.contains { $0.state == .failed } ? 1 : 0
    }

    /// For a debugger: no other process, no limits, no fault handler.
    private func runInProcess(_ tests: [CheckerTest], _ library: Int32) throws -> Int32 {
        guard tests.count == 1, let test = tests.first else {
            throw Problem(text: "--in-process runs one test; \(options.only.joined()) means \(tests.count)")
        }
        let file = usher_sys_memfd("usher-checker-board")
        guard file >= 0, ftruncate(file, Board.bytes) == 0, let board = Board(descriptor: file) else {
            throw Problem(text: "there is no memory for a test")
        }
        let pipe = try Pipe()
        // Findings are few and short: they fit into the pipe.
        let reporter = Reporter(descriptor: pipe.writeEnd, board: board)
        TestProcess.run(test, Room(options, reporter, board, OwnProcess(), nil, library: library))
        pipe.closeWriteEnd()
        var lines: [UInt8] = []
        pipe.drain(into: &lines, max: 1 << 20)
        let messages = lines.split(separator: UInt8(ascii: "\n")).compactMap {
            Message(line: String(decoding: $0, as: UTF8.self))
        }
        let verdict = Verdict(test, messages)
        Output.say(options.json ? JSONReport.text([verdict], options) : HumanReport(options).lines(for: verdict, after: []))
        return verdict.state == .failed ? 1 : 0
    }

    /// A sealed copy, so that what is checked does not change, and no path is opened twice.
    private func copy(_ content: [UInt8]) throws -> Int32 {
        let file = usher_sys_memfd("usher-plugin")
        guard file >= 0 else { throw Problem(text: "there is no memory for a copy of the plugin") }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Problem(text: "there is no memory for a copy of the plugin") }
            rest = rest.dropFirst(count)
        }
        _ = usher_sys_seal(file)
        return file
    }

    private static func newSeed() -> UInt64 {
        var seed: UInt64 = 0
        _ = usher_sys_random(&seed, 6)
        return seed
    }
}
