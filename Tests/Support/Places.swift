public import Foundation

/// Where things lie, seen from this file and from the running test bundle.
public enum Places {
    /// The repository.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of plugins that do something wrong.
    public static let hostile = repository.appending(path: "Tests/Hostile").path
    /// The folder of the header that plugins include.
    public static let header = repository.appending(path: "PluginABI/include").path

    /// The folder that programs and libraries were built into, beside the tests.
    public static let built = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    /// The worker that was built beside the tests, or the one of `USHER_WORKER`.
    public static let worker = ProcessInfo.processInfo.environment["USHER_WORKER"] ?? built.appending(path: "usher-worker").path
}
