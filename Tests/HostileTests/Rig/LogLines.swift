import Logging
import Synchronization

/// Keeps what the host logs, so that it can be asked whom a message names.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "hostile") { _ in Handler(lines: self) }
        logger.logLevel = .debug
        return logger
    }

    /// Whether a line names `id`.
    func names(_ id: String) -> Bool {
        lines.withLock { $0.contains { $0.contains(id) } }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        init(lines: LogLines) {
            self.lines = lines
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = metadata.merging(event.metadata ?? [:]) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
            lines.lines.withLock { $0.append("\(event.level) \(event.message) \(facts.joined(separator: " "))") }
        }
    }
}
