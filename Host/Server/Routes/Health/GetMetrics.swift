import Hummingbird
import HummingbirdCore
import NIOCore

/// `GET /metrics`: the daemon in numbers, for Prometheus.
struct GetMetrics: Sendable {
    let metrics: @Sendable () async -> [Metric]

    @Sendable func handle(_ request: Request, _ context: DoorContext) async throws -> Response {
        let text = MetricsText.text(await metrics())
        return Response(
            status: .ok, headers: [.contentType: MetricsText.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
