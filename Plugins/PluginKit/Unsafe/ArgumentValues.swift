public import PluginABI

// What C hands over for each type of parameter (the header's `usher_arg_…`), and the author's value for it. Optional ones come
// as a pointer, NULL when not given.

extension TextArgument {
    /// The author's value for what C handed over.
    public static func value(_ passed: usher_str) -> String { passed.text }
}

extension IntegerArgument {
    /// The author's value for what C handed over.
    public static func value(_ passed: Int64) -> Int64 { passed }
}

extension OptionalTextArgument {
    /// The author's value for what C handed over.
    public static func value(_ passed: UnsafeRawPointer?) -> String? { passed?.load(as: usher_str.self).text }
}

extension OptionalIntegerArgument {
    /// The author's value for what C handed over.
    public static func value(_ passed: UnsafeRawPointer?) -> Int64? { passed?.load(as: Int64.self) }
}

extension Action {
    /// Called by the C function of this action, with what the host passed to it.
    public func enter(
        _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?,
        _ passed: repeat (each Argument).Passed
    ) -> usher_status {
        let values = (repeat (each Argument).value(each passed))
        return answer(raw) { call, port in
            guard let plugin = try Instance.behind(me).plugin as? Plugin else {
                throw PluginError(.internalFault, "the action \(id) belongs to another plugin")
            }
            if let result = try body(plugin, call, repeat each values) { try port.emit(result: result) }
        }
    }
}
