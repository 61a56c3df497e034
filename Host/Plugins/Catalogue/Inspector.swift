internal import Logging
internal import UsherDomain
internal import UsherWire

/// Learns what a plugin is from a worker that is thrown away afterwards. Blocks until then.
struct Inspector {
    let executable: String
    let deadlines: CallDeadlines
    let sandbox: SandboxPolicy
    let logger: Logger

    /// `file` names the plugin in what it logs.
    func describe(_ library: SealedLibrary, file: String) throws(PluginProblem) -> PluginDescription {
        var logger = logger
        logger[metadataKey: "file"] = "\(file)"
        let process = try WorkerProcess(executable: executable, library: library, cell: .strict(sandbox))
        let connection = Connection(
            process: process, instances: [], services: NoServices(), deadlines: deadlines, logger: logger)
        while connection.hello == nil, connection.death == nil { connection.turn(wake: -1, until: .max) }
        guard let hello = connection.hello else {
            throw PluginProblem(connection.death?.message ?? "it did not introduce itself")
        }
        process.closeOrders()
        process.end(patience: deadlines.shutdown)
        return try Self.description(hello)
    }

    private static func description(_ hello: Hello) throws(PluginProblem) -> PluginDescription {
        let manifest = try Manifest(json: hello.manifest)
        _ = try CellPlan(manifestJSON: hello.manifest, policy: .required)
        var actions: [PluginDescription.Action] = []
        for action in hello.actions {
            guard let signature = ActionSignature(action.signature) else {
                throw PluginProblem("the signature of its action \(action.id) breaks the grammar: \(action.signature)")
            }
            actions.append(
                PluginDescription.Action(
                    id: action.id, title: action.title.plain, signature: signature, signatureText: action.signature,
                    isDestructive: action.flags & ActionFlag.destructive != 0))
        }
        return PluginDescription(
            id: manifest.id, name: manifest.name, version: manifest.version, abiMajor: Int(hello.abiMajor),
            abiMinor: Int(hello.abiMinor), extensions: hello.extensions.sorted(), actions: actions,
            manifestJSON: hello.manifest)
    }
}
