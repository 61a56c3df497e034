import Foundation
import Logging
import Testing
import UsherDomain
import UsherPlugins
import UsherStore
import UsherTesting

extension HostileTests {
    /// What is hostile about a whole directory: groups 8 and 15.
    @Suite("Hostile plugin directories")
    struct DirectoryTests {
        private func problem(of path: String) async throws -> String {
            let settings = PluginHostSettings(
                pluginDirectory: path, workerExecutable: Places.worker, contentHash: CryptoContentHash())
            do {
                let catalogue = try await Catalogue.scan(settings, logger: LogCapture().logger)
                return catalogue.entries.map { entry in
                    if case .failure(let problem) = entry.plugin {
                        "\(entry.file): \(problem.text)"
                    } else {
                        "\(entry.file): a plugin"
                    }
                }.joined(separator: "\n")
            } catch {
                return error.text
            }
        }

        @Test("8: A directory that others may write to, or that is a link, is refused as a whole", arguments: [0o777, 0o775])
        func openDirectories(mode: mode_t) async throws {
            let folder = try TemporaryDirectory()
            let directory = folder.path + "/plugins"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: directory)
            #expect(try await problem(of: directory).isEmpty)
            #expect(try await problem(of: folder.path + "/link").contains("not a directory"))
            #expect(chmod(directory, mode) == 0)
            #expect(try await problem(of: directory).contains("chmod go-w"))
        }

        @Test("15: Ten thousand files are refused without looking at any")
        func manyFiles() async throws {
            let folder = try TemporaryDirectory()
            for number in 0..<10_000 {
                let file = open(folder.path + "/\(number).so", O_WRONLY | O_CREAT, 0o600)
                try #require(file >= 0)
                close(file)
            }
            #expect(try await problem(of: folder.path).contains("more than 256"))
        }

        @Test("15: A file of four gigabytes is refused, and takes no memory of ours")
        func largeFile() async throws {
            let folder = try TemporaryDirectory()
            let file = open(folder.path + "/large.so", O_WRONLY | O_CREAT, 0o600)
            try #require(file >= 0 && ftruncate(file, 4 << 30) == 0)
            close(file)
            let started = ContinuousClock.now
            #expect(try await problem(of: folder.path).contains("larger than"))
            print("a file of four gigabytes: refused in \((ContinuousClock.now - started).milliseconds) ms")
        }
    }
}
