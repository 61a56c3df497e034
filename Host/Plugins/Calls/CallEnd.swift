internal import UsherDomain
internal import UsherWire

/// How a call to a worker ended.
enum CallEnd: Sendable {
    /// The worker answered, with as many outcomes as were asked for. What they mean is for ``Answers`` to say.
    case returned([Outcome])
    /// A listing returned, and had emitted these items before, in this order. One that emitted nothing may be ``returned``.
    case listed(Outcome, [Item])
    /// Nobody knows.
    case unknown(Unknown)
}
