import UsherDomain
import UsherTesting

/// The bot as a sabotaged daemon sees and uses it.
struct SabotagedBot: RoomActs, RoomObservations {
    let bot: SimulatedBot
    let sabotage: Sabotage
    let people: People
    /// Whether somebody has an account linked.
    let isLinked: @Sendable (UserID) -> Bool

    var isComplete: Bool { bot.isComplete }
    var isCurrent: Bool { sabotage == .overlooksStillness || bot.isCurrent }
    var rooms: Set<RoomID> { bot.rooms }
    var unread: Set<RoomID> { bot.unread }

    func room(_ id: RoomID) -> ObservedRoom? {
        guard var room = bot.room(id) else { return nil }
        switch sabotage {
        case .invitesLeavers: room.people.leftThemselves = []
        case .overlooksStrangers:
            room.people.joined = PersonSet(room.people.joined.filter { isLinked(people.user($0)) })
        default: break
        }
        return room
    }

    func standing(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Standing {
        let standing = try await bot.standing(of: user, in: room)
        switch sabotage {
        case .invitesLeavers where standing == .leftThemselves: return .none
        case .losesInvitations where standing == .none: return .invitedByBot
        default: return standing
        }
    }

    func invite(_ user: UserID, to room: RoomID, reason: String) async -> ActOutcome {
        if sabotage == .repeatsActs { _ = await bot.invite(user, to: room, reason: reason) }
        return await bot.invite(user, to: room, reason: reason)
    }

    func remove(_ user: UserID, from room: RoomID, reason: String) async -> ActOutcome {
        await bot.remove(user, from: room, reason: reason)
    }

    func tell(_ user: UserID, id: String, text: String) async -> ActOutcome { await bot.tell(user, id: id, text: text) }

    func join(_ room: RoomID, via: [ServerName]) async -> ActOutcome { await bot.join(room, via: via) }

    func wait(for kind: MembershipAct.Kind, of user: UserID, in room: RoomID) -> Int64 {
        bot.wait(for: kind, of: user, in: room)
    }

    func wait(for kind: MembershipAct.Kind) -> Int64 { bot.wait(for: kind) }
}

/// Third parties as a sabotaged daemon hears them: what nobody answers is a "no".
struct CredulousThirdParty: Authorisers, Listings {
    let thirdParty: SimulatedThirdParty

    func instances() async -> [InstanceStatus] { await thirdParty.instances() }

    func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer> {
        await thirdParty.describe(code: code, at: instance)
    }

    func reserve(
        code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID
    ) async -> Answer<ClaimReservation> { await thirdParty.reserve(code: code, as: claim, for: subject, at: instance) }

    func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        await thirdParty.commit(claim, at: instance)
    }

    func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        await thirdParty.release(claim, at: instance)
    }

    func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        await thirdParty.requirementProblems(requirementJSON, at: instance)
    }

    func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence] {
        await thirdParty.evaluate(subjects, requirementJSON: requirementJSON, at: instance).map { evidence in
            guard case .unknown = evidence.finding else { return evidence }
            return Evidence(
                finding: .doesNotHold, observedAt: evidence.observedAt, freshUntil: nil, reason: "", factsJSON: "")
        }
    }

    func run(
        action: String, arguments: [ActionArgument], isConfirmed: Bool, at instance: InstanceID
    ) async -> Answer<String> {
        await thirdParty.run(action: action, arguments: arguments, isConfirmed: isConfirmed, at: instance)
    }

    func members(
        requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at instance: InstanceID
    ) async -> Answer<MemberListing> {
        let answer = await thirdParty.members(
            requirementJSON: requirementJSON, cursor: cursor, etag: etag, at: instance)
        guard case .unknown(let unknown) = answer, unknown.kind != .unsupported else { return answer }
        return .answered(
            .page(
                MemberPage(
                    members: [], totalHint: nil, goodForMilliseconds: nil, isAuthoritative: true, nextCursor: nil, etag: [])))
    }

    func groups(parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID) async -> Answer<GroupPage> {
        await thirdParty.groups(parentID: parentID, query: query, cursor: cursor, at: instance)
    }
}
