/// What is remembered of plugin files, by their content: which one is in use, what a person allowed it, which one is not to be
/// started again. Implemented by UsherStore. Durable when a method returns; each change is one transaction.
public protocol PluginRecords: Sendable {
    /// Which file of this plugin is in use; `nil` when none ever was.
    func pin(of pluginID: String) async throws -> PluginPin?

    /// Puts `pin` in the place of the plugin's last one. Repeating the pin that is there changes nothing.
    func set(_ pin: PluginPin) async throws

    /// What a person allowed the file with this content; `nil` when nobody allowed it exactly these permissions.
    func consent(to digest: PluginDigest, permissionsJSON: String) async throws -> PluginConsent?

    /// Stores a person's consent with the audit entry that explains it. Repeating one replaces it.
    func approve(_ consent: PluginConsent, audit: AuditEntry) async throws

    /// Why the file with this content is not to be started; `nil` when it may be.
    func quarantine(of digest: PluginDigest) async throws -> PluginQuarantine?

    /// Keeps a file from being started. One that is kept already keeps its first reason.
    func isolate(_ quarantine: PluginQuarantine) async throws

    /// To which plugin an instance belongs: what is stored there is that one's. `nil` when it never had one.
    func owner(of instance: InstanceID) async throws -> String?

    /// Gives an instance to a plugin, and returns to which one it belongs from now on. That is still the one before it for as
    /// long as something of that one's is stored there or a redemption is in its hands: no plugin finds what another one kept.
    func claim(_ instance: InstanceID, for pluginID: String) async throws -> String

    /// Lets a file be started again, by a person's decision. Returns `false`, and writes nothing, when it was not kept from it.
    func lift(_ digest: PluginDigest, audit: AuditEntry) async throws -> Bool
}
