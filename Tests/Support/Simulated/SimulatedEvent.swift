public import UsherDomain

/// What somebody did to a membership, as the homeserver's log has it.
public struct SimulatedEvent: Hashable, Sendable, CustomStringConvertible {
    /// What was done.
    public enum Kind: String, Hashable, Sendable {
        case join, leave, knock, invite, kick, ban, unban
    }

    /// Its place in the log, from 0.
    public let number: Int
    public let at: Instant
    public let kind: Kind
    public let room: RoomID
    public let sender: UserID
    public let user: UserID
    /// Where the user stood before it.
    public let before: Standing
    public let reason: String

    public var description: String { "\(sender) \(kind.rawValue) \(user) in \(room), who was \(before.rawValue)" }
}

/// A message that the bot has sent to somebody.
public struct SimulatedNotice: Hashable, Sendable {
    public let at: Instant
    public let user: UserID
    /// The transaction id: the same one is never sent twice.
    public let id: String
    public let text: String
}

/// What the bot tried to do, whatever came of it.
public struct SimulatedAttempt: Hashable, Sendable, CustomStringConvertible {
    public let at: Instant
    public let kind: SimulatedEvent.Kind
    public let room: RoomID
    public let user: UserID
    /// Where the user stood before it.
    public let before: Standing
    /// Matrix' `errcode`; `nil` when it was done.
    public let refusal: String?

    public var description: String {
        "\(kind.rawValue) \(user) in \(room), who was \(before.rawValue)\(refusal.map { ", refused with \($0)" } ?? "")"
    }
}
