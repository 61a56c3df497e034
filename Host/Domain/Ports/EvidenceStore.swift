/// What instances said, kept so that a restart asks nobody again. Durable when a method returns; a snapshot is replaced in one
/// transaction, so that a reader sees the old one or the new one. Implemented by UsherStore.
public protocol EvidenceStore: Sendable {
    /// The snapshots that count.
    func snapshots() async throws -> [Snapshot]

    /// Puts a snapshot in the place of the requirement's last one; one that was held is gone with it.
    func accept(_ snapshot: Snapshot) async throws

    /// Snapshots that looked too different from the one that counts, and wait for another listing to confirm them.
    func heldSnapshots() async throws -> [Snapshot]

    /// Keeps a snapshot waiting; the one that counts stays.
    func hold(_ snapshot: Snapshot) async throws

    /// Findings about single people that are not stale at `now`.
    func findings(freshAt now: Instant) async throws -> [StoredFinding]

    /// Stores findings, each in the place of the last one about the same person and requirement. One transaction. Their
    /// ``Evidence/freshUntil`` must be decided by then, and no finding be unknown: otherwise it throws and stores nothing.
    func record(_ findings: [StoredFinding]) async throws

    /// Forgets what was said about a person by an instance: their account there is another one, or none.
    func forget(_ user: UserID, at instance: InstanceID) async throws

    /// Forgets everything about requirements that are not among these, and findings that are stale at `now` (a moment at or after
    /// their end).
    func prune(keeping requirements: Set<Requirement>, now: Instant) async throws
}
