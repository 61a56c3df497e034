/// One question of the host, and what the host offers while it is being answered.
///
/// It ends when the method that received it returns. A call that was kept longer does no harm: its methods throw, and its clock
/// stands still.
public final class Call {
    private var port: CallPort?

    init(_ port: CallPort) {
        self.port = port
    }

    /// Cuts the connection; called when the plugin's method has returned.
    func end() {
        port = nil
    }

    /// The way to the host, as long as the call lasts.
    func open() throws -> CallPort {
        guard let port else { throw PluginError(.internalFault, "a call was used after it had ended") }
        return port
    }

    /// Milliseconds until the deadline; zero or less means: stop and return.
    public var remainingMilliseconds: Int64 { port?.remainingMilliseconds ?? 0 }

    /// Lets go of what the host has handed out in this call so far: for the loop of a watch, which goes on for months. What this
    /// call's services have returned is copied, and stays good.
    public func reclaim() { port?.reclaim() }

    /// Milliseconds since 1970-01-01T00:00:00Z. Tests may run this clock faster or stop it.
    public var unixMilliseconds: Int64 { port?.unixMilliseconds ?? 0 }

    /// Milliseconds of a clock that never goes back, from an arbitrary start.
    public var monotonicMilliseconds: Int64 { port?.monotonicMilliseconds ?? 0 }

    /// `count` random bytes, fit for keys and tokens.
    public func random(_ count: Int) throws -> [UInt8] {
        try open().random(count)
    }

    /// Writes one line to the host's log. Never log a secret.
    public func log(_ level: LogLevel, _ text: String) {
        port?.log(level, text)
    }

    /// The store of this instance. Throws `.unsupported` at a host that has none.
    public var keyValue: KeyValue {
        get throws { KeyValue(store: try open().keyValue(), call: self) }
    }

    /// The host's HTTP. Throws `.unsupported` at a host that has none.
    public var http: HTTP {
        get throws { HTTP(port: try open().http(), call: self) }
    }

    /// The secrets of this instance. Throws `.unsupported` at a host that has none.
    public var secrets: Secrets {
        get throws { Secrets(port: try open().secrets(), call: self) }
    }

    /// Connections to what the manifest names. Throws `.unsupported` at a host that has none.
    public var network: Network {
        get throws { Network(port: try open().network(), call: self) }
    }

    /// The address of the page where a person redeems `code` at this instance.
    public func claimURL(code: String) throws -> String {
        try open().claimURL(code: code)
    }
}

/// How much a line of the log matters. The raw values are those of the header.
public enum LogLevel: Int32, Hashable, Sendable, CaseIterable {
    /// For whoever looks for a fault.
    case debug = 1
    /// Worth knowing.
    case info = 2
    /// Odd, but it goes on.
    case warn = 3
    /// Something failed.
    case error = 4
}
