/// Connections for protocols other than HTTP, only to the places that the manifest names (``Permissions/net``).
public struct Network {
    let port: NetworkPort
    let call: Call

    /// Connects, and gives the descriptor, which the plugin has to close. The plugin can read, write, poll, shut down and close
    /// it, and nothing else; TLS is the plugin's affair. Throws `.policy` for a place that the manifest does not name.
    public func connect(host: String, port number: UInt16) throws -> Int32 {
        try port.connect(host: host, port: number, over: call.open())
    }
}
