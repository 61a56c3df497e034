import Foundation
import UsherStore
import UsherTesting

/// An empty store, made once: each history begins with a copy, which costs less than making it.
final class StoreTemplate: Sendable {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let clock = ManualClock()
        try Store.open(directory: directory.path, clock: clock, random: SeededRandom(silent: 0)).close()
    }

    func copy() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            try FileManager.default.copyItem(atPath: "\(directory.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }
}
