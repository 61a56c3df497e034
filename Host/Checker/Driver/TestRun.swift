internal import CSys
internal import Glibc

/// Starts the process of one test, watches it, and collects what it leaves behind.
struct TestRun {
    /// A whole test may take this long.
    static let testMillisecondsMax: Int64 = 120_000
    /// How much of what the plugin prints is kept.
    private static let outputBytesMax = 64 << 10

    /// How a test process ended.
    enum End: Equatable, Sendable {
        case exited(Int32)
        case signal(Int32)
        /// It was ended because a call, or the test as a whole, took too long.
        case hung
    }

    private(set) var end = End.exited(0)
    private(set) var messages: [Message] = []
    private(set) var output: [UInt8] = []
    private(set) var milliseconds: Int64 = 0
    /// What ran when it ended.
    private(set) var function = ""
    /// How long that may take.
    private(set) var callMillisecondsMax: Int64 = 0
    private(set) var seed: UInt64 = 0
    private(set) var fault: (signal: UInt32, address: UInt64, region: Region?) = (0, 0, nil)

    /// Throws when no process can be made at all.
    init(_ test: CheckerTest, _ options: Options, library: Int32) throws {
        let boardFile = usher_sys_memfd("usher-checker-board")
        let arguments = usher_sys_memfd("usher-checker-arguments")
        defer {
            close(boardFile)
            close(arguments)
        }
        guard boardFile >= 0, arguments >= 0, ftruncate(boardFile, Board.bytes) == 0, let board = Board(descriptor: boardFile)
        else { throw Driver.Problem(text: "there is no memory for a test") }
        defer { board.unmap() }
        let words = ([test.id] + options.encoded).joined(separator: "\0")
        guard Array(words.utf8).withUnsafeBytes({ write(arguments, $0.baseAddress, $0.count) }) == words.utf8.count else {
            throw Driver.Problem(text: "there is no memory for a test")
        }
        let report = try Pipe()
        let printed = try Pipe()
        let started = steadyMilliseconds()
        var pid: pid_t = 0
        var files = usher_probe_files(
            output: printed.writeEnd, report: report.writeEnd, library: library, board: boardFile, arguments: arguments)
        let problem = usher_probe_spawn("/proc/self/exe", TestProcess.name, &files, &pid)
        report.closeWriteEnd()
        printed.closeWriteEnd()
        guard problem == 0 else { throw Driver.Problem(text: "no process for a test can be started (error \(-problem))") }
        let lines = watch(pid, board, report, printed, started)
        milliseconds = steadyMilliseconds() - started
        messages = lines.split(separator: UInt8(ascii: "\n")).compactMap { Message(line: String(decoding: $0, as: UTF8.self)) }
        function = board.function
        callMillisecondsMax = board.millisecondsMax
        seed = board.seed
        let seen = board.fault.pointee
        fault = (seen.signal, seen.address, seen.signal == 0 ? nil : board.region(at: seen.address))
    }

    /// Reads both pipes until the process has ended. Returns what came through `report`.
    private mutating func watch(_ pid: pid_t, _ board: Board, _ report: Pipe, _ printed: Pipe, _ started: Int64) -> [UInt8] {
        var lines: [UInt8] = []
        var status: Int32 = 0
        var isHung = false
        while true {
            let ended = waitpid(pid, &status, WNOHANG) == pid
            report.drain(into: &lines, max: 1 << 20)
            printed.drain(into: &output, max: Self.outputBytesMax)
            if ended { break }
            let now = steadyMilliseconds()
            let call = board.startedAt
            if (call > 0 && now - call > board.millisecondsMax) || now - started > Self.testMillisecondsMax {
                isHung = true
                kill(pid, SIGKILL)
            }
            Pipe.wait(for: [report, printed], milliseconds: 50)
        }
        // Whatever it has started and left behind is in its session.
        kill(-pid, SIGKILL)
        let signal = status & 0x7f
        end = isHung ? .hung : signal == 0 ? .exited(status >> 8 & 0xff) : .signal(signal)
        return lines
    }
}
