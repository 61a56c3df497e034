public import PluginABI

// What C hands over for each type of parameter (the header's `usher_arg_…`), and the author's value for it. Optional ones come
// as a pointer, NULL when not given.

extension TruthKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: UInt32, call: Call) -> Bool { passed != 0 }
}

extension IntegerKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: Int64, call: Call) -> Int64 { passed }
}

extension NumberKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: Double, call: Call) -> Double { passed }
}

extension TextKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: usher_str, call: Call) -> String { passed.text }
}

extension BytesKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: usher_str, call: Call) -> [UInt8] { passed.bytes }
}

extension JSONKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: usher_str, call: Call) -> JSON { JSON(passed.text, call: call, fault: .invalid) }
}

extension OptionalKind {
    /// The author's value for what C handed over.
    public static func value(_ passed: UnsafeRawPointer?, call: Call) -> Kind.Value? {
        passed.map { Kind.value($0.load(as: Kind.Passed.self), call: call) }
    }
}

extension Action {
    /// Called by the C function of this action, with what the host passed to it.
    public func enter(
        _ me: UnsafeMutableRawPointer?, _ raw: UnsafeMutablePointer<usher_call>?,
        _ passed: repeat (each Argument).Passed
    ) -> usher_status {
        answer(raw) { call, port in
            let values = (repeat (each Argument).value(each passed, call: call))
            guard let plugin = try Instance.behind(me).plugin as? Plugin else {
                throw PluginError(.internalFault, "the action \(id) belongs to another plugin")
            }
            if let result = try body(plugin, call, repeat each values) { try port.emit(result: result) }
        }
    }
}
