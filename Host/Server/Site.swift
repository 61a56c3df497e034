public import UsherDomain

/// Where this Usher is on the web, and what its pages are told about it.
public struct Site: Sendable {
    /// A homeserver whose client-server API the pages need not discover.
    public struct KnownServer: Hashable, Sendable {
        public let name: ServerName
        /// Base URL of its client-server API, without a trailing slash.
        public let clientURL: String

        public init(name: ServerName, clientURL: String) {
            self.name = name
            self.clientURL = clientURL
        }
    }

    /// Scheme, host and port of the pages, without a trailing slash; what browsers send as `Origin`.
    public let origin: String
    /// The bot that invites.
    public let bot: UserID
    /// The server suggested for signing in.
    public let defaultServer: ServerName?
    public let knownServers: [KnownServer]

    public init(origin: String, bot: UserID, defaultServer: ServerName?, knownServers: [KnownServer]) {
        self.origin = origin
        self.bot = bot
        self.defaultServer = defaultServer
        self.knownServers = knownServers
    }

    /// Whether browsers reach it over TLS.
    var isSecure: Bool { origin.hasPrefix("https://") }
}
