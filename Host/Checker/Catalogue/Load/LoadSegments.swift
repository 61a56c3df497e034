/// What the library asks of memory.
enum LoadSegments {
    static let test = CheckerTest(
        "load.segments", "no memory of the library is to be written and executed", [.cell]
    ) { room in
        guard let elf = ELFFile(try room.content()) else { throw Skip("it is no ELF library") }
        let both = ELFFile.Number.flagWrite | ELFFile.Number.flagExecute
        if elf.segments.contains(where: { $0.type == ELFFile.Number.segmentLoad && $0.flags & both == both }) {
            room.reporter.error(
                .cell, "a segment of it is to be written and executed: a locked-down worker refuses to load it",
                change: "link without -z rwx-segments, -N or a linker script that merges code and data", in: "")
        }
        if elf.segments.contains(where: { $0.type == ELFFile.Number.segmentStack && $0.flags & both == both }) {
            room.reporter.error(
                .cell, "it asks for an executable stack: a locked-down worker refuses to load it",
                change: "link with -z noexecstack, and give assembler sources `.section .note.GNU-stack,\"\",@progbits`", in: "")
        }
        let hasTextRelocations = elf.dynamic.contains { entry in
            entry.tag == ELFFile.Number.tagTextRelocations
                || (entry.tag == ELFFile.Number.tagFlags && entry.value & ELFFile.Number.flagTextRelocations != 0)
        }
        if hasTextRelocations {
            room.reporter.error(
                .cell, "its code has to be changed while it is loaded (TEXTREL)", change: "compile everything with -fPIC", in: "")
        }
    }
}
