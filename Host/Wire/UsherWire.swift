/// The private language between the daemon and a worker process: frames on a socket, orders one way, reports the other way.
///
/// - In here: the layout of frames and messages, their limits, and readers that survive any bytes.
/// - Not in here: sockets, processes, and what a message means.
/// - Imports: the standard library. The daemon and the worker import this; plugins never do.
///
/// Both sides come from one build. ``UsherWire/version`` is compared when a worker introduces itself, so that an old worker
/// executable beside a new daemon is refused with a clear text instead of being misread.
public enum UsherWire {
    /// Changes with every change of a layout in this target; a test holds it to the bytes.
    public static let version = "usher-wire-2"

    /// What daemon and workers, which come from one build, call themselves: the version of the next release, until there is one.
    public static let productVersion = "0.1.0-dev"
}
