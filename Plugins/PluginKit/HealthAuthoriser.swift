/// A plugin that can say whether its third party can be reached with its configuration (`usher.health/1`).
public protocol HealthAuthoriser: Authoriser {
    /// Returns when all is well; throws a ``PluginError`` whose message tells an admin what to do.
    func checkHealth(call: Call) throws
}
