/// What a verdict about one person and one requirement rests on: for people who ask why, and for the audit log.
public struct Grounds: Hashable, Sendable {
    /// The verdict with its reason and times.
    public let leaf: LeafEvidence
    /// How it was found; `nil` when nothing was.
    public let method: RequirementStatus.Method?
    /// What the instance added for the audit log, as a JSON object; may be empty.
    public let factsJSON: String

    public init(leaf: LeafEvidence, method: RequirementStatus.Method? = nil, factsJSON: String = "") {
        self.leaf = leaf
        self.method = method
        self.factsJSON = factsJSON
    }
}
