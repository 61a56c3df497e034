import ArgumentParser
import FoundationEssentials
import Glibc

/// `--json`, the same for every command that has it.
struct JSONOption: ParsableArguments {
    @Flag(name: .long, help: "Print the answer as one JSON document (docs/reference/http-api.md).")
    var json = false

    /// Prints the daemon's answer as it came.
    static func show(_ document: Data) {
        print(String(decoding: document, as: UTF8.self))
    }
}

/// What several commands do with lines and bodies.
enum Output {
    /// Prints lines for people.
    static func show(_ lines: [String]) {
        for line in lines { print(line) }
    }

    /// Prints what a person should know beside the result, on standard error.
    static func warn(_ warnings: [String]) {
        for warning in warnings {
            let line = Array("usher: warning: \(warning.shown)\n".utf8)
            line.withUnsafeBytes { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
        }
    }
}

/// The body of a change that needs none.
struct NoDetails: Encodable {}
