/// What is wrong with the bot's own account. It concerns everybody at once: no single person's act has failed.
public enum AccountTrouble: String, Hashable, Sendable, CaseIterable {
    /// The homeserver no longer knows the access token: log in anew.
    case tokenRejected = "token-rejected"
    /// The account is locked; its token is good again when an admin of the homeserver unlocks it.
    case locked
    /// The account is suspended: it may look and remove, but neither invite nor write.
    case suspended

    /// What a refusal says about the account; `nil` when it is about something else.
    init?(_ failure: HomeserverFailure) {
        guard case .refused(let status, let code) = failure else { return nil }
        switch (status, code) {
        case (401, "M_UNKNOWN_TOKEN"), (401, "M_MISSING_TOKEN"), (403, "M_USER_DEACTIVATED"): self = .tokenRejected
        case (401, "M_USER_LOCKED"), (403, "M_USER_LOCKED"): self = .locked
        case (403, "M_USER_SUSPENDED"): self = .suspended
        default: return nil
        }
    }

    /// Whether nothing at all can be done in rooms.
    var forbidsAll: Bool { self != .suspended }
}
