/// What a homeserver answered to an act. It is a hint for when to try again, never the truth: that is read from the room's state
/// afterwards.
public enum ActOutcome: Hashable, Sendable {
    /// It said yes.
    case accepted
    /// It said a definite no that trying again will not change (forbidden, blocked, bad state). The code is Matrix' `errcode`.
    case refused(code: String)
    /// It asked us to wait.
    case limited(retryAfterMilliseconds: Int64)
    /// It failed, was too slow, or could not be reached: nobody knows whether it was done.
    case unknown(String)
}
