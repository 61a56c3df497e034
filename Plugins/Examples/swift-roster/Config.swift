import PluginKit

/// The configuration of one instance. The token and the secret of the webhooks are not in it: the host keeps them.
///
/// ```yaml
/// config: {url: "https://roster.example.org", fresh_for_s: 1800}
/// secrets: {token: roster.token, webhook_secret: roster.webhook}
/// ```
struct Config: Hashable, Sendable {
    /// What `fresh_for_s` may be: up to a day, which is the longest that Usher relies on an answer. Below a minute it is for
    /// tests, because Usher looks again no sooner than that, and in between nobody knows.
    static let freshSeconds: ClosedRange<Int64> = 1...86_400

    static let schema = Schema.object(
        [
            "url": .text("the address of the roster, for example https://roster.example.org", format: "uri"),
            "token": .secret("a token that may read the roster"),
            "webhook_secret": .secret("what the roster signs its webhooks with; without it, webhooks are refused"),
            "listing": .flag("whether the roster can list a whole group; true unless you say otherwise"),
            "fresh_for_s": .integer(
                "how many seconds an answer of the roster is good for; Usher decides unless you say", in: freshSeconds),
            "batch": .flag("whether the roster can be asked about many accounts at once; true unless you say otherwise"),
        ], required: ["url", "token"])

    /// Without a slash at the end.
    let url: String
    /// Whether the roster can list a whole group.
    let lists: Bool
    /// Whether the roster can be asked about many accounts at once.
    let answersBatches: Bool
    /// How long an answer of the roster is good for; 0 = the host decides.
    let goodForMilliseconds: Int64

    /// Reads the configuration; throws an error that names the key to change.
    init(_ json: JSON) throws {
        try json.allowOnly("url", "listing", "batch", "fresh_for_s")
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
        let freshFor = try json.integer("/fresh_for_s")
        guard freshFor.map(Self.freshSeconds.contains) ?? true else {
            let (least, most) = (Self.freshSeconds.lowerBound, Self.freshSeconds.upperBound)
            throw PluginError(.configuration, "fresh_for_s: must be from \(least) to \(most) seconds")
        }
        goodForMilliseconds = (freshFor ?? 0) * 1_000
    }
}
