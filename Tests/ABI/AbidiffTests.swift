import Testing

/// abidiff as a second opinion. It calls a member that was appended a change just as it does one that was swapped, so it is a
/// gate only where the golden layout is not: it must be silent as long as the version is the same, and may never see something
/// that cannot be loaded at all.
@Suite("abidiff")
struct AbidiffTests {
    /// The bit of its exit code that says: incompatible, whatever one thinks of it.
    private static let incompatible: Int32 = 8
    private let baseline = Repository.root + "/PluginABI/Layout/v1.0.abi"
    private let header: String

    init() throws {
        header = try Repository.read("PluginABI/include/usher_plugin.h")
    }

    private func compare(_ header: String) throws -> Compiler.Result {
        try Scratch.with { folder in
            let file = try folder.write(header, as: "usher_plugin.h")
            let read = try LayoutScript.abi(file, to: folder.path + "/new.abi")
            try #require(read.code == 0, "\(read.output)")
            return try Compiler.run("abidiff --no-default-suppression '\(baseline)' '\(folder.path)/new.abi'")
        }
    }

    /// The gate: silent for the same version, and for a later one not worse than a change that the golden layout accepts.
    private func passes(_ header: String) throws -> Bool {
        let result = try compare(header)
        if result.code == 0 { return true }
        guard result.code & Self.incompatible == 0, !header.contains("#define USHER_ABI_MINOR 0") else { return false }
        return try LayoutScript.judge(header).code == 0
    }

    @Test("sees no change since the baseline")
    func same() throws {
        let result = try compare(header)
        #expect(result.code == 0, "\(result.output)")
    }

    @Test(
        "sees a swapped, a removed and a widened member, and a changed function",
        arguments: Mutation.breaking.filter { mutation in
            ["swapped", "removed", "inserted", "widened", "parameter"].contains { mutation.description.contains($0) }
                && !mutation.description.contains("statuses")
        })
    func breaking(mutation: Mutation) throws {
        #expect(try !passes(header.replacing(mutation.old, with: mutation.new)), "\(mutation)")
        let later = header.replacing("#define USHER_ABI_MINOR 0", with: "#define USHER_ABI_MINOR 1")
        #expect(try !passes(later.replacing(mutation.old, with: mutation.new)), "\(mutation), later")
    }

    @Test("lets the next version append")
    func growing() throws {
        try Scratch.with { folder in
            let next = try NextMinor.header(in: folder)
            #expect(try passes(next))
            #expect(try !passes(next.replacing("#define USHER_ABI_MINOR 1", with: "#define USHER_ABI_MINOR 0")))
        }
    }
}
