internal import Glibc
internal import Logging
internal import UsherWire

/// What a plugin writes, on its way to the log: host->log() lines, and what it prints. Bounded in every direction.
struct PluginOutput {
    /// Lines a second that reach the log, and bytes a second that are read at all: beyond that the plugin waits.
    private static let linesPerSecond = 100
    private static let bytesPerSecond = 1 << 20
    /// Reports a second after which a worker is no honest worker: an honest one stops at 250.
    private static let reportsPerSecond = 5_000
    private static let lineBytesMax = 1_024

    private let logger: Logger
    private let redactor: Redactor
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
    private var line: [UInt8] = []
    private var second: Int64 = 0
    private var lines = 0
    private var reports = 0
    private var bytes = 0

    init(logger: Logger, redactor: Redactor) {
        self.logger = logger
        self.redactor = redactor
    }

    func deallocate() {
        buffer.deallocate()
    }

    /// Takes a line that came through host->log(). Returns `false` when there are too many to be honest.
    mutating func log(level: Int32, text: String, now: Int64) -> Bool {
        tick(now)
        reports += 1
        guard reports <= Self.reportsPerSecond else { return false }
        guard mayLog() else { return true }
        let level: Logger.Level = level >= 4 ? .error : level == 3 ? .warning : level == 2 ? .info : .debug
        logger.log(level: level, "plugin says", metadata: ["text": "\(redactor.redacted(text).plain)"])
        return true
    }

    /// Whether more may be read at `now`.
    mutating func mayRead(now: Int64) -> Bool {
        tick(now)
        return bytes < Self.bytesPerSecond
    }

    /// Reads what the plugin printed. Returns `false` at the end of it.
    mutating func read(from descriptor: Int32) -> Bool {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        bytes += count
        for byte in buffer[..<count] {
            if byte == UInt8(ascii: "\n") {
                flush()
            } else if line.count < Self.lineBytesMax {
                line.append(byte)
            }
        }
        return true
    }

    /// Whether lines were dropped of which nobody has been told yet. ``mayRead(now:)`` tells, from the next second on.
    var owesReport: Bool { lines > Self.linesPerSecond }

    /// Nothing more will come: tells what was held back.
    mutating func close() {
        flush()
        report()
        lines = 0
    }

    private func report() {
        guard owesReport else { return }
        logger.warning("plugin writes too much", metadata: ["dropped_lines": "\(lines - Self.linesPerSecond)"])
    }

    /// Logs a line that was not ended.
    private mutating func flush() {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty, mayLog() else { return }
        let text = String(decoding: line, as: UTF8.self)
        logger.info("plugin prints", metadata: ["text": "\(redactor.redacted(text).plain)"])
    }

    private mutating func tick(_ now: Int64) {
        guard now / 1_000 != second else { return }
        second = now / 1_000
        report()
        lines = 0
        reports = 0
        bytes = 0
    }

    private mutating func mayLog() -> Bool {
        lines += 1
        return lines <= Self.linesPerSecond
    }
}
