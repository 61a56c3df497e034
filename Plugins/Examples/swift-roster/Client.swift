import PluginKit

/// Asks the roster. Every way in which an answer can fail ends in an error here, and none in a no.
struct Client {
    /// Longest answer, in bytes: a page of some ten thousand members.
    private static let answerBytesMax: UInt64 = 4 << 20
    /// How long one answer may take: less than a call has, so that a roster that hangs is named.
    private static let timeoutMilliseconds: UInt32 = 10_000

    let config: Config
    let call: Call

    /// Asks for `path`, whose parts are escaped here.
    ///
    /// - Parameters:
    ///   - what: what is asked for, for an admin's eyes.
    ///   - etag: what the last answer was called; the answer to it may be 304.
    /// - Returns: the answer as it came, with the status 200, or 304 to an etag.
    func get(_ path: [String], query: [(String, String)] = [], etag: String = "", _ what: String) throws -> HTTPResponse {
        var request = HTTPRequest(url: try url(path, query))
        if !etag.isEmpty { request.headers.append(HTTPHeader("if-none-match", etag)) }
        let response = try perform(request, what)
        guard response.status == 200 || (response.status == 304 && !etag.isEmpty) else { throw Self.failure(response, what) }
        return response
    }

    /// Sends JSON, and returns the answer with the status 200.
    func post(_ path: [String], _ body: JSONValue, _ what: String) throws -> HTTPResponse {
        let headers = [HTTPHeader("content-type", "application/json")]
        let request = HTTPRequest(.post, url: try url(path, []), headers: headers, body: Array(body.text.utf8))
        let response = try perform(request, what)
        guard response.status == 200 else { throw Self.failure(response, what) }
        return response
    }

    private func perform(_ request: HTTPRequest, _ what: String) throws -> HTTPResponse {
        var request = request
        request.credential = .bearer(secret: "config/token")
        // A login page that a redirect leads to answers 200, and says nothing.
        request.followsRedirects = false
        request.answerBytesMax = Self.answerBytesMax
        request.timeoutMilliseconds = Self.timeoutMilliseconds
        do {
            return try call.http.perform(request)
        } catch let error as PluginError where error.kind == .upstream {
            throw PluginError(.upstream, "\(what): the roster cannot be reached, or its answer broke off")
        } catch let error as PluginError where error.kind == .timeout {
            throw PluginError(.timeout, "\(what): the roster did not answer in time")
        }
    }

    /// A 404 is about the group, not about the account: it may be gone, mistyped, or hidden from a token that lost a right.
    private static func failure(_ response: HTTPResponse, _ what: String) -> PluginError {
        guard response.status == 404 else { return response.failure(what) }
        return PluginError(.upstream, "\(what): the roster knows no such group, or hides it from this token")
    }

    private func url(_ path: [String], _ query: [(String, String)]) throws -> String {
        var url = config.url
        for part in path {
            // These would lead out of the path, escaped or not.
            guard !part.isEmpty, part != ".", part != ".." else {
                throw PluginError(.invalid, "an empty text, \".\" or \"..\" is no id at a roster")
            }
            url += "/" + FormFields.escaped(part)
        }
        let given = query.filter { !$0.1.isEmpty }
        return given.isEmpty ? url : url + "?" + FormFields.encoded(given)
    }
}
