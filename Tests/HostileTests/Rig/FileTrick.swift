import Foundation
import UsherTesting

/// How a file is made that pretends to be a plugin: most are a harmless one with something done to it.
struct FileTrick: Sendable {
    /// A case at work on its file.
    struct Bench {
        /// The plugin directory.
        let directory: String
        /// The case's id: the harmless plugin's id, and what the file is called.
        let id: String
        /// The harmless plugin with this id.
        let plain: Data

        var path: String { path("\(id).so") }

        /// The harmless plugin with this id, made in another way.
        func compiled(defining definitions: [String] = [], link: [String] = []) throws -> Data {
            let library = try PluginCompiler.shared.library("plain", defining: ["PLUGIN_ID=\"\(id)\""] + definitions, link: link)
            return try Data(contentsOf: URL(fileURLWithPath: library))
        }

        func path(_ name: String) -> String { directory + "/" + name }

        /// Puts a file into the directory as a whole: under a name that nobody looks at first.
        func put(_ data: Data, as name: String? = nil) throws {
            let temporary = path(".\(id).tmp")
            try data.write(to: URL(fileURLWithPath: temporary))
            guard chmod(temporary, 0o644) == 0, rename(temporary, path(name ?? "\(id).so")) == 0 else {
                throw RigFault("cannot put \(id): \(errno)")
            }
        }
    }

    /// What is done to a file while its plugin runs.
    enum Change: Sendable {
        case renameOver
        case overwrite
        case cutOff
        case delete
    }

    /// What the host must make of the file once it was changed.
    enum Aftermath: Sendable {
        /// It serves.
        case runs
        /// It is refused; what ran goes on.
        case isRefused
        /// It waits for a person; what ran goes on.
        case waits
        /// There is none, and no plugin any more.
        case isGone
    }

    /// Before the host looks.
    let place: @Sendable (Bench) throws -> Void
    /// While the plugin runs.
    private(set) var change: (@Sendable (Bench) throws -> Void)?
    private(set) var aftermath = Aftermath.runs
    /// Whether only root can make such a file.
    let needsRoot: Bool

    init(needsRoot: Bool = false, _ place: @escaping @Sendable (Bench) throws -> Void) {
        self.needsRoot = needsRoot
        self.place = place
    }

    /// The same, and then something else, of which this must come.
    func then(_ aftermath: Aftermath, _ change: @escaping @Sendable (Bench) throws -> Void) -> FileTrick {
        var trick = self
        trick.change = change
        trick.aftermath = aftermath
        return trick
    }

    // MARK: Contents

    static func text(_ text: String) -> FileTrick { FileTrick { try $0.put(Data(text.utf8)) } }

    static func cut(eighths: Int) -> FileTrick {
        FileTrick { try $0.put($0.plain.prefix($0.plain.count * eighths / 8)) }
    }

    /// One to four flipped bits; the seed says where.
    static func flip(seed: UInt64, in range: Range<Int>?) -> FileTrick {
        FileTrick { bench in
            var data = bench.plain
            let random = SeededRandom("bits of \(bench.id)", seed: seed)
            for _ in 0..<random.number(in: 1...4) {
                let range = range ?? 0x40..<data.count
                data[random.number(in: range.lowerBound...range.upperBound - 1)] ^= 1 << UInt8(random.number(in: 0...7))
            }
            try bench.put(data)
        }
    }

    static func patch(at offset: Int, _ bytes: [UInt8]) -> FileTrick {
        FileTrick { bench in
            var data = bench.plain
            data.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            try bench.put(data)
        }
    }

    /// Another text of the same length everywhere.
    static func replace(_ old: String, _ new: String) -> FileTrick {
        FileTrick { try $0.put(try replacing(old, new, in: $0.plain)) }
    }

    fileprivate static func replacing(_ old: String, _ new: String, in data: Data) throws -> Data {
        var data = data
        guard old.utf8.count == new.utf8.count, let found = data.range(of: Data(old.utf8)) else {
            throw RigFault("\(old) is not in the plugin")
        }
        data.replaceSubrange(found, with: Data(new.utf8))
        return data
    }

    /// Other flags for the first segment of this type with these flags.
    static func segment(type: UInt32, having flags: UInt32, becoming other: UInt32) -> FileTrick {
        FileTrick { bench in
            var elf = ELFImage(bench.plain)
            guard elf.setFlags(ofSegment: type, having: flags, to: other) else { throw RigFault("no segment \(type)") }
            try bench.put(elf.data)
        }
    }

    /// Says that its text is relocated.
    static var textRelocation: FileTrick {
        FileTrick { bench in
            var elf = ELFImage(bench.plain)
            guard elf.addDynamicEntry(tag: 22, value: 0) else { throw RigFault("no room in the dynamic section") }
            try bench.put(elf.data)
        }
    }

    /// Needs a library that lies beside it, by a path of its own.
    static func besideIt(rpath: String) -> FileTrick {
        FileTrick { bench in
            try bench.put(try replacing("libc.so.6", "libevil.1", in: try bench.compiled(link: ["-Wl,-rpath,\(rpath)"])))
            try bench.put(bench.plain, as: "libevil.1")
        }
    }

    // MARK: Kinds of files

    static var directory: FileTrick {
        FileTrick { try FileManager.default.createDirectory(atPath: $0.path, withIntermediateDirectories: false) }
    }

    static var fifo: FileTrick { FileTrick { try check(mkfifo($0.path, 0o600), "mkfifo") } }

