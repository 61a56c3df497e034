/// Who a plugin is and what it needs. An admin's configuration names a plugin by ``id``.
public struct Manifest: Hashable, Sendable {
    /// What `usher plugins check` configures and asks, so that a plugin can be checked without a third party.
    public struct Check: Hashable, Sendable {
        /// A configuration that `create` accepts.
        public let config: JSONValue
        /// A requirement that fits it.
        public let requirement: JSONValue
        /// The account to ask about: `account_id`, `account_name`, `link`, `secret`.
        public let subject: JSONValue
        /// Secrets by name, for example `config/token`.
        public let secrets: JSONValue?
        /// Answers of third parties; PluginABI/README.md says how they are written.
        public let http: JSONValue?
        /// A webhook whose signature is good.
        public let webhook: JSONValue?
        /// A claim code that is good.
        public let code: String?

        /// Puts the parts together.
        public init(
            config: JSONValue, requirement: JSONValue, subject: JSONValue = [:], secrets: JSONValue? = nil,
            http: JSONValue? = nil, webhook: JSONValue? = nil, code: String? = nil
        ) {
            self.config = config
            self.requirement = requirement
            self.subject = subject
            self.secrets = secrets
            self.http = http
            self.webhook = webhook
            self.code = code
        }

        /// As the manifest has it.
        var value: JSONValue {
            var members = [("config", config), ("requirement", requirement), ("subject", subject)]
            let optional = [("secrets", secrets), ("http", http), ("webhook", webhook), ("code", code.map { .string($0) })]
            for (name, value) in optional { if let value { members.append((name, value)) } }
            return .object(members)
        }
    }

    /// Lower-case letters, digits, `-` and `.`, for example `invite-token`. Never changes.
    public let id: String
    /// For people.
    public let name: String
    /// The plugin's own version, for example `1.0.0`.
    public let version: String
    /// An SPDX identifier, for example `Apache-2.0`.
    public let license: String
    /// Where its source and its documentation are; may be empty.
    public let homepage: String
    /// What it needs beyond answering.
    public let permissions: Permissions
    /// What an admin may configure, as JSON Schema; keys with `"x-secret": true` go to ``Call/secrets`` as `config/<key>`.
    public let configSchema: Schema?
    /// What a requirement may be, as JSON Schema.
    public let requirementSchema: Schema?
    /// What the checker configures and asks.
    public let check: Check?

    /// Puts the parts together.
    public init(
        id: String, name: String, version: String, license: String, homepage: String = "", permissions: Permissions = .none,
        configSchema: Schema? = nil, requirementSchema: Schema? = nil, check: Check? = nil
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.license = license
        self.homepage = homepage
        self.permissions = permissions
        self.configSchema = configSchema
        self.requirementSchema = requirementSchema
        self.check = check
    }

    /// The manifest as the host reads it; its keys are listed in PluginABI/README.md.
    public var json: String {
        var members: [(String, JSONValue)] = [
            ("usher", 1), ("id", .string(id)), ("name", .string(name)), ("version", .string(version)),
            ("license", .string(license)),
        ]
        if !homepage.isEmpty { members.append(("homepage", .string(homepage))) }
        if permissions != .none { members.append(("permissions", permissions.value)) }
        if let configSchema { members.append(("config_schema", configSchema.value)) }
        if let requirementSchema { members.append(("requirement_schema", requirementSchema.value)) }
        if let check { members.append(("check", check.value)) }
        return JSONValue.object(members).text
    }
}
