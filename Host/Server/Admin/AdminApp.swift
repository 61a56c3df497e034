import Hummingbird
import HummingbirdCore
public import Logging
public import ServiceLifecycle
public import UsherDomain
public import UsherEngine

/// The admin's API, on a Unix socket that only this user (and root) can reach: whoever can read the data directory may ask.
/// The same routes serve the admin pages, behind an identity of their own.
public struct AdminApp: Sendable {
    /// Most connections at once: commands come one by one.
    static let connectionsMax = 32

    /// What the API calls.
    public struct Cases: Sendable {
        let authorisers: any Authorisers
        let administration: any PluginAdministration
        let sandbox: SandboxSummary
        let runAction: RunPluginAction
        /// `nil`: the routes about rules and the loop are not there.
        let rules: RuleCases?
        let metrics: @Sendable () async -> [Metric]

        /// Puts the parts together.
        public init(
            authorisers: any Authorisers, administration: any PluginAdministration, sandbox: SandboxSummary,
            runAction: RunPluginAction, rules: RuleCases? = nil, metrics: @escaping @Sendable () async -> [Metric]
        ) {
            self.authorisers = authorisers
            self.administration = administration
            self.sandbox = sandbox
            self.runAction = runAction
            self.rules = rules
            self.metrics = metrics
        }
    }

    /// The service that listens on the Unix socket at `path`, which must lie in a folder of this user alone. A socket that a
    /// daemon left behind is replaced: the caller holds the lock that says there is no other one.
    public static func service(path: String, cases: Cases, clock: any SteadyClock, logger: Logger) -> any Service {
        Application(
            router: router(cases, actor: "command-line", clock: clock),
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(App.idleSecondsMax))),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax)),
            logger: logger)
    }

    /// `actor` is who asks, for the audit log.
    static func router(_ cases: Cases, actor: String, clock: any SteadyClock) -> Router<DoorContext> {
        let router = Router(context: DoorContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { ProblemMiddleware(clock: clock) }
        router.get("metrics", use: GetMetrics(metrics: cases.metrics).handle)
        let api = router.group("v1")
        api.get("plugins", use: ListPlugins(administration: cases.administration, sandbox: cases.sandbox).handle)
        for (word, decision) in [("approve", DecideOnPlugin.Decision.approve), ("lift", .lift)] {
            let decide = DecideOnPlugin(administration: cases.administration, decision: decision, actor: actor)
            api.post("plugins/:sha256/\(word)", use: decide.handle)
        }
        api.get("instances", use: ListInstances(authorisers: cases.authorisers).handle)
        api.post("instances/:instance/actions/:action", use: RunActionRoute(run: cases.runAction, actor: actor).handle)
        if let rules = cases.rules {
            let governed = api.group().add(middleware: RefusalMiddleware())
            addRules(to: governed, rules, actor: actor)
            addLoop(to: governed, rules, actor: actor)
        }
        return router
    }
}
