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

    /// Moves the policy of an upgraded room, with its departures, reprieves and held plans, to the room that replaces it; intents
    /// are about what is done in the old one, and stay there. What the new room has already (a policy, or something about the same person) stays, and the old room's is dropped. A
    /// held plan keeps its hash: it names what a person was shown. Repeating it changes nothing, and writes no entry.
    func move(from old: RoomID, to new: RoomID, audit: AuditEntry) async throws

    /// All named requirements, sorted by name.
    func requirements() async throws -> [NamedRequirement]

    /// Gives a name to a requirement, or another requirement to a name, under the name's next revision (that of the parameter
    /// does not count). Both are of the same instance. Repeating what is there changes nothing, and writes no entry.
    func set(_ requirement: NamedRequirement, audit: AuditEntry) async throws

    /// Takes a name away. Returns `false`, and changes nothing, when there is no such name. The caller checks that no rule uses
    /// it.
    func remove(_ name: RequirementName, audit: AuditEntry) async throws -> Bool
}
