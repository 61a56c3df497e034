import UsherDomain

/// An act, as the limits of a homeserver see it. Synapse counts (configuration, "Ratelimiting"): invitations per inviting account
/// (`rc_invites.per_issuer`), per room (`per_room`) and per invited person (`per_user`); everything else that makes an event,
/// removals and messages alike, per account (`rc_message`); joins (`rc_joins`) and rooms made (`rc_room_creation`) per account.
enum LimitedAct: Hashable, Sendable {
    case invite(UserID, RoomID)
    /// A removal, or a message.
    case send
    case join
    case create

    var bucket: LimitBucket {
        switch self {
        case .invite: .invitations
        case .send: .events
        case .join: .joins
        case .create: .rooms
        }
    }
}

/// What a homeserver counts together for one account. The raw value is stored: never rename one.
enum LimitBucket: String, Hashable, Sendable, CaseIterable {
    case invitations
    case events
    case joins
    case rooms

    /// Between two acts, in milliseconds, as long as nothing else was seen: the standard of Synapse.
    var standardMilliseconds: Int64 {
        switch self {
        case .invitations: 3_334
        case .events: 5_000
        // Joins through other servers are counted more strictly than those of local rooms, and many rooms are elsewhere.
        case .joins: 100_000
        case .rooms: 20_000
        }
    }

    /// How many acts may come at once, likewise.
    var standardBurst: Int64 { 10 }
}
