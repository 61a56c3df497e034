/// Why a proof of identity was not accepted. The person sees one text for the cases that would tell an attacker something.
public enum IdentityRefusal: Error, Hashable, Sendable {
    /// The server name is not one, or the token has a shape no token has.
    case malformedRequest
    /// The address policy forbids a connection to where that name leads.
    case addressForbidden
    /// The server says the token is unknown or expired.
    case tokenRejected
    /// The answer is not what the specification describes.
    case malformedAnswer
    /// The answer names a user of another server than the one that was asked.
    case otherServer
    /// This token was used here before.
    case replayed
    /// The server could not be reached, was too slow, or failed: nobody knows, try later.
    case unreachable
    /// We are asked too often at the moment.
    case busy
}
