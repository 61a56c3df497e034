/// What a plugin says about itself, as its worker read it.
public struct PluginDescription: Hashable, Sendable {
    /// A command for admins.
    public struct Action: Hashable, Sendable {
        public let id: String
        public let title: String
        public let signature: ActionSignature
        /// The signature as the plugin wrote it.
        public let signatureText: String
        public let isDestructive: Bool

        public init(id: String, title: String, signature: ActionSignature, signatureText: String, isDestructive: Bool) {
            self.id = id
            self.title = title
            self.signature = signature
            self.signatureText = signatureText
            self.isDestructive = isDestructive
        }
    }

    /// The manifest's `id`, for example `invite-token`: the configuration names plugins by it.
    public let id: String
    /// For display.
    public let name: String
    public let version: String
    /// The ABI the plugin was compiled with.
    public let abiMajor: Int
    public let abiMinor: Int
    /// Extension ids the plugin offers, for example `usher.claim/1`; sorted.
    public let extensions: [String]
    public let actions: [Action]
    /// The whole manifest as the plugin wrote it.
    public let manifestJSON: String

    public init(
        id: String, name: String, version: String, abiMajor: Int, abiMinor: Int, extensions: [String], actions: [Action],
        manifestJSON: String
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.abiMajor = abiMajor
        self.abiMinor = abiMinor
        self.extensions = extensions
        self.actions = actions
        self.manifestJSON = manifestJSON
    }
}
