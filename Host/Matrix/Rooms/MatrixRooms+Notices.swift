public import UsherDomain

/// Notices to single people, in direct rooms that the bot makes. Such a room says in its creation for whom it is, and that cannot
/// be changed: so it is found again after a restart, and nobody else can pretend to be one. Never encrypted: what is said there
/// is said in rooms' states anyway.
extension MatrixRooms {
    /// A state event by which the room remembers that the person left and was invited again: not a third time.
    static let invitedAgainType = "org.usher.invited_again"
    /// What ``tell(_:id:text:)`` is refused with when the person has left their room for notices twice.
    public static let leftNoticesCode = "ORG.USHER.LEFT_NOTICES"
    /// Longest notice, in bytes: an event may have 65,536 with everything around it, and escapes take room.
    static let noticeBytesMax = 16 * 1024
    /// How long to wait while another notice makes the person's room, in milliseconds.
    private static let makingMilliseconds: Int64 = 1_000

    func hasNoticesRoom(for user: UserID) -> Bool {
        known.noticesRoom(for: user) != nil || notices.room(for: user) != nil
    }

    public func tell(_ user: UserID, id: String, text: String) async -> ActOutcome {
        let outcome = await notify(user, id, text)
        note("notice", user, nil, outcome)
        return outcome
    }

    private func notify(_ user: UserID, _ id: String, _ text: String) async -> ActOutcome {
        if let room = known.noticesRoom(for: user) ?? notices.room(for: user) {
            if let obstacle = await makeSure(user, isIn: room) { return obstacle }
            return await send(text, id, to: room)
        }
        // Without the list of rooms, nobody knows whether there is one.
        guard known.isComplete else { return .unknown("the rooms are not known yet") }
        guard notices.begin(user) else { return .limited(retryAfterMilliseconds: Self.makingMilliseconds) }
        var made: RoomID?
        let outcome = await attempt(.create) { () throws(HomeserverFailure) in
            made = try await makeRoom(for: user)
            homeserver.isNotSuspended()
        }
        notices.end(user, made)
        guard outcome == .accepted, let made else { return outcome }
        return await send(text, id, to: made)
    }

    private func makeRoom(for user: UserID) async throws(HomeserverFailure) -> RoomID {
        let person = JSONText.quote(user.text)
        let body = """
            {"preset":"trusted_private_chat","is_direct":true,"invite":[\(person)],\
            "creation_content":{\(JSONText.quote(RoomCreation.noticesKey)):\(person)}}
            """
        let answer = try await homeserver.post(
            ["createRoom"], Array(body.utf8), deadlineMilliseconds: Self.remoteMilliseconds)
        guard let room = answer["room_id"]?.string.flatMap(RoomID.init) else { throw .malformedAnswer }
        return room
    }

    /// Makes sure that a notice in `room` reaches the person; `nil` when it does.
    private func makeSure(_ user: UserID, isIn room: RoomID) async -> ActOutcome? {
        let membership: Membership?
        do {
            let content = try await homeserver.get(["rooms", room.text, "state", "m.room.member", user.text])
            membership = content["membership"]?.string.flatMap(Membership.init(stateWord:))
        } catch .refused(status: 404, code: "M_NOT_FOUND") {
            membership = Membership.none
        } catch {
            // The sync tells whether the bot is still in there; a room that it does not know is not tried again.
            if known.noticesRoom(for: user) == nil, case .refused = error { notices.forget(user) }
            if case .limited(let wait) = error { return .limited(retryAfterMilliseconds: wait) }
            return .unknown("where the person stands in their room for notices: \(error)")
        }
        switch membership {
        case .join, .invite: return nil
        case .ban: return .refused(code: Self.leftNoticesCode)
        case .some(.leave), .some(.knock), .some(.none): return await inviteAgain(user, to: room)
        case nil: return .unknown("where the person stands in their room for notices")
        }
    }

    private func inviteAgain(_ user: UserID, to room: RoomID) async -> ActOutcome? {
        let marker = ["rooms", room.text, "state", Self.invitedAgainType]
        do {
            if try await homeserver.get(marker)["invited"] == .bool(true) { return .refused(code: Self.leftNoticesCode) }
        } catch .refused(status: 404, code: "M_NOT_FOUND") {
            // Not yet.
        } catch {
            return .unknown("whether the person was invited again: \(error)")
        }
        let wait = max(left(for: .invite(user, room)), left(for: .send))
        guard wait == 0 else { return .limited(retryAfterMilliseconds: wait) }
        let invited = await invite(user, to: room, reason: Self.inviteReason)
        guard invited == .accepted else { return invited }
        // Noted afterwards: who was never asked again has not said no. Without the note they are asked once more, so there is no
        // message without it either.
        let noted = await attempt(.send) { () throws(HomeserverFailure) in
            let person = JSONText.quote(user.text)
            _ = try await homeserver.put(marker, Array(#"{"user_id":\#(person),"invited":true}"#.utf8))
        }
        return noted == .accepted ? nil : noted
    }

    private func send(_ text: String, _ id: String, to room: RoomID) async -> ActOutcome {
        let body = """
            {"msgtype":"m.notice","body":\(JSONText.quote(Self.plain(text))),"m.mentions":{}}
            """
        return await attempt(.send) { () throws(HomeserverFailure) in
            let answer = try await homeserver.put(
                ["rooms", room.text, "send", "m.room.message", id], Array(body.utf8))
            guard answer["event_id"]?.string != nil else { throw .malformedAnswer }
            homeserver.isNotSuspended()
        }
    }

    /// Without control characters but line ends, and not too long.
    private static func plain(_ text: String) -> String {
        var plain = ""
        var bytes = 0
        for scalar in text.unicodeScalars where scalar == "\n" || scalar.properties.generalCategory != .control {
            bytes += String(scalar).utf8.count
            guard bytes <= noticeBytesMax else { break }
            plain.unicodeScalars.append(scalar)
        }
        return plain
    }
}
