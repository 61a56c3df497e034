internal import Logging
internal import UsherDomain

/// Everything that is needed to run the worker of one plugin, again and again.
struct WorkerPlan: Sendable {
    /// An instance to make in it. Its place in ``instances`` is its number on the wire.
    struct Instance: Sendable {
        let id: InstanceID
        let configJSON: String
        let claimURLPrefix: String
        /// Where it may go, and send people to.
        var egress = Egress.none
        /// Why it is not made; `nil` = it is.
        var problem: String?
    }

    let executable: String
    let file: String
    let library: SealedLibrary
    let cell: CellPlan
    let description: PluginDescription
    let instances: [Instance]
    let services: any WorkerServices
    let deadlines: CallDeadlines
    let logger: Logger
    /// What in an instance's configuration will not work, for admins.
    var warnings: [InstanceID: [String]] = [:]
    /// Whether third parties may call the plugin.
    var takesWebhooks = false
    var requirements = RequirementCheck(nil)
    /// Knows the plugin's secrets, so that nobody reads them in a log.
    var redactor = Redactor()
    /// Called on the worker's thread: it must be short, and wait for nothing.
    var observer: @Sendable (WorkerNews) -> Void = { _ in }
    /// Where the events of watches go. Called on the worker's thread, as above.
    var events: @Sendable ([AuthoriserEvent], InstanceID) -> Void = { _, _ in }
}
