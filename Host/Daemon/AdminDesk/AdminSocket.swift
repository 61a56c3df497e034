import FoundationEssentials
import Glibc

/// The way from a command to the daemon that serves from the same data: one request over its Unix socket, in HTTP/1.1. Blocks.
struct AdminSocket {
    /// What came back.
    struct Answer: Equatable {
        let status: Int
        let body: Data
    }

    /// How long the daemon may take for one answer, in seconds: it reads and writes a few rows.
    static let patienceSeconds = 30
    /// Longer answers than this are none: a plan with all acts that are listed, and as many held, is half of it.
    private static let answerBytesMax = 64 << 20

    let path: String

    /// Sends a request, with a JSON text as its body or with none, and returns the answer; `nil` when no daemon serves. Throws
    /// when one does and cannot be asked.
    func ask(_ method: String, _ target: String, json: String = "", patienceSeconds: Int = Self.patienceSeconds) throws -> Answer?
    {
        guard let descriptor = try connected(patienceSeconds) else { return nil }
        defer { close(descriptor) }
        let type = json.isEmpty ? "" : "Content-Type: application/json\r\n"
        try send(
            "\(method) \(target) HTTP/1.1\r\nHost: usher\r\n\(type)Content-Length: \(json.utf8.count)\r\nConnection: close\r\n\r\n\(json)",
            descriptor)
        return try Self.parsed(try received(descriptor), path)
    }

    private func connected(_ patienceSeconds: Int) throws -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // No daemon can listen on such a path either.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw problem("cannot be asked", errno) }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { return descriptor }
        let reason = errno
        close(descriptor)
        // A daemon that was killed leaves its socket behind.
        if reason == ENOENT || reason == ENOTDIR || reason == ECONNREFUSED { return nil }
        throw problem("cannot be asked", reason)
    }

    private func send(_ text: String, _ descriptor: Int32) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw problem("does not listen", errno) }
            bytes = bytes.dropFirst(count)
        }
    }

    private func received(_ descriptor: Int32) throws -> Data {
        var answer = Data()
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &part, part.count, 0)
            guard count >= 0 else { throw problem("does not answer", errno) }
            if count == 0 { return answer }
            answer.append(contentsOf: part[..<count])
            guard answer.count <= Self.answerBytesMax else {
                throw CommandFailure("the daemon at \(path) does not end its answer")
            }
        }
    }

    /// Takes an answer apart that is complete: the length that it names is the length that it has.
    static func parsed(_ answer: Data, _ path: String) throws -> Answer {
        let nonsense = CommandFailure("what listens at \(path) does not answer as a daemon of this version does")
        guard let end = answer.firstRange(of: Data("\r\n\r\n".utf8)),
            let head = String(validating: answer[..<end.lowerBound], as: UTF8.self)
        else { throw nonsense }
        let lines = head.split(separator: "\r\n")
        guard let words = lines.first?.split(separator: " "), words.count >= 2, words[0].hasPrefix("HTTP/1.1"),
            let status = Int(words[1])
        else { throw nonsense }
        var length = 0
        for line in lines.dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2, field[0].lowercased() == "content-length" else { continue }
            length = Int(field[1].drop { $0 == " " }) ?? -1
        }
        let body = Data(answer[end.upperBound...])
        guard body.count == length else { throw nonsense }
        return Answer(status: status, body: body)
    }

    private func problem(_ what: String, _ reason: Int32) -> CommandFailure {
        guard reason != EACCES, reason != EPERM else {
            return CommandFailure("\(path) belongs to another user: run this as the user that runs usher")
        }
        let text = strerror(reason).map { String(cString: $0) } ?? "error \(reason)"
        return CommandFailure("the daemon at \(path) \(what): \(text)")
    }
}
