/// A requirement with the name that rules call it by.
public struct NamedRequirement: Hashable, Sendable {
    public let name: RequirementName
    public let requirement: Requirement
    /// Counts the changes, from 1.
    public let revision: Int64

    public init(name: RequirementName, requirement: Requirement, revision: Int64 = 1) {
        self.name = name
        self.requirement = requirement
        self.revision = revision
    }
}
