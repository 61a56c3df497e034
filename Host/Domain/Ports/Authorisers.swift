/// The authorisers behind the daemon, reached by instance. Implemented by UsherPlugins.
///
/// Contract: no method throws and none waits longer than its deadline; whatever goes wrong is ``Answer/unknown(_:)``. Any thread.
public protocol Authorisers: Sendable {
    /// Which instances are configured, and whether their plugin runs. Sorted by id.
    func instances() async -> [InstanceStatus]

    /// What `code` is worth. Changes nothing.
    func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer>

    /// Sets one use of `code` aside under `claim`.
    func reserve(code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID) async
        -> Answer<ClaimReservation>

    /// The use is spent. Succeeds again when repeated, and for a claim that was never reserved.
    func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void>

    /// The use is free again. Succeeds again when repeated, and for a claim that was never reserved.
    func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void>

    /// What is wrong with a requirement, by the schema of the instance's plugin: sentences for whoever edits the rule, which name
    /// the place and what is wanted there. Empty when it fits. The plugin is not asked.
    func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]>

    /// Whether each subject meets the requirement, in the order given. An item that is missing in the plugin's answer is unknown,
    /// and so is everything about a requirement that does not fit the plugin's schema.
    func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence]

    /// Runs an action. The arguments were checked against its signature. The result is JSON text, `null` when there is none.
    ///
    /// What takes something away is run only if `isConfirmed`. The version of the plugin that would run it decides what does:
    /// otherwise the answer is ``Unknown/Kind/unconfirmed``, and nothing was run.
    func run(
        action: String, arguments: [ActionArgument], isConfirmed: Bool, at instance: InstanceID
    ) async -> Answer<String>
}

extension Authorisers {
    /// Runs an action that takes nothing away.
    public func run(action: String, arguments: [ActionArgument], at instance: InstanceID) async -> Answer<String> {
        await run(action: action, arguments: arguments, isConfirmed: false, at: instance)
    }
}

/// One configured use of a plugin, and how it fares.
public struct InstanceStatus: Hashable, Sendable {
    /// How it fares.
    public enum Health: Hashable, Sendable {
        case running
        /// With the reason, for admins.
        case down(String)
    }

    public let id: InstanceID
    /// The id in the plugin's manifest.
    public let pluginID: String
    /// `nil` while no worker has introduced the plugin.
    public let plugin: PluginDescription?
    public let health: Health
    /// What in its configuration will not work although it runs, for admins.
    public let warnings: [String]

    public init(
        id: InstanceID, pluginID: String, plugin: PluginDescription?, health: Health, warnings: [String] = []
    ) {
        self.id = id
        self.pluginID = pluginID
        self.plugin = plugin
        self.health = health
        self.warnings = warnings
    }
}
