import PluginABI
import PluginKit
import PluginTestHost
import Testing

@testable import InviteToken

/// An invite-token instance on a host in memory, with shorthand for what tests do at it.
struct Door {
    static let room = "!demo:example.org"

    let host: TestHost
    let instance: TestInstance

    init(config: String = "{}", store: MemoryStore = MemoryStore()) throws {
        host = TestHost(store: store)
        instance = try TestInstance(of: inviteTokenTable.pointer, config: config, host: host)
    }

    /// A link: the code of its address and its id.
    struct Link {
        let code: String
        let id: String
    }

    /// What a reservation or description came to.
    enum Answer: Hashable {
        case offered, reserved, held, refused
        /// No answer at all, with the status.
        case unknown(usher_status)
    }

    func link(uses: Int64 = 1, seconds: Int64 = 0, room: String = Self.room) throws -> Link {
        let outcome = instance.act("create", room, uses, seconds)
        let document = try #require(Self.json(outcome), "\(outcome)")
        let url = try #require(document.text("/url"))
        let hash = try #require(url.firstIndex(of: "#"))
        return Link(code: String(url[url.index(after: hash)...]), id: try #require(document.text("/id")))
    }

    func describe(_ code: String) -> Answer { Self.answer(instance.describe(code)) }

    func reserve(_ claim: String, _ link: Link, by person: Int) -> Answer {
        Self.answer(instance.reserve(claim, link.code, pseudonym: Self.pseudonym(person)))
    }

    func commit(_ claim: String) -> usher_status { instance.commit(claim).status }

    func release(_ claim: String) -> usher_status { instance.release(claim).status }

    /// Whether a person counts as let in.
    func holds(_ person: Int, room: String = Self.room) -> Bool? {
        let outcome = instance.evaluate(#"{"room":"\#(room)"}"#, pseudonym: Self.pseudonym(person))
        guard outcome.status == USHER_OK, case .evidence(let evidence)? = outcome.items.first else { return nil }
        return Int(evidence.finding) == USHER_HOLDS ? true : Int(evidence.finding) == USHER_HOLDS_NOT ? false : nil
    }

    /// `used` and `reserved` of a link, as `list` shows them.
    func counts(_ link: Link) throws -> [Int] {
        let row = try row(link)
        return [try #require(Int(row["used"] ?? "")), try #require(Int(row["reserved"] ?? ""))]
    }

    /// One line of `list`.
    func row(_ link: Link) throws -> [String: String] {
        let document = try #require(Self.json(instance.act("list")))
        for index in 0..<(document.count("/tokens") ?? 0) where document.text("/tokens/\(index)/id") == link.id {
            let names = ["id", "room", "uses", "used", "reserved", "expires_at", "state"]
            return Dictionary(uniqueKeysWithValues: names.map { ($0, document.text("/tokens/\(index)/\($0)") ?? "") })
        }
        throw Missing()
    }

    struct Missing: Error {}

    /// 64 hexadecimal digits for a number.
    static func pseudonym(_ person: Int) -> String {
        let digits = String(person, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    static func json(_ outcome: TestHost.Outcome) -> JSONDocument? {
        guard outcome.status == USHER_OK, case .result(let json)? = outcome.items.last else { return nil }
        return JSONDocument(json)
    }

    static func answer(_ outcome: TestHost.Outcome) -> Answer {
        guard outcome.status == USHER_OK, outcome.items.count == 1, case .claim(let claim)? = outcome.items.first else {
            return .unknown(outcome.status)
        }
        switch Int(claim.state) {
        case USHER_CLAIM_OFFERED: return .offered
        case USHER_CLAIM_RESERVED: return .reserved
        case USHER_CLAIM_HELD: return .held
        case USHER_CLAIM_REFUSED: return .refused
        default: return .unknown(0)
        }
    }
}

/// Random numbers that a seed repeats (SplitMix64, public domain algorithm by Sebastiano Vigna).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
