import FoundationEssentials
import Glibc
import Logging
import UsherDomain

/// Writes each log record as one JSON object on one line of standard error, where systemd and containers expect it.
struct JSONLogHandler: LogHandler {
    /// Longest value written, in bytes: a log line must stay shorter than what journald cuts at.
    static let valueBytesMax = 4 * 1024

    let label: String
    let clock: any WallClock
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let more = metadataProvider?.get() { fields.merge(more) { $1 } }
        if let more = event.metadata { fields.merge(more) { $1 } }
        let moment = Date(timeIntervalSince1970: Double(clock.now().unixMilliseconds) / 1000)
        var line = "{\"at\":\"\(moment.ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true)))\""
        line +=
            ",\"level\":\"\(event.level)\",\"from\":\(Self.quoted(label)),\"message\":\(Self.quoted(event.message.description))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += ",\(Self.quoted(key)):\(Self.quoted(value.description))"
        }
        line += "}\n"
        Self.write(line)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            guard result.utf8.count < valueBytesMax else { break }
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func write(_ line: String) {
        var bytes = Array(line.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            // A standard error that nobody reads is no reason to stop working.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
