import GRDB
import Testing
import UsherDomain
import UsherStore
import UsherTesting

/// Values that the tests of rules, links, evidence and acts are made of.
extension StoreFixture {
    func room(_ name: String) throws -> RoomID { try #require(RoomID("!\(name):example.org")) }

    func user(_ name: String) throws -> UserID { try #require(UserID("@\(name):example.org")) }

    func requirement(_ name: String, at instance: String = "club") throws -> Requirement {
        Requirement(instance: try instanceID(instance), canonicalJSON: #"{"group":"\#(name)"}"#)
    }

    func at(_ milliseconds: Int64) -> Instant { Instant(unixMilliseconds: milliseconds) }

    func act(
        _ kind: MembershipAct.Kind, _ user: String, in room: String = "demo", reason: String = "You have left the group."
    ) throws -> MembershipAct {
        MembershipAct(
            kind: kind, room: try self.room(room), user: try self.user(user), reason: reason,
            instances: [try instanceID("club"), try instanceID("shop")], ruleVersion: "!demo:example.org@3")
    }

    /// The same act about several people.
    func group(_ kind: MembershipAct.Kind, _ users: [String], in room: String = "demo") throws -> ActGroup {
        let act = try act(kind, users[0], in: room)
        return ActGroup(
            kind: kind, room: act.room, reason: act.reason, instances: act.instances, ruleVersion: act.ruleVersion,
            people: PersonSet(try users.map { people.number(of: try user($0)) }))
    }

    func departure(_ user: String, in room: String = "demo", isApproved: Bool = false) throws -> Departure {
        Departure(
            room: try self.room(room), user: try self.user(user), since: at(1_000), dueAt: at(9_000), noticedAt: nil,
            reason: "You have left the group.", instances: [try instanceID("club")],
            approvedVersion: isApproved ? "!demo:example.org@3" : nil)
    }

    func link(_ user: String, _ account: String, at instance: String = "club") throws -> Link {
        Link(
            user: try self.user(user), instance: try instanceID(instance),
            account: Account(id: account, name: "\(account)'s name"), linkJSON: #"{"a":1}"#, secretKey: "token-\(account)",
            linkedAt: clock.now(), provenBy: "linked")
    }

    func finding(
        _ user: String, _ requirement: Requirement, holds: Bool = true, freshUntil: Int64 = 10_000
    ) throws -> StoredFinding {
        StoredFinding(
            requirement: requirement, user: try self.user(user),
            evidence: Evidence(
                finding: holds ? .holds : .doesNotHold, observedAt: at(500), freshUntil: at(freshUntil), reason: "because",
                factsJSON: #"{"since":2020}"#))
    }

    /// Stores one run with these acts.
    func begin(
        _ acts: [MembershipAct], in store: Store, at milliseconds: Int64 = 1_000, departures: [DepartureChange] = [],
        approved: PlanHash? = nil
    ) async throws -> (run: Int64, intents: [Intent]) {
        try await store.journal.begin(
            NewRun(
                cause: "sweep", at: at(milliseconds), acts: acts.map { ($0, #"{"because":"\#($0.user)"}"#) },
                departures: departures, approved: approved))
    }

    func planHash(_ byte: UInt8) -> PlanHash { PlanHash(bytes: Array(repeating: byte, count: 32)) }

    /// Does to the file what no program does: the checks and triggers that keep rows whole do not count.
    func damage(_ sql: String) throws {
        try tamper { db in
            let triggers = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger)") }
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try db.execute(sql: sql)
            #expect(db.changesCount > 0, "the damage was done: \(sql)")
        }
    }

    /// How many rows a table has.
    func count(_ table: String) throws -> Int {
        try tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

/// Expects the failure that is no guess.
func expectUnreadable(_ comment: Comment, _ body: () async throws -> Void) async {
    let failure = await #expect(throws: StoreFailure.self, comment) { try await body() }
    #expect(failure?.code == .rowUnreadable, comment)
}
