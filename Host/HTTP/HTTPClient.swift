import CCurl
import Synchronization

/// Performs HTTP exchanges: libcurl's multi interface on one thread, connections kept and reused.
///
/// Any task may call it at any time. Certificates are always verified, TLS is at least 1.2, redirects are answers like any other,
/// no cookie, proxy or credential comes from anywhere but the request. A connection for ``AddressPolicy/publicOnly`` is only made
/// to, and only reused at, an address that the policy allows.
public final class HTTPClient: Sendable {
    /// Why there is no client.
    public enum StartFailure: Error, Hashable, Sendable {
        /// libcurl could not be initialised.
        case libraryFailed
        /// The kernel gave no thread.
        case noThread
    }

    /// Most exchanges under way at once; more wait in line. Callers that work for strangers keep well below.
    public static let underWayMax = CurlLoop.underWayMax

    private let mailbox: Mailbox
    private let thread: CurlThread
    private let lastID = Atomic<UInt64>(0)
    /// Resumed by the thread as the last thing that it does.
    private let ending = Ending()

    /// Starts the thread. `trust` says which certificate authorities are believed.
    public init(trust: TrustStore) throws(StartFailure) {
        guard Self.isLibraryReady, let multi = curl_multi_init() else { throw .libraryFailed }
        guard let share = curl_share_init(), usher_curl_share_data(share, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK else {
            curl_multi_cleanup(multi)
            throw .libraryFailed
        }
        let mailbox = Mailbox(waking: multi)
        let (multiAddress, shareAddress, ending) = (UInt(bitPattern: multi), UInt(bitPattern: share), self.ending)
        let thread = CurlThread {
            guard let multi = UnsafeMutableRawPointer(bitPattern: multiAddress),
                let share = UnsafeMutableRawPointer(bitPattern: shareAddress)
            else { return }
            CurlLoop(mailbox: mailbox, multi: multi, share: share, trust: trust).run()
            ending.reach()
        }
        guard let thread else {
            curl_multi_cleanup(multi)
            curl_share_cleanup(share)
            throw .noThread
        }
        self.mailbox = mailbox
        self.thread = thread
    }

    deinit {
        mailbox.stop()
        thread.join()
    }

    /// Performs one exchange. Throws ``HTTPFailure/cancelled`` soon after the awaiting task is cancelled or the client shut down.
    public func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock().now.advanced(by: .milliseconds(request.deadlineMilliseconds))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(id: id, request: request, deadline: deadline, continuation: continuation)
                if let refusal = mailbox.submit(submission) {
                    continuation.resume(returning: .failure(refusal))
                } else if Task.isCancelled {
                    // The handler below may have run before there was anything to cancel.
                    mailbox.cancel(id)
                }
            }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }

    /// Ends what is under way as cancelled, closes all connections and waits for the thread. Later requests are cancelled at
    /// once.
    public func shutdown() async {
        mailbox.stop()
        await ending.wait()
        thread.join()
    }

    /// libcurl's global state is made once per process and never torn down: its documentation advises against unloading.
    private static let isLibraryReady = usher_curl_global_init() == CURLE_OK
}

/// A moment that tasks can wait for, without a thread that blocks.
private final class Ending: Sendable {
    private struct State {
        var isReached = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func reach() {
        let waiting = state.withLock { state in
            state.isReached = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if !state.isReached { state.waiting.append(continuation) }
                return state.isReached
            }
            if isReached { continuation.resume() }
        }
    }
}
