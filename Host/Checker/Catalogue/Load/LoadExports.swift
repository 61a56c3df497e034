/// Which symbols the library shows to others.
enum LoadExports {
    private static let namedMax = 5
    /// Put there by linkers.
    private static let marks: Set<String> = ["_init", "_fini", "_edata", "_end", "__bss_start"]

    static let test = CheckerTest("load.exports", "the library exports usher_plugin_v1 and nothing else", [.file]) { room in
        guard let elf = ELFFile(try room.content()) else {
            return room.reporter.error(
                .file, "it is no 64-bit little-endian ELF library", change: "build with `cc -shared -fPIC`", in: "")
        }
        let exported = elf.symbols.filter { symbol in
            symbol.isDefined && symbol.isVisible && symbol.binding != ELFFile.Number.bindingLocal
                && !symbol.name.hasPrefix("usher_plugin_v") && !marks.contains(symbol.name)
        }
        if !exported.isEmpty {
            let names = exported.prefix(namedMax).map(\.name).joined(separator: ", ")
            let more = exported.count > namedMax ? " and \(exported.count - namedMax) more" : ""
            room.reporter.warning(
                .file, "it also exports \(names)\(more): they can clash with those of the host or of a library",
                change:
                    "compile with -fvisibility=hidden; for Swift, Rust and libraries that are linked in, use a version script: "
                    + "-Wl,--version-script=exports.map with { global: usher_plugin_v1; local: *; };", in: "")
        }
        let unique = elf.symbols.filter { $0.binding == ELFFile.Number.bindingUnique && $0.isDefined }
        if let first = unique.first {
            room.reporter.warning(
                .file, "\(first.name) is a unique symbol (STB_GNU_UNIQUE): the library can never be unloaded",
                change: "compile C++ with -fno-gnu-unique, or with -fvisibility=hidden -fvisibility-inlines-hidden", in: "")
        }
    }
}
