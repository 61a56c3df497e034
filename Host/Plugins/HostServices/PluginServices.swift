internal import UsherDomain
internal import UsherWire

/// What the calls of one plugin may ask of the daemon.
struct PluginServices: WorkerServices {
    let pluginID: String
    /// By their numbers on the wire.
    let instances: [InstanceID]
    let keyValue: KeyValueService
    let pool: BlockingPool

    func serve(
        _ request: ServiceRequest, for instance: UInt32, call: UInt64, deadline: Int64,
        reply: @escaping @Sendable (ServiceReply, Int32?) -> Void
    ) -> Cancellation {
        guard case .keyValue(let asked) = request else {
            return NoServices().serve(request, for: instance, call: call, deadline: deadline, reply: reply)
        }
        let instance = instances[Int(instance)]
        return pool.run(in: BlockingPool.Lane(pluginID: pluginID, instance: instance)) { [keyValue] in
            reply(keyValue.answer(asked, for: instance), nil)
        }
    }
}
