import PluginABI
import PluginKit
import PluginTestHost
import Testing

@testable import Roster

/// An instance of the roster's plugin, and a roster that answers what a test prepares.
struct Desk {
    static let url = "https://roster.example.org"
    static let group = #"{"group":"7"}"#
    static let owners = #"{"group":"7","role":"owner"}"#
    /// What the address of a question about the account `a1` ends in.
    static let single = "/groups/7/members/a1"
    static let listing = "/groups/7/members"
    static let batch = "/groups/7/check"

    let host = TestHost()
    let instance: TestInstance

    init(_ more: String = "") throws {
        host.secrets.values = ["config/token": Array("t0ken".utf8), "config/webhook_secret": Array("key".utf8)]
        instance = try TestInstance(of: rosterTable.pointer, config: #"{"url":"\#(Self.url)/"\#(more)}"#, host: host)
    }

    func answer(_ path: String, with answer: ScriptedHTTP.Answer, by method: String = "GET") {
        host.http.answer(method, Self.url + path, with: answer)
    }

    func answer(_ path: String, json: String, etag: String? = nil, by method: String = "GET") {
        let headers = etag.map { [ScriptedHTTP.Header("ETag", $0)] } ?? []
        answer(path, with: .json(json, headers: headers), by: method)
    }

    /// What is said about the account `a1`; the status when nothing is.
    func finding(_ requirement: String = Self.group, account: String = "a1") -> Finding {
        let outcome = instance.evaluate(requirement, of: TestSubject(accountID: account))
        return Finding(outcome, at: 0)
    }

    /// What is said about each of the accounts, asked together.
    func findings(_ requirement: String = Self.group, _ accounts: String...) -> [Finding] {
        let outcome = instance.evaluate(requirement, of: accounts.map { TestSubject(accountID: $0) })
        return accounts.indices.map { Finding(outcome, at: $0) }
    }
}

/// What an answer comes to.
enum Finding: Hashable {
    case holds, holdsNot
    /// Said to be unknown.
    case unknown
    /// No answer, with the status.
    case failed(Int)

    init(_ outcome: TestHost.Outcome, at index: Int) {
        guard outcome.status == USHER_OK else {
            self = .failed(Int(outcome.status))
            return
        }
        let evidence = outcome.items.lazy.compactMap { item -> EmittedItem.Evidence? in
            if case .evidence(let evidence) = item { evidence } else { nil }
        }.first { $0.index == UInt32(index) }
        switch evidence.map({ Int($0.finding) }) {
        case USHER_HOLDS?: self = .holds
        case USHER_HOLDS_NOT?: self = .holdsNot
        default: self = .unknown
        }
    }

    /// Whether it says anything about the person.
    var isKnown: Bool { self == .holds || self == .holdsNot }
}
