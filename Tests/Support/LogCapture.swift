public import Logging
import Synchronization

/// Keeps what is logged, so that it can be asked what was said, and about whom.
public final class LogCapture: Sendable {
    private let kept = Mutex<[String]>([])

    /// Begins empty.
    public init() {}

    /// One for each event: its level, its message, and its metadata as `key=value`, sorted.
    public var lines: [String] { kept.withLock { $0 } }

    /// All lines.
    public var text: String { lines.joined(separator: "\n") }

    /// How many lines there are.
    public var count: Int { kept.withLock { $0.count } }

    /// Whether a line contains all of these.
    public func says(_ parts: String...) -> Bool {
        kept.withLock { $0.contains { line in parts.allSatisfy { line.contains($0) } } }
    }

    /// Writes here, everything from `debug` on.
    public var logger: Logger {
        var logger = Logger(label: "tests") { _ in Handler(capture: self) }
        logger.logLevel = .debug
        return logger
    }

    private struct Handler: LogHandler {
        let capture: LogCapture
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        init(capture: LogCapture) {
            self.capture = capture
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = metadata.merging(event.metadata ?? [:]) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
            capture.kept.withLock { $0.append("\(event.level) \(event.message) \(facts.joined(separator: " "))") }
        }
    }
}
