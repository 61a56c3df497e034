internal import UsherWire

/// A request of a call that is being served.
struct OpenRequest {
    let id: UInt64
    var cancellation = Cancellation.none
    /// What the worker still waits for, as it looks when it is refused.
    private(set) var missing: [ServiceReply.Payload]

    init(id: UInt64, _ request: ServiceRequest) {
        self.id = id
        missing = request.refusals
    }

    /// Notes a reply. Returns whether the worker waits for it.
    mutating func take(_ reply: ServiceReply) -> Bool {
        guard let index = missing.firstIndex(of: reply.refused(.cancelled).payload) else { return false }
        missing.remove(at: index)
        return true
    }
}

extension ServiceRequest {
    /// What comes with the replies when every one is a refusal.
    var refusals: [ServiceReply.Payload] {
        guard case .http(let exchanges) = self else { return [.nothing] }
        return exchanges.indices.map { .exchange($0, nil) }
    }
}

extension ServiceReply {
    /// A refusal in the place of this reply.
    func refused(_ status: StatusCode) -> ServiceReply {
        guard case .exchange(let index, _) = payload else { return ServiceReply(status) }
        return ServiceReply(status, .exchange(index, nil))
    }
}
