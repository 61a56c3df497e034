/// What happens when the kernel lacks something that the cell of a worker needs.
public enum SandboxPolicy: String, Sendable, CaseIterable {
    /// Plugins are not run.
    case required
    /// Plugins are run with what there is. What is missing is logged and reported.
    case bestEffort = "best-effort"
}
