internal import PluginABI

/// host->emit(): reads an item by rule R1, and says what is wrong with it.
enum Emit {
    /// Larger than any item will ever be: a size beyond it is a number that was never set.
    private static let itemBytesMax = 4_096

    static func emit(_ handle: UnsafeMutablePointer<usher_call>?, _ pointer: UnsafeRawPointer?) -> usher_status {
        guard let host = FakeHost.shared else { return usher_status(USHER_E_INTERNAL) }
        return host.withCall(handle, "emit()", else: usher_status(USHER_E_INVALID)) { state in
            guard let pointer else {
                host.reporter.error(
                    .contract, "it emitted NULL", change: "pass the address of the item's head", in: state.function)
                return usher_status(USHER_E_INVALID)
            }
            let head = readClamped(pointer, size: UInt32(MemoryLayout<usher_item>.size), over: usher_item())
            guard (MemoryLayout<usher_item>.size...itemBytesMax).contains(Int(head.size)) else {
                host.reporter.error(
                    .size, "it emitted an item whose head.size is \(head.size)",
                    change: "set head.size to the sizeof of the whole item: {{sizeof item, USHER_ITEM_...}, ...}",
                    in: state.function)
                return usher_status(USHER_E_INVALID)
            }
            return usher_status(take(host, state, pointer, head))
        }
    }

    private static func take(_ host: FakeHost, _ state: CallState, _ pointer: UnsafeRawPointer, _ head: usher_item) -> Int {
        let reader = ItemReader(
            reporter: host.reporter, function: state.function, pointer: pointer, head: head, pluginMinor: host.pluginMinor)
        if Int(head.kind) == USHER_ITEM_ERROR {
            state.error = reader.error()
            return reader.status
        }
        if let status = state.behaviour.emitStatus {
            state.refusedItems += 1
            return Int(status)
        }
        guard let kind = ItemReader.kind(head.kind) else {
            host.reporter.error(
                .contract, "it emitted an item of kind \(head.kind), which usher_plugin.h does not know",
                change: "set head.kind to one of USHER_ITEM_", in: state.function)
            return USHER_E_UNSUPPORTED
        }
        reader.checkSize(kind)
        guard state.allowed.contains(kind) else {
            host.reporter.error(
                .contract, "\(state.function)() emitted a \(kind.name), which does not belong to this function",
                change: "emit what the comment of \(state.function)() in usher_plugin.h names", in: state.function)
            return USHER_E_INVALID
        }
        guard let item = reader.item(kind) else { return reader.status }
        state.items.append(item)
        return ItemOrder.status(afterAdding: item, state, host.reporter)
    }
}
