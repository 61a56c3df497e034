internal import PluginABI
internal import UsherWire

/// How actions are declared.
enum ActionsDeclared {
    static let test = CheckerTest(
        "actions.declared", "every action has a name, a title, a signature that can be read, and a function", [.contract, .size]
    ) { room in
        let plugin = try room.plugin()
        guard let table = plugin.table(USHER_EXT_ACTIONS, usher_ext_actions()) else { throw Skip("it has no actions") }
        guard table.count <= Limit.actions, let list = table.actions else {
            return room.reporter.error(
                .contract, "it declares \(table.count) actions, at most \(Limit.actions) are taken",
                change: "look at count and actions of usher_ext_actions", in: "actions")
        }
        var ids: Set<String> = []
        for index in 0..<Int(table.count) {
            guard let pointer = list[index] else {
                room.reporter.error(
                    .contract, "action \(index) is NULL", change: "make count as large as the list", in: "actions")
                continue
            }
            check(room, UnsafeRawPointer(pointer), index, &ids)
        }
    }

    private static func check(_ room: Room, _ pointer: UnsafeRawPointer, _ index: Int, _ ids: inout Set<String>) {
        let action = readClamped(pointer, size: pointer.loadUnaligned(as: UInt32.self), over: usher_action())
        let id = action.id.copied ?? ""
        let function = "action \(id.isEmpty ? String(index) : id)"
        func error(_ rule: Rule, _ what: String, _ change: String) {
            room.reporter.error(rule, what, change: change, in: function)
        }
        let minor = room.host.pluginMinor
        if let problem = FirstMinor.problem(with: action.size, of: "usher_action", usher_action.self, pluginMinor: minor) {
            error(
                .size, "its size is \(action.size), and \(problem)",
                "begin it with sizeof(usher_action), or use USHER_ACTION1 and its kin")
        }
        if !ActionShape.isName(id) || id.utf8.count > Limit.id {
            error(.contract, "its id is \"\(id)\"", "use a lower-case letter, then lower-case letters, digits and _")
        } else if !ids.insert(id).inserted {
            error(.contract, "two actions are called \(id)", "give each action its own id")
        }
        if action.title.copied?.isEmpty != false {
            error(.contract, "it has no title", "say in English what it does: people choose by it")
        }
        do {
            _ = try ActionShape(action.signature.copied ?? "?")
        } catch {
            room.reporter.error(
                .contract, "its signature is wrong: \(error.text)",
                change: "write it like \"room s, uses i_opt\", or let USHER_ACTION1 and its kin write it", in: function)
        }
        if action.function == nil { error(.contract, "it has no function", "set function") }
        let both = UInt32(USHER_ACTION_DESTRUCTIVE | USHER_ACTION_READ_ONLY)
        if action.flags & both == both {
            error(.contract, "it is destructive and read-only at once", "leave one of the flags out")
        }
        if action.help_json.len > 0, action.help_json.borrowed.flatMap({ JSONText($0) })?.value.kind != .object {
            error(.contract, "its help_json is no JSON object", "write {\"parameter\": \"what it means\"}, or nothing")
        }
    }
}
