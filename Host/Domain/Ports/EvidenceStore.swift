/// What instances said, kept so that a restart asks nobody again. Durable when a method returns; a snapshot is replaced in one
/// transaction, so that a reader sees the old one or the new one. Implemented by UsherStore.
public protocol EvidenceStore: Sendable {
    /// The snapshots that count.
    func snapshots() async throws -> [Snapshot]

    /// Puts a snapshot in the place of the requirement's last one; one that was held is gone with it.
    func accept(_ snapshot: Snapshot) async throws

    /// The snapshot that counts was confirmed as it is: it counts from and until then, and one that was held is gone. `false`,
    /// and nothing written, when none is stored.
    func renew(_ requirement: Requirement, takenAt: Instant, freshUntil: Instant) async throws -> Bool

    /// Snapshots that looked too different from the one that counts, and wait for another listing to confirm them.
    func heldSnapshots() async throws -> [Snapshot]

    /// Keeps a snapshot waiting; the one that counts stays.
    func hold(_ snapshot: Snapshot) async throws

    /// Findings about single people that are not stale at `now`.
    func findings(freshAt now: Instant) async throws -> [StoredFinding]

    /// Stores findings, each in the place of the last one about the same person and requirement, and of which requirements the
    /// group has become empty by them (`true`) or is not any more (`false`). One transaction. Their ``Evidence/freshUntil`` must
    /// be decided by then, and no finding be unknown: otherwise it throws and stores nothing.
    func record(_ findings: [StoredFinding], emptying: [Requirement: Bool]) async throws

    /// The requirements whose group became empty by findings, and got no member since. A snapshot that has accounts, or that says
    /// who is not on it, ends that.
    func emptied() async throws -> Set<Requirement>

    /// Forgets what was said about a person by an instance: their account there is another one, or none.
    func forget(_ user: UserID, at instance: InstanceID) async throws

    /// Forgets everything about requirements that are not among these, and findings that are stale at `now` (a moment at or after
    /// their end).
    func prune(keeping requirements: Set<Requirement>, now: Instant) async throws
}

extension EvidenceStore {
    /// Stores findings that leave the groups as empty as they are.
    public func record(_ findings: [StoredFinding]) async throws { try await record(findings, emptying: [:]) }
}
