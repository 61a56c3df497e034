import CCurl

/// One easy handle of libcurl with what its callbacks need. It is used for one exchange after the other: making a handle and
/// setting its forty options costs more than the exchange.
///
/// Lives on the client's thread only.
final class Transfer {
    /// Most bytes of header accepted, over all interim answers, in bytes. Real answers have under 2 KiB.
    static let headerBytesMax = 32 * 1024

    let easy: UnsafeMutableRawPointer
    /// What is under way; `nil` between two exchanges.
    private(set) var submission: Submission?

    private var body: [UInt8] = []
    private var header: [UInt8] = []
    private var headerBytes = 0
    /// A limit of ours that ended the exchange: libcurl then only reports that a callback refused to go on.
    private var limit: HTTPFailure?
    private var socketsOpened = 0
    private var socketsForbidden = 0
    private let options: RequestOptions

    /// Makes a handle; `nil` when libcurl has no memory or lacks an option. `share` must outlive it.
    init?(share: UnsafeMutableRawPointer, trust: TrustStore) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        options = RequestOptions(easy)
        guard Self.setConstantOptions(of: easy, share: share, trust: trust), installCallbacks() else { return nil }
    }

    deinit {
        curl_easy_cleanup(easy)
    }

    /// Prepares the handle for `submission`; throws what is wrong with the request. Then the handle can be added to the multi.
    func begin(_ submission: Submission, now: ContinuousClock.Instant) throws(HTTPFailure) {
        let left = submission.deadline - now
        guard left > .zero else { throw .timedOut }
        body = []
        header.removeAll(keepingCapacity: true)
        headerBytes = 0
        limit = nil
        socketsOpened = 0
        socketsForbidden = 0
        let milliseconds = max(1, Int(left / .milliseconds(1)))
        guard options.install(submission.request, for: submission.purpose, deadlineMilliseconds: milliseconds) else {
            throw .invalidRequest
        }
        self.submission = submission
    }

    /// Ends the exchange with the result that libcurl reported, and hands out what was under way.
    func end(_ code: CURLcode) -> (Submission, Result<Submission.Outcome, HTTPFailure>)? {
        guard let submission else { return nil }
        self.submission = nil
        guard code == CURLE_OK else { return (submission, .failure(failure(code))) }
        guard submission.purpose == .exchange else { return (submission, takeConnection()) }
        var status = 0
        usher_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        let response = HTTPResponse(status: status, headers: HTTPHeaders(block: header), body: body)
        body = []
        return (submission, .success(.response(response)))
    }

    /// A descriptor of its own for the connection that was made: libcurl closes the one that it has.
    private func takeConnection() -> Result<Submission.Outcome, HTTPFailure> {
        var socket = CURL_SOCKET_BAD
        guard usher_curl_get_socket(easy, &socket) == CURLE_OK, socket != CURL_SOCKET_BAD else {
            return .failure(.couldNotConnect)
        }
        let descriptor = usher_curl_take_socket(socket)
        // There is no descriptor left.
        guard descriptor >= 0 else { return .failure(.internalError(code: CURLE_OUT_OF_MEMORY.rawValue)) }
        return .success(.connection(descriptor))
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        if let limit { return limit }
        if socketsOpened == 0, socketsForbidden > 0 { return .addressForbidden }
        return HTTPFailure(code)
    }
}

// MARK: What libcurl calls, on the client's thread, inside curl_multi_perform.
extension Transfer {
    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func installCallbacks() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let results = [
            usher_curl_set_pointer(easy, CURLOPT_PRIVATE, context),
            usher_curl_set_pointer(easy, CURLOPT_WRITEDATA, context),
            usher_curl_set_pointer(easy, CURLOPT_HEADERDATA, context),
            usher_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context),
            usher_curl_set_pointer(easy, CURLOPT_PREREQDATA, context),
            usher_curl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let transfer = Transfer.from(context) else { return 0 }
                return transfer.receivedBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            },
            usher_curl_set_data_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let transfer = Transfer.from(context) else { return 0 }
                return transfer.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            },
            usher_curl_set_socket_function(easy) { context, _, address in
                guard let address, let transfer = Transfer.from(context) else { return CURL_SOCKET_BAD }
                return transfer.openSocket(address)
            },
            usher_curl_set_prereq_function(easy) { context, remote, _, _, _ in
                guard let remote, let transfer = Transfer.from(context) else { return Int32(CURL_PREREQFUNC_ABORT) }
                return transfer.mayUse(remote) ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
            },
        ]
        return results.allSatisfy { $0 == CURLE_OK }
    }

    /// Keeps a piece of the body, unless it would grow beyond what the caller accepts. Anything but the count ends the exchange.
    private func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let submission, bytes.count <= submission.request.responseBytesMax - body.count else {
            limit = .tooLarge
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receivedHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerBytesMax else {
            limit = .tooLarge
            return 0
        }
        // An interim answer (1xx) comes before the real one, and trailers after the body: neither is the header of the answer.
        if bytes.starts(with: "HTTP/".utf8) { header.removeAll(keepingCapacity: true) }
        if body.isEmpty { header.append(contentsOf: bytes) }
        return bytes.count
    }

    /// Opens the socket for a connection to exactly this address, if the policy allows it. libcurl resolved the name and
    /// connects to what it passes here, so there is no second resolution that could answer differently.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr), let policy = submission?.request.addresses else {
            return CURL_SOCKET_BAD
        }
        let raw = UnsafeRawPointer(address) + offset
        guard let target = IPAddress(socketAddress: raw, length: Int(address.pointee.addrlen)), policy.allows(target) else {
            socketsForbidden += 1
            return CURL_SOCKET_BAD
        }
        socketsOpened += 1
        return usher_curl_open_socket(address)
    }

    /// Whether a connection that is open may be used: it may have been opened for a request with another policy.
    private func mayUse(_ remote: UnsafePointer<CChar>) -> Bool {
        guard let policy = submission?.request.addresses else { return false }
        if policy == .any { return true }
        guard let address = IPAddress(String(cString: remote)), policy.allows(address) else {
            limit = .addressForbidden
            return false
        }
        return true
    }
}
