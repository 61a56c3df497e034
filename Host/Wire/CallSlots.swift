/// Which of the orders that a worker was given it runs. The worker decides by this rule, and the daemon knows by it whose time it
/// is:
///
/// Calls begin in the order in which they arrived, as far as there is room: fewer than ``Limit/callThreads`` run at all, and of
/// one instance no more than its plugin allows; a create or destroy runs alone on its instance, and nothing of that instance
/// overtakes it. A plugin that allows no overlap at all runs one call, whatever its instance. A watch takes no call's place: it
/// waits only for a create or destroy of its instance, and while ``Limit/watchThreads`` others run.
///
/// Pure: whoever owns it keeps the orders that wait, in their order, and asks for each of them in a pass.
public struct CallSlots: Sendable {
    private struct Place {
        /// Calls that run, without watches.
        var calls = 0
        var watches = 0
        /// A create or destroy runs.
        var isTaken = false
        /// In the pass that is under way, an earlier call of this instance had to wait.
        var isPassed = false
        /// The same, of an earlier create or destroy.
        var isAwaited = false
    }

    private let callsPerInstance: Int
    private let overlaps: Bool
    /// By the number of the instance: the daemon counts them from 0.
    private var places: [Place] = []
    /// How many run, without watches.
    public private(set) var calls = 0
    public private(set) var watches = 0

    /// `maxConcurrency` is what the plugin wrote.
    public init(maxConcurrency: UInt32) {
        overlaps = maxConcurrency > 0
        callsPerInstance = max(1, min(Int(maxConcurrency), Limit.callThreads))
    }

    /// Whether no call can begin, whichever it is; a watch may.
    public var isFull: Bool { overlaps ? calls >= Limit.callThreads : calls > 0 }

    /// A look at all orders that wait, in their order, begins.
    public mutating func beginPass() {
        for index in places.indices {
            places[index].isPassed = false
            places[index].isAwaited = false
        }
    }

    /// Takes the place for an order of this instance, if it may begin now. In a pass, each order that waits is asked for once.
    public mutating func take(_ company: OrderLabel.Company, of instance: UInt32) -> Bool {
        let index = Int(instance)
        while places.count <= index { places.append(Place()) }
        let mayBegin = mayBegin(company, places[index])
        switch company {
        case .everything:
            guard mayBegin else { return false }
            places[index].watches += 1
            watches += 1
        case .calls, .none:
            guard mayBegin else {
                places[index].isPassed = true
                if company == .none { places[index].isAwaited = true }
                return false
            }
            places[index].calls += 1
            places[index].isTaken = company == .none
            calls += 1
        }
        return true
    }

    /// An order that ran has been answered.
    public mutating func give(back company: OrderLabel.Company, of instance: UInt32) {
        let index = Int(instance)
        guard company != .everything else {
            places[index].watches -= 1
            watches -= 1
            return
        }
        places[index].calls -= 1
        places[index].isTaken = false
        calls -= 1
    }

    private func mayBegin(_ company: OrderLabel.Company, _ place: Place) -> Bool {
        switch company {
        case .everything: !place.isTaken && !place.isAwaited && watches < Limit.watchThreads
        case .calls: !isFull && !place.isPassed && !place.isTaken && place.calls < callsPerInstance
        case .none: !isFull && !place.isPassed && place.calls == 0 && place.watches == 0
        }
    }
}
