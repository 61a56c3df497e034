import Testing

/// `PluginABI/Layout/layout.py`, run as a release runs it.
enum LayoutScript {
    private static let script = Repository.root + "/PluginABI/Layout/layout.py"

    static func dump(_ header: String, to file: String) throws -> Compiler.Result {
        try Compiler.run("python3 '\(script)' dump '\(header)' > '\(file)'")
    }

    static func check(_ old: String, _ new: String) throws -> Compiler.Result {
        try Compiler.run("python3 '\(script)' check '\(old)' '\(new)'")
    }

    static func abi(_ header: String, to file: String) throws -> Compiler.Result {
        try Compiler.run("python3 '\(script)' abi '\(header)' > '\(file)'")
    }

    /// The layout of version 1.0, as it is kept.
    static let golden = Repository.root + "/PluginABI/Layout/v1.0.json"

    /// What the check says when `new` takes the place of version 1.0.
    static func judge(_ new: String) throws -> Compiler.Result {
        try Scratch.with { folder in
            let header = try folder.write(new, as: "usher_plugin.h")
            let dumped = try dump(header, to: folder.path + "/new.json")
            try #require(dumped.code == 0, "\(dumped.output)")
            return try check(golden, folder.path + "/new.json")
        }
    }
}

@Suite("The golden layout")
struct GoldenLayoutTests {
    private let header: String

    init() throws {
        header = try Repository.read("PluginABI/include/usher_plugin.h")
    }

    @Test("is that of the header: after a change, run PluginABI/Layout/layout.py write")
    func current() throws {
        try Scratch.with { folder in
            let file = folder.path + "/now.json"
            let dumped = try LayoutScript.dump(Repository.include + "/usher_plugin.h", to: file)
            try #require(dumped.code == 0, "\(dumped.output)")
            let same = try Compiler.run("diff '\(LayoutScript.golden)' '\(file)'")
            #expect(same.code == 0, "\(same.output)")
        }
    }

    @Test("is written out in C beside it: after a change, run PluginABI/Layout/layout.py write")
    func asserts() throws {
        let made = try Compiler.run(
            "python3 '\(Repository.root)/PluginABI/Layout/layout.py' asserts '\(LayoutScript.golden)'")
        let kept = try Repository.read("PluginABI/Layout/v1_0.c")
        #expect(made.code == 0 && made.output == kept)
    }

    @Test("is held member by member by the asserts beside it")
    func members() throws {
        let asserts = try Repository.read("PluginABI/Layout/v1_0.c").replacing("\n      ", with: " ")
        let golden = try Repository.read("PluginABI/Layout/v1.0.json")
        let structs = golden.matches(
            of: /"(usher_\w+)": \{\n   "size": (\d+),\n   "alignment": (\d+),\n   "fields": \[(.*?)\n   \]/.dotMatchesNewlines())
        #expect(structs.count == 38)
        for part in structs {
            #expect(asserts.contains("(\(part.1), \(part.2));"), "the size of \(part.1)")
            #expect(asserts.contains("ALIGNMENT(\(part.1), \(part.3));"), "the alignment of \(part.1)")
            for field in part.4.matches(of: /"name": "(\w+)",\s+"type": "[^"]*",\s+"offset": (\d+)/) {
                #expect(asserts.contains("FIELD(\(part.1), \(field.1), \(field.2), "), "\(part.1).\(field.1)")
            }
        }
        for constant in golden.matches(of: /"(USHER_[A-Z_]+)": (-?\d+)/) {
            #expect(asserts.contains("VALUE(\(constant.1), "), "\(constant.1)")
        }
    }

    @Test("refuses every change that breaks old plugins", arguments: Mutation.breaking)
    func breaking(mutation: Mutation) throws {
        try #require(header.ranges(of: mutation.old).count == 1, "\(mutation)")
        let result = try LayoutScript.judge(header.replacing(mutation.old, with: mutation.new))
        #expect(result.code == 1, "\(mutation): \(result.output)")
    }

