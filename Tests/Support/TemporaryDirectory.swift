import Foundation

/// A directory of its own, mode 0700, removed with everything in it when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes it.
    public init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/usher-test-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        path = String(cString: made)
    }

    deinit {
        remove()
    }

    /// Removes it at once, for one that is never let go of.
    public func remove() {
        guard access(path, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }
}
