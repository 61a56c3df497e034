import Foundation

/// Where things lie, seen from this file and from the running test bundle.
enum Places {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let good = tests.appending(path: "Good").path
    static let mistakes = tests.appending(path: "Mistakes").path
    static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let nextMinor = repository.appending(path: "Tests/ABI/next_minor.py").path
    static let launcher = repository.appending(path: "Tests/Hostile/cell_launcher.c").path
    static let layout = repository.appending(path: "PluginABI/Layout/v1.0.json").path
    static let header = repository.appending(path: "PluginABI/include").path
    static let built = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let checker = built.appending(path: "usher-checker").path
}
