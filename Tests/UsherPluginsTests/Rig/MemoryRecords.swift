import Synchronization
import UsherDomain

/// Records of plugin files that keep their promises and forget everything at the end.
final class MemoryRecords: PluginRecords {
    struct Broken: Error {}

    private struct State {
        var pins: [String: PluginPin] = [:]
        var consents: [PluginConsent] = []
        var quarantines: [PluginQuarantine] = []
        var audit: [AuditEntry] = []
        var owners: [InstanceID: String] = [:]
        var isBroken = false
    }

    private let state = Mutex(State())

    var audit: [AuditEntry] { state.withLock { $0.audit } }

    /// From now on nothing can be read or written, or it can again.
    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    private func access<Result: Sendable>(_ body: (inout sending State) throws -> sending Result) throws -> Result {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            return try body(&state)
        }
    }

    func pin(of pluginID: String) throws -> PluginPin? { try access { $0.pins[pluginID] } }

    func set(_ pin: PluginPin) throws {
        try access { state in
            let before = state.pins[pin.pluginID]
            guard before?.digest != pin.digest || before?.permissionsJSON != pin.permissionsJSON else { return }
            state.pins[pin.pluginID] = PluginPin(
                pluginID: pin.pluginID, digest: pin.digest, version: pin.version, permissionsJSON: pin.permissionsJSON,
                since: pin.since)
        }
    }

    func consent(to digest: PluginDigest, permissionsJSON: String) throws -> PluginConsent? {
        try access { state in
            state.consents.first { $0.digest == digest && $0.permissionsJSON == permissionsJSON }
        }
    }

    func approve(_ consent: PluginConsent, audit: AuditEntry) throws {
        try access { state in
            state.consents.append(consent)
            state.audit.append(audit)
        }
    }

    func quarantine(of digest: PluginDigest) throws -> PluginQuarantine? {
        try access { state in state.quarantines.first { $0.digest == digest } }
    }

    func quarantines() throws -> [PluginQuarantine] { try access { $0.quarantines } }

    func isolate(_ quarantine: PluginQuarantine) throws {
        try access { state in
            if !state.quarantines.contains(where: { $0.digest == quarantine.digest }) { state.quarantines.append(quarantine) }
        }
    }

    func owner(of instance: InstanceID) throws -> String? { try access { $0.owners[instance] } }

    /// As if every plugin had stored something.
    func claim(_ instance: InstanceID, for pluginID: String) throws -> String {
        try access { state in
            let owner = state.owners[instance] ?? pluginID
            state.owners[instance] = owner
            return owner
        }
    }

    func lift(_ digest: PluginDigest, audit: AuditEntry) throws -> Bool {
        try access { state in
            guard let index = state.quarantines.firstIndex(where: { $0.digest == digest }) else { return false }
            state.quarantines.remove(at: index)
            state.audit.append(audit)
            return true
        }
    }
}
