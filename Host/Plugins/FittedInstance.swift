public import UsherDomain
internal import UsherSchema

/// An instance as its plugin gets it: the configuration without its secrets, checked against the plugin's schema.
struct FittedInstance: Sendable {
    let id: InstanceID
    /// A JSON object for the plugin's create().
    let configJSON: String
    /// What stands under `config/` and the name here: from the configuration, and from files.
    let secrets: [String: Secret<String>]
    /// Why no instance can be made of it; without secrets. `nil` = one can.
    let problem: String?

    init(_ instance: ConfiguredInstance, to schemas: PluginSchemas) {
        let config = SplitConfig(
            json: instance.configJSON, secrets: instance.secrets.mapValues { Array($0.reveal().utf8) }, by: schemas.config)
        id = instance.id
        configJSON = config.json
        secrets = config.secrets.mapValues { Secret(String(decoding: $0, as: UTF8.self)) }
        problem =
            config.problems.isEmpty
            ? nil : "its configuration does not fit the plugin: \(config.problems.joined(separator: "; "))"
    }
}

extension ConfiguredInstance {
    /// Why a plugin would not take this configuration, for an admin; `nil` when it fits the plugin's `config_schema`.
    public func problem(with plugin: PluginDescription) -> String? {
        do throws(PluginProblem) {
            return FittedInstance(self, to: try PluginSchemas(try ManifestObject(json: plugin.manifestJSON))).problem
        } catch {
            return error.text
        }
    }
}
