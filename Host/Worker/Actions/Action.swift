internal import CFFI
internal import PluginABI
internal import UsherWire

/// One typed command of the plugin, and the way to call it. Prepared once, at load.
final class Action {
    let introduction: Hello.Action
    private let shape: ActionShape
    private let function: @convention(c) () -> Void
    private let interface = UnsafeMutablePointer<ffi_cif>.allocate(capacity: 1)
    private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>
    private let id: [UInt8]

    init(_ declared: usher_action, index: Int) throws(LoadFault) {
        let name = try Self.text(declared.id, "id", Limit.id, index)
        let title = try Self.text(declared.title, "title", Limit.title, index)
        guard !title.isEmpty, title.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw LoadFault("the title of action \(name) is empty or has control characters")
        }
        let signature = try Self.text(declared.signature, "signature", Limit.signature, index)
        id = Array(name.utf8)
        guard ActionShape.isName(id[...]) else { throw LoadFault("the id of action \(index) is no name: \(name)") }
        guard let shape = ActionShape(Array(signature.utf8)) else {
            throw LoadFault("the signature of action \(name) is not like \"room s, uses i_opt\": \(signature)")
        }
        guard let function = declared.function else { throw LoadFault("action \(name) has no function") }
        guard Addresses.areFunctions(in: function, from: 0) else {
            throw LoadFault("the function of action \(name) is in no loaded library")
        }
        introduction = Hello.Action(id: name, title: title, signature: signature, flags: declared.flags)
        self.shape = shape
        self.function = function

        let count = shape.parameters.count + 2
        types = .allocate(capacity: count)
        types[0] = usher_ffi_pointer()
        types[1] = usher_ffi_pointer()
        for (index, parameter) in shape.parameters.enumerated() { types[index + 2] = Self.type(of: parameter) }
        guard ffi_prep_cif(interface, FFI_DEFAULT_ABI, UInt32(count), usher_ffi_status(), types) == FFI_OK else {
            throw LoadFault("the signature of action \(name) cannot be called on this machine")
        }
    }

    deinit {
        interface.deallocate()
        types.deallocate()
    }

    func isNamed(_ name: UnsafeRawBufferPointer) -> Bool { name.elementsEqual(id) }

    /// Calls the plugin. `nil` when the arguments do not fit the signature.
    func call(
        instance: UnsafeMutableRawPointer?, _ handle: UnsafeMutablePointer<usher_call>, _ arguments: [BorrowedArgument]
    ) -> usher_status? {
        guard let frame = ArgumentFrame(shape, instance: instance, handle: handle, arguments) else { return nil }
        // libffi widens a small result to a whole register.
        var result = ffi_arg()
        ffi_call(interface, function, &result, frame.values)
        return usher_status(truncatingIfNeeded: result)
    }

    private static func type(of parameter: ActionShape.Parameter) -> UnsafeMutablePointer<ffi_type>? {
        guard !parameter.isOptional else { return usher_ffi_pointer() }
        return switch parameter.letter {
        case UInt8(ascii: "b"): usher_ffi_bool()
        case UInt8(ascii: "i"): usher_ffi_integer()
        case UInt8(ascii: "d"): usher_ffi_double()
        default: usher_ffi_text()
        }
    }

    private static func text(_ value: usher_str, _ field: String, _ limit: Int, _ index: Int) throws(LoadFault) -> String {
        guard value.len <= limit, let bytes = value.borrowed, bytes.isUTF8 else {
            throw LoadFault("the \(field) of action \(index) is not text of at most \(limit) bytes")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
