internal import UsherDomain

/// For whom a service works: an instance, with what its plugin was allowed.
struct ServiceCaller: Sendable {
    /// The manifest's `id`.
    let plugin: String
    let instance: InstanceID
    let permissions: Permissions
    let egress: Egress
    /// What the admin configured as secrets, by field.
    let configSecrets: [String: Secret<String>]

    /// Where it waits for the disk.
    var lane: BlockingPool.Lane { BlockingPool.Lane(pluginID: plugin, instance: instance) }

    init(
        plugin: String, instance: InstanceID, permissions: Permissions, configJSON: String,
        configSecrets: [String: Secret<String>] = [:]
    ) {
        self.plugin = plugin
        self.instance = instance
        self.permissions = permissions
        egress = permissions.resolved(configJSON: configJSON)
        self.configSecrets = configSecrets
    }
}
