public import PluginABI

/// The person that a test asks about.
public struct TestSubject: Hashable, Sendable {
    /// The id that never changes at the third party.
    public var accountID: String
    /// For display only.
    public var accountName: String
    /// What the plugin gave as link.
    public var linkJSON: String
    /// Stable for one person at one instance.
    public var pseudonym: String
    /// The name of the account's token.
    public var secretKey: String

    /// Puts the parts together.
    public init(
        accountID: String = "", accountName: String = "", linkJSON: String = "", pseudonym: String = "p", secretKey: String = ""
    ) {
        self.accountID = accountID
        self.accountName = accountName
        self.linkJSON = linkJSON
        self.pseudonym = pseudonym
        self.secretKey = secretKey
    }

    /// The struct as a host of this version passes it, lent to `body`.
    func lend<Result>(at version: HostVersion, _ body: (UnsafePointer<usher_subject>) -> Result) -> Result {
        with(accountID, accountName, linkJSON, pseudonym, secretKey) { texts in
            passing(
                usher_subject(
                    size: 0, flags: 0, account_id: texts[0], account_name: texts[1], link_json: texts[2], pseudonym: texts[3],
                    secret_key: texts[4]), at: version, body)
        }
    }
}

/// Lends the UTF-8 of `text`.
public func with<Result>(_ text: String, _ body: (usher_str) -> Result) -> Result {
    Array(text.utf8).withUnsafeBytes { buffer in
        body(usher_str(ptr: buffer.baseAddress?.assumingMemoryBound(to: CChar.self), len: buffer.count))
    }
}

/// Lends the UTF-8 of several texts at once.
func with<Result>(_ texts: String..., body: ([usher_str]) -> Result) -> Result {
    lend(texts[...], [], body)
}

/// Lends the UTF-8 of several texts at once.
func with<Result>(all texts: [String], body: ([usher_str]) -> Result) -> Result {
    lend(texts[...], [], body)
}

private func lend<Result>(_ texts: ArraySlice<String>, _ lent: [usher_str], _ body: ([usher_str]) -> Result) -> Result {
    guard let first = texts.first else { return body(lent) }
    return with(first) { lend(texts.dropFirst(), lent + [$0], body) }
}

/// Lends a struct as a host of this version passes it.
func passing<Table, Result>(
    _ value: Table, at version: HostVersion, _ body: (UnsafePointer<Table>) -> Result
) -> Result {
    let image = version.image(of: value)
    defer { image.deallocate() }
    guard let base = image.baseAddress else { preconditionFailure("a struct of the header is never empty") }
    return body(UnsafeRawPointer(base).assumingMemoryBound(to: Table.self))
}
