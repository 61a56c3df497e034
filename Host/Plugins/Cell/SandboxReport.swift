internal import CSys

/// How well plugins can be locked in on this machine, for admins.
public struct SandboxReport: Hashable, Sendable {
    /// What the kernel lacks.
    public let gaps: CellGaps
    /// The version of Landlock, 0 for none.
    public let landlockVersion: Int
    /// Which limits the control groups of workers enforce (`memory`, `pids`), if they have any.
    public let groupLimits: [String]
    /// Why workers have no control groups of their own; `nil` when they have.
    public let noGroupsBecause: String?

    /// Whether plugins run where `policy` is in force.
    public func allows(_ policy: SandboxPolicy) -> Bool { policy == .bestEffort || gaps.isDisjoint(with: .essential) }

    /// Looks at this machine, and changes nothing.
    public static func ofThisMachine() -> SandboxReport {
        var limits: [String] = []
        var reason: String?
        do throws(PluginProblem) {
            limits = try ControlGroupPlace.own().limits
        } catch {
            reason = error.text
        }
        return SandboxReport(
            gaps: .ofThisKernel, landlockVersion: Int(usher_sys_landlock_version()), groupLimits: limits,
            noGroupsBecause: reason)
    }
}
