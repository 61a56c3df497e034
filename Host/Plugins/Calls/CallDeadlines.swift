/// How long plugins may take, in milliseconds. Whoever waits is answered at the deadline; the worker is killed after the grace.
public struct CallDeadlines: Sendable, Hashable {
    /// From the start of a worker to its introduction: constructors and load().
    public var load: Int64 = 10_000
    public var create: Int64 = 10_000
    /// One subject.
    public var evaluate: Int64 = 15_000
    /// Many subjects, whatever their number.
    public var evaluateMany: Int64 = 60_000
    /// describe, reserve, commit, release.
    public var claim: Int64 = 10_000
    public var link: Int64 = 30_000
    /// One page of members or groups.
    public var listing: Int64 = 60_000
    public var webhook: Int64 = 10_000
    public var health: Int64 = 10_000
    public var action: Int64 = 60_000
    /// From a deadline to SIGKILL.
    public var grace: Int64 = 2_000
    /// From the request to shut down to SIGKILL.
    public var shutdown: Int64 = 2_000

    public init() {}
}
