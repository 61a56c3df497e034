import UsherDomain

/// Records in which nothing is written and nothing is remembered: which file is measured is the caller's affair.
struct NoRecords: PluginRecords {
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
