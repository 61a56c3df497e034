import Synchronization
public import UsherDomain

/// Instances with groups of accounts, in memory: lists their members with etags and pages, and says who is one, unless
/// ``troubles`` say otherwise. A requirement's JSON names the group.
public final class FakeListings: Authorisers, Listings, Sendable {
    /// What was called, with what tells the calls apart.
    public enum Call: Hashable, Sendable {
        /// The page that begins at an account's place in the list.
        case members(Requirement, from: Int, hasETag: Bool)
        case evaluate(Requirement, [Subject])

        public var requirement: Requirement {
            switch self {
            case .members(let requirement, _, _), .evaluate(let requirement, _): requirement
            }
        }

        public var isListing: Bool { if case .members = self { true } else { false } }
    }

    /// Who meets a requirement, and how that is told.
    public struct Group: Sendable {
        /// Ids of accounts; where nobody links accounts, pseudonyms.
        public var accounts: Set<String>
        public var isAuthoritative = true
        public var hasLists = true
        public var hasETags = true
        public var pageSize = 100
        public var goodForMilliseconds: Int64?
        /// What the last word of a question is about these accounts: nobody knows.
        public var hidden: Set<String> = []
        /// With the last word about these that nobody knows: when to ask again.
        public var waits: [String: Evidence.Wait] = [:]
        /// Whose account should be linked again.
        public var relinks: Set<String> = []
        var revision = 0

        public init(_ accounts: Set<String>) {
            self.accounts = accounts
        }
    }

    /// What was said, and arrived: about every account that is asked for.
    public struct Statement: Sendable {
        public let requirement: Requirement
        public let at: Instant
        public let freshUntil: Instant
        /// Of these, that they are members.
        public let members: Set<String>
        /// Of these, that they are not; `nil`: of everybody else.
        public let others: Set<String>?
    }

    private struct Place {
        var canLink: Bool
        var isRunning: Bool
    }

    private struct State {
        var places: [InstanceID: Place] = [:]
        var groups: [Requirement: Group] = [:]
        var calls: [Call] = []
        var statements: [Statement] = []
        var pages: (@Sendable (Call) -> Answer<MemberListing>?)?
    }

    /// What goes wrong.
    public let troubles = TroubleScript<Call, Unknown>()
    private let clock: any WallClock
    private let state = Mutex(State())

    /// Knows no instance.
    public init(clock: any WallClock) {
        self.clock = clock
    }

    /// There is such an instance from now on.
    public func open(_ instance: InstanceID, canLink: Bool = true, isRunning: Bool = true) {
        state.withLock { $0.places[instance] = Place(canLink: canLink, isRunning: isRunning) }
    }

    /// It is taken out of the configuration.
    public func close(_ instance: InstanceID) {
        state.withLock { $0.places[instance] = nil }
    }

    /// Changes a group, which gets another etag.
    public func change(_ requirement: Requirement, _ change: (inout Group) -> Void) {
        state.withLock { state in
            var group = state.groups[requirement] ?? Group([])
            change(&group)
            group.revision += 1
            state.groups[requirement] = group
        }
    }

    /// Who meets a requirement by now.
    public func accounts(of requirement: Requirement) -> Set<String> {
        state.withLock { $0.groups[requirement]?.accounts ?? [] }
    }

    /// From now on, this answers for pages, where it answers at all.
    public func answerPages(_ pages: (@Sendable (Call) -> Answer<MemberListing>?)?) {
        state.withLock { $0.pages = pages }
    }

    /// Every call since the last time this was asked for.
    public func takeCalls() -> [Call] {
        state.withLock { state in
            defer { state.calls = [] }
            return state.calls
        }
    }

    /// Everything that was ever said.
    public var statements: [Statement] { state.withLock { $0.statements } }

    private func note(_ requirement: Requirement, _ group: Group, members: Set<String>, others: Set<String>?) {
        let now = clock.now()
        let goodFor = group.goodForMilliseconds ?? 3_600_000
        let statement = Statement(
            requirement: requirement, at: now, freshUntil: now.advanced(byMilliseconds: goodFor), members: members,
            others: others)
        state.withLock { $0.statements.append(statement) }
    }

