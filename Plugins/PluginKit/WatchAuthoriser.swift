/// A plugin with a connection on which the third party tells what changed (`usher.watch/1`).
public protocol WatchAuthoriser: Authoriser {
    /// Reports events as they come until ``Call/remainingMilliseconds`` is zero or less, then returns within 5 seconds. It has a
    /// thread of its own and runs beside the other calls of its instance, whatever ``Authoriser/concurrencyMax`` says. When it
    /// returns earlier, or throws, it is started again with growing pauses. A call hands out 16 MiB of memory in all: a loop
    /// that asks services lets go of it with ``Call/reclaim()``.
    func watch(call: Call, report: (Event) throws -> Void) throws
}
