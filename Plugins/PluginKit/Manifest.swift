/// Who a plugin is. An admin's configuration names a plugin by ``id``.
public struct Manifest: Hashable, Sendable {
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

    /// Puts the parts together.
    public init(id: String, name: String, version: String, license: String, homepage: String = "") {
        self.id = id
        self.name = name
        self.version = version
        self.license = license
        self.homepage = homepage
    }

    /// The manifest as the host reads it; its keys are listed in PluginABI/README.md.
    public var json: String {
        var members: [(String, JSONValue)] = [
            ("usher", 1), ("id", .string(id)), ("name", .string(name)), ("version", .string(version)),
            ("license", .string(license)),
        ]
        if !homepage.isEmpty { members.append(("homepage", .string(homepage))) }
        return JSONValue.object(members).text
    }
}
