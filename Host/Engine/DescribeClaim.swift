public import UsherDomain

/// What a code is worth, for whoever opened its link. Changes nothing (law 8).
public struct DescribeClaim: Sendable {
    /// A code that admits, and what may be shown of its room.
    public struct Offer: Hashable, Sendable {
        public let details: ClaimOffer.Details
        public let room: RoomSummary
    }

    let authorisers: any Authorisers
    let rooms: any Rooms
    let admissions: Admissions

    /// Puts the parts together.
    public init(authorisers: any Authorisers, rooms: any Rooms, admissions: Admissions) {
        self.authorisers = authorisers
        self.rooms = rooms
        self.admissions = admissions
    }

    /// Describes `code`. An answer of `nil` is a definite "this code does not admit", the same for every reason.
    public func callAsFunction(code: Secret<String>, at instance: InstanceID) async -> Answer<Offer?> {
        guard (1...RedeemClaim.codeBytesMax).contains(code.reveal().utf8.count) else { return .answered(nil) }
        // An instance that does not exist answers like a code that does not: a mistyped link is no outage.
        guard admissions.admitsAnywhere(instance) else { return .answered(nil) }
        switch await authorisers.describe(code: code.reveal(), at: instance) {
        case .answered(.offered(let details)):
            guard admissions.admits(instance, to: details.room) else { return .answered(nil) }
            let known = await rooms.summary(of: details.room)
            return .answered(
                Offer(details: details, room: known ?? RoomSummary(id: details.room, name: nil, joinedCount: nil)))
        case .answered(.refused): return .answered(nil)
        case .unknown(let unknown): return .unknown(unknown)
        }
    }
}
