import HTTPTypes
import Testing
import UsherDomain
import UsherStore
import UsherTesting

@testable import UsherServer

@Suite("Redeeming a code")
struct RedemptionTests {
    @Test("invites the person, spends one use, and says where to go")
    func invites() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            let answer = try await door.redeem("good", as: alice)
            #expect(answer.status == 200)
            #expect(try answer.field("state") == "invited")
            #expect(try answer.field("room_url") == "https://matrix.to/#/%21demo%3Aexample.org")
            #expect(door.rooms.membershipNow(of: alice.user, in: door.room) == .invite)
            try await eventually("the use is spent") { door.authorisers.committedUses(of: "good") == 1 }

            let id = try #require(try answer.field("id"))
            let later = try await door.send(.get, "/api/redemptions/\(id)", session: alice)
            #expect(try later.field("state") == "invited")
        }
    }

    @Test("the audit entry names the act, the person and the code's instance")
    func audit() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            _ = try await door.redeem("good", as: alice)
            let entry = try #require(try await door.store.ledger.auditEntries(limit: 10).first { $0.act == .invited })
            #expect(entry.user == alice.user)
            #expect(entry.room == door.room)
            #expect(entry.instance?.text == "invites")
        }
    }

    @Test("twice by one person counts once and invites once")
    func twice() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 2)
            let alice = try await door.signIn("alice")
            async let first = door.redeem("good", as: alice)
            async let second = door.redeem("good", as: alice)
            for answer in try await [first, second] { #expect(try answer.field("state") == "invited") }
            #expect(door.rooms.invitations(of: alice.user, in: door.room) == 1)
            try await eventually("the use is spent") { door.authorisers.committedUses(of: "good") == 1 }
            #expect(door.authorisers.reservedUses(of: "good") == 0)
        }
    }

    @Test(
        "a code that does not admit is refused, whatever is wrong with it",
        arguments: ["used", "unknown", "\u{0}", "ü", "' OR 1=1"])
    func refused(code: String) async throws {
        try await Door.open { door in
            door.authorisers.mint("used", room: door.room, uses: 0)
            let alice = try await door.signIn("alice")
            let json = code == "\u{0}" ? #"{"instance":"invites","code":"\u0000"}"# : #"{"instance":"invites","code":"\#(code)"}"#
            let described = try await door.send(.post, "/api/claims/describe", json: json)
            #expect(described.body == #"{"state":"refused"}"#)
            let answer = try await door.send(.post, "/api/redemptions", json: json, session: alice)
            #expect(try answer.field("state") == "refused")
            #expect(door.rooms.membershipNow(of: alice.user, in: door.room) == .none)
        }
    }

    @Test("an instance that does not exist answers like a code that does not", arguments: ["nobody", "No Body", ""])
    func noInstance(instance: String) async throws {
        try await Door.open { door in
            let alice = try await door.signIn("alice")
            let json = #"{"instance":"\#(instance)","code":"x"}"#
            let described = try await door.send(.post, "/api/claims/describe", json: json)
            #expect(described.body == #"{"state":"refused"}"#)
            let answer = try await door.send(.post, "/api/redemptions", json: json, session: alice)
            #expect(instance == "nobody" ? try answer.field("state") == "refused" : answer.status == 400)
            #expect(try await door.store.ledger.unsettledRedemptions().isEmpty)
        }
    }

    @Test("a homeserver that asks to wait makes the answer pending, with the time of the next try")
    func pending() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            door.rooms.troubles.set { call in
                if case .invite = call { .refused(.limited(retryAfterMilliseconds: 90_000)) } else { .none }
            }
            async let answering = door.redeem("good", as: alice)
            // The request sleeps for its eight seconds, the loop until the next try.
            try await eventually("the first try fails") { door.clock.sleeperCount == 2 }
            door.clock.advance(milliseconds: 8_000)
            let answer = try await answering
            #expect(try answer.field("state") == "pending")
            #expect(try answer.field("retry_after_ms") == "83000")
            door.rooms.troubles.clear()
            door.clock.advance(milliseconds: 82_000)
            let id = try #require(try answer.field("id"))
            try await eventually("the next try invites") {
                try await door.send(.get, "/api/redemptions/\(id)", session: alice).field("state") == "invited"
            }
        }
    }

    @Test("what is not there is null, not absent")
    func nulls() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: nil)
            let alice = try await door.signIn("alice")
            let offer = try await door.send(.post, "/api/claims/describe", json: #"{"instance":"invites","code":"good"}"#)
            #expect(offer.body.contains(#""expires_at":null"#) && offer.body.contains(#""uses_left":null"#))
            let answer = try await door.redeem("good", as: alice)
            #expect(answer.body.contains(#""failure":null"#) && answer.body.contains(#""retry_after_ms":null"#))
        }
    }

    @Test("without a session nothing happens")
    func noSession() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let answer = try await door.send(.post, "/api/redemptions", json: #"{"instance":"invites","code":"good"}"#)
            #expect(answer.status == 401)
            #expect(try answer.field("code") == "no-session")
            #expect(door.authorisers.reservedUses(of: "good") == 0)
        }
    }

    @Test("somebody else's redemption does not exist, nor does one that never was")
    func foreign() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            let bob = try await door.signIn("bob")
            let id = try #require(try await door.redeem("good", as: alice).field("id"))
            for path in [id, String(repeating: "0", count: 32), "nonsense"] {
                #expect(try await door.send(.get, "/api/redemptions/\(path)", session: bob).status == 404)
            }
        }
    }

    @Test("a banned person is told so, and the use is free again")
    func banned() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            door.rooms.set(alice.user, in: door.room, to: .ban)
            let answer = try await door.redeem("good", as: alice)
            #expect(try answer.field("state") == "failed")
            #expect(try answer.field("failure") == "banned")
            try await eventually("the use is free") { door.authorisers.reservedUses(of: "good") == 0 }
            #expect(door.authorisers.committedUses(of: "good") == 0)
        }
    }

    @Test("a homeserver that refuses for good burns nothing", arguments: ["M_FORBIDDEN", "M_BAD_STATE", "M_INVITE_BLOCKED"])
    func homeserverRefuses(code: String) async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            door.rooms.troubles.next(.refused(.code(code))) { if case .invite = $0 { true } else { false } }
            let answer = try await door.redeem("good", as: alice)
            #expect(try answer.field("failure") == (code == "M_INVITE_BLOCKED" ? "invites-blocked" : "homeserver-refused"))
            try await eventually("the use is free") { door.authorisers.reservedUses(of: "good") == 0 }
            #expect(try await door.redeem("good", as: alice).field("state") == "invited")
        }
    }

    @Test("an authoriser that does not answer is no refusal: nothing is burnt and trying again works")
    func authoriserCrashes() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 1)
            let alice = try await door.signIn("alice")
            for trouble in [Trouble<Unknown>.lostBefore, .lostAfter] {
                door.authorisers.troubles.next(trouble) { if case .reserve = $0 { true } else { false } }
                let answer = try await door.redeem("good", as: alice)
                #expect(try answer.field("failure") == "authoriser-unavailable")
                try await eventually("the use is free") { door.authorisers.reservedUses(of: "good") == 0 }
            }
            #expect(try await door.redeem("good", as: alice).field("state") == "invited")
        }
    }

    @Test("describing needs an authoriser that answers, and says so when there is none")
    func describeUnavailable() async throws {
        try await Door.open { door in
            door.authorisers.troubles.set { _ in .lostBefore }
            let answer = try await door.send(.post, "/api/claims/describe", json: #"{"instance":"invites","code":"x"}"#)
            #expect(answer.status == 503)
            #expect(try answer.field("code") == "authoriser-unavailable")
            #expect(answer.headers[.retryAfter] == "2")
        }
    }

    @Test("describing a code fifty times shows the room and changes nothing")
    func describe() async throws {
        try await Door.open { door in
            door.authorisers.mint("good", room: door.room, uses: 3)
            for _ in 0..<50 {
                let answer = try await door.send(.post, "/api/claims/describe", json: #"{"instance":"invites","code":"good"}"#)
                #expect(try answer.field("uses_left") == "3")
                #expect(answer.body.contains(#""name":"Demo""#))
            }
        }
    }

    @Test("a person who starts too many is asked to wait")
    func tooMany() async throws {
        try await Door.open { door in
            let alice = try await door.signIn("alice")
            for _ in 0..<20 { #expect(try await door.redeem("unknown", as: alice).status == 200) }
            let answer = try await door.redeem("unknown", as: alice)
            #expect(answer.status == 429)
            #expect(try answer.field("retry_after_ms") == "60000")
            door.clock.advance(milliseconds: 60_000)
            #expect(try await door.redeem("unknown", as: alice).status == 200)
        }
    }
}
