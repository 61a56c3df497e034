internal import Synchronization
internal import UsherDomain

/// Remembers what contents turned out to be, by their hash and never by a date. Any thread.
///
/// Failures are not remembered: a library that was missing, or a machine that was busy, may be there the next time.
final class Introductions: Sendable {
    /// Several for each file that a directory may hold. Then all are forgotten: whoever is asked for introduces itself again.
    private static let countMax = 1_024

    private let known = Mutex<[PluginDigest: Introduction]>([:])

    func of(_ digest: PluginDigest) -> Introduction? { known.withLock { $0[digest] } }

    func remember(_ introduction: Introduction, of digest: PluginDigest) {
        known.withLock { known in
            if known.count >= Self.countMax { known.removeAll() }
            known[digest] = introduction
        }
    }
}