    @Test("accepts what the next version may append, and nothing of it without a new minor version")
    func growing() throws {
        try Scratch.with { folder in
            let next = try NextMinor.header(in: folder)
            #expect(try LayoutScript.judge(next).output == "nothing breaks\n")
            let same = next.replacing("#define USHER_ABI_MINOR 1", with: "#define USHER_ABI_MINOR 0")
            let refused = try LayoutScript.judge(same)
            #expect(refused.code == 1 && refused.output.contains("struct usher_subject: grew"))
            // A number that is new, in both cases.
            let number = "  USHER_ITEM_REPLY = 10\n"
            let more = next.replacing(number, with: "  USHER_ITEM_REPLY = 10,\n  USHER_ITEM_NEW = 11\n")
            try #require(more != next)
            #expect(try LayoutScript.judge(more).code == 0)
            #expect(
                try LayoutScript.judge(header.replacing(number, with: "  USHER_ITEM_REPLY = 10,\n  USHER_ITEM_NEW = 11\n")).code
                    == 1)
        }
    }

    @Test(
        "refuses the next version, too, when it changes what there is",
        arguments: Mutation.breaking.filter { ["two fields", "a field", "a sign", "a number"].contains($0.start) })
    func breakingLater(mutation: Mutation) throws {
        // What the next version may do.
        let mayAppend = mutation.description.contains("appended")
        let next = header.replacing("#define USHER_ABI_MINOR 0", with: "#define USHER_ABI_MINOR 1")
        let result = try LayoutScript.judge(next.replacing(mutation.old, with: mutation.new))
        #expect(result.code == (mayAppend ? 0 : 1), "\(mutation): \(result.output)")
    }

    @Test("refuses a member where an old struct had padding, which nobody set to zero")
    func padding() throws {
        try Scratch.with { folder in
            let reserved = "  uint32_t flags;\n  uint32_t reserved;\n  int64_t total_hint; "
            try #require(header.ranges(of: reserved).count == 1)
            let holey = header.replacing(reserved, with: "  uint32_t flags;\n  int64_t total_hint; ")
            let later = header.replacing("#define USHER_ABI_MINOR 0", with: "#define USHER_ABI_MINOR 1")
            let old = try folder.write(holey, as: "old.h")
            let new = try folder.write(later, as: "new.h")
            for (source, target) in [(old, "old.json"), (new, "new.json")] {
                try #require(try LayoutScript.dump(source, to: folder.path + "/" + target).code == 0)
            }
            let result = try LayoutScript.check(folder.path + "/old.json", folder.path + "/new.json")
            #expect(result.code == 1 && result.output.contains("struct usher_page"), "\(result.output)")
            // And a struct that is new must not have any.
            let judged = try LayoutScript.judge(holey)
            #expect(judged.output.contains("struct usher_page: has padding"))
            // At the end of a struct: `size` stays, yet there is one more member.
            let tail = "  uint32_t http_status;\n  uint32_t more;\n} usher_tail;\n#endif"
            let padded = "typedef struct usher_tail { uint64_t size;\n" + tail
            let end = try #require(header.ranges(of: "#ifdef __cplusplus\n}").last?.lowerBound)
            let before =
                header[..<end] + padded.replacing("  uint32_t more;\n", with: "").replacing("#endif", with: "") + header[end...]
            let after =
                header[..<end].replacing("#define USHER_ABI_MINOR 0", with: "#define USHER_ABI_MINOR 1")
                + padded.replacing("#endif", with: "") + header[end...]
            let beforeFile = try folder.write(String(before), as: "before.h")
            let afterFile = try folder.write(String(after), as: "after.h")
            try #require(try LayoutScript.dump(beforeFile, to: folder.path + "/before.json").code == 0)
            try #require(try LayoutScript.dump(afterFile, to: folder.path + "/after.json").code == 0)
            let found = try LayoutScript.check(folder.path + "/before.json", folder.path + "/after.json")
            #expect(found.code == 1 && found.output.contains("more lies where usher_tail had padding"), "\(found.output)")
        }
    }
}

extension Mutation {
    /// The first two words of what it does.
    fileprivate var start: String { description.split(separator: " ").prefix(2).joined(separator: " ") }
}
