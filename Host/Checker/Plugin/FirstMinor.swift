internal import PluginABI

/// How large structs have to be (rule R1): they only grow. What ABI 1.0 had is the least; more than this checker knows is right
/// for a plugin of a later minor, and a mistake in any other.
enum FirstMinor {
    /// The structs that a plugin gives, in bytes as ABI 1.0 has them. In numbers, because those of the header that this is
    /// compiled with grow. A test compares them with the layout of 1.0.
    static let sizes = [
        "usher_plugin": 80, "usher_ext_batch": 16, "usher_ext_members": 16, "usher_ext_groups": 16, "usher_ext_webhook": 16,
        "usher_ext_watch": 16, "usher_ext_health": 16, "usher_ext_link": 32, "usher_ext_claim": 40, "usher_ext_actions": 16,
        "usher_action": 80, "usher_evidence": 72, "usher_link_step": 160, "usher_result": 24, "usher_claim": 96,
        "usher_member": 56, "usher_page": 64, "usher_group": 120, "usher_event": 72, "usher_reply": 48,
    ]

    /// What is wrong with the size that a struct tells; `nil` when nothing is. `pluginMinor` is what the plugin was built with.
    static func problem<Struct>(
        with size: UInt32, of name: String, _ known: Struct.Type, pluginMinor: UInt16
    ) -> String? {
        let least = sizes[name] ?? MemoryLayout<Struct>.size
        let most = MemoryLayout<Struct>.size
        if size < least { return "\(name) of ABI 1.0 has \(least) bytes" }
        if size > most, Int32(pluginMinor) <= USHER_ABI_MINOR { return "\(name) of ABI 1.\(USHER_ABI_MINOR) has \(most) bytes" }
        return nil
    }
}
