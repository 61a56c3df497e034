internal import PluginABI

/// What stands in the table.
enum LoadTable {
    static let test = CheckerTest(
        "load.table", "the table has its size, its version and its required functions", [.size, .contract], isGate: true
    ) { room in
        let plugin = try room.plugin()
        let table = plugin.table
        let size = plugin.tablePointer.loadUnaligned(as: UInt32.self)
        func error(_ rule: Rule, _ what: String, _ change: String) {
            room.reporter.error(rule, what, change: change, in: "usher_plugin_v1")
        }
        if let problem = FirstMinor.problem(with: size, of: "usher_plugin", usher_plugin.self, pluginMinor: table.abi_minor) {
            error(
                .size, "size of the table is \(size), and \(problem)",
                "begin the table with `sizeof(usher_plugin)`, not with the size of a pointer")
        }
        if Int32(table.abi_major) != USHER_ABI_MAJOR {
            error(.contract, "abi_major is \(table.abi_major)", "write USHER_ABI_MAJOR (\(USHER_ABI_MAJOR))")
        }
        if Int32(table.min_host_minor) > USHER_ABI_MINOR, table.min_host_minor <= table.abi_minor {
            error(
                .contract,
                "min_host_minor is \(table.min_host_minor), and this Usher offers ABI \(USHER_ABI_MAJOR).\(USHER_ABI_MINOR): it "
                    + "refuses the plugin",
                "check it with the Usher that it is for, or write the oldest minor that it works with")
        } else if Int32(table.abi_minor) > USHER_ABI_MINOR {
            room.reporter.note(
                "it was compiled for ABI \(USHER_ABI_MAJOR).\(table.abi_minor), and this checker knows "
                    + "\(USHER_ABI_MAJOR).\(USHER_ABI_MINOR): what is new since then is not looked at")
        }
        if table.min_host_minor > table.abi_minor {
            error(
                .contract, "min_host_minor \(table.min_host_minor) is above its own abi_minor \(table.abi_minor)",
                "write the oldest minor that the plugin works with, most often 0")
        }
        if table.reserved != 0 { error(.contract, "reserved is \(table.reserved)", "leave it 0") }
        for (name, isMissing) in [
            ("create", table.create == nil), ("destroy", table.destroy == nil), ("evaluate", table.evaluate == nil),
        ] where isMissing {
            error(.contract, "\(name) is NULL", "every plugin has create, destroy and evaluate")
        }
        if plugin.manifest.isEmpty {
            error(.manifest, "manifest_json is empty", "give it a JSON object with usher, id, name and version")
        }
    }
}
