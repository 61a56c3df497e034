import Synchronization
import UsherDomain

/// What a daemon has written, as the judge needs it: gathered beside the store, at the moment when it was on disk. Outlives
/// daemons. Any thread.
final class Chronicle: Sendable {
    /// An act that was decided.
    struct Decision {
        let act: MembershipAct
        let cause: String
        let at: Instant
    }

    /// A departure that began, or was told again.
    struct Beginning {
        let departure: Departure
        let at: Instant
    }

    struct Pages {
        var decisions: [Decision] = []
        var beginnings: [Beginning] = []
        var entries: [AuditEntry] = []
        var departures: [Pair: Departure] = [:]
        var reprieves: [Pair: Instant] = [:]
        var sweepFinishedAt: Instant?
    }

    /// A person in a room.
    struct Pair: Hashable {
        let room: RoomID
        let user: UserID
    }

    private let pages = Mutex(Pages())

    var now: Pages { pages.withLock { $0 } }

    func write(_ body: (inout Pages) -> Void) {
        pages.withLock { body(&$0) }
    }

    private let areBooksChanged = Mutex(false)

    /// What admins set, or a link, may have changed.
    func booksChanged() { areBooksChanged.withLock { $0 = true } }

    /// Whether they may have changed since this was asked last.
    func takeBooksChanged() -> Bool {
        areBooksChanged.withLock { changed in
            defer { changed = false }
            return changed
        }
    }

    private let meanings = Mutex<[RequirementName: NamedRequirement]>([:])

    /// What a name meant when this was asked first.
    func firstMeaning(_ named: NamedRequirement) -> NamedRequirement {
        meanings.withLock { meanings in
            if meanings[named.name] == nil { meanings[named.name] = named }
            return meanings[named.name] ?? named
        }
    }

    func change(_ changes: [DepartureChange], at now: Instant) {
        write { pages in
            for change in changes {
                switch change {
                case .none: break
                case .store(let departure):
                    let pair = Pair(room: departure.room, user: departure.user)
                    if pages.departures[pair]?.since != departure.since {
                        pages.beginnings.append(Beginning(departure: departure, at: now))
                    }
                    pages.departures[pair] = departure
                case .end(let room, let user): pages.departures[Pair(room: room, user: user)] = nil
                }
            }
        }
    }
}
