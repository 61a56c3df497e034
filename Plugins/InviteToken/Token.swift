/// An invite link, without its code: what it is worth and how much of it is left. A pure value: time and people are parameters.
struct Token: Hashable, Sendable {
    /// Most uses that a limited token may have.
    static let usesMax: Int64 = 1_000_000
    /// Longest life, ten years in seconds.
    static let lifeSecondsMax: Int64 = 10 * 365 * 86_400

    /// How a token fares, for admins. The raw value is what `list` shows.
    enum State: String, Hashable, Sendable {
        /// People can come, unless every use left is set aside at this moment.
        case open
        /// Every use is spent.
        case usedUp = "used_up"
        case expired
        case withdrawn
    }

    /// What a reservation comes to.
    enum Verdict: Hashable, Sendable {
        /// A use is set aside under the claim, now or before.
        case reserved
        /// The person was admitted with this token before.
        case held
        /// No.
        case refused
    }

    /// 16 hexadecimal digits, random, not derived from the code. Admins name a token by it.
    let id: String
    /// The room it admits to.
    let room: String
    /// How many people it admits; 0 = everybody.
    let uses: Int64
    /// Milliseconds since 1970.
    let createdAt: Int64
    /// Milliseconds since 1970; `nil` = never.
    let expiresAt: Int64?
    var isWithdrawn = false
    /// How many people have a use set aside.
    var reserved: Int64 = 0
    /// How many people were admitted.
    var spent: Int64 = 0

    /// How many people it may still admit; `nil` = not limited.
    var usesLeft: Int64? { uses == 0 ? nil : max(0, uses - spent - reserved) }

    func isExpired(at now: Int64) -> Bool {
        expiresAt.map { now >= $0 } ?? false
    }

    func state(at now: Int64) -> State {
        if isWithdrawn { return .withdrawn }
        if isExpired(at: now) { return .expired }
        return uses > 0 && spent >= uses ? .usedUp : .open
    }

    /// Whether a stranger who came at this moment would get a use.
    func isOffered(at now: Int64) -> Bool {
        !isWithdrawn && !isExpired(at: now) && usesLeft != 0
    }

    /// Sets a use aside for the person who has `seat`. Changes both or neither.
    mutating func reserve(_ claim: String, for seat: inout Seat, at now: Int64) -> Verdict {
        if isWithdrawn { return .refused }
        if seat.isSpent { return .held }
        if seat.claims.contains(claim) { return .reserved }
        if isExpired(at: now) { return .refused }
        guard seat.isReserved || usesLeft != 0, seat.claims.count < Seat.claimsMax else { return .refused }
        if !seat.isReserved { reserved += 1 }
        seat.claims.append(claim)
        return .reserved
    }

    /// The person was admitted under `claim`: the use they share with their other open claims is spent. Nothing happens when the
    /// claim holds no use (released, or never reserved), so a late commit cannot exceed the uses.
    mutating func commit(_ claim: String, of seat: inout Seat) {
        guard seat.claims.contains(claim) else { return }
        reserved -= 1
        spent += 1
        seat = Seat(isSpent: true)
    }

    /// The person was not admitted under `claim`. The use is free again when this was the last open claim on it.
    mutating func release(_ claim: String, of seat: inout Seat) {
        guard let index = seat.claims.firstIndex(of: claim) else { return }
        seat.claims.remove(at: index)
        if seat.claims.isEmpty { reserved -= 1 }
    }
}
