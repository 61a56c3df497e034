import FoundationEssentials
import UsherDomain
import UsherServer

/// The serving daemon's API, as commands ask it. Whatever goes wrong is a ``CommandFailure`` that says what to do.
struct Desk {
    /// An error of the API (RFC 9457), as far as a person reads it.
    private struct Refusal: Decodable {
        let detail: String
    }

    /// Statuses that say that the question was wrong, not that it failed.
    private static let usageStatuses = [400, 404]

    private let socket: AdminSocket
    private let configurationPath: String

    init(_ file: ConfigOption) throws {
        self.init(Assembly(try file.read(), path: file.config))
    }

    init(_ assembly: Assembly) {
        self.init(AdminSocket(path: assembly.adminSocket), configurationPath: assembly.path)
    }

    init(_ socket: AdminSocket, configurationPath: String) {
        self.socket = socket
        self.configurationPath = configurationPath
    }

    /// The answer to a question, as the daemon wrote it; `nil` when no daemon serves.
    func answer(_ path: String, _ query: [(name: String, value: String?)] = []) throws -> Data? {
        let parameters = query.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
        let target = parameters.isEmpty ? "/v1/\(path)" : "/v1/\(path)?\(parameters.joined(separator: "&"))"
        return try socket.ask("GET", target).map { try body(of: $0) }
    }

    /// The answer to a question, as the daemon wrote it.
    func get(_ path: String, _ query: [(name: String, value: String?)] = []) throws -> Data {
        guard let data = try answer(path, query) else { throw nobody }
        return data
    }

    /// The answer to a question, and nothing else than that.
    func get<Answer: Decodable>(
        _ path: String, _ query: [(name: String, value: String?)] = [], as type: Answer.Type
    ) throws -> Answer {
        try decoded(type, try get(path, query))
    }

    /// Asks for a change, and returns the answer as the daemon wrote it; empty when it has nothing to say.
    func post(_ path: String, _ body: some Encodable, patienceSeconds: Int = AdminSocket.patienceSeconds) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(body), as: UTF8.self)
        guard let answer = try socket.ask("POST", "/v1/\(path)", json: json, patienceSeconds: patienceSeconds) else {
            throw nobody
        }
        return try self.body(of: answer)
    }

    /// Asks for a change that has an answer.
    func post<Answer: Decodable>(
        _ path: String, _ body: some Encodable, as type: Answer.Type, patienceSeconds: Int = AdminSocket.patienceSeconds
    ) throws -> Answer {
        try decoded(type, try post(path, body, patienceSeconds: patienceSeconds))
    }

    /// Reads an answer. Throws when it is another version's.
    func decoded<Answer: Decodable>(_ type: Answer.Type, _ json: Data) throws -> Answer {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch is DecodingError {
            throw other
        }
    }

    private func body(of answer: AdminSocket.Answer) throws -> Data {
        guard answer.status >= 300 else { return answer.body }
        let refusal: Refusal
        do {
            refusal = try JSONDecoder().decode(Refusal.self, from: answer.body)
        } catch is DecodingError {
            throw other
        }
        throw CommandFailure(Self.usageStatuses.contains(answer.status) ? .usage : .failed, refusal.detail)
    }

    private var nobody: CommandFailure {
        CommandFailure("no daemon serves at \(socket.path): start it with `usher serve --config \(configurationPath)`")
    }

    private var other: CommandFailure {
        CommandFailure("the daemon at \(socket.path) is of another version than this program: start it again after an upgrade")
    }

    /// `text` as a parameter of an address: everything but letters, digits and `-._~` in percent signs (RFC 3986).
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return encoded
    }
}
