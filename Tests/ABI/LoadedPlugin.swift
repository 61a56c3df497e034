import Glibc
import PluginABI
import Testing

/// Plugins built as an author builds them, loaded into this process.
enum LoadedPlugin {
    /// Builds a plugin in C as the tutorial says, loads it and asks for its table.
    ///
    /// - Parameter options: beside those of the tutorial.
    static func with(
        _ source: String, _ command: String, include: String = Repository.include, options: String = "",
        _ body: (UnsafePointer<usher_plugin>) throws -> Void
    ) throws {
        try Scratch.with { folder in
            let file = try folder.write(source, as: "plugin.c")
            let library = folder.path + "/plugin.so"
            let built = try Compiler.run(
                "\(command) -std=c11 -O2 -shared -fPIC -fvisibility=hidden -Wall -Wextra -pedantic -Wconversion -Werror "
                    + "\(options) -I'\(include)' -o '\(library)' '\(file)'")
            try #require(built.code == 0, "\(built.output)")
            try load(library, body)
        }
    }

    /// Loads a plugin, checks what it exports, and asks for its table.
    static func load(_ library: String, _ body: (UnsafePointer<usher_plugin>) throws -> Void) throws {
        #expect(try symbols(of: library) == ["usher_plugin_v1"])
        let handle = try #require(dlopen(library, RTLD_NOW | RTLD_LOCAL))
        defer { dlclose(handle) }
        typealias Entry = @convention(c) () -> UnsafePointer<usher_plugin>?
        let entry = unsafeBitCast(try #require(dlsym(handle, "usher_plugin_v1")), to: Entry.self)
        let plugin = try #require(entry())
        #expect(plugin == entry() && plugin.pointee.size >= UInt32(MemoryLayout<usher_plugin>.size))
        try body(plugin)
    }

    /// What a library exports, other than the marks that linkers set at the ends of its data.
    static func symbols(of library: String) throws -> [String] {
        let listed = try Compiler.run("nm -D --defined-only '\(library)'")
        try #require(listed.code == 0, "\(listed.output)")
        let names = listed.output.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        return names.filter { !["__bss_start", "_edata", "_end", "_init", "_fini"].contains($0) }
    }
}
