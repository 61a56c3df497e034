import PluginKit

/// The tokens of one instance in its key-value store.
///
/// | key | value |
/// |---|---|
/// | `code/<SHA-256 of the code>` | the token's id |
/// | `token/<id>` | ``TokenRecord`` |
/// | `seat/<token id>/<pseudonym>` | ``Seat`` |
/// | `claim/<claim id>` | ``ClaimRecord`` |
/// | `admitted/<half a SHA-256 of the room>/<pseudonym>` | the token's id |
///
/// ## Why no seat is lost and none is made up
/// The store changes one key at a time, but a reservation changes two: the count of the token and the seat of the person. A
/// single record with everybody in it would be atomic, and would grow with every person. Instead:
///
/// 1. **A token's record is its own journal of one entry.** The write that changes the counts also says which seat becomes what
///    (``SeatChange``). That write is conditional on the version that was read, and it is the moment at which the change happens;
///    everything after it can be done by anybody, later.
/// 2. **The seat is written second, on condition of the version it had.** A version never returns (seats are never deleted), so
///    the change is applied once, whoever does it and however often it is tried.
/// 3. **Whoever reads a token first completes its change** (``settled(_:)``), so decisions always see seats that fit the counts.
///    A crash between 1 and 2 is thereby no state of its own.
/// 4. **The claim is written before 1.** A crash after it leaves a claim without a seat, which a release finds and closes; the
///    other way round it would leave a seat that no release could find. That release also rewrites the token's record unchanged,
///    so that a write of 1 that was already under way fails on its version instead of reserving behind the release's back.
/// 5. **A person is marked as admitted before their use is spent,** and a claim is closed after. A commit that was cut short is
///    repeated by the host because the claim is still open, and until then the person counts as admitted, which they are.
///
/// So for each token, at any moment and after any crash: `reserved` is the number of people with an open claim and `spent` the
/// number of people admitted, and reservations are made only while their sum is below `uses`. One redemption costs a constant
/// number of reads and writes, whether the token was used twice or a million times, and leaves about 370 bytes for good (a
/// settled claim goes by itself).
struct TokenStore {
    /// How often a change starts over because somebody else was faster.
    private static let attemptsMax = 50
    /// How long a spent claim is remembered, so that a repeated call finds it: far longer than a host repeats anything.
    private static let spentClaimMilliseconds: Int64 = 7 * 86_400_000
    /// How long a released claim is: long enough for a repeated call, and no longer, because releasing costs nobody a use and
    /// could fill the store.
    private static let releasedClaimMilliseconds: Int64 = 3_600_000
    /// An id that no token has: what is asked for in vain when a code is unknown, so that both cases cost the same.
    private static let nobody = "-"

    private let store: KeyValue
    private let call: Call

    init(_ call: Call) throws {
        store = try call.keyValue
        self.call = call
    }

    // MARK: Tokens

    /// Stores a new token under the digest of its code. The digest comes first: a crash in between leaves an entry that leads
    /// nowhere, not a token that is listed although nobody has its link.
    func add(_ token: Token, codeDigest: String) throws {
        guard try store.put("code/" + codeDigest, token.id, expecting: .absent),
            try store.put(Self.key(token.id), TokenRecord(token: token).json.text, expecting: .absent)
        else {
            throw PluginError(.conflict, "the random numbers repeat themselves")
        }
    }

    /// The token of a code, or `nil`. Reads the same number of keys in both cases.
    func token(codeDigest: String) throws -> Token? {
        let id = try store.get("code/" + codeDigest)?.text ?? Self.nobody
        return try record(id)?.record.token
    }

