/// What makes two requests of a plugin the same, so that the answer to one may be given to the other.
struct ResponseKey: Hashable, Sendable {
    let plugin: String
    let url: String
    /// Tells the credentials apart, without being them; empty without any.
    let credential: [UInt8]
    /// Name and value of each, in order.
    let headers: [[String]]
    /// Instances that may go elsewhere share nothing: one may have been led where the other must not.
    let egress: Egress
    let followsRedirects: Bool
    let bytesMax: Int
}
