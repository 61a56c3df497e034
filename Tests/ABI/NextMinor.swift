import Testing

/// The header of a version that does not exist: `next_minor.py`.
enum NextMinor {
    /// Writes the header into the folder as `usher_plugin.h`, and returns its text.
    static func header(in folder: Scratch) throws -> String {
        let file = folder.path + "/usher_plugin.h"
        let made = try Compiler.run(
            "python3 '\(Repository.root)/Tests/ABI/next_minor.py' '\(Repository.include)/usher_plugin.h' > '\(file)'")
        try #require(made.code == 0, "\(made.output)")
        return try Repository.read(path: file)
    }
}
