internal import UsherDomain
internal import UsherWire

/// Reads what a plugin returned as an answer (rule R6): USHER_OK and a well-formed item, or unknown. There is no third way.
enum Answers {
    /// Longest wait that a plugin is believed, in milliseconds: a third party's quota is new after an hour, and a plugin that
    /// says "never", or confuses a moment with a duration, must not park a use for ever.
    static let retryAfterMillisecondsMax: Int64 = 3_600_000
    /// Longest time that a finding or snapshot is relied on, in milliseconds: 30 days.
    static let goodForMillisecondsMax: Int64 = 2_592_000_000

    /// For functions that emit nothing.
    static func done(_ end: CallEnd) -> Answer<Void> {
        switch only(end) {
        case .unknown(let unknown): .unknown(unknown)
        case .answered(let outcome): outcome.item == nil ? .answered(()) : violation("it emitted an item where none belongs")
        }
    }

    /// For an action: JSON text, `null` when there is none.
    static func result(_ end: CallEnd) -> Answer<String> {
        switch only(end) {
        case .unknown(let unknown): return .unknown(unknown)
        case .answered(let outcome):
            switch outcome.item {
            case nil: return .answered("null")
            case .result(let json): return .answered(json)
            default: return violation("it emitted an item of a wrong kind")
            }
        }
    }

