internal import UsherWire

/// How one worker is locked in.
struct CellPlan: Sendable {
    /// What a plugin may still do once it is loaded.
    enum Profile: String, Sendable {
        /// Opens nothing. For everything that runs on the host's threads or on its own plain ones.
        case strict
        /// May read /proc, which libdispatch and so Swift's concurrency needs.
        case threaded
    }

    var profile: Profile
    /// Beside the program, its libraries and its stacks.
    var memoryBytes: Int
    /// The plugin's own threads.
    var threads = Permissions.threadsDefault
    /// Watches that may run, each on a thread of ours.
    var watches = 0
    var policy: SandboxPolicy
    /// Where each worker gets a control group of its own, if that is possible.
    var groups: ControlGroups?

    /// The cell of a worker that only introduces its plugin, and of a plugin that asks for nothing.
    static func strict(_ policy: SandboxPolicy) -> CellPlan {
        CellPlan(profile: .strict, memoryBytes: Permissions.memoryBytesDefault, policy: policy, groups: nil)
    }

    init(profile: Profile, memoryBytes: Int, policy: SandboxPolicy, groups: ControlGroups? = nil) {
        self.profile = profile
        self.memoryBytes = memoryBytes
        self.policy = policy
        self.groups = groups
    }

    /// The cell of a plugin that was allowed this.
    init(_ permissions: Permissions, watches: Int = 0, policy: SandboxPolicy, groups: ControlGroups? = nil) {
        self.init(
            profile: permissions.profile == .threaded ? .threaded : .strict, memoryBytes: permissions.memoryBytes, policy: policy,
            groups: groups)
        threads = permissions.threads
        self.watches = min(watches, Limit.watchThreads)
    }

    /// Threads that the worker may have in all: its first one, one for each call that runs at once, and the rest of the plan.
    var tasks: Int { 1 + Limit.callThreads + watches + threads }
}
