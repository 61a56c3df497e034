import PluginKit

// What stands in the store, as JSON with a version. A record of a newer version, or one that cannot be read, is an error and
// thus "unknown": it must not be taken for a token that is not there.

/// A token as it is stored, together with the change to a seat that its last write began (see ``TokenStore``).
struct TokenRecord {
    static let format: Int64 = 1

    var token: Token
    var change: SeatChange?

    var json: JSONValue {
        [
            "v": .integer(Self.format), "id": .string(token.id), "room": .string(token.room), "uses": .integer(token.uses),
            "created_at": .integer(token.createdAt), "expires_at": token.expiresAt.map { .integer($0) } ?? .null,
            "withdrawn": .bool(token.isWithdrawn), "reserved": .integer(token.reserved), "spent": .integer(token.spent),
            "change": change?.json ?? .null,
        ]
    }

    init(token: Token, change: SeatChange? = nil) {
        self.token = token
        self.change = change
    }

    init(_ json: JSON) throws {
        try json.expectFormat(Self.format)
        token = Token(
            id: try json.needed(json.string, "/id"), room: try json.needed(json.string, "/room"),
            uses: try json.needed(json.integer, "/uses"), createdAt: try json.needed(json.integer, "/created_at"),
            expiresAt: try json.kind("/expires_at") == .null ? nil : try json.needed(json.integer, "/expires_at"),
            isWithdrawn: try json.needed(json.bool, "/withdrawn"), reserved: try json.needed(json.integer, "/reserved"),
            spent: try json.needed(json.integer, "/spent"))
        change = try json.kind("/change") == .null ? nil : try SeatChange(json, "/change")
    }
}

/// What one person's seat becomes, and what it was: enough to do it later, exactly once.
struct SeatChange: Hashable, Sendable {
    let pseudonym: String
    /// The version of the seat's key before; `nil` = there was none.
    let before: UInt64?
    let seat: Seat

    var json: JSONValue {
        // The version is 64 bits without a sign; JSON numbers do not promise as many.
        ["pseudonym": .string(pseudonym), "before": before.map { .string(String($0)) } ?? .null, "seat": seat.json]
    }

    init(pseudonym: String, before: UInt64?, seat: Seat) {
        self.pseudonym = pseudonym
        self.before = before
        self.seat = seat
    }

    init(_ json: JSON, _ place: String) throws {
        pseudonym = try json.needed(json.string, place + "/pseudonym")
        if try json.kind(place + "/before") == .null {
            before = nil
        } else {
            guard let version = UInt64(try json.needed(json.string, place + "/before")) else { throw JSON.unreadable }
            before = version
        }
        seat = try Seat(json, place + "/seat")
    }
}

extension Seat {
    var json: JSONValue {
        ["v": 1, "spent": .bool(isSpent), "claims": .array(claims.map { .string($0) })]
    }

    init(_ json: JSON, _ place: String = "") throws {
        try json.expectFormat(1, place)
        isSpent = try json.needed(json.bool, place + "/spent")
        claims = try (0..<json.count(place + "/claims")).map { try json.needed(json.string, place + "/claims/\($0)") }
    }
}

/// Where a claim id belongs, and whether it was settled.
struct ClaimRecord: Hashable, Sendable {
    enum State: String, Hashable, Sendable {
        /// A use may be set aside under it.
        case open
        /// It was committed.
        case spent
        /// It was released, or never got a use.
        case released
    }

    let token: String
    let pseudonym: String
    var state: State

    var json: JSONValue {
        ["v": 1, "token": .string(token), "pseudonym": .string(pseudonym), "state": .string(state.rawValue)]
    }

    init(token: String, pseudonym: String, state: State) {
        self.token = token
        self.pseudonym = pseudonym
        self.state = state
    }

    init(_ json: JSON) throws {
        try json.expectFormat(1)
        token = try json.needed(json.string, "/token")
        pseudonym = try json.needed(json.string, "/pseudonym")
        guard let state = State(rawValue: try json.needed(json.string, "/state")) else { throw JSON.unreadable }
        self.state = state
    }
}

extension JSON {
    static let unreadable = PluginError(.internalFault, "a stored record cannot be read")

    /// The value at `pointer`, which a record must have.
    fileprivate func needed<Value>(_ read: (String) throws -> Value?, _ pointer: String) throws -> Value {
        guard let value = try read(pointer) else { throw Self.unreadable }
        return value
    }

    fileprivate func expectFormat(_ format: Int64, _ place: String = "") throws {
        guard try integer(place + "/v") == format else {
            throw PluginError(.internalFault, "a stored record was written by another version of this plugin")
        }
    }
}
