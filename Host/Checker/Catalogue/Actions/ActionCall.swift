internal import CFFI
internal import PluginABI

/// An action that can be called by libffi, with arguments made of a sample.
struct ActionCall {
    /// The widest value is a usher_str.
    private static let slotBytes = 16

    let id: String
    let shape: ActionShape
    private let function: @convention(c) () -> Void

    /// Those of the plugin that are well declared; `actions.declared` says what is wrong with the others.
    static func all(of plugin: Plugin) -> [ActionCall] {
        guard let table = plugin.table(USHER_EXT_ACTIONS, usher_ext_actions()), let list = table.actions else { return [] }
        return (0..<Int(min(table.count, 64))).compactMap { index in
            guard let pointer = list[index] else { return nil }
            let raw = UnsafeRawPointer(pointer)
            let action = readClamped(raw, size: raw.loadUnaligned(as: UInt32.self), over: usher_action())
            guard let id = action.id.copied, let signature = action.signature.copied, let function = action.function else {
                return nil
            }
            do {
                return ActionCall(id: id, shape: try ActionShape(signature), function: function)
            } catch {
                // Another test says so.
                return nil
            }
        }
    }

    var probe: Probe {
        Probe("action \(id)", .result, changesState: true) { instance, handle, inputs, sample in
            var random = Random(seed: sample.seed)
            return call(instance.pointer, handle, inputs, sample, &random)
        }
    }

    private func call(
        _ instance: UnsafeMutableRawPointer, _ handle: UnsafeMutablePointer<usher_call>, _ inputs: Inputs, _ sample: Sample,
        _ random: inout Random
    ) -> usher_status {
        let count = shape.parameters.count + 2
        let types = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: count)
        let values = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: count)
        let slots = UnsafeMutableRawPointer.allocate(byteCount: count * Self.slotBytes, alignment: Self.slotBytes)
        defer {
            types.deallocate()
            values.deallocate()
            slots.deallocate()
        }
        slots.storeBytes(of: instance, as: UnsafeMutableRawPointer.self)
        slots.storeBytes(of: handle, toByteOffset: Self.slotBytes, as: UnsafeMutablePointer<usher_call>.self)
        for index in 0..<count {
            values[index] = slots + index * Self.slotBytes
            types[index] = usher_ffi_pointer()
        }
        for (index, parameter) in shape.parameters.enumerated() {
            let slot = slots + (index + 2) * Self.slotBytes
            types[index + 2] = Self.store(parameter, to: slot, inputs, sample, &random)
        }
        var interface = ffi_cif()
        guard ffi_prep_cif(&interface, FFI_DEFAULT_ABI, UInt32(count), usher_ffi_status(), types) == FFI_OK else {
            return usher_status(USHER_E_INTERNAL)
        }
        // libffi widens a small result to a whole register.
        var result = ffi_arg()
        ffi_call(&interface, function, &result, values)
        return usher_status(truncatingIfNeeded: result)
    }

    /// Puts one argument into its slot, and returns its type.
    private static func store(
        _ parameter: ActionShape.Parameter, to slot: UnsafeMutableRawPointer, _ inputs: Inputs, _ sample: Sample,
        _ random: inout Random
    ) -> UnsafeMutablePointer<ffi_type>? {
        if parameter.isOptional, random.below(3) == 0 {
            slot.storeBytes(of: nil, as: UnsafeRawPointer?.self)
            return usher_ffi_pointer()
        }
        switch parameter.letter {
        case "b": return store(UInt32(random.below(2)), parameter, usher_ffi_bool(), to: slot, inputs)
        case "i":
            let number = random.pick([0, 1, -1, 7, 3_600, .max, .min, Int64(bitPattern: random.next())])
            return store(number, parameter, usher_ffi_integer(), to: slot, inputs)
        case "d":
            let number = random.pick([0, -0.5, 1, 1e308, .infinity, .nan])
            return store(number, parameter, usher_ffi_double(), to: slot, inputs)
        case "j":
            let text = inputs.text(StrangeJSON.value(&random), "a JSON argument")
            return store(text, parameter, usher_ffi_text(), to: slot, inputs)
        case "y":
            let bytes = (0..<random.below(64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return store(inputs.bytes(bytes, "an argument of bytes"), parameter, usher_ffi_text(), to: slot, inputs)
        default:
            let text = sample.text.isEmpty ? StrangeText.pick(&random) : sample.text
            return store(inputs.text(text, "a text argument"), parameter, usher_ffi_text(), to: slot, inputs)
        }
    }

    private static func store<Value: BitwiseCopyable>(
        _ value: Value, _ parameter: ActionShape.Parameter, _ type: UnsafeMutablePointer<ffi_type>?,
        to slot: UnsafeMutableRawPointer, _ inputs: Inputs
    ) -> UnsafeMutablePointer<ffi_type>? {
        guard parameter.isOptional else {
            slot.storeBytes(of: value, as: Value.self)
            return type
        }
        slot.storeBytes(of: UnsafeRawPointer(inputs.array([value], "an optional argument")), as: UnsafeRawPointer.self)
        return usher_ffi_pointer()
    }
}
