/// Which other libraries it needs.
enum LoadDependencies {
    /// Those of the C and C++ runtime, which are on every machine.
    private static let system = [
        "libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "libgcc_s.so", "libstdc++.so", "libresolv.so",
        "ld-linux-x86-64.so", "ld-linux-aarch64.so", "libutil.so", "libatomic.so",
    ]

    /// The folder that the library lies in: who can write there can replace the library as well. SwiftPM puts it into each.
    private static let own: Set<Substring> = ["$ORIGIN", "${ORIGIN}"]

    static let test = CheckerTest(
        "load.dependencies", "the library needs nothing but the system's own libraries, and looks for them nowhere else",
        [.file, .cell]
    ) { room in
        guard let elf = ELFFile(try room.content()) else { throw Skip("it is no ELF library") }
        let foreign = elf.texts(ELFFile.Number.tagNeeded).filter { name in !system.contains { name.hasPrefix($0) } }
        if !foreign.isEmpty {
            room.reporter.warning(
                .file, "it needs \(foreign.joined(separator: ", ")), which is not on every machine",
                change: "link it statically (Swift: -static-stdlib), or tell admins which package it comes from", in: "")
        }
        let folders = (elf.texts(ELFFile.Number.tagRpath) + elf.texts(ELFFile.Number.tagRunpath))
            .flatMap { $0.split(separator: ":") }
        for path in Set(folders).subtracting(own).sorted() {
            room.reporter.warning(
                .file,
                "it looks for libraries in \(path) (RUNPATH), which another machine does not have, or somebody else can write",
                change: "link without -rpath; the release build of a Swift plugin is made with -static-stdlib", in: "")
        }
    }
}
