import GRDB
import UsherDomain

extension Policy {
    /// Reads a row of `policies` that is not one of a removal. Throws ``StoreFailure`` rather than guess.
    init(row: Row) throws {
        let roomText: String = try row.decode(forColumn: "room")
        let revision: Int64 = try row.decode(forColumn: "revision")
        let rule: String? = try row.decode(forColumn: "rule")
        let shadows: String? = try row.decode(forColumn: "shadows")
        let knocks: String? = try row.decode(forColumn: "knocks")
        guard let room = RoomID(roomText),
            let parsedRule = Self.parsed(rule, with: Self.rule), let phase = try Phase.parse(row),
            let parsedShadows = Self.parsed(shadows, with: { ShadowTreatment(rawValue: $0) }),
            let parsedKnocks = Self.parsed(knocks, with: { KnockTreatment(rawValue: $0) }),
            let exempt = try Exemptions.parse(row.decode(forColumn: "exempt"))
        else { throw StoreFailure.unreadable(row: "\(roomText)@\(revision)", of: "policies") }
        let people: Int? = try row.decode(forColumn: "brakes_people")
        let percent: Int? = try row.decode(forColumn: "brakes_percent")
        guard (people == nil) == (percent == nil) else {
            throw StoreFailure.unreadable(row: "\(roomText)@\(revision)", of: "policies")
        }
        var brakes: BrakeLimits?
        if let people, let percent { brakes = BrakeLimits(people: people, percent: percent) }
        try self.init(
            room: room, revision: revision, rule: parsedRule, phase: phase,
            graceMilliseconds: row.decode(forColumn: "grace"), shadows: parsedShadows, knocks: parsedKnocks, exempt: exempt,
            brakes: brakes, isForThisRoomOnly: row.decode(forColumn: "is_for_this_room_only"),
            inheritsNothing: row.decode(forColumn: "inherits_nothing"))
    }

    /// Stores the policy as the next revision of its room, explained by the row `audit` of the log.
    func insert(into db: Database, audit: Int64) throws {
        let (phaseWord, announceUntil) = phase.map(\.stored) ?? (nil, nil)
        try db.execute(
            sql: """
                INSERT INTO policies
                  (room, revision, is_removed, rule, phase, announce_until, grace, shadows, knocks, exempt, brakes_people,
                   brakes_percent, is_for_this_room_only, inherits_nothing, audit)
                VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                room.text, revision, rule?.json, phaseWord, announceUntil, graceMilliseconds,
                shadows?.rawValue, knocks?.rawValue, Exemptions.text(exempt), brakes?.people, brakes?.percent,
                isForThisRoomOnly, inheritsNothing, audit,
            ])
    }

    /// Stores that the room has no policy from here on.
    static func insertRemoval(of room: RoomID, revision: Int64, audit: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO policies (room, revision, is_removed, exempt, is_for_this_room_only, inherits_nothing, audit)
                VALUES (?, ?, 1, '', 0, 0, ?)
                """, arguments: [room.text, revision, audit])
    }

    private static func rule(_ text: String) -> Rule? {
        do {
            return try Rule(json: text)
        } catch {
            // Where in the text helps nobody: a program wrote it.
            return nil
        }
    }

    /// `nil` for a text that is not understood, `.some(nil)` for none.
    private static func parsed<Value>(_ text: String?, with parse: (String) -> Value?) -> Value?? {
        guard let text else { return .some(nil) }
        return parse(text).map { .some($0) }
    }
}

extension Phase {
    /// The columns `phase` and `announce_until`. The words are stored: never rename one.
    fileprivate var stored: (word: String?, announceUntil: Int64?) {
        switch self {
        case .observe: ("observe", nil)
        case .announce(let until): ("announce", until.unixMilliseconds)
        case .enforce: ("enforce", nil)
        }
    }

    /// Reads the two columns: `nil` when they say something that this program does not know, `.some(nil)` for no phase.
    fileprivate static func parse(_ row: Row) throws -> Phase?? {
        let word: String? = try row.decode(forColumn: "phase")
        let until: Int64? = try row.decode(forColumn: "announce_until")
        return switch (word, until) {
        case (nil, nil): .some(nil)
        case ("observe", nil): .some(.observe)
        case ("announce", let until?): .some(.announce(until: Instant(unixMilliseconds: until)))
        case ("enforce", nil): .some(.enforce)
        default: nil
        }
    }
}

/// The column `exempt`: one pattern a line. No pattern holds a line feed.
private enum Exemptions {
    static func text(_ patterns: [UserPattern]) -> String {
        patterns.map(\.text).joined(separator: "\n")
    }

    /// `nil` when a line is no pattern.
    static func parse(_ text: String) -> [UserPattern]? {
        guard !text.isEmpty else { return [] }
        // By bytes: to Swift, a carriage return and a line feed are one character.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let patterns = lines.compactMap { UserPattern(String(decoding: $0, as: UTF8.self)) }
        return patterns.count == lines.count ? patterns : nil
    }
}
