internal import PluginABI

/// The tables that extension() gives.
enum ExtensionTables {
    /// An extension, the size of its table, and whether a required function is missing.
    private struct Expected: Sendable {
        let id: String
        /// What is wrong with a size that a table tells.
        let problem: @Sendable (UInt32, Plugin) -> String?
        let missing: @Sendable (Plugin) -> [String]

        init<Table: BitwiseCopyable>(
            _ id: String, _ zero: @escaping @Sendable () -> Table, _ missing: @escaping @Sendable (Table) -> [(String, Bool)]
        ) {
            self.id = id
            problem = { size, plugin in
                FirstMinor.problem(
                    with: size, of: "\(Table.self)", Table.self, pluginMinor: plugin.table.abi_minor)
            }
            self.missing = { plugin in
                guard let table = plugin.table(id, zero()) else { return [] }
                return missing(table).filter(\.1).map(\.0)
            }
        }
    }

    private static let all: [Expected] = [
        Expected(USHER_EXT_BATCH, { usher_ext_batch() }) { (table: usher_ext_batch) in [("evaluate", table.evaluate == nil)] },
        Expected(USHER_EXT_MEMBERS, { usher_ext_members() }) { (table: usher_ext_members) in [("list", table.list == nil)] },
        Expected(USHER_EXT_GROUPS, { usher_ext_groups() }) { (table: usher_ext_groups) in [("list", table.list == nil)] },
        Expected(USHER_EXT_WEBHOOK, { usher_ext_webhook() }) { (table: usher_ext_webhook) in [("handle", table.handle == nil)] },
        Expected(USHER_EXT_WATCH, { usher_ext_watch() }) { (table: usher_ext_watch) in [("run", table.run == nil)] },
        Expected(USHER_EXT_HEALTH, { usher_ext_health() }) { (table: usher_ext_health) in [("check", table.check == nil)] },
        Expected(USHER_EXT_LINK, { usher_ext_link() }) { (table: usher_ext_link) in
            [("begin", table.begin == nil), ("resume", table.resume == nil)]
        },
        Expected(USHER_EXT_CLAIM, { usher_ext_claim() }) { (table: usher_ext_claim) in
            [
                ("describe", table.describe == nil), ("reserve", table.reserve == nil), ("commit", table.commit == nil),
                ("release", table.release == nil),
            ]
        },
        Expected(USHER_EXT_ACTIONS, { usher_ext_actions() }) { (table: usher_ext_actions) in
            [("actions", table.actions == nil && table.count > 0)]
        },
    ]

    static let test = CheckerTest(
        "extension.tables", "the tables of the extensions are static, have their size, and lack no function", [.size, .contract],
        isGate: true
    ) { room in
        let plugin = try room.plugin()
        guard let extensionOf = plugin.table.extension else { throw Skip("it has no extension()") }
        for expected in all {
            guard let first = (room.during("extension") { extensionOf(expected.id) }) else { continue }
            if (room.during("extension") { extensionOf(expected.id) }) != first {
                room.reporter.error(
                    .contract, "it gave two different tables for \(expected.id)",
                    change: "return the address of one static table",
                    in: "extension")
            }
            let size = first.loadUnaligned(as: UInt32.self)
            if let problem = expected.problem(size, plugin) {
                room.reporter.error(
                    .size, "size of the table for \(expected.id) is \(size), and \(problem)",
                    change: "begin the table with its own sizeof", in: "extension")
            }
            for name in expected.missing(plugin) {
                room.reporter.error(
                    .contract, "\(name) of \(expected.id) is NULL", change: "write it, or return NULL for the whole extension",
                    in: "extension")
            }
        }
    }
}
