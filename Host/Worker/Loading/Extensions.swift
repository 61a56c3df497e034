internal import PluginABI
internal import UsherWire

/// What a plugin offers beyond evaluate(): its tables, copied by rule R1 and checked.
struct Extensions {
    typealias Finder = @convention(c) (UnsafePointer<CChar>?) -> UnsafeRawPointer?

    /// No host will ever offer this one.
    private static let unknownID = "usher.unknown/0"

    let batch: usher_ext_batch?
    let members: usher_ext_members?
    let groups: usher_ext_groups?
    let webhook: usher_ext_webhook?
    let watch: usher_ext_watch?
    let health: usher_ext_health?
    let link: usher_ext_link?
    let claim: usher_ext_claim?
    let actions: [Action]

    init(_ finder: Finder?) throws(LoadFault) {
        let tables = Tables(finder: finder)
        guard tables.find(Self.unknownID) == nil else {
            throw LoadFault("its extension() gives a table for \(Self.unknownID): it must return NULL for what it does not know")
        }
        batch = try tables.table(USHER_EXT_BATCH, usher_ext_batch(), "evaluate()") { $0.evaluate != nil }
        members = try tables.table(USHER_EXT_MEMBERS, usher_ext_members(), "list()") { $0.list != nil }
        groups = try tables.table(USHER_EXT_GROUPS, usher_ext_groups(), "list()") { $0.list != nil }
        webhook = try tables.table(USHER_EXT_WEBHOOK, usher_ext_webhook(), "handle()") { $0.handle != nil }
        watch = try tables.table(USHER_EXT_WATCH, usher_ext_watch(), "run()") { $0.run != nil }
        health = try tables.table(USHER_EXT_HEALTH, usher_ext_health(), "check()") { $0.check != nil }
        link = try tables.table(USHER_EXT_LINK, usher_ext_link(), "begin() or resume()") { $0.begin != nil && $0.resume != nil }
        claim = try tables.table(USHER_EXT_CLAIM, usher_ext_claim(), "describe(), reserve(), commit() or release()") {
            $0.describe != nil && $0.reserve != nil && $0.commit != nil && $0.release != nil
        }
        actions = try Self.actions(try tables.table(USHER_EXT_ACTIONS, usher_ext_actions(), "actions") { _ in true })
    }

    /// What there is, in the order of the alphabet.
    var ids: [String] {
        [
            (ExtensionID.actions, !actions.isEmpty), (ExtensionID.batch, batch != nil), (ExtensionID.claim, claim != nil),
            (ExtensionID.groups, groups != nil), (ExtensionID.health, health != nil), (ExtensionID.link, link != nil),
            (ExtensionID.members, members != nil), (ExtensionID.watch, watch != nil), (ExtensionID.webhook, webhook != nil),
        ].filter(\.1).map(\.0)
    }

    private static func actions(_ table: usher_ext_actions?) throws(LoadFault) -> [Action] {
        guard let table, table.count > 0 else { return [] }
        guard table.count <= Limit.actions, let list = table.actions else {
            throw LoadFault("its \(USHER_EXT_ACTIONS) has more than \(Limit.actions) actions, or no list of them")
        }
        guard Addresses.areMapped(list, count: Int(table.count) * MemoryLayout<UnsafeRawPointer>.size) else {
            throw LoadFault("the list of its \(USHER_EXT_ACTIONS) is at an address where nothing is")
        }
        var actions: [Action] = []
        for index in 0..<Int(table.count) {
            guard let pointer = list[index] else { throw LoadFault("action \(index) of its \(USHER_EXT_ACTIONS) is NULL") }
            guard Addresses.areMapped(pointer, count: 4) else {
                throw LoadFault("action \(index) of its \(USHER_EXT_ACTIONS) is at an address where nothing is")
            }
            let raw = UnsafeRawPointer(pointer)
            let declared = readClamped(raw, size: raw.loadUnaligned(as: UInt32.self), over: usher_action())
            let action = try Action(declared, index: index)
            guard !actions.contains(where: { $0.introduction.id == action.introduction.id }) else {
                throw LoadFault("it has two actions \(action.introduction.id)")
            }
            actions.append(action)
        }
        return actions
    }

    /// Where the tables come from.
    private struct Tables {
        let finder: Finder?

        func find(_ id: String) -> UnsafeRawPointer? { finder.flatMap { $0(id) } }

        /// The table of an extension, if the plugin has it. `isWhole` tells whether the `required` functions are there.
        func table<Table: BitwiseCopyable>(
            _ id: String, _ zero: Table, _ required: String, _ isWhole: (Table) -> Bool
        ) throws(LoadFault) -> Table? {
            guard let pointer = find(id) else { return nil }
            guard Addresses.areMapped(pointer, count: 4) else { throw LoadFault("its \(id) is at an address where nothing is") }
            let table = readClamped(pointer, size: pointer.loadUnaligned(as: UInt32.self), over: zero)
            guard isWhole(table) else { throw LoadFault("its \(id) lacks \(required)") }
            // Behind `size` and one more number there are only functions, but for the list of actions.
            guard id == USHER_EXT_ACTIONS || Addresses.areFunctions(in: table, from: 8) else {
                throw LoadFault("its \(id) has a function that is in no loaded library")
            }
            return table
        }
    }
}
