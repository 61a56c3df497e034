import Glibc

/// A C or C++ compiler of this machine, run as an author would run it.
struct Compiler: Hashable, Sendable, CustomStringConvertible {
    let command: String
    let standard: String

    var description: String { "\(command) -std=\(standard)" }

    /// The compilers that the header promises itself to, with the strictness it promises.
    static let c = ["gcc", "clang"].flatMap { command in ["c11", "c17", "c2x"].map { Compiler(command: command, standard: $0) } }
    static let cxx = ["g++", "clang++"].flatMap { command in
        ["c++17", "c++20"].map { Compiler(command: command, standard: $0) }
    }

    /// What came of a command: its exit code, and all it said.
    struct Result: Sendable {
        let code: Int32
        let output: String
    }

    /// Checks a source without making anything.
    func check(_ source: String, include: String = Repository.include, options: String = "") throws -> Result {
        let language = standard.hasPrefix("c++") ? "c++" : "c"
        return try Scratch.with { folder in
            let file = try folder.write(source, as: "unit." + (language == "c" ? "c" : "cc"))
            return try Self.run(
                "\(command) -std=\(standard) -Wall -Wextra -pedantic -Wpadded -Wconversion -Werror \(options) "
                    + "-fsyntax-only -I'\(include)' '\(file)'")
        }
    }

    /// Runs a shell command.
    static func run(_ command: String) throws -> Result {
        guard let pipe = popen("{ \(command) ; } 2>&1", "r") else { throw Failure() }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        let status = pclose(pipe)
        return Result(code: status >> 8 & 0xff, output: String(decoding: output, as: UTF8.self))
    }

    struct Failure: Error {}
}

/// A folder that is gone after the test.
struct Scratch {
    let path: String

    static func with<Result>(_ body: (Scratch) throws -> Result) throws -> Result {
        var template = Array("/tmp/usher-abi-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Compiler.Failure() }
        let folder = Scratch(path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        defer { _ = try? Compiler.run("rm -rf '\(folder.path)'") }
        return try body(folder)
    }

    /// Writes a file and returns its path.
    func write(_ text: String, as name: String) throws -> String {
        let file = path + "/" + name
        guard let stream = fopen(file, "w") else { throw Compiler.Failure() }
        defer { fclose(stream) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw Compiler.Failure() }
        return file
    }
}

/// The files under test.
enum Repository {
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()
    static var include: String { root + "/PluginABI/include" }

    /// Reads a file of the repository.
    static func read(_ path: String) throws -> String { try read(path: root + "/" + path) }

    /// Reads any file.
    static func read(path: String) throws -> String {
        guard let stream = fopen(path, "r") else { throw Compiler.Failure() }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
