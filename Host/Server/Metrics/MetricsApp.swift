import Hummingbird
import HummingbirdCore
public import Logging
public import ServiceLifecycle
public import UsherDomain

/// The metrics on an address of their own, for a Prometheus that cannot reach the admin's socket. They name plugins and
/// instances, so the address should not be a public one.
public enum MetricsApp {
    /// Most connections at once: a scraper or two.
    static let connectionsMax = 8

    /// The service that listens on `host` and `port` and knows nothing but `GET /metrics`.
    public static func service(
        host: String, port: Int, metrics: @escaping @Sendable () async -> [Metric], clock: any SteadyClock, logger: Logger
    ) -> any Service {
        let router = Router(context: DoorContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware { ProblemMiddleware(clock: clock) }
        router.get("metrics", use: GetMetrics(metrics: metrics).handle)
        return Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax)),
            logger: logger)
    }
}
