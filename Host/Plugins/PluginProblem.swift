internal import Glibc

/// Why a plugin cannot be used, and what to change. For admins and authors; without secrets.
public struct PluginProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    /// Whether the system had nothing left to give at that moment (threads, descriptors, memory): nobody has to change the
    /// plugin, and another try may go well.
    let isShortage: Bool

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
        isShortage = false
    }

    /// What the system refused, and the errno that it gave as the reason.
    init(_ text: String, errno code: Int32) {
        self.text = "\(text): \(systemText(code))"
        isShortage = [EMFILE, ENFILE, ENOMEM, EAGAIN, ENOBUFS].contains(code)
    }
}
