import Dispatch
import Foundation
import Synchronization
import UsherTesting

extension HostileCase {
    /// The library of this case, or the harmless one with its id, as bytes. Blocks for a tenth of a second, the first time.
    func library() throws -> Data {
        let id = "PLUGIN_ID=\"\(id)\""
        let path =
            switch material {
            case .source(let source, let definitions, let link):
                try PluginCompiler.shared.library(source, defining: definitions + [id], link: link)
            case .file: try PluginCompiler.shared.library("plain", defining: [id])
            }
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// Compiles everything that the cases need, on all processors.
    static func prepare(_ cases: [HostileCase]) throws {
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: cases.count) { index in
            do {
                _ = try cases[index].library()
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
    }
}
