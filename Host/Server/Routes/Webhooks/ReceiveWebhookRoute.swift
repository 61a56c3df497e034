import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import UsherDomain
import UsherEngine

/// `POST /hooks/{instance}`: a third party tells that something has changed. It comes from another site and has no session: what
/// it is worth is decided by the instance's plugin, from its signature.
struct ReceiveWebhookRoute: Sendable {
    /// How long the body may take to come, in milliseconds: it is small, and holds one of few places.
    static let readMillisecondsMax: Int64 = 10_000
    /// What a plugin must not see: the cookie of somebody whose browser was made to send the request.
    private static let hidden: Set<String> = ["cookie", HTTPField.Name.csrf.canonicalName]

    let receive: ReceiveWebhook
    let clock: any SteadyClock

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        guard let instance = InstanceID(context.parameters.get("instance") ?? "") else { throw Problem.webhookRefused }
        switch try await receive(at: instance, read: { try await read(request) }) {
        case .answered(let answer): return Self.response(answer)
        case .refused: throw Problem.webhookRefused
        case .busy(let milliseconds): throw Problem.busy.waiting(milliseconds: milliseconds)
        case .unavailable(let milliseconds): throw Problem.webhookUnavailable.waiting(milliseconds: milliseconds)
        }
    }

    private func read(
        _ request: Request
    ) async throws -> (query: String, headers: [(name: String, value: String)], body: [UInt8]) {
        let query = request.uri.query ?? ""
        let headers = request.headers.filter { !Self.hidden.contains($0.name.canonicalName) }
        guard query.utf8.count <= ReceiveWebhook.queryBytesMax, headers.count <= ReceiveWebhook.headersMax,
            headers.allSatisfy({
                $0.name.canonicalName.utf8.count <= ReceiveWebhook.headerNameBytesMax
                    && $0.value.utf8.count <= ReceiveWebhook.headerValueBytesMax
            })
        else { throw Problem.headTooLarge }
        // Before anything is allocated for it.
        if let length = request.headers[.contentLength].flatMap(Int.init), length > ReceiveWebhook.bodyBytesMax {
            throw Problem.tooLarge(bytesMax: ReceiveWebhook.bodyBytesMax)
        }
        return (query, headers.map { ($0.name.canonicalName, $0.value) }, try await body(of: request))
    }

    private func body(of request: Request) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            defer { group.cancelAll() }
            let body = request.body
            group.addTask { try await body.collect(upTo: ReceiveWebhook.bodyBytesMax) }
            group.addTask { [clock] in
                try await clock.sleep(milliseconds: Self.readMillisecondsMax)
                return nil
            }
            do {
                guard let buffer = try await group.next() ?? nil else { throw Problem.tooSlow }
                return Array(buffer.readableBytesView)
            } catch is NIOTooManyBytesError {
                throw Problem.tooLarge(bytesMax: ReceiveWebhook.bodyBytesMax)
            }
        }
    }

    private static func response(_ answer: WebhookAnswer) -> Response {
        var response = Response(status: HTTPResponse.Status(code: answer.status))
        guard !answer.body.isEmpty else { return response }
        response.headers[.contentType] = answer.contentType
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return response
    }
}
