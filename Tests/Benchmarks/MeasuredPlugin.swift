import ArgumentParser
import Logging
import UsherDomain
import UsherHTTP
import UsherPlugins
import UsherStore

/// The plugin that is measured, alone in a directory, with one instance.
struct MeasuredPlugin: ParsableArguments {
    @Option(help: "The usher-worker executable.") var worker: String
    @Option(help: "A directory with one plugin in it.") var directory: String
    @Option(help: "The plugin's file in it.") var file: String
    @Option(help: "The plugin's id.") var plugin: String
    @Option(help: "The plugin's configuration.") var config: String

    static let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    var path: String { "\(directory)/\(file)" }

    var settings: PluginHostSettings {
        PluginHostSettings(pluginDirectory: directory, workerExecutable: worker, contentHash: CryptoContentHash())
    }

    var instance: InstanceID {
        guard let instance = InstanceID("bench") else { preconditionFailure("this is an instance id") }
        return instance
    }

    /// A host with this plugin's instance, not yet started.
    func host(_ logger: Logger, _ settings: PluginHostSettings? = nil) throws -> PluginAuthorisers {
        try PluginAuthorisers(
            settings: settings ?? self.settings,
            instances: [ConfiguredInstance(id: instance, pluginID: plugin, configJSON: config)],
            backends: PluginBackends(
                keyValues: EmptyStore(), secrets: NoSecrets(), hashes: NoHashes(), records: NoRecords(),
                client: try HTTPClient(trust: try TrustStore(extraFile: nil))), claimURLPrefix: { _ in "" }, clock: FrozenClock(),
            logger: logger)
    }
}
