/// The rules and settings of rooms and spaces, and the names of requirements. Durable when a method returns; each change is one
/// transaction with its audit entry, and keeps what was there before in a history. Implemented by UsherStore.
public protocol PolicyStore: Sendable {
    /// All policies, sorted by room.
    func policies() async throws -> [Policy]

    /// Puts a policy in the place of the one with revision `replacing` (`nil`: there must be none), under the next revision,
    /// which is returned with it; `nil`, and nothing written, when another revision is there. A room that had a policy before
    /// goes on counting where that ended. The rule is stored, and returned, in its ``Rule/normalised`` form.
    func set(_ policy: Policy, replacing revision: Int64?, audit: AuditEntry) async throws -> Policy?

    /// Removes a policy: what it said ends, and nobody is removed by that. `false` when another revision is there.
    func remove(_ room: RoomID, revision: Int64, audit: AuditEntry) async throws -> Bool

    /// Moves the policy of an upgraded room, with its departures, reprieves, held plans and what was taken there, to the room
    /// that replaces it; intents are about what is done in the old one, and stay there. Held plans and approved departures name
    /// the rule by its new version, in every room that has it (``PolicyMove/renamed(_:)``): what a person said about it holds. A
    /// held plan keeps its hash: it names what they were shown. Where the new room has something about the same person, that
    /// stays, and the old room's is dropped.
    ///
    /// `nil`, and nothing written, when the old room has no policy (any more), or the new one has its own, which stands.
    func move(from old: RoomID, to new: RoomID, audit: AuditEntry) async throws -> PolicyMove?

    /// All named requirements, sorted by name.
    func requirements() async throws -> [NamedRequirement]

    /// Gives a name to a requirement, or another requirement to a name, under the name's next revision (that of the parameter
    /// does not count). Both are of the same instance. Repeating what is there changes nothing, and writes no entry.
    func set(_ requirement: NamedRequirement, audit: AuditEntry) async throws

    /// Both of them as they were at one moment: all policies, sorted by room, and all named requirements, sorted by name.
    func everything() async throws -> (policies: [Policy], requirements: [NamedRequirement])

    /// Makes all changes, in this order, in one transaction. `false`, and nothing written, when another revision is there than
    /// one of them names.
    func apply(_ changes: [PolicyChange]) async throws -> Bool

    /// Takes a name away. Returns `false`, and changes nothing, when there is no such name. The caller checks that no rule uses
    /// it.
    func remove(_ name: RequirementName, audit: AuditEntry) async throws -> Bool
}
