public import Logging
public import UsherDomain

/// What lies in a plugin directory, for whoever only wants to know.
public struct Catalogue: Sendable {
    /// One file, and what came of looking at it.
    public struct Entry: Sendable {
        /// Its name, for people: what is no printable text in it is escaped.
        public let file: String
        public let plugin: Result<PluginDescription, PluginProblem>
    }

    /// Every `*.so` in the directory, sorted by name.
    public let entries: [Entry]

    /// Looks at every file of the directory, each in a worker process of its own. One bad file does not hinder the others; a bad
    /// directory throws.
    public static func scan(_ settings: PluginHostSettings, logger: Logger) async throws(PluginProblem) -> Catalogue {
        let scanned = try await DedicatedThread.run(name: "plugin scan") { () -> Result<Catalogue, PluginProblem> in
            Result { () throws(PluginProblem) in try Catalogue(Looker(settings, logger)) }
        }
        return try scanned.get()
    }

    /// Looks at one file, wherever it lies.
    public static func inspect(file: String, settings: PluginHostSettings, logger: Logger) async throws(PluginProblem)
        -> PluginDescription
    {
        let seen = try await DedicatedThread.run(name: "plugin scan") { () -> Result<PluginDescription, PluginProblem> in
            Result { () throws(PluginProblem) in try Looker(settings, logger).look(atPath: file).description }
        }
        return try seen.get()
    }

    private init(_ looker: Looker) throws(PluginProblem) {
        let directory = try PluginDirectory(path: looker.settings.pluginDirectory)
        let listing = try directory.listing()
        var entries = listing.names.map { name in
            switch looker.look(at: name, in: directory).finding {
            case .unseen(let problem): Entry(file: name.text, plugin: .failure(problem))
            case .missing: Entry(file: name.text, plugin: .failure(PluginProblem("it is gone again")))
            case .refused(let problem, _): Entry(file: name.text, plugin: .failure(problem))
            case .plugin(let introduction, _): Entry(file: name.text, plugin: .success(introduction.description))
            }
        }
        if let problem = listing.problem { entries.append(Entry(file: "(others)", plugin: .failure(problem))) }
        self.entries = entries
    }
}

extension Looker {
    init(_ settings: PluginHostSettings, _ logger: Logger) {
        self.init(settings: settings, introductions: Introductions(), logger: logger)
    }
}
