public import Logging
public import UsherDomain

/// Keeps what was learned about the homeserver's limits for the next process: without it, each start would begin with being told
/// to wait.
public struct LimitMemory: Sendable {
    /// How often it is stored, in milliseconds, if it has changed: what a death costs is being told once more.
    static let pauseMilliseconds: Int64 = 15_000

    private let store: any SyncStore
    private let owner: String
    private let log: Logger

    /// - Parameters:
    ///   - store: where it is kept.
    ///   - homeserver: whose limits they are.
    ///   - bot: whom they limit.
    ///   - log: gets failures, which harm nobody.
    public init(store: any SyncStore, homeserver: HomeserverClient, bot: UserID, log: Logger) {
        self.store = store
        self.log = log
        owner = "\(bot) \(homeserver.address)"
    }

    /// What an earlier process learned, for ``MatrixRooms``; an empty text when that is nothing.
    public func learned() -> String {
        do {
            return try store.limits(of: owner) ?? ""
        } catch {
            log.warning("the homeserver's limits cannot be read; they are learned again", metadata: ["error": "\(error)"])
            return ""
        }
    }

    /// Stores what `rooms` learns until the task is cancelled, and then a last time.
    public func keep(_ rooms: MatrixRooms, steadyClock: any SteadyClock) async {
        var kept = rooms.storedLimits
        var isOver = false
        while !isOver {
            do { try await steadyClock.sleep(milliseconds: Self.pauseMilliseconds) } catch { isOver = true }
            let limits = rooms.storedLimits
            guard limits != kept else { continue }
            do {
                try store.set(limits: limits, of: owner)
                kept = limits
            } catch {
                log.warning("the homeserver's limits could not be stored", metadata: ["error": "\(error)"])
            }
        }
    }
}
