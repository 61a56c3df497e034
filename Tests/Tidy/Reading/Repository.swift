import Foundation

/// The files that git tracks or would track, read once for all rules.
enum Repository {
    /// Why the files could not be read.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder that holds Package.swift, found upwards from this file.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path() != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path()) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// Every text file, by path. Binary files (pictures) are left out.
    static let files: Result<[SourceFile], any Error> = Result {
        try paths().sorted().compactMap { path in
            // A file that was deleted and not yet committed is still in git's list.
            guard let data = FileManager.default.contents(atPath: root.appending(path: path).path()) else { return nil }
            return String(validating: data, as: UTF8.self).map { SourceFile(path: path, text: $0) }
        }
    }

    private static func paths() throws -> Set<String> {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        // In a container the checkout often belongs to another user, which git refuses to look at by default.
        git.arguments = [
            "git", "-c", "safe.directory=*", "-C", root.path(), "ls-files", "-z", "--cached", "--others", "--exclude-standard",
        ]
        let output = Pipe()
        git.standardOutput = output
        try git.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0, let text = String(validating: data, as: UTF8.self) else {
            throw Unreadable(description: "git could not list the files of \(root.path()): is this a git checkout?")
        }
        return Set(text.split(separator: "\0").map(String.init))
    }
}
