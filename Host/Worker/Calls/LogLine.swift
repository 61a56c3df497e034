internal import PluginABI

/// How many lines a plugin may log: bursts of 200, then 50 a second.
struct LogAllowance {
    private static let burst = 200.0
    private static let perMillisecond = 0.05

    private var tokens = Self.burst
    private var checkedAt: Int64 = 0
    private var dropped = 0

    /// Whether a line may pass now, and how many were dropped before it.
    mutating func take(at now: Int64) -> (isAllowed: Bool, dropped: Int) {
        tokens = min(Self.burst, tokens + Double(now - checkedAt) * Self.perMillisecond)
        checkedAt = now
        guard tokens >= 1 else {
            dropped += 1
            return (false, 0)
        }
        tokens -= 1
        defer { dropped = 0 }
        return (true, dropped)
    }
}

/// Makes a line for the log of what a plugin wrote.
enum LogLine {
    /// UTF-8 without control characters (a line must stay a line), at most `bytesMax` bytes.
    static func printable(_ bytes: UnsafeRawBufferPointer, bytesMax: Int) -> String {
        var line = String.UnicodeScalarView()
        var size = 0
        for scalar in String(decoding: bytes.prefix(bytesMax), as: UTF8.self).unicodeScalars {
            let shown = scalar.properties.generalCategory == .control ? " " : scalar
            size += UTF8.width(shown)
            if size > bytesMax { break }
            line.append(shown)
        }
        return String(line)
    }
}
