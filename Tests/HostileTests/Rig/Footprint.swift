import Foundation

/// What this process takes up.
struct Footprint: CustomStringConvertible {
    /// How much more memory may stay after hundreds of plugins, in kilobytes: an allocator keeps what it had at its busiest.
    static let driftKilobytesMax = 64 << 10

    let process: Int32
    let descriptors: Int
    let residentKilobytes: Int
    /// The processes that this one has started and not taken off the table.
    let children: [String]

    /// Whether no other suite runs in this process, whose descriptors and memory would be counted too.
    static let isAlone = CommandLine.arguments.contains { $0.contains("HostileTests") }

    var description: String {
        "process \(process), \(descriptors) descriptors, \(residentKilobytes) KiB resident, \(children.count) children"
    }

    static func now() -> Footprint {
        // What was given back is not held against anybody.
        malloc_trim(0)
        return Footprint(
            process: getpid(), descriptors: entries("/proc/self/fd").count,
            residentKilobytes: kilobytes(of: "VmRSS:"), children: children())
    }

    private static func entries(_ path: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            preconditionFailure("\(path) cannot be listed: \(error)")
        }
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func kilobytes(of line: String) -> Int {
        let lines = text("/proc/self/status").split(separator: "\n")
        let words = lines.first { $0.hasPrefix(line) }?.split(whereSeparator: \.isWhitespace) ?? []
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    private static func children() -> [String] {
        entries("/proc/self/task").flatMap { task in
            text("/proc/self/task/\(task)/children").split(separator: " ").map { child in
                let name = text("/proc/\(child)/comm").split(separator: "\n").first ?? "gone"
                return "\(child) \(name)"
            }
        }
    }
}
