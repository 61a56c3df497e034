import Synchronization
import UsherDomain

/// On or off, from any thread.
final class Switch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool { state.withLock { $0 } }

    func set(_ isOn: Bool) { state.withLock { $0 = isOn } }
}

/// A store whose writes fail while a switch is on.
struct FailingEvidence: EvidenceStore {
    struct DiskFull: Error {}

    let store: any EvidenceStore
    let fails: Switch

    init(_ store: any EvidenceStore, fails: Switch) {
        self.store = store
        self.fails = fails
    }

    func snapshots() async throws -> [Snapshot] { try await store.snapshots() }

    func accept(_ snapshot: Snapshot) async throws {
        if fails.isOn { throw DiskFull() }
        try await store.accept(snapshot)
    }

    func heldSnapshots() async throws -> [Snapshot] { try await store.heldSnapshots() }

    func hold(_ snapshot: Snapshot) async throws {
        if fails.isOn { throw DiskFull() }
        try await store.hold(snapshot)
    }

    func findings(freshAt now: Instant) async throws -> [StoredFinding] { try await store.findings(freshAt: now) }

    func renew(_ requirement: Requirement, takenAt: Instant, freshUntil: Instant) async throws -> Bool {
        if fails.isOn { throw DiskFull() }
        return try await store.renew(requirement, takenAt: takenAt, freshUntil: freshUntil)
    }

    func record(_ findings: [StoredFinding], emptying: [Requirement: Bool]) async throws {
        if fails.isOn { throw DiskFull() }
        try await store.record(findings, emptying: emptying)
    }

    func emptied() async throws -> Set<Requirement> { try await store.emptied() }

    func forget(_ user: UserID, at instance: InstanceID) async throws {
        if fails.isOn { throw DiskFull() }
        try await store.forget(user, at: instance)
    }

    func prune(keeping requirements: Set<Requirement>, now: Instant) async throws {
        try await store.prune(keeping: requirements, now: now)
    }
}
