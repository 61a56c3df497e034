import Foundation
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherPlugins

@Suite("The way of a plugin file")
struct PluginFileTests {
    private let trust = FileTrust(user: 1_000)

    private func directory(owner: UInt32, _ mode: UInt32) -> FileFacts {
        FileFacts(kind: .directory, owner: owner, mode: mode)
    }

    @Test("Whoever could replace a directory is told apart from who could not")
    func parents() {
        let own = directory(owner: 1_000, 0o755)
        #expect(trust.problem(ofParent: directory(owner: 0, 0o755), of: own) == nil)
        #expect(trust.problem(ofParent: directory(owner: 1_000, 0o700), of: own) == nil)
        #expect(trust.problem(ofParent: directory(owner: 0, 0o1777), of: own) == nil, "as /tmp")
        #expect(trust.problem(ofParent: directory(owner: 0, 0o777), of: own)?.contains("chmod go-w") == true)
        #expect(trust.problem(ofParent: directory(owner: 0, 0o775), of: own)?.contains("chmod go-w") == true)
        #expect(trust.problem(ofParent: directory(owner: 1_000, 0o1777), of: own)?.contains("chmod go-w") == true)
        #expect(trust.problem(ofParent: directory(owner: 0, 0o1777), of: directory(owner: 7, 0o755)) != nil)
        #expect(trust.problem(ofParent: directory(owner: 7, 0o755), of: own)?.contains("uid 7") == true)
    }

    @Test("A file of somebody else, one that others may write to, and one with two names are told what to change")
    func files() {
        func problem(_ kind: FileFacts.Kind = .file, owner: UInt32 = 0, _ mode: UInt32 = 0o644, links: UInt64 = 1) -> String? {
            trust.problem(ofFile: FileFacts(kind: kind, owner: owner, mode: mode, links: links))
        }
        #expect(problem() == nil && problem(owner: 1_000) == nil)
        #expect(problem(owner: 7)?.contains("chown") == true)
        #expect(problem(.file, 0o664)?.contains("chmod go-w") == true && problem(.file, 0o646)?.contains("chmod go-w") == true)
        #expect(problem(links: 2)?.contains("2 names") == true)
        #expect(problem(.other)?.contains("regular file") == true && problem(.directory) != nil)
    }

