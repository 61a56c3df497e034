import UsherDomain

/// `identity`: how people prove who they are.
struct IdentitySection: Sendable {
    /// What is known about one homeserver.
    struct Server: Sendable {
        let name: ServerName
        /// Where browsers reach its client-server API; `nil` = they discover it.
        let clientURL: BaseURL?
        /// Whether the verifier may connect to private addresses for this name.
        let allowsPrivateAddress: Bool
    }

    /// PEM certificates trusted in addition to the system's.
    let extraCAFile: String?
    /// Suggested on the sign-in page.
    let defaultServer: ServerName?
    let servers: [Server]

    init(_ section: ConfigSection, folder: ConfigFolder) {
        extraCAFile = section.text("extra_ca_file").map(folder.path)
        let expected = "the name of a homeserver, such as example.org"
        defaultServer = section.parsed("default_server", expected: expected) { ServerName($0) }
        servers = section.sections("servers").compactMap { server in
            let name = server.parsed("name", expected: expected) { ServerName($0) }
            if !server.has("name") { server.missing("name") }
            let url = server.parsed("client_url", expected: BaseURL.expectation, BaseURL.init)
            let allowsPrivate = server.flag("private_address")
            server.finish()
            return name.map { Server(name: $0, clientURL: url, allowsPrivateAddress: allowsPrivate) }
        }
        section.finish()
    }

    /// The servers that may have a private address.
    var privateServers: Set<ServerName> { Set(servers.filter(\.allowsPrivateAddress).map(\.name)) }
}
