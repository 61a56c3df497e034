public import PluginABI

/// The static table that a plugin gives to its host, made once and never freed (R2: it must outlive everything).
///
/// ``create(_:_:_:)`` and ``extension(_:)`` are called through closures in the plugin's own entry, because a C function cannot
/// carry along which type of plugin it stands for. See ``PluginKit`` for the lines to copy.
// SAFETY: everything in it, and everything behind its pointers, is immutable after `init` and never freed.
public struct PluginTable: @unchecked Sendable {
    /// The type of `usher_plugin.create`.
    public typealias Create =
        @convention(c) (
            UnsafeMutablePointer<usher_call>?, usher_str, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> usher_status
    /// The type of `usher_plugin.extension`.
    public typealias Extension = @convention(c) (UnsafePointer<CChar>?) -> UnsafeRawPointer?

    /// What `usher_plugin_v1()` returns.
    public let pointer: UnsafePointer<usher_plugin>

    private let make: @Sendable (JSON, Call) throws -> any Authoriser
    private let extensions: [(id: String, table: UnsafeRawPointer)]

    static var abiVersion: String { "\(USHER_ABI_MAJOR).\(USHER_ABI_MINOR)" }

    /// Makes the table of a type of plugin. Its abilities are the protocols that it conforms to.
    public init<Plugin: Authoriser>(_ type: Plugin.Type, create: @escaping Create, extension: @escaping Extension) {
        make = { config, call in try Plugin(config: config, call: call) }
        extensions = Self.extensions(of: type)
        pointer = eternal(
            usher_plugin(
                size: UInt32(MemoryLayout<usher_plugin>.size), abi_major: UInt16(USHER_ABI_MAJOR),
                abi_minor: UInt16(USHER_ABI_MINOR), min_host_minor: 0, reserved: 0, max_concurrency: Plugin.concurrencyMax,
                manifest_json: eternal(Plugin.manifest.json), load: nil, unload: nil, create: create,
                destroy: { enterDestroy($0) }, evaluate: { enterEvaluate($0, $1, $2, $3) },
                extension: `extension`))
    }

    /// `usher_plugin.create`: makes an instance of the type.
    public func create(
        _ raw: UnsafeMutablePointer<usher_call>?, _ config: usher_str, _ me: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> usher_status {
        guard let me else { return usher_status(USHER_E_INVALID) }
        return answer(raw) { call, _ in
            let instance = Instance(try make(JSON(config.text, call: call), call))
            me.pointee = Unmanaged.passRetained(instance).toOpaque()
        }
    }

    /// `usher_plugin.extension`: the type's table for an id.
    public func `extension`(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        guard let id else { return nil }
        let wanted = String(cString: id)
        return extensions.first { $0.id == wanted }?.table
    }

    private static func extensions<Plugin: Authoriser>(of type: Plugin.Type) -> [(id: String, table: UnsafeRawPointer)] {
        var found: [(id: String, table: UnsafeRawPointer)] = []
        func add<Table>(_ id: String, _ table: Table) { found.append((id, UnsafeRawPointer(eternal(table)))) }
        if let batching = type as? any BatchAuthoriser.Type {
            add(USHER_EXT_BATCH, usher_ext_batch.entrances(subjectsMax: batching.subjectsMax))
        }
        if type is any MembersAuthoriser.Type { add(USHER_EXT_MEMBERS, usher_ext_members.entrances) }
        if type is any GroupsAuthoriser.Type { add(USHER_EXT_GROUPS, usher_ext_groups.entrances) }
        if type is any WebhookAuthoriser.Type { add(USHER_EXT_WEBHOOK, usher_ext_webhook.entrances) }
        if type is any WatchAuthoriser.Type { add(USHER_EXT_WATCH, usher_ext_watch.entrances) }
        if type is any HealthAuthoriser.Type { add(USHER_EXT_HEALTH, usher_ext_health.entrances) }
        if type is any ClaimAuthoriser.Type { add(USHER_EXT_CLAIM, usher_ext_claim.entrances) }
        if type is any LinkAuthoriser.Type { add(USHER_EXT_LINK, usher_ext_link.entrances) }
        if let acting = type as? any ActionAuthoriser.Type {
            found.append((USHER_EXT_ACTIONS, UnsafeRawPointer(actionTable(acting.actions))))
        }
        return found
    }

    private static func actionTable(_ actions: [ExportedAction]) -> UnsafePointer<usher_ext_actions> {
        let list = UnsafeMutablePointer<UnsafePointer<usher_action>?>.allocate(capacity: max(actions.count, 1))
        list.initialize(repeating: nil, count: max(actions.count, 1))
        for (index, action) in actions.enumerated() {
            list[index] = eternal(
                usher_action(
                    size: UInt32(MemoryLayout<usher_action>.size), flags: action.traits.rawValue, id: eternal(action.id),
                    title: eternal(action.title), signature: eternal(action.signature), help_json: eternal(action.helpJSON),
                    function: action.function))
        }
        return eternal(
            usher_ext_actions(
                size: UInt32(MemoryLayout<usher_ext_actions>.size), count: UInt32(actions.count), actions: list))
    }
}

/// A copy of `value` that is never freed.
private func eternal<Value>(_ value: Value) -> UnsafePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    pointer.initialize(to: value)
    return UnsafePointer(pointer)
}

/// The UTF-8 of `text`, never freed.
private func eternal(_ text: String) -> usher_str {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return usher_str() }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    return usher_str(ptr: UnsafeRawPointer(copy).assumingMemoryBound(to: CChar.self), len: bytes.count)
}
