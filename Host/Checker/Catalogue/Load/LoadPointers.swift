internal import PluginABI

/// Where the function pointers of the table lead.
enum LoadPointers {
    static let test = CheckerTest(
        "load.pointers", "every function of the table is the library's own code", [.contract]
    ) { room in
        let plugin = try room.plugin()
        guard let bytes = room.process.memoryMap,
            let map = MemoryMap(bytes, around: unsafeBitCast(plugin.entry, to: UInt.self))
        else {
            throw Skip("/proc/self/maps cannot be read")
        }
        let functions: [(String, UInt)] = [
            ("load", address(plugin.table.load)), ("unload", address(plugin.table.unload)),
            ("create", address(plugin.table.create)), ("destroy", address(plugin.table.destroy)),
            ("evaluate", address(plugin.table.evaluate)), ("extension", address(plugin.table.extension)),
        ]
        for (name, address) in functions where address != 0 {
            switch map.kind(of: address) {
            case .ownCode: break
            // free() as destroy() is in the documentation, and harmless: it leads through the library's own table of links.
            case .foreignCode where name == "destroy": break
            case .foreignCode:
                room.reporter.warning(
                    .contract, "\(name) leads into another library", change: "write a function of your own that calls it",
                    in: "usher_plugin_v1")
            case .data, .stack, .nowhere:
                room.reporter.error(
                    .contract, "\(name) leads to no code at all (0x\(String(address, radix: 16)))",
                    change: "look at the order of the members in the table, and whether it is filled before it is returned",
                    in: "usher_plugin_v1")
            }
        }
        // On the heap it may lie, as long as it stays there.
        if case .stack = map.kind(of: UInt(bitPattern: plugin.tablePointer)) {
            room.reporter.error(
                .contract, "the table lies on the stack",
                change: "make it `static const usher_plugin`", in: "usher_plugin_v1")
        }
    }

    private static func address<Function>(_ function: Function?) -> UInt {
        guard let function else { return 0 }
        return unsafeBitCast(function, to: UInt.self)
    }
}
