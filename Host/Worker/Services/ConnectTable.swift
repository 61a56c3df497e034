internal import PluginABI
internal import UsherWire

/// usher.net/1: the daemon connects and sends the descriptor.
enum ConnectTable {
    static func make() -> UnsafeRawPointer {
        let table = UnsafeMutablePointer<usher_svc_net>.allocate(capacity: 1)
        table.initialize(
            to: usher_svc_net(
                size: UInt32(MemoryLayout<usher_svc_net>.size),
                reserved: 0,
                connect_tcp: { ConnectTable.connect($0, $1, $2, $3) }))
        return UnsafeRawPointer(table)
    }

    private static func connect(
        _ handle: UnsafeMutablePointer<usher_call>?, _ host: usher_str, _ port: UInt16, _ output: UnsafeMutablePointer<Int32>?
    ) -> usher_status {
        guard let output, port != 0, let host = host.text(1...Limit.hostName) else { return StatusCode.invalid.rawValue }
        var result = StatusCode.internal.rawValue
        let problem = Runtime.shared.ask(handle, .connect(host: host, port: port)) { _, reply, descriptor in
            if reply.status != StatusCode.ok.rawValue {
                Runtime.drop(descriptor)
                result = min(reply.status, StatusCode.invalid.rawValue)
            } else if descriptor >= 0 {
                output.pointee = descriptor
                result = StatusCode.ok.rawValue
            } else {
                // It came, and there was no room: the plugin has as many descriptors open as it may.
                result = StatusCode.limit.rawValue
            }
        }
        return problem == .ok ? result : problem.rawValue
    }
}
