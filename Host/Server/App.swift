import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
public import UsherDomain
public import UsherEngine

/// The web server: routes, middleware and the listening socket.
public struct App: Sendable {
    /// Most connections at once: each costs a descriptor, of which a service has 1,024 by default.
    static let connectionsMax = 512
    /// How long a connection may idle, in seconds: longer than a redemption waits, shorter than proxies keep theirs.
    static let idleSecondsMax: Int64 = 75
    /// Largest header section, in bytes: ours have a cookie and a token.
    static let headerBytesMax = 16 * 1024

    /// What the server calls.
    public struct Cases: Sendable {
        let proveIdentity: ProveIdentity
        let describeClaim: DescribeClaim
        let redeemClaim: RedeemClaim
        let authorisers: any Authorisers
        let rooms: any Rooms
        let receiveWebhook: ReceiveWebhook
        let isSynced: @Sendable () async -> Bool

        /// `isSynced` tells whether the state of the rooms is known.
        public init(
            proveIdentity: ProveIdentity, describeClaim: DescribeClaim, redeemClaim: RedeemClaim, authorisers: any Authorisers,
            rooms: any Rooms, receiveWebhook: ReceiveWebhook, isSynced: @escaping @Sendable () async -> Bool
        ) {
            self.proveIdentity = proveIdentity
            self.describeClaim = describeClaim
            self.redeemClaim = redeemClaim
            self.authorisers = authorisers
            self.rooms = rooms
            self.receiveWebhook = receiveWebhook
            self.isSynced = isSynced
        }
    }

    /// The service that listens on `host` and `port`; shuts down gracefully. Its `run()` throws when the address cannot be bound.
    public static func service(
        host: String, port: Int, site: Site, files: StaticFiles, cases: Cases, clock: any SteadyClock, logger: Logger
    ) -> any Service {
        Application(
            router: router(site: site, files: files, cases: cases, clock: clock),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(idleSecondsMax),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: headerBytesMax, maxHeaderListSize: headerBytesMax, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax)),
            logger: logger)
    }

    static func router(
        site: Site, files: StaticFiles, cases: Cases, clock: any SteadyClock
    ) -> Router<DoorContext> {
        let router = Router(context: DoorContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            SecurityHeadersMiddleware(site: site)
            ProblemMiddleware(clock: clock)
            MissingPageMiddleware(files: files)
            SameOriginMiddleware(origin: site.origin)
        }
        router.get("healthz") { _, _ in Response(status: .ok) }
        router.get("readyz", use: GetReadiness(authorisers: cases.authorisers, isSynced: cases.isSynced).handle)
        for page in ["/", "/i/:instance"] as [RouterPath] {
            router.get(page) { request, _ in files.page(for: request) }
        }
        router.get("assets/:name") { request, context in
            guard let response = files.asset(context.parameters.get("name") ?? "", for: request) else { throw Problem.notFound }
            return response
        }
        router.post("hooks/:instance", use: ReceiveWebhookRoute(receive: cases.receiveWebhook, clock: clock).handle)
        addAPI(to: router.group("api").add(middleware: SessionMiddleware(proveIdentity: cases.proveIdentity)), site, cases)
        return router
    }

    private static func addAPI(to api: RouterGroup<DoorContext>, _ site: Site, _ cases: Cases) {
        api.get("page", use: GetPage(site: site).handle)
        api.get("session", use: GetSession().handle)
        api.post("session", use: BeginSession(proveIdentity: cases.proveIdentity).handle)
        api.delete("session", use: EndSession(proveIdentity: cases.proveIdentity).handle)
        api.post("claims/describe", use: DescribeClaimRoute(describeClaim: cases.describeClaim, bot: site.bot).handle)

        let redeem = RedeemClaimRoute(redeemClaim: cases.redeemClaim, rooms: cases.rooms)
        let signedIn = api.group(context: SignedInContext.self)
        signedIn.post("redemptions", use: redeem.handle)
        signedIn.get("redemptions/:id", use: GetRedemption(redeem: redeem).handle)
    }
}
