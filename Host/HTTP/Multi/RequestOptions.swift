import CCurl

/// What differs from one request to the next, on one easy handle. Options that are the same as last time are not set again: in a
/// row of verifications only the address and the deadline change.
///
/// Lives on the client's thread only.
final class RequestOptions {
    /// The part of a request that tends to stay.
    private struct Shape: Hashable {
        let purpose: Submission.Purpose
        let method: HTTPRequest.Method
        let sendsBody: Bool
        let headers: [HTTPRequest.Header]
        let allowsPlainText: Bool
        let detour: HTTPRequest.Detour?
        let responseBytesMax: Int
        let connectMilliseconds: Int

        init(_ request: HTTPRequest, _ purpose: Submission.Purpose) {
            self.purpose = purpose
            method = request.method
            sendsBody =
                switch request.method {
                case .get, .head: false
                case .delete: request.body != nil
                case .post, .put, .patch: true
                }
            headers = request.headers
            allowsPlainText = request.allowsPlainText
            detour = request.detour
            responseBytesMax = request.responseBytesMax
            connectMilliseconds = request.connectMilliseconds
        }
    }

    private let easy: UnsafeMutableRawPointer
    private var shape: Shape?
    /// libcurl reads both lists during the exchange; they are freed when the next request replaces them.
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var detours: UnsafeMutablePointer<curl_slist>?

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    deinit {
        curl_slist_free_all(headers)
        curl_slist_free_all(detours)
    }

    /// Sets everything for `request`; `false` when something in it cannot be sent.
    func install(_ request: HTTPRequest, for purpose: Submission.Purpose, deadlineMilliseconds: Int) -> Bool {
        guard hasAcceptableScheme(request), !containsControls(request.url) else { return false }
        let wanted = Shape(request, purpose)
        if shape != wanted {
            shape = nil
            guard install(wanted) else { return false }
            shape = wanted
        }
        if wanted.sendsBody, !install(body: request.body ?? []) { return false }
        return set(CURLOPT_TIMEOUT_MS, deadlineMilliseconds) && usher_curl_set_text(easy, CURLOPT_URL, request.url) == CURLE_OK
    }

    private func install(_ shape: Shape) -> Bool {
        let connects = shape.purpose == .connection
        return installHeaders(shape)
            && installDetour(shape.detour)
            && installMethod(shape)
            && set(CURLOPT_CONNECT_ONLY, connects ? 1 : 0)
            // libcurl repeats a request by itself when an idle connection turns out to be dead. An act that was perhaps carried
            // out must not be repeated behind its caller's back: it gets a connection of its own.
            && set(CURLOPT_FRESH_CONNECT, connects || !shape.method.isSafe ? 1 : 0)
            && set(CURLOPT_CONNECTTIMEOUT_MS, shape.connectMilliseconds)
            && usher_curl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, bodyBytesMax(shape)) == CURLE_OK
            && usher_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, shape.allowsPlainText ? "http,https" : "https") == CURLE_OK
    }

    private func installMethod(_ shape: Shape) -> Bool {
        // Setting any of the three takes back the others; the word for it is kept until it is taken back.
        let kind = shape.method == .head ? CURLOPT_NOBODY : shape.sendsBody ? CURLOPT_POST : CURLOPT_HTTPGET
        let isNamedByKind = [.get, .head, .post].contains(shape.method)
        return set(kind, 1)
            && usher_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, isNamedByKind ? nil : shape.method.rawValue) == CURLE_OK
    }

    /// What libcurl compares the announced length with. An answer to HEAD announces a body that does not come; 0 is no limit.
    private func bodyBytesMax(_ shape: Shape) -> curl_off_t {
        shape.method == .head ? 0 : curl_off_t(shape.responseBytesMax)
    }

    private func installHeaders(_ shape: Shape) -> Bool {
        var list: UnsafeMutablePointer<curl_slist>?
        for header in shape.headers + headersTakenAway(shape) {
            guard header.isWellFormed,
                let longer = curl_slist_append(list, "\(header.name): \(header.value)")
            else {
                curl_slist_free_all(list)
                return false
            }
            list = longer
        }
        guard usher_curl_set_pointer(easy, CURLOPT_HTTPHEADER, list) == CURLE_OK else {
            curl_slist_free_all(list)
            return false
        }
        curl_slist_free_all(headers)
        headers = list
        return true
    }

    /// An empty value takes away the header that libcurl would send with a body on its own: a wait for the server's consent, and
    /// the claim that the body is a form.
    private func headersTakenAway(_ shape: Shape) -> [HTTPRequest.Header] {
        guard shape.sendsBody else { return [] }
        let isTyped = shape.headers.contains { $0.name.lowercased() == "content-type" }
        return [HTTPRequest.Header("Expect", "")] + (isTyped ? [] : [HTTPRequest.Header("Content-Type", "")])
    }

    private func installDetour(_ detour: HTTPRequest.Detour?) -> Bool {
        var list: UnsafeMutablePointer<curl_slist>?
        if let detour {
            // "::" in front: whatever host and port the address names.
            guard let only = curl_slist_append(nil, "::\(detour.host):\(detour.port)") else { return false }
            list = only
        }
        guard usher_curl_set_pointer(easy, CURLOPT_CONNECT_TO, list) == CURLE_OK else {
            curl_slist_free_all(list)
            return false
        }
        curl_slist_free_all(detours)
        detours = list
        return true
    }

    /// libcurl copies the bytes, so the request's array need not stay.
    private func install(body: [UInt8]) -> Bool {
        guard usher_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)) == CURLE_OK else { return false }
        // An empty array may have no address, and for libcurl no address means "read from a callback".
        return (body.isEmpty ? [0] : body).withUnsafeBytes {
            usher_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) == CURLE_OK
        }
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        usher_curl_set_long(easy, option, value) == CURLE_OK
    }

    private func hasAcceptableScheme(_ request: HTTPRequest) -> Bool {
        request.url.utf8.starts(with: "https://".utf8)
            || (request.allowsPlainText && request.url.utf8.starts(with: "http://".utf8))
    }

    private func containsControls(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7f }
    }
}
