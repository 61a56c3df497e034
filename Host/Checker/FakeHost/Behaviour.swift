/// How the host behaves during one call. The plain one is a host at its best.
struct Behaviour: Sendable {
    /// Which services host->service() does not have.
    enum Hidden: Sendable, Equatable {
        case nothing
        case everything
        case one(String)
    }

    /// What remaining_ms() says.
    enum Remaining: Sendable, Equatable {
        case plenty
        /// Zero or less from the start.
        case over
        /// Zero or less once it, or a service, was called this often.
        case endsAfter(Int)
        /// Zero or less once so many milliseconds have passed.
        case endsIn(Int64)
    }

    struct Failure: Sendable {
        /// Which call of a service fails, counted from 0.
        let ordinal: Int
        let status: Int32
    }

    var hidden = Hidden.nothing
    /// One call of a service fails, the others work.
    var failure: Failure?
    /// Whatever leaves the process (http, net, kv, secrets) fails with this.
    var outsideStatus: Int32?
    /// alloc() gives NULL from this call of it on, counted from 0.
    var allocationsEndAt: Int?
    /// emit() refuses every item but ERROR with this.
    var emitStatus: Int32?
    var remaining = Remaining.plenty
    /// How far the wall clock is off, in milliseconds.
    var clockOffset: Int64 = 0
    /// How many bytes every struct has behind what this header knows, as those of a newer host have.
    var tailBytes = 0
    var http = HTTPAnswers.script
    /// What secrets hmac_verify says.
    var acceptsSignatures = false
    /// Whether everything about this call is as the author wrote it down. Where strange input leads a plugin, or an answer that
    /// makes no sense, is no fault of its: there the host answers no, as the header says, and nobody is told.
    var isAuthored = false

    /// A host at its best, and nothing strange.
    static let authored: Behaviour = {
        var behaviour = Behaviour()
        behaviour.isAuthored = true
        return behaviour
    }()
}

/// What usher.http/1 answers.
enum HTTPAnswers: Sendable {
    /// What the author wrote down under check, 404 to everything else.
    case script
    /// This, to everything.
    case always(HTTPAnswer)
}

struct HTTPAnswer: Sendable {
    var status: UInt32
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    var retryAfterMilliseconds: Int64 = -1
}