    public func members(
        requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at instance: InstanceID
    ) async -> Answer<MemberListing> {
        let requirement = Requirement(instance: instance, canonicalJSON: requirementJSON)
        let from = cursor.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        let call = Call.members(requirement, from: from, hasETag: !etag.isEmpty)
        if let unknown = await unknown(call, at: instance) { return .unknown(unknown) }
        let (group, pages) = state.withLock { ($0.groups[requirement], $0.pages) }
        if let answer = pages?(call) { return answer }
        guard let group else { return .unknown(Unknown(.failed, "there is no such group")) }
        guard group.hasLists else { return .unknown(Unknown(.unsupported, "there are no lists")) }
        let name = group.hasETags ? Array("v\(group.revision)".utf8) : []
        let others: Set<String>? = group.isAuthoritative ? nil : []
        if cursor == nil, !name.isEmpty, etag == name {
            note(requirement, group, members: group.accounts, others: others)
            return .answered(.notModified(goodForMilliseconds: group.goodForMilliseconds))
        }
        let all = group.accounts.sorted()
        let end = min(from + group.pageSize, all.count)
        if end == all.count { note(requirement, group, members: group.accounts, others: others) }
        let members = all[min(from, end)..<end].map {
            MemberPage.Member(accountID: $0, accountName: "name of \($0)", factsJSON: "")
        }
        return .answered(
            .page(
                MemberPage(
                    members: members, totalHint: nil, goodForMilliseconds: group.goodForMilliseconds,
                    isAuthoritative: group.isAuthoritative, nextCursor: end < all.count ? Array("\(end)".utf8) : nil,
                    etag: end < all.count ? [] : name)))
    }

    public func evaluate(_ subjects: [Subject], requirementJSON: String, at instance: InstanceID) async -> [Evidence] {
        let requirement = Requirement(instance: instance, canonicalJSON: requirementJSON)
        let unknown = await unknown(.evaluate(requirement, subjects), at: instance)
        let group = state.withLock { $0.groups[requirement] ?? Group([]) }
        let now = clock.now()
        if unknown == nil {
            let ids = Set(subjects.map { $0.accountID.isEmpty ? $0.pseudonym : $0.accountID }).subtracting(group.hidden)
            note(
                requirement, group, members: ids.intersection(group.accounts), others: ids.subtracting(group.accounts))
        }
        return subjects.map { subject in
            let id = subject.accountID.isEmpty ? subject.pseudonym : subject.accountID
            let isIn = group.accounts.contains(id)
            let finding: Evidence.Finding =
                if let unknown { .unknown(unknown.message) } else if group.hidden.contains(id) { .unknown("hidden") } else {
                    isIn ? .holds : .doesNotHold
                }
            return Evidence(
                finding: finding, observedAt: now,
                freshUntil: group.goodForMilliseconds.map { now.advanced(byMilliseconds: $0) },
                reason: isIn ? "is a member" : "is no member", factsJSON: #"{"group":true}"#,
                wait: unknown.map { $0.retryAfterMilliseconds.map { Evidence.Wait(milliseconds: $0, scope: .everybody) } }
                    ?? (group.hidden.contains(id) ? group.waits[id] : nil),
                wantsRelink: unknown == nil && group.relinks.contains(id))
        }
    }

    /// Why the call comes to nothing; `nil` when it does not.
    private func unknown(_ call: Call, at instance: InstanceID) async -> Unknown? {
        let place = state.withLock { state in
            state.calls.append(call)
            return state.places[instance]
        }
        guard place?.isRunning == true else { return Unknown(.notRunning, "the plugin is gone") }
        switch await troubles.trouble(with: call) {
        case .none: return nil
        case .lostBefore, .lostAfter: return Unknown(.crashed, "in the middle of the call")
        case .refused(let unknown): return unknown
        }
    }

    public func instances() async -> [InstanceStatus] {
        let places = state.withLock { $0.places }
        return places.sorted { $0.key < $1.key }.map { id, place in
            let extensions = place.canLink ? ["usher.link/1", "usher.members/1"] : ["usher.members/1"]
            let plugin = PluginDescription(
                id: "fake", name: "Fake", version: "1.0.0", abiMajor: 1, abiMinor: 0, extensions: extensions, actions: [],
                manifestJSON: "{}")
            return InstanceStatus(
                id: id, pluginID: "fake", plugin: place.isRunning ? plugin : nil,
                health: place.isRunning ? .running : .down("the plugin is gone"))
        }
    }

    public func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        .answered([])
    }

    public func describe(code: String, at instance: InstanceID) async -> Answer<ClaimOffer> { .unknown(Unknown(.unsupported)) }

    public func reserve(
        code: String, as claim: RedemptionID, for subject: Subject, at instance: InstanceID
    ) async -> Answer<ClaimReservation> { .unknown(Unknown(.unsupported)) }

    public func commit(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> { .unknown(Unknown(.unsupported)) }

    public func release(_ claim: RedemptionID, at instance: InstanceID) async -> Answer<Void> { .unknown(Unknown(.unsupported)) }

    public func run(
        action: String, arguments: [ActionArgument], isConfirmed: Bool, at instance: InstanceID
    ) async -> Answer<String> { .unknown(Unknown(.unsupported)) }

    public func groups(
        parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID
    ) async -> Answer<GroupPage> { .answered(GroupPage(groups: [], nextCursor: nil)) }
}
