import Testing
import UsherWire

@Suite("Messages between daemon and worker")
struct MessageTests {
    private func frame(_ order: Order, call: UInt64 = 5) throws -> [UInt8] {
        var writer = FrameWriter()
        try order.write(to: &writer, call: call)
        return Array(writer.bytes)
    }

    @Test("Every order arrives with every field")
    func orders() throws {
        let read = try Samples.orders.map { try Samples.order(try frame($0)) }
        #expect(Set(read).count == read.count)
        #expect(read[0] == "5 create:instance:7 deadline:-1 config:'{}' claimPrefix:'https://u/i/x#'")
        #expect(read[1] == "5 destroy:instance:4294967295")
        #expect(read[2].contains(#"requirement:'{"r":true}' count:2"#))
        let subject = #"accountID:'id ü' accountName:'' linkJSON:'{"a":1}' pseudonym:'p€' secretKey:'s/1'"#
        #expect(read[2].hasSuffix("\(subject) \(subject)"))
        #expect(read[4].contains("claim:'claim' code:'code'") && read[4].contains(subject))
        #expect(read[7].contains("integer:-9223372036854775808") && read[7].contains("double:-0.5"))
        #expect(read[8].contains("flowID:'f' returnURL:'r' oauthState:'o' pkceChallenge:'p' locale:'de'"))
        #expect(read[9].contains("kind:2 flowID:'f' returnURL:'r' state:'\u{1}\u{2}' query:'q' formJSON:'{}' pkceVerifier:'v'"))
        #expect(read[12].contains("status:-12"))
        #expect(read[13].contains("version:9") && read[13].contains("'\u{1}\u{2}\u{3}'"))
        #expect(read[14].contains("'ü'"))
        #expect(read[16].contains("status:404 flags:1 retryAfterMilliseconds:-1") && read[16].contains("finalURL:'https://e/'"))
        #expect(read[18].contains("requirement:'{}' cursor:'\u{1}' etag:'\u{2}\u{3}'"))
        #expect(read[20].contains("query:'q=1'") && read[20].contains("'x-sig'") && read[20].contains("atUnixMilliseconds:6"))
    }

