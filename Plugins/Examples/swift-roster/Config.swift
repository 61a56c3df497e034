import PluginKit

/// The configuration of one instance. The token and the secret of the webhooks are not in it: the host keeps them.
///
/// ```yaml
/// config: {url: "https://roster.example.org"}
/// secrets: {token: roster.token, webhook_secret: roster.webhook}
/// ```
struct Config: Hashable, Sendable {
    static let schema = Schema.object(
        [
            "url": .text("the address of the roster, for example https://roster.example.org", format: "uri"),
            "token": .secret("a token that may read the roster"),
            "webhook_secret": .secret("what the roster signs its webhooks with; without it, webhooks are refused"),
            "listing": .flag("whether the roster can list a whole group; true unless you say otherwise"),
            "batch": .flag("whether the roster can be asked about many accounts at once; true unless you say otherwise"),
        ], required: ["url", "token"])

    /// Without a slash at the end.
    let url: String
    /// Whether the roster can list a whole group.
    let lists: Bool
    /// Whether the roster can be asked about many accounts at once.
    let answersBatches: Bool

    /// Reads the configuration; throws an error that names the key to change.
    init(_ json: JSON) throws {
        try json.allowOnly("url", "listing", "batch")
        guard let url = try json.string("/url") else { throw PluginError(.configuration, "url: is missing") }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw PluginError(.configuration, "url: must begin with https:// or http://")
        }
        guard !url.contains(where: { "?#\\ ".contains($0) }) else {
            throw PluginError(.configuration, "url: must be an address without a query")
        }
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        lists = try json.bool("/listing") ?? true
        answersBatches = try json.bool("/batch") ?? true
    }
}