    @Test("A directory below one that others can change is refused, by the name of that one")
    func chain() async throws {
        let rig = PluginRig()
        let (above, below) = (rig.folder.path + "/above", rig.folder.path + "/above/plugins")
        try FileManager.default.createDirectory(atPath: below, withIntermediateDirectories: true)
        #expect(chmod(above, 0o777) == 0)
        #expect { try PluginDirectory(path: below) } throws: {
            "\($0)".contains("/above can be written to by others") && "\($0)".contains("chmod go-w")
        }
        #expect(chmod(above, 0o755) == 0)
        _ = try PluginDirectory(path: below)
    }

    @Test("A hard link, names that are no text, and a file that is being written are told as what they are")
    func oddities() async throws {
        let rig = PluginRig()
        let folder = rig.folder.path
        try rig.add("table", as: "one.so")
        #expect(link(folder + "/one.so", folder + "/two.so") == 0)
        for name in ["line\nbreak.so", "\u{202e}os.so", "#one.so#", "#one.so", "~one.so", ".one.so.swp", "one.so.tmp"] {
            #expect(FileManager.default.createFile(atPath: folder + "/" + name, contents: Data("x".utf8)))
        }
        let invalid = folder.utf8CString.dropLast() + [47, -1, 46, 115, 111, 0]
        let file = invalid.withUnsafeBufferPointer { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o600) }
        #expect(file >= 0)
        close(file)
        let catalogue = try await Catalogue.scan(rig.settings, logger: rig.log.logger)
        let files = catalogue.entries.map(\.file)
        #expect(
            Set(files) == ["one.so", "two.so", "line\\x0abreak.so", "\\xe2\\x80\\xaeos.so", "\\xff.so"], "\(files)")
        for entry in catalogue.entries where entry.file.hasSuffix("one.so") || entry.file == "two.so" {
            guard case .failure(let problem) = entry.plugin else {
                Issue.record("\(entry.file) is a plugin")
                continue
            }
            #expect(problem.text.contains("2 names (hard links)"))
        }
    }

    @Test("A file that changes while it is copied is no content at all")
    func unsettled() throws {
        let rig = PluginRig()
        let path = rig.folder.path + "/large.so"
        #expect(FileManager.default.createFile(atPath: path, contents: Data(count: 64 << 20)))
        let directory = try PluginDirectory(path: rig.folder.path)
        let name = FileName(Array("large.so".utf8))
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        let isOver = try Flag()
        let writing = try DedicatedThread(name: "writer") {
            while !isOver.isUp { try? writer.write(contentsOf: Data("more".utf8)) }
        }
        #expect(throws: PluginProblem.unsettled) { try directory.library(name) }
        isOver.raise()
        writing.join()
        try writer.close()
        #expect(throws: Never.self) { try directory.library(name) }
    }

    @Test("Of too many files, those that are known and then the first are looked at")
    func surplus() throws {
        let rig = PluginRig()
        for number in 100..<500 {
            #expect(FileManager.default.createFile(atPath: rig.folder.path + "/\(number).so", contents: Data("x".utf8)))
        }
        let directory = try PluginDirectory(path: rig.folder.path)
        let last = FileName(Array("499.so".utf8))
        let listing = try directory.listing(known: [last])
        #expect(listing.names.count == PluginDirectory.filesMax && listing.surplus == 400 - PluginDirectory.filesMax)
        #expect(listing.names.last == last && listing.names.first?.text == "100.so")
        #expect(listing.problem?.text.contains("more than 256 plugins: 144 of them are not looked at") == true)
    }

    @Test("A directory that ends with a failure is not taken for one that ends there")
    func unreadableListing() throws {
        var entry = dirent()
        withUnsafeMutableBytes(of: &entry.d_name) { $0.copyBytes(from: "one.so".utf8) }
        for (reason, isWhole) in [(0, true), (EIO, false), (ESTALE, false)] as [(Int32, Bool)] {
            var left = 1
            let names = withUnsafeMutablePointer(to: &entry) { entry in
                Result { () throws(PluginProblem) in
                    try PluginDirectory.names {
                        guard left == 0 else {
                            left -= 1
                            return entry
                        }
                        errno = reason
                        return nil
                    }
                }
            }
            switch names {
            case .success(let names): #expect(isWhole && names.map(\.text) == ["one.so"])
            case .failure(let problem): #expect(!isWhole && problem.text.contains("cannot be listed"))
            }
        }
    }

    @Test("A file that cannot be examined is not taken for one that is gone")
    func unexaminable() throws {
        let rig = PluginRig()
        // Longer than any name can be: the kernel does not say that there is no such file.
        let long = FileName(Array(repeating: 97, count: 300) + Array(".so".utf8))
        let directory = try PluginDirectory(path: rig.folder.path)
        #expect(throws: PluginProblem.self) { try directory.facts(of: long) }
        #expect(try directory.facts(of: FileName(Array("none.so".utf8))) == nil)
        let looker = Looker(rig.settings, rig.log.logger)
        guard case .unseen = looker.look(at: long, in: directory).finding else {
            Issue.record("it was taken for something else")
            return
        }
        var settling = Settling(settle: 40)
        settling.notice(long, now: 0)
        let (once, due) = (settling.look(long, nil, now: 0), settling.due(now: 40))
        settling.couldNotLook(long, now: 40)
        #expect(!once && due == [long])
        #expect(settling.due(now: 79).isEmpty && settling.due(now: 80) == [long])
        let (again, settled) = (settling.look(long, nil, now: 80), settling.look(long, nil, now: 120))
        #expect(!again && settled, "what was seen before the failure counts no more")
    }

    @Test("A copy is known by the hash of its content, and has room for the longest name")
    func digest() throws {
        let rig = PluginRig()
        let name = String(repeating: "n", count: 252) + ".so"
        #expect(FileManager.default.createFile(atPath: rig.folder.path + "/" + name, contents: Data("abc".utf8)))
        let library = try PluginDirectory(path: rig.folder.path).library(FileName(Array(name.utf8)))
        #expect(
            try library.digest(by: CryptoContentHash()).text
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}

/// Something that is raised once. Any thread.
private final class Flag: Sendable {
    private let raised: Doorbell

    init() throws {
        raised = try Doorbell()
    }

    var isUp: Bool { Poll.isReadable(raised.descriptor) }

    func raise() { raised.ring() }
}