    @Test("Every report arrives with every field")
    func reports() throws {
        for (bytes, expected) in try Samples.reports() {
            let read = try Samples.report(bytes)
            if let expected { #expect(read == expected) }
        }
        let all = try Samples.reports().map { try Samples.report($0.0) }
        guard case .returned(let evidence) = all[5], case .evidence(let item)? = evidence[0].item else {
            Issue.record("no evidence")
            return
        }
        #expect(item.finding == FindingCode.holds.rawValue)
        #expect((item.goodForMilliseconds, item.retryAfterMilliseconds, item.flags) == (1, 2, 1))
        #expect((item.reason, item.factsJSON) == ("wörd", "{}"))
        guard case .returned(let steps) = all[6], case .linkStep(let step)? = steps[0].item else {
            Issue.record("no step")
            return
        }
        #expect((step.step, step.url, step.formJSON, step.linkJSON) == (4, "wörd", "{}", "{}"))
        #expect(step.secret == Array("wörd".utf8))
        guard case .emitted(let items)? = all.last, items.count == 5, case .page(let page) = items[1],
            case .group(let group) = items[2]
        else {
            Issue.record("no listing")
            return
        }
        #expect((page.flags, page.totalHint, page.goodForMilliseconds) == (2, 3, 4))
        #expect((page.nextCursor, page.etag) == (Array("wörd".utf8), Array("{}".utf8)))
        #expect((group.memberHint, group.about, group.requirementJSON) == (-1, "wörd", "{}"))
        guard case .service(.http(let exchanges)) = all[all.count - 2] else {
            Issue.record("no exchanges")
            return
        }
        #expect(exchanges.count == 2 && exchanges[1].headers == ["wörd", "{}"] && exchanges[1].authSecretName == "wörd")
        guard case .returned(let claims) = all[7], case .claim(let claim)? = claims[0].item else {
            Issue.record("no claim")
            return
        }
        #expect((claim.state, claim.usesLeft, claim.room, claim.from) == (1, -1, "wörd", "wörd"))
    }

    @Test("A message that ends early, or goes on, is refused wherever it is cut")
    func cuts() throws {
        for order in Samples.orders {
            let whole = try frame(order)
            for length in 0..<whole.count {
                #expect(throws: WireFault.self) { try Samples.order(Array(whole[..<length])) }
            }
            #expect(throws: WireFault.trailing) { try Samples.order(whole + [0]) }
        }
        for (whole, _) in try Samples.reports() {
            for length in 0..<whole.count {
                #expect(throws: WireFault.self) { try Samples.report(Array(whole[..<length])) }
            }
            #expect(throws: WireFault.trailing) { try Samples.report(whole + [0]) }
        }
    }

    @Test("Whatever arrives, nothing traps: random bytes, and messages with random damage")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let wholes = try Samples.orders.map { try frame($0) } + Samples.reports().map(\.0)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes: [UInt8]
            if random.next() % 8 == 0 {
                bytes = (0..<(random.next() % 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            } else {
                bytes = wholes[Int(random.next() % UInt64(wholes.count))]
                for _ in 0..<(1 + random.next() % 4) {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
            }
            if (try? Samples.report(bytes)) != nil { accepted += 1 }
            if (try? Samples.order(bytes)) != nil { accepted += 1 }
            var buffer = FrameBuffer()
            var fed = 0
            while fed < bytes.count {
                fed += buffer.fill { room in
                    let count = min(bytes.count - fed, room.count, 1 + Int(fed % 7))
                    room.copyBytes(from: bytes[fed..<(fed + count)])
                    return count
                }
                if (try? buffer.nextCopy()) == nil { continue }
            }
        }
        #expect(accepted > 0, "seed \(seed): damage that leaves a message readable should happen")
    }

    @Test("What is too large for a field is not sent, and what was sent before stays whole")
    func tooLarge() throws {
        var writer = FrameWriter()
        try Order.cancel.write(to: &writer, call: 1)
        let before = Array(writer.bytes)
        let long = String(repeating: "x", count: Limit.field + 1)
        #expect(throws: WireFault.tooLarge) {
            try Order.call(instance: 0, deadline: 0, request: .describe(code: long)).write(to: &writer, call: 2)
        }
        let many = Array(repeating: Samples.subject, count: Limit.subjects + 1)
        #expect(throws: WireFault.tooLarge) {
            let request = Request.evaluate(requirement: "{}", subjects: SubjectList(many) { $0 })
            try Order.call(instance: 0, deadline: 0, request: request).write(to: &writer, call: 2)
        }
        let field = String(repeating: "x", count: Limit.field)
        let heavy = WireSubject(accountID: field, accountName: field, linkJSON: field, pseudonym: field)
        #expect(throws: WireFault.tooLarge) {
            let subjects = SubjectList(Array(repeating: heavy, count: Limit.subjects)) { $0 }
            let request = Request.evaluate(requirement: "{}", subjects: subjects)
            try Order.call(instance: 0, deadline: 0, request: request).write(to: &writer, call: 2)
        }
        #expect(Array(writer.bytes) == before)
        try Order.cancel.write(to: &writer, call: 3)
        #expect(writer.bytes.count == 2 * before.count)
    }

    @Test("The layout is that of this version: a change of it must change UsherWire.version")
    func golden() throws {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for bytes in try Samples.orders.map({ try frame($0) }) + Samples.reports().map(\.0) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        #expect(UsherWire.version == "usher-wire-2")
        #expect(hash == 4_404_694_665_967_536_742, "FNV-1a of one of every message")
    }
}

/// A random generator that a seed repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
