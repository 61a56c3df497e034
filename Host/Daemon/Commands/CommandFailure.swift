import ArgumentParser
import Glibc

/// A command that cannot go on. The text goes to standard error as it is and says what to do.
struct CommandFailure: Error, CustomStringConvertible {
    /// The exit codes of sysexits.h, as far as used, and the general one.
    enum Code: Int32 {
        case failed = 1
        case usage = 64
        case configuration = 78
    }

    let code: Code
    let description: String

    init(_ description: String) {
        self.init(.failed, description)
    }

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Runs `body`, and turns a failure of ours into its text and exit code.
    static func reported(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as CommandFailure {
            write(failure.description)
            throw ExitCode(failure.code.rawValue)
        } catch let failure as ConfigFailure {
            write(failure.description)
            throw ExitCode(Code.configuration.rawValue)
        }
    }

    private static func write(_ text: String) {
        let line = Array("usher: \(text)\n".utf8)
        line.withUnsafeBytes { bytes in _ = Glibc.write(2, bytes.baseAddress, bytes.count) }
    }
}
