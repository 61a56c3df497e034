internal import Glibc
internal import PluginABI

/// What a test works with: the file, the plugin once it is loaded, the fake host, and where findings go.
final class Room {
    /// One call of a plugin function may take this long, in milliseconds. What the tests ask for takes a fraction of it.
    static let callMillisecondsMax: Int64 = 5_000

    let options: Options
    let reporter: Reporter
    let board: Board
    let process: OwnProcess
    /// A copy of the library.
    let library: Int32
    let host: FakeHost
    var random: Random
    private(set) var settings = CheckSettings()
    private let cell: Cell?
    private var loaded: Plugin?

    /// Without a cell, nothing is locked in.
    init(
        _ options: Options, _ reporter: Reporter, _ board: Board, _ process: OwnProcess, _ cell: Cell?, library: Int32
    ) {
        self.options = options
        self.reporter = reporter
        self.board = board
        self.process = process
        self.cell = cell
        self.library = library
        let seed = options.reproduced ?? options.seed ?? 0
        board.seed = seed
        random = Random(seed: seed)
        host = FakeHost(reporter: reporter, board: board, seed: seed)
        FakeHost.shared = host
    }

    /// The library as bytes.
    func content() throws -> [UInt8] {
        guard let bytes = FileContent.read(library) else { throw Skip("the file cannot be read") }
        return bytes
    }

    /// Loads the library, without calling its load(). Its constructors run in here. `beforeSealing` runs once it is loaded, and
    /// before nothing can be opened any more.
    func plugin(beforeSealing: () throws -> Void = {}) throws -> Plugin {
        if let loaded { return loaded }
        // A path that is never used twice, except for a debugger, which needs the true one.
        let path = options.inProcess ? options.file : "/proc/self/fd/\(library)"
        let plugin = try during("a constructor of the library") { try Plugin(path: path, board: board) }
        loaded = plugin
        settings = CheckSettings(options, plugin.manifest)
        host.pluginMinor = plugin.table.abi_minor
        host.script = settings.answers
        host.permissions = settings.permissions
        try beforeSealing()
        if let cell, !cell.seal(isThreaded: settings.isThreaded) { throw Skip("this process cannot be locked in") }
        return plugin
    }

    /// Loads the library and runs its load().
    func loadedPlugin() throws -> Plugin {
        let plugin = try plugin()
        guard let load = plugin.table.load else { return plugin }
        let status = during("load") { load(host.table()) }
        guard status == USHER_OK else { throw Skip("load() returned \(StatusName.of(status))") }
        return plugin
    }

    /// An instance with the author's configuration, of the loaded plugin.
    func instance(of plugin: Plugin) throws -> Instance {
        switch make(plugin, config: settings.config, behaviour: .authored) {
        case .success(let instance): return instance
        case .failure(let outcome): throw Skip(refusal(outcome))
        }
    }

    /// How the reason of a skipped test begins, when create() refused the configuration.
    static let refusalStart = "create() answered"

    /// Why nothing can be tried without a better configuration.
    func refusal(_ outcome: Outcome) -> String {
        let message = outcome.error.map { $0.message.isEmpty ? "" : " (\($0.message))" } ?? ""
        return "\(Self.refusalStart) \(StatusName.of(outcome.status))\(message) to the configuration "
            + "\(settings.config.prefix(200)): give one with --config, or as check.config in the manifest"
    }

    enum Made {
        case success(Instance)
        case failure(Outcome)
    }

    /// Runs create() with this configuration.
    func make(_ plugin: Plugin, config: String, behaviour: Behaviour = Behaviour()) -> Made {
        let store = InstanceStore(
            egress: settings.reach.egress(config: config), bytesMax: settings.storedBytesMax, secrets: settings.secrets)
        var pointer: UnsafeMutableRawPointer?
        let outcome = call("create", .none, store, behaviour) { handle, inputs in
            plugin.table.create(handle, inputs.text(config, "config_json"), &pointer)
        }
        guard outcome.status == USHER_OK else { return .failure(outcome) }
        guard let pointer else {
            reporter.error(
                .contract, "create() returned USHER_OK and left *self NULL",
                change: "set *self to any value but NULL (the address of a static will do), or return a failure", in: "create")
            return .failure(outcome)
        }
        return .success(Instance(room: self, plugin: plugin, pointer: pointer, store: store))
    }

    /// Runs one function of the plugin with a usher_call, and judges what came of it.
    func call(
        _ function: String, _ emits: Emits, _ store: InstanceStore, _ behaviour: Behaviour = Behaviour(),
        millisecondsMax: Int64 = Room.callMillisecondsMax,
        _ body: (UnsafeMutablePointer<usher_call>, Inputs) -> usher_status
    ) -> Outcome {
        host.behave(behaviour)
        return during(function, millisecondsMax) { callBeside(function, emits, store, body) }
    }

    /// The same, without touching what threads share: for calls that run beside others.
    func callBeside(
        _ function: String, _ emits: Emits, _ store: InstanceStore,
        _ body: (UnsafeMutablePointer<usher_call>, Inputs) -> usher_status
    ) -> Outcome {
        let state = host.begin(function, emits.kinds, store)
        let inputs = Inputs(function: function, memory: host.memory, tailBytes: state.behaviour.tailBytes)
        let status = body(state.handle, inputs)
        host.end(state)
        inputs.end()
        let outcome = Outcome(status: status, state: state)
        Judge.judge(outcome, emits, reporter)
        return outcome
    }

    /// Tells the driver what runs, so that it can name it when this process dies or hangs, and how long it may.
    func during<Result>(
        _ function: String, _ millisecondsMax: Int64 = Room.callMillisecondsMax, _ body: () throws -> Result
    ) rethrows -> Result {
        board.function = function
        board.millisecondsMax = millisecondsMax
        board.startedAt = steadyMilliseconds()
        defer {
            board.startedAt = 0
            reporter.endUnlessConnected()
        }
        return try body()
    }
}
