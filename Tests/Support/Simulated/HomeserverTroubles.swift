public import UsherDomain

/// How often which call of the bot goes wrong, in percent of the calls.
public struct HomeserverTroubles: Hashable, Sendable {
    /// How long a call hangs at most, in milliseconds: as long as the bot's own client waits.
    public static let hangMilliseconds: Int64 = 60_000

    /// What goes wrong with one call.
    enum Trouble: Hashable {
        case lostBefore
        case lostAfter
        case limited(milliseconds: Int64)
        case refused
        /// Accepted, and nothing happens.
        case ignored
        /// No answer before the client gives up, or the call is cancelled; the act is done.
        case hangs
    }

    public var lostBefore = 0
    public var lostAfter = 0
    public var limited = 0
    public var refused = 0
    public var ignored = 0
    public var hangs = 0
    /// Reading a membership fails.
    public var unreadable = 0
    /// Nothing of this server's people can be invited.
    public var serversDown: Set<ServerName> = []

    /// All goes well.
    public init() {}

    /// Something of everything.
    public static func storm(_ random: SeededRandom) -> HomeserverTroubles {
        var troubles = HomeserverTroubles()
        let most = random.number(in: 5...40)
        for path in [\HomeserverTroubles.lostBefore, \.lostAfter, \.limited, \.refused, \.ignored, \.hangs, \.unreadable]
        where random.happens(50) {
            troubles[keyPath: path] = random.number(in: 0...most)
        }
        return troubles
    }

    func trouble(_ random: SeededRandom) -> Trouble? {
        if random.happens(lostBefore) { return .lostBefore }
        if random.happens(lostAfter) { return .lostAfter }
        if random.happens(limited) { return .limited(milliseconds: Int64(random.number(in: 0...400_000))) }
        if random.happens(refused) { return .refused }
        if random.happens(ignored) { return .ignored }
        if random.happens(hangs) { return .hangs }
        return nil
    }
}
