import UsherDomain

extension RoomsUnavailable {
    /// The words are for the log.
    init(_ failure: HomeserverFailure) {
        if case .limited(let wait) = failure {
            self.init("the homeserver asks us to wait", retryAfterMilliseconds: wait)
        } else {
            self.init("the homeserver could not say: \(failure)")
        }
    }
}

extension ActOutcome {
    /// Codes of a 403 or 404 that come from the room or the person, so that trying again changes nothing. Others (a suspended or
    /// over-limit bot, a path that the homeserver does not have) are about us, and pass.
    private static let definite: Set<String> = [
        "M_FORBIDDEN", "M_BAD_STATE", "M_INVITE_BLOCKED", "M_UNSUPPORTED_ROOM_VERSION", "M_INCOMPATIBLE_ROOM_VERSION",
        "M_NOT_FOUND", "M_UNKNOWN",
    ]

    /// What a failed call means for an act. Judged by status and code, never by the text of the error.
    init(_ failure: HomeserverFailure) {
        switch failure {
        case .limited(let wait):
            self = .limited(retryAfterMilliseconds: wait)
        case .refused(status: 400, let code):
            self = .refused(code: code)
        case .refused(let status, let code) where (status == 403 || status == 404) && Self.definite.contains(code):
            self = .refused(code: code)
        case .refused(let status, let code):
            self = .unknown("\(status) \(code)")
        case .failed(let status):
            self = .unknown("\(status)")
        case .malformedAnswer:
            self = .unknown("malformed answer")
        case .noAnswer(let failure):
            self = .unknown("\(failure)")
        }
    }
}
