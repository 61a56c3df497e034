internal import Glibc
internal import Synchronization
internal import UsherWire

/// Where the replies to one request go. Called exactly ``ServiceRequest/replies`` times, on whatever thread: before the request
/// was handed over completely, or later. It must only note what it is given and wake whoever owns the worker.
typealias ServiceSink = @Sendable (_ reply: ServiceReply, _ descriptor: Descriptor?) -> Void

/// A request of a plugin that is being answered. Any thread.
final class ServiceWork: Sendable {
    private let ending: Mutex<(@Sendable () -> Void)?>

    /// `ending` is run by the first ``cancel()``.
    init(ending: (@Sendable () -> Void)? = nil) {
        self.ending = Mutex(ending)
    }

    /// Gives every reply that is still missing as cancelled, and stops what is under way: the call has ended, is not waited for
    /// any more, or its worker is gone.
    func cancel() {
        let ending = ending.withLock { ending in
            defer { ending = nil }
            return ending
        }
        ending?()
    }
}

/// An open descriptor, closed when nobody holds it any more.
final class Descriptor: Sendable {
    let number: Int32

    /// Takes over `number`.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
