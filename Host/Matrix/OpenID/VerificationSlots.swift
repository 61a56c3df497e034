import UsherDomain

/// How many verifications are under way, in all and per server: a stranger chooses the server, and may choose one that never
/// answers. A pure value.
struct VerificationSlots {
    /// In all. Below the client's ``HTTPClient/underWayMax`` by enough that the bot's own requests never wait behind strangers.
    static let totalMax = 256
    /// At one server: one that hangs can hold at most half of the places.
    static let perServerMax = 128

    private var total = 0
    private var perServer: [ServerName: Int] = [:]

    /// Takes a place; `false` when there is none.
    mutating func take(_ server: ServerName) -> Bool {
        let count = perServer[server, default: 0]
        guard total < Self.totalMax, count < Self.perServerMax else { return false }
        total += 1
        perServer[server] = count + 1
        return true
    }

    /// Gives a place back.
    mutating func giveBack(_ server: ServerName) {
        guard let count = perServer[server] else { return }
        total -= 1
        perServer[server] = count > 1 ? count - 1 : nil
    }
}
