public import UsherDomain

extension MatrixRooms: RoomActs {
    /// Asks the homeserver now, for the whole event: who sent it tells a leave from a removal.
    public func standing(of user: UserID, in room: RoomID) async throws(RoomsUnavailable) -> Standing {
        // A homeserver shows those who left a room its state as it was when they left: true once, and for ever out of date.
        guard !known.isComplete || known.contains(room) else { throw RoomsUnavailable("the bot is not in the room") }
        let answer: JSONValue
        do {
            answer = try await homeserver.get(
                ["rooms", room.text, "state", "m.room.member", user.text], query: ["format": "event"])
        } catch {
            if case .refused(status: 404, code: "M_NOT_FOUND") = error { return .none }
            throw RoomsUnavailable(error)
        }
        guard let event = MemberEvent(answer, of: user) else {
            throw RoomsUnavailable("the member event of the room has no valid membership")
        }
        if let standing = event.standing(bot: known.bot) { return standing }
        return try await standing(of: user, in: room, membership: event.membership)
    }

    /// Where a person stands of whom the homeserver told the membership alone. A leave without a sender is neither their own nor
    /// the bot's doing before somebody says so.
    private func standing(
        of user: UserID, in room: RoomID, membership: Membership
    ) async throws(RoomsUnavailable) -> Standing {
        let person = known.people.number(of: user)
        if let standing = known.room(room)?.people.standing(of: person), standing.membership == membership { return standing }
        do {
            let whole = WholeState(
                homeserver: homeserver, state: StateReader(people: known.people, bot: known.bot), bot: known.bot)
            let standing = try await whole.of(room).observed.people.standing(of: person)
            if let standing { return standing }
        } catch {
            throw RoomsUnavailable(error)
        }
        throw RoomsUnavailable("the homeserver does not say who sent the member event")
    }

    /// `POST /rooms/{roomId}/invite`. While the homeserver wants us to wait, answers
    /// ``ActOutcome/limited(retryAfterMilliseconds:)`` at once, without asking; so do the other acts.
    public func invite(_ user: UserID, to room: RoomID, reason: String) async -> ActOutcome {
        let outcome = await attempt(.invite(user, room)) { () throws(HomeserverFailure) in
            _ = try await homeserver.post(
                ["rooms", room.text, "invite"], Self.body(user, reason), deadlineMilliseconds: Self.remoteMilliseconds)
            homeserver.isNotSuspended()
        }
        note("invite", user, room, outcome)
        return outcome
    }

    /// `POST /rooms/{roomId}/kick`.
    public func remove(_ user: UserID, from room: RoomID, reason: String) async -> ActOutcome {
        let outcome = await attempt(.send) { () throws(HomeserverFailure) in
            _ = try await homeserver.post(
                ["rooms", room.text, "kick"], Self.body(user, reason), deadlineMilliseconds: Self.remoteMilliseconds)
        }
        note("remove", user, room, outcome)
        return outcome
    }

    /// `POST /join/{roomId}`.
    public func join(_ room: RoomID, via: [ServerName]) async -> ActOutcome {
        let outcome = await attempt(.join) { () throws(HomeserverFailure) in
            // `server_name` is what `via` was called before version 1.12 of the specification.
            let servers = via.prefix(StateReader.viaMax).flatMap { [("via", $0.text), ("server_name", $0.text)] }
            let answer = try await homeserver.post(
                ["join", room.text], parameters: servers, Array("{}".utf8), deadlineMilliseconds: Self.joinMilliseconds)
            guard answer["room_id"]?.string == room.text else { throw .malformedAnswer }
        }
        note("join", nil, room, outcome)
        return outcome
    }

    public func wait(for kind: MembershipAct.Kind, of user: UserID, in room: RoomID) -> Int64 {
        switch kind {
        case .invite, .admit: left(for: .invite(user, room))
        case .deny, .withdraw, .remove: left(for: .send)
        case .warn: hasNoticesRoom(for: user) ? left(for: .send) : max(left(for: .create), left(for: .send))
        case .spare: 0
        }
    }

    private static func body(_ user: UserID, _ reason: String) -> [UInt8] {
        let reason = Reason.clean(reason)
        return reason.isEmpty
            ? JSONText.object(["user_id": user.text]) : JSONText.object(["user_id": user.text, "reason": reason])
    }
}

/// The answer to a question for one member event: the event, or from servers that do not know the question only its content.
private struct MemberEvent {
    let membership: Membership
    private let user: UserID
    private let sender: UserID?

    init?(_ answer: JSONValue, of user: UserID) {
        let content = answer["content"] ?? answer
        guard let membership = content["membership"]?.string.flatMap(Membership.init(stateWord:)) else { return nil }
        // An event about somebody else is no answer.
        if let key = answer["state_key"], answer["content"] != nil {
            guard key.string.flatMap(UserID.init) == user else { return nil }
        }
        self.membership = membership
        self.user = user
        sender = answer["content"] == nil ? nil : answer["sender"]?.string.flatMap(UserID.init)
    }

    /// `nil` when it depends on who sent the event, and that is not said.
    func standing(bot: UserID) -> Standing? {
        switch membership {
        case .none, .join, .knock, .ban: Standing(membership, isOwn: false, isByBot: false)
        case .invite, .leave: sender.map { Standing(membership, isOwn: $0 == user, isByBot: $0 == bot) }
        }
    }
}

extension Standing {
    /// The word of the room's state that it comes from.
    fileprivate var membership: Membership {
        switch self {
        case .none: .none
        case .joined: .join
        case .invitedByBot, .invitedByOthers: .invite
        case .knocking: .knock
        case .banned: .ban
        case .leftThemselves, .removedByBot, .removedByOthers: .leave
        }
    }
}
