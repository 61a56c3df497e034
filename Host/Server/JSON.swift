import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// JSON in and out of the API.
enum JSON {
    /// Reads the body of `request`. Throws ``Problem/notJSON``, ``Problem/tooLarge`` or ``Problem/malformed``.
    static func body<Value: Decodable>(
        of request: Request, as type: Value.Type, bytesMax: Int = DoorContext.bodyBytesMax
    ) async throws -> Value {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first
        guard mediaType?.lowercased() == "application/json" else { throw Problem.notJSON }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(bytesMax: bytesMax)
        }
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch is DecodingError {
            throw Problem.malformed
        }
    }

    /// A response with what is JSON text already.
    static func response(text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A response with `value` as JSON.
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let data = try encoder.encode(value)
            return Response(
                status: status, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
        } catch {
            // Our own values are made of strings, numbers and booleans, which always encode.
            preconditionFailure("a response could not be encoded: \(error)")
        }
    }
}
