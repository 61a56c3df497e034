import Synchronization

/// What goes wrong with one call to a fake.
public enum Trouble<Refusal: Sendable>: Sendable {
    /// Nothing.
    case none
    /// The call never arrives: the world stays as it is, the caller learns nothing.
    case lostBefore
    /// The call does its work, but the answer is lost: the caller learns nothing.
    case lostAfter
    /// The other side says so, and does nothing.
    case refused(Refusal)
}

/// Says what goes wrong with which call. May be changed at any time; asked anew for each call, and may wait (for a gate that the
/// test opens).
public final class TroubleScript<Call: Sendable, Refusal: Sendable>: Sendable {
    /// Decides about one call.
    public typealias Rule = @Sendable (Call) async -> Trouble<Refusal>

    private let rule = Mutex<Rule>({ _ in .none })

    /// All goes well.
    public init() {}

    /// From now on, `rule` decides.
    public func set(_ rule: @escaping Rule) {
        self.rule.withLock { $0 = rule }
    }

    /// From now on, all goes well.
    public func clear() {
        set { _ in .none }
    }

    /// The next `count` calls that `concerns` picks go wrong in this way, the others well.
    public func next(
        _ trouble: Trouble<Refusal>, count: Int = 1, where concerns: @escaping @Sendable (Call) -> Bool = { _ in true }
    ) {
        let left = Countdown(count)
        set { call in concerns(call) && left.take() ? trouble : .none }
    }

    func trouble(with call: Call) async -> Trouble<Refusal> {
        await rule.withLock { $0 }(call)
    }
}

private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    func take() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}
