import Foundation

/// What this process takes up.
struct Footprint: CustomStringConvertible {
    /// How much more memory may stay after hundreds of plugins, in kilobytes: small blocks keep their pages.
    static let driftKilobytesMax = 24 << 10

    /// What each leads to: a path, or a kind and a number.
    let descriptors: [String]
    let residentKilobytes: Int
    /// The processes that this one has started and not taken off the table.
    let children: [String]

    /// Whether no other suite runs in this process, whose descriptors and memory would be counted too.
    static let isAlone = CommandLine.arguments.contains { $0.contains("HostileTests") }

    var description: String {
        "\(descriptors.count) descriptors, \(residentKilobytes) KiB resident, \(children.count) children"
    }

    static func now() -> Footprint {
        trim()
        return Footprint(
            descriptors: open(),
            residentKilobytes: kilobytes(of: "VmRSS:"), children: children())
    }

    /// Has the allocator give large blocks back at once, from now on: it would otherwise keep up to 64 MiB for each thread that
    /// once freed a frame of 16, and what is free is not held against anybody.
    static func keepNoLargeBlocks() {
        let mmapThreshold: Int32 = -3
        guard let symbol = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)(mmapThreshold, 128 << 10)
    }

    private static func trim() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
    }

    /// What is open now and was not before, by kind, but for files below `folder` (a database opens another reader when two ask
    /// at once).
    func descriptors(beyond before: Footprint, butFor folder: String) -> [String] {
        var kinds = before.descriptors.map(Self.kind)
        return descriptors.filter { descriptor in
            guard !descriptor.hasPrefix(folder) else { return false }
            guard let known = kinds.firstIndex(of: Self.kind(descriptor)) else { return true }
            kinds.remove(at: known)
            return false
        }
    }

    /// A socket is like any other socket: its number does not count. What has no number, such as `anon_inode:[eventfd]`, is
    /// called what it is.
    private static func kind(_ descriptor: String) -> String {
        let isNumbered = ["socket:", "pipe:"].contains { descriptor.hasPrefix($0) }
        return isNumbered ? String(descriptor.prefix { $0 != "[" }) : descriptor
    }

    private static func open() -> [String] {
        entries("/proc/self/fd").compactMap { number in
            do {
                return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
            } catch {
                return nil
            }
        }
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
