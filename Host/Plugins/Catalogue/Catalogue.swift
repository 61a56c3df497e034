public import Logging
public import UsherDomain

/// What lies in a plugin directory.
public struct Catalogue: Sendable {
    /// One file, and what came of looking at it.
    public struct Entry: Sendable {
        /// Its name, for people: what is no text in it is replaced.
        public let file: String
        public let plugin: Result<PluginDescription, PluginProblem>
        /// What was looked at; `nil` when it could not be read.
        let library: SealedLibrary?
    }

    /// Every `*.so` in the directory, sorted by name.
    public let entries: [Entry]

    /// Looks at every file of the directory, each in a worker process of its own. One bad file does not hinder the others; a bad
    /// directory throws.
    public static func scan(_ settings: PluginHostSettings, logger: Logger) async throws(PluginProblem) -> Catalogue {
        try await DedicatedThread.run(name: "plugin scan") { () -> Result<Catalogue, PluginProblem> in
            do throws(PluginProblem) {
                return .success(try Catalogue(settings, logger: logger))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Looks at one file, wherever it lies.
    public static func inspect(file: String, settings: PluginHostSettings, logger: Logger) async throws(PluginProblem)
        -> PluginDescription
    {
        try await DedicatedThread.run(name: "plugin scan") { () -> Result<PluginDescription, PluginProblem> in
            do throws(PluginProblem) {
                let library = try PluginDirectory.library(path: file)
                return .success(try Inspector(settings, logger).describe(library, file: file))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// The same findings, without the memory that the files take.
    var withoutLibraries: Catalogue {
        Catalogue(entries: entries.map { Entry(file: $0.file, plugin: $0.plugin, library: nil) })
    }

    private init(entries: [Entry]) {
        self.entries = entries
    }

    /// The one file that holds the plugin with this manifest id. Throws when there is none, or when there are several: it is not
    /// for us to guess which one is meant.
    func entry(pluginID: String) throws(PluginProblem) -> (entry: Entry, library: SealedLibrary, plugin: PluginDescription) {
        var found: [(Entry, SealedLibrary, PluginDescription)] = []
        for entry in entries {
            guard let library = entry.library, case .success(let plugin) = entry.plugin, plugin.id == pluginID else { continue }
            found.append((entry, library, plugin))
        }
        guard let first = found.first else { throw PluginProblem("no file in the plugin directory is the plugin \(pluginID)") }
        guard found.count == 1 else {
            let files = found.map(\.0.file).joined(separator: ", ")
            throw PluginProblem("several files say that they are the plugin \(pluginID): \(files); keep one of them")
        }
        return (first.0, first.1, first.2)
    }

    private init(_ settings: PluginHostSettings, logger: Logger) throws(PluginProblem) {
        let directory = try PluginDirectory(path: settings.pluginDirectory)
        let inspector = Inspector(settings, logger)
        entries = try directory.names().map { name in
            let file = String(decoding: name, as: UTF8.self).plain
            do throws(PluginProblem) {
                let library = try directory.library(name)
                return Entry(file: file, plugin: .success(try inspector.describe(library, file: file)), library: library)
            } catch {
                return Entry(file: file, plugin: .failure(error), library: nil)
            }
        }
    }
}

extension Inspector {
    init(_ settings: PluginHostSettings, _ logger: Logger) {
        self.init(
            executable: settings.workerExecutable, deadlines: settings.deadlines, sandbox: settings.sandbox, logger: logger)
    }
}
