import PluginKit

/// swift-roster: admits the members of a group that a roster keeps, a small web service with accounts and groups.
///
/// It is the example to copy for a third party with an HTTP interface: one question about one account, about many, a whole list
/// page by page, groups to choose from, webhooks, linking by a form, and a health check. ``Client`` asks, ``Answer`` understands
/// or refuses to, and every file named after an ability answers the host with them.
///
/// - In here: what a roster's answers mean. Only two of them say anything about a person: `"member": true` and
///   `"member": false`. Whatever else comes, or does not come, is thrown, and thereby unknown.
/// - Not in here: Matrix, people, connections (the host makes them, with a token that this process never sees).
/// - Imports: PluginKit.
struct Roster: Authoriser {
    static let manifest = Manifest(
        id: "swift-roster", name: "Roster", version: "1.0.0", license: "Apache-2.0",
        permissions: Permissions(http: [.configured("/url")], usesSecrets: true, receivesWebhooks: true),
        configSchema: Config.schema, requirementSchema: Requirement.schema, check: check)

    /// A roster that answers slowly holds up nobody else's question. The value below never changes, so calls may overlap.
    static let concurrencyMax: UInt32 = 8

    let config: Config

    init(config: JSON, call: Call) throws {
        self.config = try Config(config)
    }
}
