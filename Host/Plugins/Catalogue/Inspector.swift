internal import Logging
internal import UsherDomain
internal import UsherWire

/// Learns what a plugin is from a worker that is thrown away afterwards. Blocks until then, at most as long as a plugin may take
/// to load.
struct Inspector {
    let executable: String
    let deadlines: CallDeadlines
    let sandbox: SandboxPolicy
    let logger: Logger
    /// Becomes readable when nobody needs the answer any more; -1 = somebody always does.
    var stop: Int32 = -1

    /// `file` names the plugin in what it logs.
    func describe(_ library: SealedLibrary, file: String) throws(PluginProblem) -> Introduction {
        var logger = logger
        logger[metadataKey: "file"] = "\(file)"
        let process = try WorkerProcess(executable: executable, library: library, cell: .strict(sandbox))
        let connection = try Connection(
            process: process, instances: [], services: NoServices(), deadlines: deadlines, logger: logger)
        while connection.hello == nil, connection.death == nil {
            guard stop < 0 || !Poll.isReadable(stop) else { throw PluginProblem("the plugin host is shutting down") }
            connection.turn(wake: stop, until: .max)
        }
        guard let hello = connection.hello else {
            throw PluginProblem(connection.death?.message ?? "it did not introduce itself")
        }
        // It serves nothing and holds nothing: there is nothing to wait for.
        process.end()
        return try Self.introduction(hello)
    }

    private static func introduction(_ hello: Hello) throws(PluginProblem) -> Introduction {
        let manifest = try Manifest(json: hello.manifest)
        let permissions = try Permissions(manifestJSON: hello.manifest)
        try manifest.schemas.check(against: permissions)
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
        let description = PluginDescription(
            id: manifest.id, name: manifest.name, version: manifest.version, abiMajor: Int(hello.abiMajor),
            abiMinor: Int(hello.abiMinor), extensions: hello.extensions.sorted(), actions: actions,
            manifestJSON: hello.manifest)
        return Introduction(description: description, permissions: permissions, schemas: manifest.schemas)
    }
}
