internal import PluginABI
internal import UsherWire

/// Finds what a plugin offers beyond evaluate().
struct Extensions {
    typealias Finder = @convention(c) (UnsafePointer<CChar>?) -> UnsafeRawPointer?

    private let finder: Finder?

    init(_ finder: Finder?) {
        self.finder = finder
    }

    func claim() throws(LoadFault) -> usher_ext_claim? {
        guard let table = table(USHER_EXT_CLAIM, usher_ext_claim()) else { return nil }
        guard table.describe != nil, table.reserve != nil, table.commit != nil, table.release != nil else {
            throw LoadFault("its \(USHER_EXT_CLAIM) lacks describe(), reserve(), commit() or release()")
        }
        return table
    }

    func link() throws(LoadFault) -> usher_ext_link? {
        guard let table = table(USHER_EXT_LINK, usher_ext_link()) else { return nil }
        guard table.begin != nil, table.resume != nil else {
            throw LoadFault("its \(USHER_EXT_LINK) lacks begin() or resume()")
        }
        return table
    }

    func actions() throws(LoadFault) -> [Action] {
        guard let table = table(USHER_EXT_ACTIONS, usher_ext_actions()), table.count > 0 else { return [] }
        guard table.count <= Limit.actions, let list = table.actions else {
            throw LoadFault("its \(USHER_EXT_ACTIONS) has more than \(Limit.actions) actions, or no list of them")
        }
        var actions: [Action] = []
        for index in 0..<Int(table.count) {
            guard let pointer = list[index] else { throw LoadFault("action \(index) of its \(USHER_EXT_ACTIONS) is NULL") }
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

    private func table<Table: BitwiseCopyable>(_ id: String, _ zero: Table) -> Table? {
        guard let pointer = finder.flatMap({ $0(id) }) else { return nil }
        return readClamped(pointer, size: pointer.loadUnaligned(as: UInt32.self), over: zero)
    }
}
