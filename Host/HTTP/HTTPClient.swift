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
        switch try await submit(request, for: .exchange) {
        case .response(let response): return response
        case .connection: preconditionFailure("an exchange ends with an answer or a failure")
        }
    }

    /// Connects to `host` at `port` by TCP, and sends nothing. The descriptor belongs to the caller; no child process inherits
    /// it, and reading from it blocks.
    ///
    /// `host` is a DNS name of ASCII characters, an IPv4 address, or an IPv6 address without brackets. Throws like
    /// ``perform(_:)``; names are resolved, and addresses judged, by the same code.
    public func connect(
        host: String, port: UInt16, addresses: AddressPolicy, deadlineMilliseconds: Int
    ) async throws(HTTPFailure) -> Int32 {
        guard let request = Self.request(host, port, addresses, deadlineMilliseconds) else { throw .invalidRequest }
        switch try await submit(request, for: .connection) {
        case .connection(let descriptor): return descriptor
        case .response: preconditionFailure("a connection ends with a descriptor or a failure")
        }
    }

    /// What leads to a connection; `nil` when there is no such place.
    static func request(
        _ host: String, _ port: UInt16, _ addresses: AddressPolicy, _ deadlineMilliseconds: Int
    ) -> HTTPRequest? {
        guard port != 0, let authority = authority(host) else { return nil }
        // The scheme only says that there is no TLS.
        var request = HTTPRequest(.get, "http://\(authority):\(port)/")
        request.addresses = addresses
        request.allowsPlainText = true
        request.deadlineMilliseconds = deadlineMilliseconds
        request.connectMilliseconds = deadlineMilliseconds
        return request
    }

    /// Leaves a submission for the thread, for callers without a task.
    func leave(
        _ request: HTTPRequest, for purpose: Submission.Purpose,
        completion: @escaping @Sendable (Result<Submission.Outcome, HTTPFailure>) -> Void
    ) throws(HTTPFailure) -> HTTPExchange {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock().now.advanced(by: .milliseconds(request.deadlineMilliseconds))
        let submission = Submission(id: id, purpose: purpose, request: request, deadline: deadline, completion: completion)
        if let refusal = mailbox.submit(submission) { throw refusal }
        return HTTPExchange(id: id, mailbox: mailbox)
    }

    /// `host` as it stands in an address; `nil` when it is no host at all: what could end the host, or begin user information,
    /// must not get into an address.
    private static func authority(_ host: String) -> String? {
        if case .v6 = IPAddress(host) { return "[\(host)]" }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && (1...253).contains(host.utf8.count) ? host : nil
    }

    private func submit(
        _ request: HTTPRequest, for purpose: Submission.Purpose
    ) async throws(HTTPFailure) -> Submission.Outcome {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock().now.advanced(by: .milliseconds(request.deadlineMilliseconds))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(id: id, purpose: purpose, request: request, deadline: deadline) {
                    continuation.resume(returning: $0)
                }
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
