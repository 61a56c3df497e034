internal import PluginABI

/// `usher.net/1` behind Swift types.
struct NetworkPort {
    let table: usher_svc_net

    func connect(host: String, port number: UInt16, over port: CallPort) throws -> Int32 {
        guard let connect = table.connect_tcp else { throw CallPort.missing(USHER_SVC_NET) }
        var descriptor: Int32 = -1
        try port.succeed(port.with { call in lending(host) { connect(call, $0, number, &descriptor) } }, "usher.net connect_tcp")
        return descriptor
    }
}
