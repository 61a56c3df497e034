public import UsherDomain
public import UsherHTTP

/// What the plugin host itself stands on: where things are kept, and the way to the network.
public struct PluginBackends: Sendable {
    let keyValues: any KeyValueStore
    let secrets: any SecretStore
    let hashes: any KeyedHashes
    let records: any PluginRecords
    let client: HTTPClient

    /// Whoever gives them ends them, after the plugin host.
    public init(
        keyValues: any KeyValueStore, secrets: any SecretStore, hashes: any KeyedHashes, records: any PluginRecords,
        client: HTTPClient
    ) {
        self.keyValues = keyValues
        self.secrets = secrets
        self.hashes = hashes
        self.records = records
        self.client = client
    }
}