    /// For describe().
    static func offer(_ end: CallEnd) -> Answer<ClaimOffer> {
        switch claim(end) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let claim):
            switch ClaimCode(rawValue: claim.state) {
            case .refused: return .answered(.refused)
            case .offered: return offer(claim)
            default: return violation("describe() answered with claim state \(claim.state)")
            }
        }
    }

    /// For reserve().
    static func reservation(_ end: CallEnd) -> Answer<ClaimReservation> {
        switch claim(end) {
        case .unknown(let unknown):
            return .unknown(unknown)
        case .answered(let claim):
            switch ClaimCode(rawValue: claim.state) {
            case .refused:
                return .answered(.refused)
            case .reserved, .held:
                guard let room = RoomID(claim.room) else { return violation("its claim names no room id") }
                return .answered(.reserved(room: room, accountID: claim.accountID))
            default:
                return violation("reserve() answered with claim state \(claim.state)")
            }
        }
    }

    /// For evaluate(): as many as were asked for. `isBatch`: the plugin answers for many at once.
    static func evidence(_ end: CallEnd, count: Int, isBatch: Bool = false, at now: Instant) -> [Evidence] {
        switch end {
        case .unknown(let unknown):
            return Array(repeating: evidence(unknown, at: now), count: count)
        case .returned(let outcomes):
            guard outcomes.count == count else {
                let unknown = Unknown(.violation, "it gave a wrong number of answers")
                return Array(repeating: evidence(unknown, at: now), count: count)
            }
            return outcomes.map { evidence($0, isOfOne: !isBatch || count == 1, at: now) }
        case .listed:
            return Array(repeating: evidence(Unknown(.violation, "it emitted a list"), at: now), count: count)
        }
    }

    /// Why nothing is known about the subject at `index`, of whom ``evidence(_:count:at:)`` says so; and whether it is the plugin
    /// that does not know, which is an answer as good as any.
    static func trouble(_ end: CallEnd, at index: Int) -> (why: Unknown, isSaid: Bool) {
        switch end {
        case .unknown(let unknown):
            return (unknown, false)
        case .listed:
            return (Unknown(.violation, "it emitted a listing where none belongs"), false)
        case .returned(let outcomes):
            guard outcomes.indices.contains(index) else {
                return (Unknown(.violation, "it gave a wrong number of answers"), false)
            }
            if case .unknown(let unknown) = sound(outcomes[index]) { return (unknown, false) }
            guard case .evidence(let item)? = outcomes[index].item, item.goodForMilliseconds >= 0,
                FindingCode(rawValue: item.finding) == .unknown
            else { return (Unknown(.violation, "it returned USHER_OK and no evidence that makes sense"), false) }
            return (Unknown(.failed, item.reason.plain), true)
        }
    }

    /// That nobody knows, as evidence.
    static func evidence(_ unknown: Unknown, at now: Instant) -> Evidence {
        Evidence(
            finding: .unknown(unknown.kind.sentence), observedAt: now, freshUntil: nil, reason: "", factsJSON: "",
            wait: unknown.retryAfterMilliseconds.map { Evidence.Wait(milliseconds: $0, scope: .everybody) })
    }

    /// That a call came to nothing. USHER_E_RELINK is about the one person whom the call was about; a batch does not say whose
    /// account it means. Everything else is about the third party.
    private static func failure(_ unknown: Unknown, _ outcome: Outcome, isOfOne: Bool, at now: Instant) -> Evidence {
        guard isOfOne, unknown.kind != .violation, outcome.status == StatusCode.relink.rawValue else {
            return evidence(unknown, at: now)
        }
        return Evidence(
            finding: .unknown("The account has to be linked again."), observedAt: now, freshUntil: nil, reason: "",
            factsJSON: "", wait: unknown.retryAfterMilliseconds.map { Evidence.Wait(milliseconds: $0, scope: .person) },
            wantsRelink: true)
    }

    private static func evidence(_ outcome: Outcome, isOfOne: Bool, at now: Instant) -> Evidence {
        switch sound(outcome) {
        case .unknown(let unknown):
            return failure(unknown, outcome, isOfOne: isOfOne, at: now)
        case .answered(let outcome):
            guard case .evidence(let item)? = outcome.item, item.goodForMilliseconds >= 0 else {
                return evidence(Unknown(.violation), at: now)
            }
            let finding: Evidence.Finding
            switch FindingCode(rawValue: item.finding) {
            case .holds: finding = .holds
            case .holdsNot: finding = .doesNotHold
            case .unknown: finding = .unknown(item.reason.isEmpty ? Unknown.Kind.failed.sentence : item.reason.plain)
            case nil: return evidence(Unknown(.violation), at: now)
            }
            let goodFor = min(item.goodForMilliseconds, goodForMillisecondsMax)
            return Evidence(
                finding: finding, observedAt: now, freshUntil: goodFor == 0 ? nil : now.advanced(byMilliseconds: goodFor),
                reason: item.reason.plain, factsJSON: item.factsJSON,
                wait: finding.isUnknown && item.retryAfterMilliseconds > 0
                    ? Evidence.Wait(
                        milliseconds: min(item.retryAfterMilliseconds, retryAfterMillisecondsMax), scope: .person) : nil,
                wantsRelink: item.flags & EvidenceFlag.relink != 0)
        }
    }

    private static func offer(_ claim: ClaimItem) -> Answer<ClaimOffer> {
        guard let room = RoomID(claim.room) else { return violation("its claim names no room id") }
        guard claim.expiresUnixMilliseconds >= 0, claim.usesLeft >= -1 else {
            return violation("its claim has a negative time or number of uses")
        }
        let expiresAt = claim.expiresUnixMilliseconds == 0 ? nil : Instant(unixMilliseconds: claim.expiresUnixMilliseconds)
        return .answered(
            .offered(
                ClaimOffer.Details(
                    room: room, from: claim.from, expiresAt: expiresAt, usesLeft: claim.usesLeft == -1 ? nil : claim.usesLeft)))
    }

    private static func claim(_ end: CallEnd) -> Answer<ClaimItem> {
        switch only(end) {
        case .unknown(let unknown): return .unknown(unknown)
        case .answered(let outcome):
            guard case .claim(let claim)? = outcome.item else { return violation("it returned USHER_OK and no claim") }
            return .answered(claim)
        }
    }

    /// The one outcome of a call that has one.
    static func only(_ end: CallEnd) -> Answer<Outcome> {
        switch end {
        case .listed:
            return violation("it emitted a list where one answer belongs")
        case .unknown(let unknown):
            return .unknown(unknown)
        case .returned(let outcomes):
            guard outcomes.count == 1 else { return violation("it gave a wrong number of answers") }
            return sound(outcomes[0])
        }
    }

    static func sound(_ outcome: Outcome) -> Answer<Outcome> {
        switch outcome.breach {
        case .none: break
        case .secondItem: return violation("it emitted two items where one is allowed")
        case .noSelf: return violation("its create() returned USHER_OK and no self")
        case .wrongIndex: return violation("it emitted evidence with an index twice, or beyond the subjects")
        case .afterPage: return violation("it went on emitting after the PAGE")
        case .refusedItem: return violation("it emitted a MEMBER, GROUP or PAGE that had to be refused")
        }
        guard outcome.status <= 0 else { return violation("it returned status \(outcome.status)") }
        let status = StatusCode(rawValue: outcome.status) ?? .internal
        guard status != .ok else {
            return outcome.failure == nil ? .answered(outcome) : violation("it emitted an ERROR and returned USHER_OK")
        }
        let said = outcome.failure?.message.plain ?? ""
        let retryAfter = outcome.failure?.retryAfterMilliseconds ?? 0
        return .unknown(
            Unknown(
                kind(of: status), said.isEmpty ? "it returned status \(outcome.status)" : said,
                retryAfterMilliseconds: retryAfter > 0 ? min(retryAfter, retryAfterMillisecondsMax) : nil))
    }

    private static func kind(of status: StatusCode) -> Unknown.Kind {
        switch status {
        case .config: .misconfigured
        case .unsupported: .unsupported
        case .timeout, .cancelled: .timedOut
        default: .failed
        }
    }

    static func violation<Value>(_ text: String) -> Answer<Value> {
        .unknown(Unknown(.violation, text))
    }
}

extension Unknown.Kind {
    /// The trouble in one sentence, for people.
    var sentence: String {
        switch self {
        case .notRunning: "The authoriser is not running."
        case .crashed: "The authoriser stopped while it was being asked."
        case .timedOut: "The authoriser did not answer in time."
        case .violation: "The authoriser gave an answer that makes no sense."
        case .failed: "The authoriser could not find out."
        case .overloaded: "The authoriser has too much to do."
        case .unsupported: "The authoriser does not offer this."
        case .misconfigured: "The authoriser is not configured correctly."
        case .unconfirmed: "This takes something away, and was not confirmed."
        case .ruleMisfit: "This rule no longer fits the plugin."
        }
    }
}
