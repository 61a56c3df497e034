import Synchronization
public import UsherDomain

/// One instance of an authoriser that gives out invitation codes, in memory: it keeps the contract of `usher_ext_claim`
/// (usher_plugin.h), and fails as ``troubles`` says.
public final class FakeAuthorisers: Authorisers, Sendable {
    /// What was called, with what tells the calls apart.
    public enum Call: Hashable, Sendable {
        case describe(code: String)
        case reserve(code: String, RedemptionID)
        case commit(RedemptionID)
        case release(RedemptionID)
        case evaluate
        case run(action: String)
    }

    private enum Use: Hashable {
        case reserved
        case committed
    }

    private struct Holding: Hashable {
        let pseudonym: String
        var use: Use
        var claims: Set<RedemptionID>
    }

    private struct Code {
        let details: ClaimOffer.Details
        var holdings: [Holding] = []

        var isOpen: Bool { details.usesLeft.map { holdings.count < $0 } ?? true }
        var offer: ClaimOffer {
            guard isOpen else { return .refused }
            let left = details.usesLeft.map { $0 - Int64(holdings.count) }
            return .offered(
                ClaimOffer.Details(room: details.room, from: details.from, expiresAt: details.expiresAt, usesLeft: left))
        }
    }

    private struct Declared {
        let action: PluginDescription.Action
        let result: String
        let runsOnlyConfirmed: Bool
    }

    /// The instance there is.
    public let instance: InstanceID
    /// What goes wrong.
    public let troubles = TroubleScript<Call, Unknown>()

    private let codes = Mutex<[String: Code]>([:])
    private let actions = Mutex<[Declared]>([])

    /// An authoriser without codes.
    public init(instance: InstanceID) {
        self.instance = instance
    }

    /// Makes a code that admits `uses` people (`nil`: any number) to `room`.
    public func mint(_ code: String, room: RoomID, uses: Int64?) {
        let details = ClaimOffer.Details(room: room, from: "a test", expiresAt: nil, usesLeft: uses)
        codes.withLock { $0[code] = Code(details: details) }
    }

    /// Declares an action, which answers with `result`. One that is `changing` takes something away when it is run, although it
    /// was declared not to: another version of the plugin has taken over.
    public func declare(_ action: PluginDescription.Action, result: String = "null", changing: Bool = false) {
        actions.withLock {
            $0.append(Declared(action: action, result: result, runsOnlyConfirmed: changing || action.isDestructive))
        }
    }

    /// Uses of `code` that are set aside and not yet spent.
    public func reservedUses(of code: String) -> Int {
        codes.withLock { codes in codes[code]?.holdings.count { $0.use == .reserved } ?? 0 }
    }

    /// Uses of `code` that are spent.
    public func committedUses(of code: String) -> Int {
        codes.withLock { codes in codes[code]?.holdings.count { $0.use == .committed } ?? 0 }
    }

    public func instances() async -> [InstanceStatus] {
        let plugin = PluginDescription(
            id: "fake", name: "Fake", version: "1.0.0", abiMajor: 1, abiMinor: 0, extensions: [],
            actions: actions.withLock { $0.map(\.action) }, manifestJSON: "{}")
        return [InstanceStatus(id: instance, pluginID: "fake", plugin: plugin, health: .running)]
    }

    public func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer> {
        await answer(.describe(code: code), at: instance) { codes in codes[code]?.offer ?? .refused }
    }

    public func reserve(
        code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID
    ) async -> Answer<ClaimReservation> {
        await answer(.reserve(code: code, claim), at: instance) { codes in
            guard var found = codes[code] else { return .refused }
            let reserved = ClaimReservation.reserved(room: found.details.room, accountID: subject.pseudonym)
            if let held = found.holdings.firstIndex(where: { $0.pseudonym == subject.pseudonym }) {
                found.holdings[held].claims.insert(claim)
            } else {
                guard found.isOpen else { return .refused }
                found.holdings.append(Holding(pseudonym: subject.pseudonym, use: .reserved, claims: [claim]))
            }
            codes[code] = found
            return reserved
        }
    }

    public func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        await answer(.commit(claim), at: instance) { codes in
            for (text, code) in codes {
                for index in code.holdings.indices where code.holdings[index].claims.contains(claim) {
                    codes[text]?.holdings[index].use = .committed
                }
            }
        }
    }

    public func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> {
        await answer(.release(claim), at: instance) { codes in
            for text in codes.keys {
                // A use that is spent stays spent; one that two claims of a person share is free when both gave it back.
                for index in (codes[text]?.holdings ?? []).indices where codes[text]?.holdings[index].use == .reserved {
                    codes[text]?.holdings[index].claims.remove(claim)
                }
                codes[text]?.holdings.removeAll { $0.use == .reserved && $0.claims.isEmpty }
            }
        }
    }

    public func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        .answered([])
    }

    public func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence] {
        subjects.map { _ in
            Evidence(
                finding: .unknown("this fake decides nothing"), observedAt: Instant(unixMilliseconds: 0), freshUntil: nil,
                reason: "", factsJSON: "")
        }
    }

    public func run(
        action: String, arguments: [ActionArgument], isConfirmed: Bool, at instance: InstanceID
    ) async -> Answer<String> {
        let declared = actions.withLock { $0.first { $0.action.id == action } }
        guard isConfirmed || declared?.runsOnlyConfirmed != true else { return .unknown(Unknown(.unconfirmed)) }
        return await answer(.run(action: action), at: instance) { _ in declared?.result ?? "null" }
    }

    private func answer<Value>(
        _ call: Call, at instance: InstanceID, _ body: @Sendable (inout [String: Code]) -> Value
    ) async -> Answer<Value> {
        guard instance == self.instance else { return .unknown(Unknown(.notRunning)) }
        let trouble = await troubles.trouble(with: call)
        switch trouble {
        case .lostBefore: return .unknown(Unknown(.crashed, "before the call"))
        case .refused(let unknown): return .unknown(unknown)
        case .none, .lostAfter: break
        }
        let value = codes.withLock { codes in body(&codes) }
        if case .lostAfter = trouble { return .unknown(Unknown(.crashed, "after the call")) }
        return .answered(value)
    }
}
