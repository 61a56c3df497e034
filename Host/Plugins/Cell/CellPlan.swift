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

    /// What a plugin may take that does not say how much it needs: several times what the bundled ones use.
    static let memoryBytesDefault = 256 << 20
    /// What a plugin may ask for: below, its frames do not fit; above, one plugin could starve a small machine.
    static let memoryBytesAllowed = (32 << 20)...(2 << 30)

    var profile: Profile
    /// Beside the program, its libraries and its stacks.
    var memoryBytes: Int
    var policy: SandboxPolicy
    /// Where each worker gets a control group of its own, if that is possible.
    var groups: ControlGroups?

    /// The cell of a worker that only introduces its plugin, and of a plugin that asks for nothing.
    static func strict(_ policy: SandboxPolicy) -> CellPlan {
        CellPlan(profile: .strict, memoryBytes: memoryBytesDefault, policy: policy, groups: nil)
    }

    init(profile: Profile, memoryBytes: Int, policy: SandboxPolicy, groups: ControlGroups? = nil) {
        self.profile = profile
        self.memoryBytes = memoryBytes
        self.policy = policy
        self.groups = groups
    }

    /// The cell that a manifest asks for: `"sandbox": "strict"` or `"threaded"`, and `"limits": {"memory_bytes": …}`.
    init(manifestJSON: String, policy: SandboxPolicy, groups: ControlGroups? = nil) throws(PluginProblem) {
        var json = manifestJSON
        let (sandbox, memory) = json.withUTF8 { bytes -> (String?, String?) in
            let manifest = JSONText(UnsafeRawBufferPointer(bytes))?.value
            let profile = manifest?.child(Array("sandbox".utf8))
            let memory = manifest?.child(Array("limits".utf8))?.child(Array("memory_bytes".utf8))
            // What is no text is no profile either, and is told so below.
            return (profile.map { Self.text($0.string ?? []) }, memory.map { Self.text(Array($0.text)) })
        }
        guard let profile = Profile(rawValue: sandbox ?? Profile.strict.rawValue) else {
            throw PluginProblem("its manifest's \"sandbox\" must be \"strict\" or \"threaded\"")
        }
        guard let bytes = Int(memory ?? "\(Self.memoryBytesDefault)"), Self.memoryBytesAllowed.contains(bytes) else {
            let allowed = Self.memoryBytesAllowed
            throw PluginProblem(
                "its manifest's \"limits\" must have \"memory_bytes\" from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        self.init(profile: profile, memoryBytes: bytes, policy: policy, groups: groups)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
