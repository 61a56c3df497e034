/// One place that a manifest asks to reach.
enum Reach: Hashable, Comparable, Sendable {
    /// A place that the manifest names. The port is `nil` where there is none: for a host that links lead to.
    case listed(HostPattern, port: UInt16?)
    /// The place that an admin wrote into the configuration, at this JSON Pointer (RFC 6901); with the port that is meant where
    /// the admin wrote none.
    case configured(pointer: String, port: UInt16?)

    static func < (left: Reach, right: Reach) -> Bool { left.order < right.order }

    private var order: String {
        switch self {
        case .listed(let host, let port): "0 \(host) \(port ?? 0)"
        case .configured(let pointer, let port): "1 \(pointer) \(port ?? 0)"
        }
    }
}
