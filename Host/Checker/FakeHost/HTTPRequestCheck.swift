internal import PluginABI
internal import UsherWire

/// What a plugin asks of usher.http, read as the host reads it.
struct HTTPRequestCheck {
    /// Nothing is asked, and the plugin is told this.
    struct Refused: Error {
        let status: Int

        init(_ status: Int) {
            self.status = status
        }
    }

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    /// Those that carry nothing, and change nothing there.
    private static let safeMethods = ["GET", "HEAD"]
    /// Names that belong to the connection, or to the host (RFC 9110, section 7.6.1).
    private static let forbidden: Set = [
        "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    let method: String
    let url: String
    /// Longest answer that is taken, in bytes: 1 MiB unless it says otherwise.
    let bodyBytesMax: UInt64

    private let host: FakeHost
    private let state: CallState

    init(_ asked: usher_http_request, _ host: FakeHost, _ state: CallState) throws(Refused) {
        self.host = host
        self.state = state
        let given = asked.method.copied
        method = given.map { $0.isEmpty ? "GET" : $0 } ?? ""
        url = asked.url.copied ?? ""
        bodyBytesMax = asked.max_body == 0 ? 1 << 20 : asked.max_body
        guard Self.methods.contains(method) else {
            throw wrong("the method \(Self.quoted(asked.method))", "use GET, HEAD, POST, PUT, PATCH or DELETE")
        }
        try checkBody(asked)
        try checkHeaders(asked)
        try checkAddress(asked)
        try checkCredential(asked)
    }

    private func checkBody(_ asked: usher_http_request) throws(Refused) {
        guard asked.flags & ~UInt32(USHER_HTTP_CACHE | USHER_HTTP_NO_REDIRECT) == 0 else {
            throw wrong("the flags \(asked.flags)", "use USHER_HTTP_CACHE and USHER_HTTP_NO_REDIRECT", USHER_E_UNSUPPORTED)
        }
        guard asked.flags & UInt32(USHER_HTTP_CACHE) == 0 || method == "GET" else {
            throw wrong("USHER_HTTP_CACHE and \(method)", "leave the flag to GET")
        }
        guard asked.max_body <= UInt64(Limit.responseBody) else {
            throw wrong(
                "a max_body of \(asked.max_body)", "ask for 8 MiB at most, and for pages where there is more", USHER_E_LIMIT)
        }
        guard let body = asked.body.borrowed, body.count <= Limit.body else {
            throw wrong("a body of \(asked.body.len) bytes", "send 1 MiB at most", USHER_E_LIMIT)
        }
        guard body.isEmpty || !Self.safeMethods.contains(method) else {
            throw wrong("\(method) and a body", "put it into the query, or use POST")
        }
    }

    private func checkHeaders(_ asked: usher_http_request) throws(Refused) {
        guard asked.header_count > 0 else { return }
        guard asked.header_count <= Limit.headers else {
            throw wrong(
                "\(asked.header_count) headers", "send \(Limit.headers) at most; header_count counts pairs", USHER_E_LIMIT)
        }
        guard let list = asked.headers else { throw wrong("headers that are NULL", "set headers and header_count together") }
        for index in 0..<Int(asked.header_count) {
            let (name, value) = (list[2 * index], list[2 * index + 1])
            guard let text = name.copied?.lowercased(), !text.isEmpty, text.utf8.count <= Limit.headerName,
                text.utf8.allSatisfy(Self.isToken)
            else { throw wrong("the header \(Self.quoted(name))", "give names of letters, digits and hyphens") }
            guard let content = value.copied, content.utf8.count <= Limit.headerValue,
                !content.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
            else { throw wrong("a value of \(text) with a line break, or too long a one", "give one line of text") }
            guard !Self.forbidden.contains(text), !text.hasPrefix("proxy-") else {
                throw wrong("the header \(text)", "leave it out: the host sets it")
            }
            guard text != "authorization" || asked.auth_secret_key.len == 0 else {
                throw wrong("the header authorization, and auth_secret_key", "use one of them")
            }
        }
    }

    private func checkAddress(_ asked: usher_http_request) throws(Refused) {
        guard let address = WebAddress(url) else {
            throw wrong(
                "the address \(Self.quoted(asked.url))",
                "give a whole https address, and write everything beyond letters, digits and -._~ that you put into it as %XX")
        }
        guard state.store.egress.allowsHTTP(to: address.origin) else {
            throw Refused(Unlisted.refuse(host, state, "http", address.origin.text))
        }
    }

    private func checkCredential(_ asked: usher_http_request) throws(Refused) {
        guard asked.auth_secret_key.len != 0 else { return }
        guard host.permissions.contains("secrets") else {
            host.reporter.error(
                .cell, "it uses auth_secret_key, and the manifest does not ask for secrets: Usher answers USHER_E_POLICY",
                change: "add \"secrets\": true to permissions of the manifest", in: state.function)
            throw Refused(USHER_E_POLICY)
        }
        guard let name = SecretsTable.checked(asked.auth_secret_key) else { throw Refused(USHER_E_INVALID) }
        guard SecretsTable.find(name, host, state) != nil else { throw Refused(USHER_E_NOT_FOUND) }
    }

    /// Says what is wrong, unless something strange has led to it.
    private func wrong(_ what: String, _ change: String, _ status: Int = USHER_E_INVALID) -> Refused {
        if state.behaviour.isAuthored {
            host.reporter.error(
                .contract, "it asks usher.http for \(what): Usher answers \(StatusName.of(usher_status(status)))",
                change: change, in: state.function)
        }
        return Refused(status)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    private static func quoted(_ text: usher_str) -> String { text.copied.map { "\"\($0.prefix(80))\"" } ?? "(not UTF-8)" }
}