    /// All tokens, the newest first, at most `limit`.
    func tokens(limit: Int) throws -> (tokens: [Token], areMore: Bool) {
        var ids: [String] = []
        var after = ""
        while ids.count <= limit {
            let keys = try store.keys(prefix: "token/", after: after)
            guard let last = keys.last else { break }
            ids += keys.map { String($0.dropFirst("token/".count)) }
            after = last
        }
        let found = try ids.prefix(limit).compactMap { try record($0)?.record.token }
        return (found.sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }, ids.count > limit)
    }

    /// Withdraws a token. `nil` when there is none; withdrawing twice is the same as once.
    func withdraw(_ id: String) throws -> Token? {
        for _ in 0..<Self.attemptsMax {
            guard let (record, version) = try record(id) else { return nil }
            if record.token.isWithdrawn { return record.token }
            var next = record
            next.token.isWithdrawn = true
            if try store.put(Self.key(id), next.json.text, expecting: .version(version)) { return next.token }
        }
        throw Self.busy
    }

    // MARK: Seats

    /// Sets a use aside for a person, or says why not. `nil` when there is no such token.
    func reserve(_ claim: String, codeDigest: String, for pseudonym: String, at now: Int64) throws -> (Token.Verdict, Token)? {
        let id = try store.get("code/" + codeDigest)?.text ?? Self.nobody
        guard let preview = try preview(id, pseudonym, { $0.reserve(claim, for: &$1, at: now) }) else { return nil }
        // Only what changes something needs a claim.
        guard preview.changes else { return (preview.result, preview.token) }
        guard try open(claim, token: id, for: pseudonym) else { return (.refused, preview.token) }
        let answer = try change(id, pseudonym) { $0.reserve(claim, for: &$1, at: now) }
        if answer?.0 != .reserved {
            try close(claim, ClaimRecord(token: id, pseudonym: pseudonym, state: .released))
        }
        return answer
    }

    /// The use behind a claim is spent.
    func commit(_ claim: String) throws {
        guard var record = try claimRecord(claim), record.state == .open else { return }
        let preview = try preview(record.token, record.pseudonym) { $0.commit(claim, of: &$1) }
        if let preview, preview.changes {
            try store.set(Self.admissionKey(preview.token.room, record.pseudonym), record.token)
            _ = try change(record.token, record.pseudonym) { $0.commit(claim, of: &$1) }
        }
        record.state = .spent
        try close(claim, record)
    }

    /// The use behind a claim is free again.
    func release(_ claim: String) throws {
        guard var record = try claimRecord(claim), record.state == .open else { return }
        _ = try change(record.token, record.pseudonym, isFencing: true) { $0.release(claim, of: &$1) }
        record.state = .released
        try close(claim, record)
    }

    /// Whether a person spent a use of a token for this room.
    func isAdmitted(_ pseudonym: String, to room: String) throws -> Bool {
        try store.get(Self.admissionKey(room, pseudonym)) != nil
    }

    // MARK: The journal

    /// What `step` would do to the token and the seat as they are now; `nil` when there is no such token. Reads the same number
    /// of keys in every case.
    private func preview<Result>(
        _ id: String, _ pseudonym: String, _ step: (inout Token, inout Seat) -> Result
    ) throws -> (result: Result, token: Token, changes: Bool)? {
        let record = try record(id)?.record
        try settled(record?.change, of: id)
        let seat = try seat(id, pseudonym).seat
        guard var token = record?.token else { return nil }
        var next = seat
        let result = step(&token, &next)
        return (result, token, next != seat)
    }

    /// Does `step` to the token and the seat, whoever else changes them at the same time. `nil` when there is no such token.
    ///
    /// - Parameter isFencing: write the token even when nothing changes, so that older writes under way fail (point 4).
    private func change<Result>(
        _ id: String, _ pseudonym: String, isFencing: Bool = false, _ step: (inout Token, inout Seat) -> Result
    ) throws -> (Result, Token)? {
        for _ in 0..<Self.attemptsMax {
            guard let (record, version) = try record(id) else { return nil }
            try settled(record.change, of: id)
            let (seat, before) = try seat(id, pseudonym)
            var (next, nextSeat) = (record, seat)
            let result = step(&next.token, &nextSeat)
            if nextSeat != seat {
                next.change = SeatChange(pseudonym: pseudonym, before: before, seat: nextSeat)
            } else if !isFencing {
                return (result, record.token)
            }
            guard try store.put(Self.key(id), next.json.text, expecting: .version(version)) else { continue }
            try settled(next.change, of: id)
            return (result, next.token)
        }
        throw Self.busy
    }

    /// Completes a change that a token's record announces, unless it was completed before.
    private func settled(_ change: SeatChange?, of id: String) throws {
        let key = Self.seatKey(id, change?.pseudonym ?? Self.nobody)
        guard try store.get(key)?.version == change?.before, let change else { return }
        // A conflict means that somebody else has just completed it.
        _ = try store.put(key, change.seat.json.text, expecting: change.before.map { .version($0) } ?? .absent)
    }

    // MARK: Claims

    /// Makes sure that the claim is on record for this token and person. `false` when it was settled before.
    private func open(_ claim: String, token: String, for pseudonym: String) throws -> Bool {
        let wanted = ClaimRecord(token: token, pseudonym: pseudonym, state: .open)
        if try store.put("claim/" + claim, wanted.json.text, expecting: .absent) { return true }
        guard let found = try claimRecord(claim) else { throw Self.busy }
        guard found.token == token, found.pseudonym == pseudonym else {
            throw PluginError(.invalid, "the claim id is taken by another token or person")
        }
        return found.state == .open
    }

    private func close(_ claim: String, _ record: ClaimRecord) throws {
        let isReleased = record.state == .released
        try store.set(
            "claim/" + claim, record.json.text,
            ttlMilliseconds: isReleased ? Self.releasedClaimMilliseconds : Self.spentClaimMilliseconds)
    }

    private func claimRecord(_ claim: String) throws -> ClaimRecord? {
        try store.get("claim/" + claim).map { try ClaimRecord(JSON($0.text, call: call, fault: .internalFault)) }
    }

    // MARK: Records

    private func record(_ id: String) throws -> (record: TokenRecord, version: UInt64)? {
        try store.get(Self.key(id)).map {
            (try TokenRecord(JSON($0.text, call: call, fault: .internalFault)), $0.version)
        }
    }

    private func seat(_ id: String, _ pseudonym: String) throws -> (seat: Seat, version: UInt64?) {
        guard let entry = try store.get(Self.seatKey(id, pseudonym)) else { return (Seat(), nil) }
        return (try Seat(JSON(entry.text, call: call, fault: .internalFault)), entry.version)
    }

    private static func key(_ id: String) -> String { "token/" + id }
    private static func seatKey(_ id: String, _ pseudonym: String) -> String { "seat/\(id)/\(pseudonym)" }
    private static func admissionKey(_ room: String, _ pseudonym: String) -> String {
        "admitted/\(SHA256.hex(Array(room.utf8)).prefix(32))/\(pseudonym)"
    }

    private static let busy = PluginError(.conflict, "too many changes at once; try again", retryAfterMilliseconds: 1000)
}
