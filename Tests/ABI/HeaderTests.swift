import Testing

@Suite("usher_plugin.h")
struct HeaderTests {
    @Test("compiles alone, without a warning and without padding", arguments: Compiler.c + Compiler.cxx)
    func alone(compiler: Compiler) throws {
        let result = try compiler.check("#include \"usher_plugin.h\"\nint unit;\n")
        #expect(result.code == 0, "\(result.output)")
    }

    @Test("compiles twice in one unit, and beside the layout of version 1.0", arguments: Compiler.c)
    func layout(compiler: Compiler) throws {
        let result = try compiler.check("#include \"usher_plugin.h\"\n" + (try Repository.read("PluginABI/Layout/v1_0.c")))
        #expect(result.code == 0, "\(result.output)")
    }

    @Test("has the same layout on aarch64, and says so clearly on 32 bits")
    func otherMachines() throws {
        let layout = try Repository.read("PluginABI/Layout/v1_0.c")
        let clang = Compiler(command: "clang", standard: "c11")
        let arm = try clang.check(layout, options: "-target aarch64-linux-gnu -ffreestanding")
        #expect(arm.code == 0, "\(arm.output)")
        let small = try clang.check(layout, options: "-target i686-linux-gnu -ffreestanding -ferror-limit=3")
        #expect(small.code != 0 && small.output.contains("Usher's plugins are 64-bit"))
    }

    @Test("includes only stddef.h and stdint.h, and defines only names of its own")
    func hygiene() throws {
        let lines = try Repository.read("PluginABI/include/usher_plugin.h").split(separator: "\n")
        let includes = lines.filter { $0.hasPrefix("#include") }.map(String.init)
        #expect(includes == ["#include <stddef.h>", "#include <stdint.h>"])
        for line in lines where line.hasPrefix("#define ") {
            #expect(line.hasPrefix("#define USHER_"), "\(line)")
        }
    }

    @Test("names the thread of every function, in the comment that belongs to it")
    func threads() throws {
        let found = Self.functions(in: try Repository.read("PluginABI/include/usher_plugin.h"))
        #expect(found.count == 46, "the header has another number of functions; count again")
        for (name, comment) in found {
            let ends = ["[pure]", "[control]", "[worker]", "[call]", "[any]"].filter { comment.hasSuffix($0) }
            #expect(ends.count == 1, "\(name): \(comment.suffix(40))")
        }
    }

    @Test("would be caught without a tag")
    func threadsMutated() throws {
        let header = try Repository.read("PluginABI/include/usher_plugin.h")
        let mutated = header.split(separator: "\n").map { line in
            line.contains("from an arbitrary start. [any]") ? "  /* From an arbitrary start. */" : String(line)
        }.joined(separator: "\n")
        #expect(mutated != header)
        #expect(Self.functions(in: mutated).contains { $0.name == "mono_ms" && !$0.comment.hasSuffix("[any]") })
    }

    /// Each function pointer and each exported function, with the comment behind it on its line, or else the one before it.
    private static func functions(in header: String) -> [(name: String, comment: String)] {
        let code = /(?:\(\*(\w+)\)\(|USHER_EXPORT const usher_plugin \*(\w+)\()/
        var found: [(name: String, comment: String)] = []
        var comment = ""
        var isOpen = false
        for line in header.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.trimmingSpaces()
            if isOpen || text.hasPrefix("/*") {
                comment = (isOpen ? comment + " " : "") + text
                isOpen = !text.hasSuffix("*/")
            } else if !text.hasPrefix("#"), !text.hasPrefix("USHER_ACTION_"), let match = text.firstMatch(of: code),
                text.hasPrefix("usher_") || text.hasPrefix("const void") || text.hasPrefix("void") || text.hasPrefix("int64_t")
                    || text.hasPrefix("USHER_EXPORT")
            {
                let own = text.firstRange(of: "/*").map { String(text[$0.lowerBound...]) } ?? comment
                found.append((String(match.1 ?? match.2 ?? ""), own.replacing("*/", with: "").trimmingSpaces()))
            } else if text.isEmpty {
                comment = ""
            }
        }
        return found
    }
}

extension StringProtocol {
    fileprivate func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