    static var device: FileTrick {
        // The null device: whoever reads it is not hurt.
        FileTrick(needsRoot: true) { try check(mknod($0.path, S_IFCHR | 0o600, 1 << 8 | 3), "mknod") }
    }

    static var socket: FileTrick {
        FileTrick { bench in
            let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(bench.path.utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix($0.count - 1)) }
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try check(bound, "bind")
        }
    }

    static func link(dangling: Bool) -> FileTrick {
        FileTrick { bench in
            try bench.put(bench.plain, as: "\(bench.id).target")
            try check(symlink(dangling ? "/nowhere" : bench.path("\(bench.id).target"), bench.path), "symlink")
        }
    }

    /// A file that turns into a link and back, all the time, and comes to rest as a file.
    static var swappedLink: FileTrick {
        FileTrick { try $0.put($0.plain) }.then(.runs) { bench in
            for _ in 0..<200 {
                unlink(bench.path)
                symlink("/etc/passwd", bench.path)
                unlink(bench.path)
                try bench.put(bench.plain)
            }
            try bench.put(bench.plain + Data([0]))
        }
    }

    static var foreignHardLink: FileTrick {
        FileTrick(needsRoot: true) { bench in
            try bench.put(bench.plain, as: "\(bench.id).foreign")
            try check(chown(bench.path("\(bench.id).foreign"), 65534, 65534), "chown")
            try check(Glibc.link(bench.path("\(bench.id).foreign"), bench.path), "link")
        }
    }

    static var foreignOwner: FileTrick {
        FileTrick(needsRoot: true) { bench in
            try bench.put(bench.plain, as: ".\(bench.id).foreign")
            try check(chown(bench.path(".\(bench.id).foreign"), 65534, 65534), "chown")
            try check(rename(bench.path(".\(bench.id).foreign"), bench.path), "rename")
        }
    }

    static func mode(_ mode: mode_t) -> FileTrick {
        FileTrick { bench in
            try bench.put(bench.plain, as: ".\(bench.id).open")
            try check(chmod(bench.path(".\(bench.id).open"), mode), "chmod")
            try check(rename(bench.path(".\(bench.id).open"), bench.path), "rename")
        }
    }

    static var twins: FileTrick {
        FileTrick { bench in
            try bench.put(bench.plain)
            try bench.put(bench.plain, as: "\(bench.id).again.so")
        }
    }

    // MARK: Names

    static func named(_ prefix: String) -> FileTrick {
        FileTrick { try $0.put($0.plain, as: prefix == "..." ? "..." : "\(prefix)-\($0.id).so") }
    }

    static func namedBytes(_ bytes: [UInt8]) -> FileTrick {
        FileTrick { bench in
            try bench.put(bench.plain, as: ".\(bench.id).bytes")
            let target = Array(bench.directory.utf8) + Array("/".utf8) + bytes + Array("-\(bench.id).so".utf8) + [0]
            let moved = target.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { name in
                    name.baseAddress.map { rename(bench.path(".\(bench.id).bytes"), $0) } ?? -1
                }
            }
            try check(moved, "rename")
        }
    }

    /// The longest name that a file may have.
    static var longName: FileTrick {
        FileTrick { bench in
            let end = "-\(bench.id).so"
            try bench.put(bench.plain, as: String(repeating: "x", count: 255 - end.utf8.count) + end)
        }
    }

    static func exactly(prefix: String, suffix: String) -> FileTrick {
        FileTrick { try $0.put($0.plain, as: prefix + $0.id + suffix) }
    }

    // MARK: Changes

    static func whileLoaded(_ change: Change) -> FileTrick {
        let plain = FileTrick { try $0.put($0.plain) }
        switch change {
        case .renameOver: return plain.then(.runs) { try $0.put($0.plain + Data([0])) }
        case .overwrite:
            return plain.then(.isRefused) {
                try Data(repeating: 0x90, count: $0.plain.count).write(to: URL(fileURLWithPath: $0.path))
            }
        case .cutOff: return plain.then(.isRefused) { try check(truncate($0.path, 100), "truncate") }
        case .delete: return plain.then(.isGone) { try check(unlink($0.path), "unlink") }
        }
    }

    /// Another file of the plugin, with more permissions, which nobody has agreed to.
    static var asksForMore: FileTrick {
        FileTrick { try $0.put($0.plain) }.then(.waits) { bench in
            let more = #"PLUGIN_MORE=",\"permissions\":{\"http\":[\"https://api.example.org\"]}""#
            try bench.put(try bench.compiled(defining: ["WORD=\"more\"", more]))
        }
    }

    /// Another file of the plugin, with a version that is lower.
    static var older: FileTrick {
        FileTrick { try $0.put($0.plain) }.then(.waits) { bench in
            let library = try bench.compiled(defining: ["WORD=\"older\""])
            try bench.put(try replacing(#""version":"1.0.0""#, #""version":"0.9.0""#, in: library))
        }
    }

    /// The first half is there before the host looks; the second one comes after it was refused.
    static var halfCopied: FileTrick {
        FileTrick { bench in
            try bench.plain.prefix(bench.plain.count / 2).write(to: URL(fileURLWithPath: bench.path))
        }.then(.runs) { bench in
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: bench.path))
            try file.seekToEnd()
            try file.write(contentsOf: bench.plain.suffix(bench.plain.count - bench.plain.count / 2))
            try file.close()
        }
    }

    private static func check(_ result: Int32, _ what: String) throws {
        guard result == 0 else { throw RigFault("\(what): \(String(cString: strerror(errno)))") }
    }
}
