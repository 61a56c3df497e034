internal import Glibc
internal import PluginABI
internal import UsherWire

/// Serves the daemon's orders, one after the other, until the daemon closes the socket.
final class Service {
    private struct Instance {
        let pointer: UnsafeMutableRawPointer
        let claimPrefix: [UInt8]
    }

    private let plugin: LoadedPlugin
    private let runtime: Runtime
    private let channel: Channel
    private var instances: [UInt32: Instance] = [:]

    init(plugin: LoadedPlugin, runtime: Runtime, channel: Channel) {
        self.plugin = plugin
        self.runtime = runtime
        self.channel = channel
    }

    func run() {
        while let frame = channel.nextOrder() {
            frame.withUnsafeBytes { bytes in
                do {
                    var reader = FrameReader(bytes)
                    let head = try FrameHead(from: &reader)
                    try serve(try BorrowedOrder(head, &reader), call: head.call)
                    channel.finished(head.call)
                } catch {
                    // The daemon does not speak our language: it will see the socket close, and say so.
                    _exit(70)
                }
            }
        }
        for instance in instances.values { plugin.table.destroy(instance.pointer) }
    }

    private func serve(_ order: BorrowedOrder, call: UInt64) throws(WireFault) {
        switch order {
        case .create(let slot, let deadline, let config, let claimPrefix):
            create(slot, Call.Order(id: call, deadline: deadline, claimPrefix: Array(claimPrefix)), config)
        case .destroy(let slot):
            if let instance = instances.removeValue(forKey: slot) { plugin.table.destroy(instance.pointer) }
            runtime.answer(call, .ok)
        case .call(let slot, let deadline, let request):
            guard let instance = instances[slot] else { return runtime.answer(call, .invalid) }
            let order = Call.Order(id: call, deadline: deadline, claimPrefix: instance.claimPrefix)
            if case .evaluate(let evaluation) = request {
                try evaluate(evaluation, instance, order)
            } else if let reason = runtime.givenUp(order) {
                runtime.answer(call, reason)
            } else {
                SingleCall(plugin: plugin, runtime: runtime, instance: instance.pointer, order: order).run(request)
            }
        case .cancel, .reply:
            throw .unknownValue
        }
    }

    private func create(_ slot: UInt32, _ order: Call.Order, _ config: UnsafeRawBufferPointer) {
        if let reason = runtime.givenUp(order) { return runtime.answer(order.id, reason) }
        // An attempt that the daemon gave up on may have succeeded all the same.
        if let forgotten = instances.removeValue(forKey: slot) { plugin.table.destroy(forgotten.pointer) }
        var pointer: UnsafeMutableRawPointer?
        runtime.answer(order, .nothing) { handle in
            let status = plugin.table.create(handle, usher_str(lending: config), &pointer)
            if status != StatusCode.ok.rawValue { pointer = nil }
            return status
        } judge: { status in
            status == StatusCode.ok.rawValue && pointer == nil ? .noSelf : .none
        }
        if let pointer { instances[slot] = Instance(pointer: pointer, claimPrefix: order.claimPrefix) }
    }

    private func evaluate(_ evaluation: BorrowedEvaluation, _ instance: Instance, _ order: Call.Order) throws(WireFault) {
        let requirement = usher_str(lending: evaluation.requirement)
        var answer = FrameWriter()
        answer.beginReturn(of: order.id, outcomes: evaluation.count)
        let nothing = FrameWriter()
        try evaluation.forEach { borrowed in
            if let reason = runtime.givenUp(order) {
                return answer.outcome(status: reason.rawValue, breach: .none, failure: nothing, item: nothing)
            }
            var subject = usher_subject(lending: borrowed)
            runtime.run(order, .evidence) { handle in
                plugin.table.evaluate(instance.pointer, handle, requirement, &subject)
            } collect: { status, call in
                answer.outcome(status: status, breach: call.breach, failure: call.failure, item: call.item)
            }
        }
        runtime.send(&answer)
    }
}
