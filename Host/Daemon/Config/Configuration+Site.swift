import UsherServer

extension Configuration {
    /// What the pages are told.
    var site: Site {
        Site(
            origin: publicURL.origin, bot: bot.userID, defaultServer: identity.defaultServer,
            knownServers: identity.servers.compactMap { server in
                server.clientURL.map { Site.KnownServer(name: server.name, clientURL: $0.text) }
            })
    }
}
