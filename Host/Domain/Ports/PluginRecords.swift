/// What is remembered of plugin files, by their content: which one is in use, what a person allowed it, which one is not to be
/// started again. Implemented by UsherStore. Durable when a method returns; each change is one transaction.
public protocol PluginRecords: Sendable {
    /// Which file of this plugin is in use; `nil` when none ever was.
    func pin(of pluginID: String) async throws -> PluginPin?

    /// Every pin, sorted by plugin.
    func pins() async throws -> [PluginPin]

    /// Puts `pin` in the place of the plugin's last one, whose file it then remembers as ``PluginPin/previous`` (what the given
    /// value says there does not count). Repeating the pin that is there changes nothing.
    func set(_ pin: PluginPin) async throws

    /// What a person allowed the file with this content; `nil` when nobody allowed it exactly these permissions.
    func consent(to digest: PluginDigest, permissionsJSON: String) async throws -> PluginConsent?

    /// Stores a person's consent with the audit entry that explains it. Repeating one replaces it.
    func approve(_ consent: PluginConsent, audit: AuditEntry) async throws

    /// Why the file with this content is not to be started; `nil` when it may be.
    func quarantine(of digest: PluginDigest) async throws -> PluginQuarantine?

    /// Every quarantine, oldest first.
    func quarantines() async throws -> [PluginQuarantine]

    /// Keeps a file from being started. One that is kept already keeps its first reason.
    func isolate(_ quarantine: PluginQuarantine) async throws

    /// Lets a file be started again, by a person's decision. Returns `false`, and writes nothing, when it was not kept from it.
    func lift(_ digest: PluginDigest, audit: AuditEntry) async throws -> Bool
}
