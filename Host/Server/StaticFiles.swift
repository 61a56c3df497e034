import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import UsherDomain

/// The built web pages, read into memory once: they are a few hundred kilobytes, and a request can then name no file that was not
/// there at the start.
public struct StaticFiles: Sendable {
    /// Largest file taken in, in bytes: a page that is bigger was built wrongly.
    static let fileBytesMax = 4 * 1024 * 1024

    /// Why the pages cannot be served.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    struct File: Sendable {
        let body: ByteBuffer
        let mediaType: String
        let tag: String
    }

    private let index: File
    private let assets: [String: File]

    /// Reads `index.html` and everything in `assets/` below `directory`. Throws ``Failure``.
    public init(directory: String) throws(Failure) {
        index = try Self.read("\(directory)/index.html", mediaType: "text/html; charset=utf-8")
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/assets")
        } catch {
            throw Failure(description: "\(directory)/assets cannot be read. Build the web pages with: make web")
        }
        var assets: [String: File] = [:]
        for name in names {
            guard let mediaType = Self.mediaType(of: name) else { continue }
            assets[name] = try Self.read("\(directory)/assets/\(name)", mediaType: mediaType)
        }
        self.assets = assets
    }

    /// The page, for every address that the app's own router knows. Never cached without asking, because it names the assets.
    func page(for request: Request, status: HTTPResponse.Status = .ok) -> Response {
        respond(index, to: request, status: status, cacheControl: "no-cache")
    }

    /// An asset; `nil` when there is none of that name. Its name holds a hash of its content, so it may be kept for ever.
    func asset(_ name: String, for request: Request) -> Response? {
        assets[name].map { respond($0, to: request, cacheControl: "public, max-age=31536000, immutable") }
    }

    private func respond(
        _ file: File, to request: Request, status: HTTPResponse.Status = .ok, cacheControl: String
    ) -> Response {
        var headers: HTTPFields = [.eTag: file.tag, .cacheControl: cacheControl]
        if status == .ok, request.headers[.ifNoneMatch] == file.tag { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = file.mediaType
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: file.body))
    }

    private static func read(_ path: String, mediaType: String) throws(Failure) -> File {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Failure(description: "\(path) cannot be read. Build the web pages with: make web")
        }
        guard data.count <= fileBytesMax else { throw Failure(description: "\(path) is larger than \(fileBytesMax) bytes") }
        let digest = Hexadecimal.text(SHA256.hash(data: data).prefix(12))
        return File(body: ByteBuffer(bytes: data), mediaType: mediaType, tag: "\"\(digest)\"")
    }

    private static func mediaType(of name: String) -> String? {
        switch name.split(separator: ".").last {
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "webmanifest": "application/manifest+json"
        default: nil
        }
    }
}
