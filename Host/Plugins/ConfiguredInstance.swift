public import UsherDomain

/// One use of a plugin, as an admin configured it.
public struct ConfiguredInstance: Sendable {
    public let id: InstanceID
    /// The id in the plugin's manifest.
    public let pluginID: String
    /// A JSON object for the plugin's create().
    public let configJSON: String
    /// What the plugin finds in usher.secrets under `config/` and the name here.
    public let secrets: [String: Secret<String>]

    public init(id: InstanceID, pluginID: String, configJSON: String, secrets: [String: Secret<String>] = [:]) {
        self.id = id
        self.pluginID = pluginID
        self.configJSON = configJSON
        self.secrets = secrets
    }
}
