public import UsherDomain

/// All named requirements and all policies, in JSON: the answer to `GET /v1/rules/export`, and what an import sends.
public struct RulesDocument: Codable, Hashable, Sendable {
    /// Sorted by name.
    public let requirements: [RequirementShape]
    /// Sorted by room.
    public let policies: [PolicyShape]

    public init(requirements: [NamedRequirement], policies: [Policy]) {
        self.requirements = requirements.sorted { $0.name < $1.name }.map(RequirementShape.init)
        self.policies = policies.sorted { $0.room.text.utf8.lexicographicallyPrecedes($1.room.text.utf8) }.map(PolicyShape.init)
    }
}

/// The answer to `GET /v1/requirements`.
public struct RequirementsAnswer: Codable, Hashable, Sendable {
    public let requirements: [RequirementShape]

    public init(_ requirements: some Sequence<NamedRequirement>) {
        self.requirements = requirements.sorted { $0.name < $1.name }.map(RequirementShape.init)
    }
}

/// A named requirement, in JSON.
public struct RequirementShape: Codable, Hashable, Sendable {
    /// `instance:name`.
    public let name: String
    public let revision: Int64
    /// The question, as JSON text in canonical form.
    public let json: String

    public init(_ named: NamedRequirement) {
        name = named.name.description
        revision = named.revision
        json = named.requirement.json
    }
}
