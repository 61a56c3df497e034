import Foundation
public import UsherHTTP

/// Routes of one test at the fault server, so that tests in parallel do not meet. Plays a homeserver whose every answer is given.
public struct Tenant: Sendable {
    /// One request that the routes got.
    public struct Seen: Decodable, Sendable {
        public let method: String
        /// With its query, as sent.
        public let path: String
        public let headers: [String: String]
        public let body: String
    }

    private let base: String
    private let http: HTTPClient

    /// A tenant without routes.
    public init(_ server: FaultServer, _ http: HTTPClient) {
        base = "http://127.0.0.1:\(server.port(.plain))/t/\(UUID().uuidString)"
        self.http = http
    }

    /// The base URL of the client-server API that the routes play.
    public var address: String { base }

    /// Sets what `route` ("GET /path") answers: orders as JSON objects, in turn; the last one stays.
    public func answer(_ route: String, _ orders: String...) async throws {
        let quoted = String(decoding: try JSONEncoder().encode([route]), as: UTF8.self).dropFirst().dropLast()
        var request = HTTPRequest(.post, base + "/control")
        request.addresses = .any
        request.allowsPlainText = true
        request.body = Array("{\(quoted):[\(orders.joined(separator: ","))]}".utf8)
        let answer = try await http.perform(request)
        precondition(answer.status == 200, "the fault server refused a route")
    }

    /// What was asked so far, oldest first.
    public func seen() async throws -> [Seen] {
        try JSONDecoder().decode([Seen].self, from: try await FaultServer.get(base + "/seen", http))
    }
}

extension Tenant {
    /// An order to answer with `status` and a JSON body.
    public static func order(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> String {
        struct Order: Encodable {
            let status: Int
            let body: String
            let headers: [String: String]
        }
        do {
            return String(decoding: try JSONEncoder().encode(Order(status: status, body: body, headers: headers)), as: UTF8.self)
        } catch {
            preconditionFailure("an order that is no JSON: \(error)")
        }
    }
}
