extension RoomProblem {
    /// What is wrong, and what exactly helps, for an admin. `room` is the room it is about, `bot` the bot's account.
    public func advice(in room: RoomID, bot: UserID) -> String {
        switch self {
        case .botIsNotIn:
            "\(bot) is not in \(room): nobody is let in or removed there. Invite it, and give it the power to invite "
                + "and to remove."
        case .cannotInvite(let has, let needs):
            "\(bot) cannot invite in \(room). " + Self.fix(bot, has, needs, "`invite`")
        case .cannotRemove(let has, let needs):
            "\(bot) cannot remove anybody from \(room). " + Self.fix(bot, has, needs, "`kick`")
        case .unread:
            "The homeserver did not give the state of \(room): nothing is done there. Usher asks again by itself. If it stays "
                + "like this, the homeserver's log says why; without \(bot) in the room, nothing waits for it any more."
        case .policyUnknown(let unseen): Self.unknown(room, bot, unseen)
        case .unreadable:
            "The power levels or the join rule of \(room) cannot be read: nobody is removed there. Save the room's "
                + "permissions and "
                + "its access again in a Matrix client, as its admin."
        case .openDoor(let rule): Self.openDoor(room, rule)
        case .notFederated:
            "\(room) never lets in users of other homeservers (`m.federate` is false), and some of them are entitled. Make a new "
                + "room that does, or give those people accounts on the room's homeserver."
        case .upgradeNotFollowed(let replacement):
            "\(room) says that it goes on in \(replacement), but \(replacement) does not name it as its predecessor, or whoever "
                + "said so has no power to. If that is right all the same, set the rule on \(replacement), with \(bot) in it."
        case .undefinedRequirement(let name):
            "The rule of \(room) uses \(name), which is not defined: whoever it decides about stays undecided. Define "
                + "it, or change "
                + "the rule."
        }
    }

    /// Most rooms named; the reader has to act on one of them first anyway.
    private static let namedMax = 5

    private static func unknown(_ room: RoomID, _ bot: UserID, _ unseen: [UnseenRoom]) -> String {
        func names(_ why: UnseenRoom.Why) -> String? {
            let rooms = unseen.filter { $0.why == why }.map(\.room.text)
            guard !rooms.isEmpty else { return nil }
            let more = rooms.count > namedMax ? " and \(rooms.count - namedMax) more" : ""
            return rooms.prefix(namedMax).joined(separator: ", ") + more
        }
        var text = "What holds in \(room) is not known, so nothing is taken from anybody there. "
        if let lost = names(.lost) {
            text +=
                "It was below \(lost), and \(bot) is no longer there. Invite \(bot) again; or, if that is right, remove the "
                + "rule and settings of that space (or take it out of the space above it). "
        }
        if let unread = names(.unread) {
            text +=
                "The state of \(unread) could not be read, and it may be a space above. Usher asks again by itself; "
                + "otherwise take \(bot) out of that room. "
        }
        return text + "A room with `inherit=no` does not wait for what is above it."
    }

    /// The power of a creator is without limit, so a bot with too little of it always has a number.
    private static func fix(_ bot: UserID, _ has: RoomPower.Level, _ needs: Int64, _ what: String) -> String {
        let now =
            switch has {
            case .number(let level): String(level)
            case .unlimited: "unlimited"
            }
        return "Give it power \(needs) (it has \(now)), or lower \(what) to \(now). Where nobody in the room has the power to do "
            + "that, a creator of the room must (room version 12), or the room must be upgraded by the bot."
    }

    private static func openDoor(_ room: RoomID, _ rule: JoinRule) -> String {
        let who =
            switch rule {
            case .restricted(let rooms), .knockRestricted(let rooms):
                "Whoever is in " + rooms.map(\.text).sorted(by: ByteOrder.precedes).joined(separator: " or ") + " can join"
            case .open, .invite, .knock, .unknown: "Anybody can join"
            }
        return
            "\(who) \(room) without an invitation, so whoever is removed can come back. Set the room to \"invite only\", or to "
            + "\"members of a space\" whose rule is the same and is carried out."
    }
}
