import Synchronization
public import UsherDomain

/// Third parties in memory: instances with groups of accounts, asked by listing or one by one, which fail as told. Keeps a log of
/// everything that it has said in full. Any thread.
///
/// A requirement is `{"group":"name"}`. At an instance without links, an account's id is the person's pseudonym.
public final class SimulatedThirdParty: Authorisers, Listings, Events, Sendable {
    /// How one instance works.
    public struct Instance: Hashable, Sendable {
        public let id: InstanceID
        public let offersLinks: Bool
        public let offersListings: Bool
        /// How long its answers are good for; `nil` = it does not say.
        public let goodForMilliseconds: Int64?
        public var groups: [String: Set<String>] = [:]
        public var troubles = ThirdPartyTroubles()
        var versions: [String: Int] = [:]

        public init(_ id: InstanceID, offersLinks: Bool, offersListings: Bool, goodForMilliseconds: Int64? = nil) {
            self.id = id
            self.offersLinks = offersLinks
            self.offersListings = offersListings
            self.goodForMilliseconds = goodForMilliseconds
        }
    }

    /// A listing under way: what it lists does not change between its pages.
    private struct Run {
        let group: String
        let accounts: [String]
        let etag: [UInt8]
        let askedAt: Instant
        var isWhole: Bool
    }

    private struct State {
        var instances: [InstanceID: Instance] = [:]
        var answers: [SimulatedAnswer] = []
        var runs: [Int: Run] = [:]
        var lastRun = 0
        var watchers: [AsyncStream<(instance: InstanceID, event: AuthoriserEvent)>.Continuation] = []
    }

    /// Accounts on one page.
    static let pageCount = 3

    private let clock: any WallClock
    private let steadyClock: any SteadyClock
    private let random: SeededRandom
    private let state = Mutex(State())

    public init(_ instances: [Instance], clock: any WallClock, steadyClock: any SteadyClock, random: SeededRandom) {
        self.clock = clock
        self.steadyClock = steadyClock
        self.random = random
        state.withLock { $0.instances = Dictionary(uniqueKeysWithValues: instances.map { ($0.id, $0) }) }
    }

    // MARK: The truth

    public func instance(_ id: InstanceID) -> Instance? { state.withLock { $0.instances[id] } }

    /// Everything that was said in full, oldest first.
    public var answers: [SimulatedAnswer] { state.withLock { $0.answers } }

    /// What was said since there were `count` answers may not have been stored: the daemon died.
    public func doubtAnswers(from count: Int) {
        state.withLock { state in
            for index in state.answers.indices.dropFirst(count) { state.answers[index].isCertain = false }
        }
    }

    /// The last listing for `requirement` waits for another one.
    public func doubtLastListing(of requirement: Requirement) {
        state.withLock { state in
            let last = state.answers.lastIndex { answer in
                guard case .listing = answer.content else { return false }
                return answer.requirement == requirement
            }
            if let last { state.answers[last].isCertain = false }
        }
    }

    /// Whether `account` is in the group of a requirement now.
    public func isMember(_ account: String, of requirement: Requirement) -> Bool {
        state.withLock { state in
            guard let group = Self.group(requirement.json) else { return false }
            return state.instances[requirement.instance]?.groups[group]?.contains(account) ?? false
        }
    }

    /// The members of a group change.
    public func change(_ group: String, at instance: InstanceID, _ body: (inout Set<String>) -> Void) {
        state.withLock { state in
            guard var changed = state.instances[instance] else { return }
            body(&changed.groups[group, default: []])
            changed.versions[group, default: 0] += 1
            state.instances[instance] = changed
        }
    }

    /// From now on, this goes wrong at `instance`.
    public func set(_ troubles: ThirdPartyTroubles, at instance: InstanceID) {
        state.withLock { $0.instances[instance]?.troubles = troubles }
    }

    /// Tells whoever listens that something has happened.
    public func tell(_ kind: AuthoriserEvent.Kind, at instance: InstanceID) {
        let watchers = state.withLock { $0.watchers }
        for watcher in watchers { watcher.yield((instance, AuthoriserEvent(kind, at: clock.now(), dedupeID: ""))) }
    }

