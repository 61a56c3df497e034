internal import PluginABI
internal import UsherWire

/// Arguments laid out as libffi wants them: an array of pointers to values. Lives for one call.
final class ArgumentFrame {
    /// The widest value, a usher_str.
    private static let slotBytes = 16

    let values: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// For each argument a slot for its value, and a slot for the pointer to it where it is optional.
    private let slots: UnsafeMutableRawPointer

    /// `nil` when the arguments do not fit `shape`.
    init?(
        _ shape: ActionShape, instance: UnsafeMutableRawPointer?, handle: UnsafeMutablePointer<usher_call>,
        _ arguments: [BorrowedArgument]
    ) {
        guard arguments.count == shape.parameters.count else { return nil }
        let count = arguments.count + 2
        values = .allocate(capacity: count)
        slots = .allocate(byteCount: 2 * count * Self.slotBytes, alignment: Self.slotBytes)
        values[0] = store(instance, in: 0)
        values[1] = store(UnsafeMutableRawPointer(handle), in: 1)
        for (index, parameter) in shape.parameters.enumerated() {
            let value = store(arguments[index], as: parameter.letter, in: index + 2)
            let isAbsent = if case .absent = arguments[index] { true } else { false }
            guard value != nil || (isAbsent && parameter.isOptional) else { return nil }
            values[index + 2] = parameter.isOptional ? store(value, in: count + index + 2) : value
        }
    }

    deinit {
        values.deallocate()
        slots.deallocate()
    }

    /// Returns where the value lies; `nil` when it is not of this type.
    private func store(_ argument: BorrowedArgument, as letter: UInt8, in slot: Int) -> UnsafeMutableRawPointer? {
        switch (letter, argument) {
        case (UInt8(ascii: "b"), .bool(let value)): store(UInt32(value ? 1 : 0), in: slot)
        case (UInt8(ascii: "i"), .integer(let value)): store(value, in: slot)
        case (UInt8(ascii: "d"), .double(let value)): store(value, in: slot)
        case (UInt8(ascii: "s"), .text(let value)): store(usher_str(lending: value), in: slot)
        case (UInt8(ascii: "y"), .bytes(let value)): store(usher_str(lending: value), in: slot)
        case (UInt8(ascii: "j"), .json(let value)): store(usher_str(lending: value), in: slot)
        default: nil
        }
    }

    private func store<Value: BitwiseCopyable>(_ value: Value, in slot: Int) -> UnsafeMutableRawPointer {
        let place = slots + slot * Self.slotBytes
        place.storeBytes(of: value, as: Value.self)
        return place
    }
}
