internal import Glibc

/// Whether the library can be loaded at all, and how long that takes.
enum LoadOpen {
    /// What an admin's start-up should not have to wait for.
    private static let scanMillisecondsMax: Int64 = 100

    static let test = CheckerTest(
        "load.open", "the library can be loaded, and exports usher_plugin_v1()", [.contract], isGate: true
    ) { room in
        guard let elf = ELFFile(try room.content()) else {
            return room.reporter.error(
                .file, "the file is no shared library for 64-bit machines (ELF)",
                change: "name the .so that the compiler makes of your source, for example with `cc -shared -fPIC`", in: "")
        }
        let path = room.options.inProcess ? room.options.file : "/proc/self/fd/\(room.library)"
        let started = steadyMilliseconds()
        let library = room.during("a constructor of the library") { dlopen(path, RTLD_NOW | RTLD_LOCAL) }
        guard let library else {
            return room.reporter.error(
                .file, "the library cannot be loaded: \(Plugin.linkerMessage(path))",
                change: "link every library it needs, or link them statically; undefined symbols are found by "
                    + "`cc -shared -Wl,-z,defs ...`", in: "")
        }
        guard dlsym(library, "usher_plugin_v1") != nil else {
            let other = dlsym(library, "usher_plugin_v2") != nil
            return room.reporter.error(
                .contract, "it does not export usher_plugin_v1()\(other ? ", only usher_plugin_v2()" : "")",
                change: "define `const usher_plugin *usher_plugin_v1(void)` as usher_plugin.h declares it (in C++ inside "
                    + "extern \"C\"), and let no version script hide it", in: "")
        }
        if elf.symbols.contains(where: isData) {
            return room.reporter.error(
                .contract, "usher_plugin_v1 is data, not a function",
                change: "define the function `const usher_plugin *usher_plugin_v1(void)` that returns the table's address", in: ""
            )
        }
        let plugin: Plugin
        do {
            plugin = try room.plugin()
        } catch let skip as Skip {
            return room.reporter.error(
                .contract, skip.reason, change: "return the address of one `static const usher_plugin`", in: "usher_plugin_v1")
        }
        let milliseconds = steadyMilliseconds() - started
        if milliseconds > scanMillisecondsMax {
            room.reporter.warning(
                .contract, "loading it and asking for its table took \(milliseconds) ms",
                change: "do less in constructors and static initialisers: put it into load() or create()", in: "")
        }
        if plugin.entry() != plugin.tablePointer {
            room.reporter.error(
                .contract, "usher_plugin_v1() returned another pointer the second time",
                change: "return the address of one `static const usher_plugin`", in: "usher_plugin_v1")
        }
    }

    private static func isData(_ symbol: ELFFile.Symbol) -> Bool {
        symbol.name == "usher_plugin_v1" && symbol.isDefined && symbol.type == ELFFile.Number.typeData
    }
}