    /// The requirement that means `group`.
    public static func requirement(_ group: String, at instance: InstanceID) -> Requirement {
        Requirement(instance: instance, canonicalJSON: #"{"group":"\#(group)"}"#)
    }

    static func group(_ json: String) -> String? {
        let (before, after) = (#"{"group":""#, #""}"#)
        guard json.hasPrefix(before), json.hasSuffix(after) else { return nil }
        return String(json.dropFirst(before.count).dropLast(after.count))
    }

    // MARK: Authorisers

    public func instances() async -> [InstanceStatus] {
        state.withLock { $0.instances.values.sorted { $0.id < $1.id } }.map { instance in
            let extensions = [
                "usher.batch/1", instance.offersLinks ? "usher.link/1" : nil, instance.offersListings ? "usher.members/1" : nil,
            ].compactMap(\.self)
            let plugin = PluginDescription(
                id: "simulated", name: "Simulated", version: "1", abiMajor: 1, abiMinor: 0, extensions: extensions, actions: [],
                manifestJSON: "{}")
            return InstanceStatus(
                id: instance.id, pluginID: "simulated", plugin: plugin,
                health: instance.troubles.isGone ? .down("simulated") : .running)
        }
    }

    public func requirementProblems(_ requirementJSON: String, at instance: InstanceID) async -> Answer<[String]> {
        guard let troubles = self.instance(instance)?.troubles, !troubles.isGone else { return .unknown(Unknown(.notRunning)) }
        return .answered(troubles.isMisfit ? ["the group must be a number"] : [])
    }

    public func evaluate(_ subjects: [Subject], requirementJSON: String, at id: InstanceID) async -> [Evidence] {
        let now = clock.now()
        if let unknown = await trouble(id) { return subjects.map { _ in Self.nobodyKnows(unknown, now) } }
        return state.withLock { state in
            guard let instance = state.instances[id], let group = Self.group(requirementJSON) else {
                return subjects.map { _ in Self.nobodyKnows(Unknown(.failed, "no such group"), now) }
            }
            return subjects.map { subject in
                if random.happens(instance.troubles.missing) { return Self.nobodyKnows(Unknown(.failed, "left out"), now) }
                let account = instance.offersLinks ? subject.accountID : subject.pseudonym
                let holds = instance.groups[group]?.contains(account) ?? false
                state.answers.append(
                    SimulatedAnswer(
                        requirement: Requirement(instance: id, canonicalJSON: requirementJSON),
                        content: .finding(account, holds: holds), askedAt: now, goodForMilliseconds: instance.goodForMilliseconds)
                )
                return Evidence(
                    finding: holds ? .holds : .doesNotHold, observedAt: now,
                    freshUntil: instance.goodForMilliseconds.map { now.advanced(byMilliseconds: $0) }, reason: "simulated",
                    factsJSON: "")
            }
        }
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

    // MARK: Listings

    public func members(
        requirementJSON: String, cursor: [UInt8]?, etag: [UInt8], at id: InstanceID
    ) async -> Answer<MemberListing> {
        guard let instance = instance(id) else { return .unknown(Unknown(.notRunning)) }
        guard instance.offersListings else { return .unknown(Unknown(.unsupported)) }
        if let unknown = await trouble(id) { return .unknown(unknown) }
        return state.withLock { state in
            guard let instance = state.instances[id], let group = Self.group(requirementJSON) else {
                return .unknown(Unknown(.failed, "no such group"))
            }
            let requirement = Requirement(instance: id, canonicalJSON: requirementJSON)
            guard let cursor else { return begin(group, requirement, etag, instance, &state) }
            let numbers = String(decoding: cursor, as: UTF8.self).split(separator: ":").compactMap { Int($0) }
            guard numbers.count == 2, state.runs[numbers[0]] != nil else { return .unknown(Unknown(.failed, "no such page")) }
            return page(numbers[1], of: numbers[0], requirement, instance, &state)
        }
    }

    public func groups(parentID: String, query: String, cursor: [UInt8]?, at instance: InstanceID) async -> Answer<GroupPage> {
        .unknown(Unknown(.unsupported))
    }

    private func begin(
        _ group: String, _ requirement: Requirement, _ etag: [UInt8], _ instance: Instance, _ state: inout State
    ) -> Answer<MemberListing> {
        let current = Array("\(group)-\(instance.versions[group] ?? 0)".utf8)
        let accounts = (instance.groups[group] ?? []).sorted()
        if etag == current, !instance.troubles.isPartial {
            state.answers.append(
                SimulatedAnswer(
                    requirement: requirement, content: .listing(Set(accounts), isAuthoritative: true), askedAt: clock.now(),
                    goodForMilliseconds: instance.goodForMilliseconds))
            return .answered(.notModified(goodForMilliseconds: instance.goodForMilliseconds))
        }
        state.lastRun += 1
        // A listing that says less than everything must not pass for the whole one later.
        let name = instance.troubles.isPartial ? [] : current
        state.runs = state.runs.filter { $0.value.group != group || $0.key > state.lastRun - 8 }
        state.runs[state.lastRun] = Run(
            group: group, accounts: accounts, etag: name, askedAt: clock.now(), isWhole: !instance.troubles.isPartial)
        return page(0, of: state.lastRun, requirement, instance, &state)
    }

    private func page(
        _ number: Int, of run: Int, _ requirement: Requirement, _ instance: Instance, _ state: inout State
    ) -> Answer<MemberListing> {
        guard let listing = state.runs[run] else { return .unknown(Unknown(.failed, "no such page")) }
        if instance.troubles.isHalf, number > 0 || listing.accounts.isEmpty { return .unknown(Unknown(.failed, "cut off")) }
        let first = number * Self.pageCount
        let accounts = listing.accounts.dropFirst(first).prefix(Self.pageCount)
        var next: [UInt8]?
        if first + Self.pageCount < listing.accounts.count || instance.troubles.isHalf {
            next = Array("\(run):\(number + 1)".utf8)
        }
        if instance.troubles.isCircle { next = Array("\(run):0".utf8) }
        if next == nil {
            state.answers.append(
                SimulatedAnswer(
                    requirement: requirement,
                    content: .listing(Set(listing.accounts), isAuthoritative: listing.isWhole), askedAt: listing.askedAt,
                    goodForMilliseconds: instance.goodForMilliseconds))
        }
        return .answered(
            .page(
                MemberPage(
                    members: accounts.map { MemberPage.Member(accountID: $0, accountName: $0, factsJSON: "") }, totalHint: nil,
                    goodForMilliseconds: instance.goodForMilliseconds, isAuthoritative: listing.isWhole, nextCursor: next,
                    etag: listing.etag)))
    }

    // MARK: Events

    public func webhook(_ request: WebhookRequest, at instance: InstanceID) async -> Answer<WebhookAnswer> {
        .unknown(Unknown(.unsupported))
    }

    public func watched() -> AsyncStream<(instance: InstanceID, event: AuthoriserEvent)> {
        let (stream, continuation) = AsyncStream.makeStream(of: (instance: InstanceID, event: AuthoriserEvent).self)
        state.withLock { $0.watchers = [continuation] }
        return stream
    }

    public func health(of instance: InstanceID) async -> Answer<Void> { .unknown(Unknown(.unsupported)) }

    // MARK: Trouble

    private func trouble(_ id: InstanceID) async -> Unknown? {
        guard let troubles = instance(id)?.troubles else { return Unknown(.notRunning) }
        if random.happens(troubles.hangs) {
            do { try await steadyClock.sleep(milliseconds: ThirdPartyTroubles.hangMilliseconds) } catch {}
            return Unknown(.timedOut)
        }
        if troubles.isGone { return Unknown(.notRunning) }
        if troubles.isMisfit { return Unknown(.ruleMisfit) }
        guard let unknown = troubles.unknown, random.happens(troubles.percent) else { return nil }
        return unknown
    }

    private static func nobodyKnows(_ unknown: Unknown, _ now: Instant) -> Evidence {
        Evidence(finding: .unknown(unknown.kind.rawValue), observedAt: now, freshUntil: nil, reason: "", factsJSON: "")
    }
}
