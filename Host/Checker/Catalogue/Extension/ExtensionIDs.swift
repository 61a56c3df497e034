internal import PluginABI

/// Extension ids that exist nowhere.
enum ExtensionIDs {
    /// All that usher_plugin.h knows.
    static let known = [
        USHER_EXT_BATCH, USHER_EXT_MEMBERS, USHER_EXT_GROUPS, USHER_EXT_WEBHOOK, USHER_EXT_WATCH, USHER_EXT_HEALTH,
        USHER_EXT_LINK,
        USHER_EXT_CLAIM, USHER_EXT_ACTIONS,
    ]

    static let test = CheckerTest(
        "extension.unknown-ids", "extension() gives NULL for every id that it does not know", [.contract]
    ) { room in
        let plugin = try room.plugin()
        guard let extensionOf = plugin.table.extension else { throw Skip("it has no extension()") }
        let strangers =
            [
                "", " ", "/", "usher", "usher.", "usher.nothing/1", "USHER.LINK/1", String(repeating: "x", count: 1_000),
                "\u{202e}",
            ]
            + known.flatMap { id in
                let stem = String(id.dropLast())
                return ["\(id)x", "\(id) ", "\(id)0", stem, "\(stem)2", "x\(id)", String(id.dropLast(2))]
            }
        for id in strangers {
            let answer = room.during("extension") { extensionOf(id) }
            if answer != nil {
                room.reporter.error(
                    .contract, "it gave a table for the id \"\(id.prefix(40))\", which does not exist",
                    change: "compare the whole id: strcmp(id, USHER_EXT_...) == 0, not strncmp, strstr or a default branch",
                    in: "extension")
                return
            }
        }
    }
}
