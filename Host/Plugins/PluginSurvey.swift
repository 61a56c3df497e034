public import Logging
public import UsherDomain

/// What would become of the plugin files if a daemon started now, for whoever only wants to know. Runs no plugin but in the
/// throw-away workers that look at it, and writes nothing.
public enum PluginSurvey {
    /// Looks at every file of the plugin directory and judges it by the records; `nil` = nothing is remembered yet. Throws when
    /// the system has nothing left to look with.
    public static func states(
        _ settings: PluginHostSettings, instances: [ConfiguredInstance], records: (any PluginRecords)?, clock: any WallClock,
        logger: Logger
    ) async throws(PluginProblem) -> PluginStates {
        let looker = Looker(settings: settings, introductions: Introductions(), logger: logger)
        let parts = ConductorParts(watch: try DirectoryWatch(), looker: looker)
        let conductor = Conductor(
            settings: settings, instances: instances, records: records ?? NothingRemembered(), clock: clock, logger: logger,
            parts: parts
        ) { _, _, _ in preconditionFailure("a survey starts nothing") }
        parts.inbox.post { $0.everything = true }
        await conductor.conduct(.survey)
        return parts.board.states
    }
}

/// The records before the first start.
private struct NothingRemembered: PluginRecords {
    func pin(of pluginID: String) -> PluginPin? { nil }
    func set(_ pin: PluginPin) {}
    func consent(to digest: PluginDigest, permissionsJSON: String) -> PluginConsent? { nil }
    func approve(_ consent: PluginConsent, audit: AuditEntry) {}
    func quarantine(of digest: PluginDigest) -> PluginQuarantine? { nil }
    func isolate(_ quarantine: PluginQuarantine) {}
    func owner(of instance: InstanceID) -> String? { nil }
    func claim(_ instance: InstanceID, for pluginID: String) -> String { pluginID }
    func lift(_ digest: PluginDigest, audit: AuditEntry) -> Bool { false }
}
