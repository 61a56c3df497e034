/// Which of the calls that a worker was given it runs. The worker decides by the same rule:
///
/// Calls begin in the order in which they arrived, as far as there is room: less than ``Limit/callThreads`` run at all, and of
/// one instance no more than its plugin allows; a create or destroy runs alone on its instance, and nothing of that instance
/// overtakes it. A plugin that allows no overlap at all runs one call, whatever its instance. A watch runs at once, beside all.
struct CallSlots {
    private struct Place {
        /// Calls that run, without watches.
        var calls = 0
        var watches = 0
        /// A create or destroy runs.
        var isTaken = false
        /// In the pass that is under way, an earlier call of this instance had to wait.
        var isPassed = false
    }

    private let callsMax: Int
    private let callsPerInstance: Int
    private let overlaps: Bool
    private var places: [Place] = []
    /// How many run, without watches.
    private(set) var calls = 0

    /// `maxConcurrency` is what the plugin wrote.
    init(maxConcurrency: UInt32, callsMax: Int) {
        self.callsMax = callsMax
        overlaps = maxConcurrency > 0
        callsPerInstance = max(1, min(Int(maxConcurrency), callsMax))
    }

    /// Whether no call can begin, whichever it is; a watch can.
    var isFull: Bool { overlaps ? calls >= callsMax : calls > 0 }

    /// A look at all calls that wait, in their order, begins.
    mutating func beginPass() {
        for index in places.indices { places[index].isPassed = false }
    }

    /// Takes the place for a call of this instance, if it may begin now. In a pass, each call that waits is asked for once.
    mutating func take(_ work: Work, of instance: UInt32) -> Bool {
        let index = Int(instance)
        while places.count <= index { places.append(Place()) }
        if work.isWatch {
            places[index].watches += 1
            return true
        }
        let place = places[index]
        let hasRoom =
            work.isAlone ? place.calls == 0 && place.watches == 0 : !place.isTaken && place.calls < callsPerInstance
        guard !isFull, !place.isPassed, hasRoom, !place.isTaken else {
            places[index].isPassed = true
            return false
        }
        places[index].calls += 1
        places[index].isTaken = work.isAlone
        calls += 1
        return true
    }

    /// A call that ran has returned.
    mutating func give(back work: Work, of instance: UInt32) {
        let index = Int(instance)
        if work.isWatch {
            places[index].watches -= 1
        } else {
            places[index].calls -= 1
            places[index].isTaken = false
            calls -= 1
        }
    }
}
