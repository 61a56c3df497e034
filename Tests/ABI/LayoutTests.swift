import Testing

/// A change of the header that would break plugins which were compiled before.
struct Mutation: Sendable, CustomStringConvertible {
    let description: String
    let old: String
    let new: String

    static let breaking = [
        Mutation(
            description: "two fields of the same type swapped",
            old: "  usher_str account_id;\n  usher_str account_name;\n  usher_str link_json;\n  usher_str pseudonym;",
            new: "  usher_str account_name;\n  usher_str account_id;\n  usher_str link_json;\n  usher_str pseudonym;"),
        Mutation(
            description: "a function renamed",
            old: "  int64_t (*unix_ms)(const usher_host *host);", new: "  int64_t (*mono_ms_)(const usher_host *host);"),
        Mutation(
            description: "a field inserted", old: "  int64_t total_hint;      /*",
            new: "  int64_t inserted;\n  int64_t total_hint;      /*"),
        Mutation(description: "a field removed", old: "  usher_str facts_json;    /*", new: "  /* gone */ /*"),
        Mutation(
            description: "a field widened in place of padding", old: "  uint16_t reserved;\n", new: "  uint32_t reserved;\n"),
        Mutation(description: "a sign changed", old: "  uint64_t version; ", new: "  int64_t version; "),
        Mutation(
            description: "a parameter added to a function", old: "(*commit)(void *self, usher_call *call, usher_str claim_id);",
            new: "(*commit)(void *self, usher_call *call, usher_str claim_id, int64_t at);"),
        Mutation(
            description: "a parameter's type changed", old: "int64_t ttl_ms, uint64_t expect_version);",
            new: "int32_t ttl_ms, uint64_t expect_version);"),
        Mutation(
            description: "a field appended without a new minor version", old: "  usher_str from;          /*",
            new: "  usher_str from;\n  usher_str more;          /*"),
        Mutation(description: "a number changed", old: "USHER_HOLDS = 0x686f", new: "USHER_HOLDS = 1"),
        Mutation(description: "two statuses swapped", old: "USHER_E_TIMEOUT = -7", new: "USHER_E_TIMEOUT = -8"),
        Mutation(
            description: "an id changed", old: "#define USHER_SVC_KV \"usher.kv/1\"", new: "#define USHER_SVC_KV \"usher.kv/2\""),
        Mutation(
            description: "an argument's C type changed", old: "typedef int64_t usher_arg_i;",
            new: "typedef int32_t usher_arg_i;"),
        Mutation(
            description: "a frozen struct grown", old: "  size_t len;\n} usher_str;",
            new: "  size_t len;\n  size_t more;\n} usher_str;"),
        Mutation(
            description: "the entry's type changed", old: "USHER_EXPORT const usher_plugin *usher_plugin_v1(void);",
            new: "USHER_EXPORT usher_plugin *usher_plugin_v1(void);"),
        Mutation(description: "another major version", old: "#define USHER_ABI_MAJOR 1", new: "#define USHER_ABI_MAJOR 2"),
    ]
}

@Suite("The layout of version 1.0")
struct LayoutTests {
    @Test("does not compile after a change that breaks old plugins", arguments: Mutation.breaking, ["gcc", "clang"])
    func breaking(mutation: Mutation, command: String) throws {
        let result = try check(mutation, with: command)
        #expect(result.code != 0, "the asserts did not notice: \(mutation)")
        let isAboutLayout = result.output.contains("assert") || result.output.contains("redefined")
        #expect(isAboutLayout, "it failed for another reason: \(result.output)")
    }

    @Test("still compiles when a struct grew at its end together with the minor version", arguments: ["gcc", "clang"])
    func growing(command: String) throws {
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        let grown = header.replacing("#define USHER_ABI_MINOR 0", with: "#define USHER_ABI_MINOR 1")
            .replacing("  usher_str from;          /*", with: "  usher_str from;\n  usher_str more;          /*")
        #expect(grown != header)
        let result = try compile(grown, with: command)
        #expect(result.code == 0, "\(result.output)")
    }

    private func check(_ mutation: Mutation, with command: String) throws -> Compiler.Result {
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        let parts = header.ranges(of: mutation.old).count
        try #require(parts == 1, "the header has \(parts) times: \(mutation.old)")
        return try compile(header.replacing(mutation.old, with: mutation.new), with: command)
    }

    private func compile(_ header: String, with command: String) throws -> Compiler.Result {
        try Scratch.with { folder in
            _ = try folder.write(header, as: "usher_plugin.h")
            return try Compiler(command: command, standard: "c11").check(
                try Repository.read("PluginABI/Layout/v1_0.c"), include: folder.path)
        }
    }
}
