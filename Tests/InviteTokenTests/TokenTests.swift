import Testing

@testable import InviteToken

@Suite("A token, as a pure value")
struct TokenTests {
    private func token(uses: Int64, expiresAt: Int64? = nil) -> Token {
        Token(id: "0123456789abcdef", room: "!r", uses: uses, createdAt: 0, expiresAt: expiresAt)
    }

    @Test("reserves, then spends: the uses left follow")
    func spend() {
        var (token, seat) = (token(uses: 2), Seat())
        #expect(token.reserve("c1", for: &seat, at: 0) == .reserved)
        #expect(token.usesLeft == 1)
        token.commit("c1", of: &seat)
        #expect(seat == Seat(isSpent: true))
        #expect([token.reserved, token.spent, token.usesLeft] == [0, 1, 1])
        #expect(token.reserve("c2", for: &seat, at: 0) == .held)
        #expect(token.usesLeft == 1)
    }

    @Test("of unlimited uses never runs out")
    func unlimited() {
        var token = token(uses: 0)
        for _ in 0..<100 {
            var seat = Seat()
            #expect(token.reserve("c", for: &seat, at: 0) == .reserved)
        }
        #expect(token.usesLeft == nil)
        #expect(token.isOffered(at: 0))
    }

    @Test("gives two claims of one person one use, which only the last release frees")
    func shared() {
        var (token, seat) = (token(uses: 1), Seat())
        #expect(token.reserve("c1", for: &seat, at: 0) == .reserved)
        #expect(token.reserve("c2", for: &seat, at: 0) == .reserved)
        #expect(token.reserved == 1)
        token.release("c1", of: &seat)
        #expect(token.reserved == 1)
        var other = Seat()
        #expect(token.reserve("x", for: &other, at: 0) == .refused)
        token.release("c2", of: &seat)
        #expect(token.reserved == 0)
        #expect(token.reserve("x", for: &other, at: 0) == .reserved)
    }

    @Test("spends a shared use once, and a late release of the other claim changes nothing")
    func sharedCommit() {
        var (token, seat) = (token(uses: 1), Seat())
        _ = token.reserve("c1", for: &seat, at: 0)
        _ = token.reserve("c2", for: &seat, at: 0)
        token.commit("c1", of: &seat)
        token.commit("c2", of: &seat)
        token.release("c2", of: &seat)
        #expect([token.reserved, token.spent] == [0, 1])
    }

    @Test("is not exceeded by a commit after a release")
    func lateCommit() {
        var (token, seat, other) = (token(uses: 1), Seat(), Seat())
        _ = token.reserve("c1", for: &seat, at: 0)
        token.release("c1", of: &seat)
        _ = token.reserve("c2", for: &other, at: 0)
        token.commit("c1", of: &seat)
        token.commit("c2", of: &other)
        #expect([token.reserved, token.spent] == [0, 1])
        #expect(!seat.isSpent)
    }

    @Test("that has expired refuses strangers, keeps its promise to who is being invited, and still knows who was let in")
    func expired() {
        var (token, spent, reserved, stranger) = (token(uses: 5, expiresAt: 100), Seat(), Seat(), Seat())
        _ = token.reserve("c1", for: &spent, at: 99)
        token.commit("c1", of: &spent)
        _ = token.reserve("c2", for: &reserved, at: 99)
        #expect(token.reserve("c3", for: &spent, at: 100) == .held)
        #expect(token.reserve("c2", for: &reserved, at: 100) == .reserved)
        #expect(token.reserve("c4", for: &stranger, at: 100) == .refused)
        #expect(token.state(at: 99) == .open && token.state(at: 100) == .expired)
    }

    @Test("that was withdrawn refuses everybody, also who was let in before")
    func withdrawn() {
        var (token, spent) = (token(uses: 5), Seat())
        _ = token.reserve("c1", for: &spent, at: 0)
        token.commit("c1", of: &spent)
        token.isWithdrawn = true
        #expect(token.reserve("c2", for: &spent, at: 0) == .refused)
        #expect(token.state(at: 0) == .withdrawn)
    }

    @Test("limits how many claims one person holds open")
    func claimsMax() {
        var (token, seat) = (token(uses: 0), Seat())
        for index in 0..<Seat.claimsMax { #expect(token.reserve("c\(index)", for: &seat, at: 0) == .reserved) }
        #expect(token.reserve("one more", for: &seat, at: 0) == .refused)
        #expect(token.reserve("c0", for: &seat, at: 0) == .reserved)
    }

    @Test("keeps its counts through any order of reserve, commit and release by many people")
    func anyOrder() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let uses = Int64.random(in: 1...6, using: &random)
            var token = token(uses: uses, expiresAt: Bool.random(using: &random) ? 150 : nil)
            var seats = [Seat](repeating: Seat(), count: 12)
            for now in 0..<200 {
                let person = Int.random(in: 0..<12, using: &random)
                let claim = "\(person)-\(Int.random(in: 0..<4, using: &random))"
                switch Int.random(in: 0..<3, using: &random) {
                case 0: _ = token.reserve(claim, for: &seats[person], at: Int64(now))
                case 1: token.commit(claim, of: &seats[person])
                default: token.release(claim, of: &seats[person])
                }
                #expect(token.spent == seats.count { $0.isSpent }, "seed \(seed)")
                #expect(token.reserved == seats.count { $0.isReserved }, "seed \(seed)")
                #expect(token.spent + token.reserved <= uses, "seed \(seed)")
            }
            for person in 0..<12 {
                for claim in seats[person].claims { token.release(claim, of: &seats[person]) }
            }
            #expect(token.reserved == 0 && token.usesLeft == uses - token.spent, "seed \(seed): a seat was lost")
        }
    }
}
