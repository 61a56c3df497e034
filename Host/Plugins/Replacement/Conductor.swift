internal import Logging
internal import UsherDomain

/// Keeps the right file of every configured plugin running: looks at files, asks ``Admission``, tells each ``Succession`` what
/// happened and does what it says.
///
/// Level-triggered: news only say where to look again. All that blocks runs elsewhere and reports back by mail, so that no
/// plugin waits for another one.
actor Conductor {
    /// For how long it conducts.
    enum Purpose {
        /// Until every file has been looked at. Starts nothing.
        case survey
        /// Until every configured plugin serves, or is known not to.
        case start
        /// Until the inbox is closed.
        case serve
    }

    /// Makes the plan of a worker for a file and all instances of its plugin.
    typealias PlanMaker =
        @Sendable (Candidate, [ConfiguredInstance], ControlGroups?) -> WorkerPlan

    let settings: PluginHostSettings
    /// The instances of each plugin; without those that belong to another one, as soon as that is known.
    var instances: [String: [ConfiguredInstance]]
    /// Plugins whose instances are known to be theirs, with what is wrong where none is left.
    var owners: [String: String?] = [:]
    let records: any PluginRecords
    let clock: any WallClock
    let logger: Logger
    let parts: ConductorParts
    let makePlan: PlanMaker
    /// Where each worker gets a control group of its own.
    private(set) var groups: ControlGroups?

    /// What the last look at each file found.
    var specimens: [FileName: Specimen] = [:]
    /// What became of it.
    var standings: [FileName: PluginState.Standing] = [:]
    var successions: [String: Succession] = [:]
    /// The files behind the runs, and those that may be gone back to.
    var candidates: [PluginDigest: Candidate] = [:]
    var changes: [String: PluginChange] = [:]
    /// Plugins whose file went away while they ran.
    var removed: Set<String> = []
    /// Contents that are not started again, also where that could not be written down.
    var isolated: [PluginDigest: PluginQuarantine] = [:]
    var directoryProblem = ""
    /// Runs whose first worker has neither served nor failed yet.
    var unknownRuns: Set<RunKey> = []
    private var looks: LookQueue
    /// What the next survey is to look at, and whether one is running: one at a time, so that none brings old news.
    private var surveyWanted: Survey.Asked?
    private var surveyIsRunning = false
    /// Since when something waits to be judged.
    private var undecidedSince: Int64?
    /// Whether something waits for a person.
    var mustRecheck = false
    private var recheckAt: Int64 = .max
    /// Until when nothing is started, because the system had nothing left to start it with; `nil` = it has.
    private var shortUntil: Int64?
    /// Runs that are begun then.
    var unbegun: [RunKey] = []

    init(
        settings: PluginHostSettings, instances: [ConfiguredInstance], records: any PluginRecords, clock: any WallClock,
        logger: Logger, parts: ConductorParts,
        makePlan: @escaping PlanMaker
    ) {
        self.settings = settings
        self.instances = Dictionary(grouping: instances, by: \.pluginID)
        self.records = records
        self.clock = clock
        self.logger = logger
        self.parts = parts
        self.makePlan = makePlan
        looks = LookQueue(slowAfter: settings.times.slowLook)
    }

    /// Before anything is started.
    func use(_ groups: ControlGroups?) {
        self.groups = groups
    }

    /// Works through the mail for as long as `purpose` says. One call at a time.
    func conduct(_ purpose: Purpose) async {
        guard parts.conducting.enter() else { return }
        await withDiscardingTaskGroup { group in
            while true {
                let mail = await parts.inbox.next()
                if mail.isClosed { break }
                await handle(mail, purpose, &group)
                if purpose != .serve, isSettled || shortUntil != nil { break }
            }
        }
        parts.conducting.leave()
    }

    private var isSettled: Bool {
        looks.isIdle && surveyWanted == nil && !surveyIsRunning && undecidedSince == nil && unknownRuns.isEmpty
    }

    private func handle(_ mail: Inbox.Mail, _ purpose: Purpose, _ group: inout DiscardingTaskGroup) async {
        for (run, word) in mail.word { await hear(word, of: run, &group) }
        for specimen in mail.looked { take(specimen) }
        for survey in mail.surveys { take(survey) }
        want(mail)
        let now = MonotonicClock.now()
        if let until = shortUntil, now >= until { beginAgain(&group) }
        survey(&group)
        if mail.records || now >= recheckAt {
            recheckAt = .max
            undecidedSince = undecidedSince ?? now
        }
        for (pluginID, succession) in successions where (succession.nextTick ?? .max) <= now {
            await act(pluginID, &group) { $0.tick(now: now) }
        }
        let isWhole = looks.isIdle && !surveyIsRunning
        if let since = undecidedSince, isWhole || now >= since + settings.times.patience {
            // What has not been looked at by now is judged when it has been.
            undecidedSince = nil
            await decide(purpose, &group)
        }
        look(&group)
        if mustRecheck, recheckAt == .max { recheckAt = MonotonicClock.now() + settings.times.recheck }
        post()
        setAlarm()
    }

    private func setAlarm() {
        var times = successions.values.compactMap(\.nextTick)
        if let turn = looks.nextTurn(now: MonotonicClock.now()) { times.append(turn) }
        if let since = undecidedSince { times.append(since + settings.times.patience) }
        if recheckAt < .max { times.append(recheckAt) }
        if let shortUntil { times.append(shortUntil) }
        parts.watch.wake(at: times.min())
    }

    // MARK: Shortage

    /// The system has no thread or descriptor left. What was wanted stays wanted, and what runs goes on.
    func noteShortage(_ problem: PluginProblem) {
        guard shortUntil == nil else { return }
        shortUntil = MonotonicClock.now() + settings.times.shortage
        logger.error(
            "the system has too little left to start plugins",
            metadata: ["reason": "\(problem)", "again_in_ms": "\(settings.times.shortage)"])
    }

    private func beginAgain(_ group: inout DiscardingTaskGroup) {
        shortUntil = nil
        let runs = unbegun
        unbegun = []
        for run in runs { begin(run, &group) }
    }

    // MARK: Looking

    /// Asks for a look at a file, and for a decision after it.
    func want(_ name: FileName) {
        looks.want(name)
        undecidedSince = undecidedSince ?? MonotonicClock.now()
    }

    private func want(_ mail: Inbox.Mail) {
        guard mail.everything || mail.directory || !mail.names.isEmpty else { return }
        undecidedSince = undecidedSince ?? MonotonicClock.now()
        let asked = mail.everything ? Survey.Asked.everything : .files(mail.names)
        surveyWanted = surveyWanted?.union(asked) ?? asked
    }

    private func survey(_ group: inout DiscardingTaskGroup) {
        guard let asked = surveyWanted, !surveyIsRunning, shortUntil == nil else { return }
        surveyWanted = nil
        surveyIsRunning = true
        let (inbox, path, known) = (parts.inbox, settings.pluginDirectory, Set(specimens.keys))
        group.addTask {
            let survey: Survey
            do throws(PluginProblem) {
                survey = try await DedicatedThread.run(name: "plugin survey") {
                    Survey(path: path, asked: asked, known: known)
                }
            } catch {
                survey = Survey(asked: asked, listing: .failure(error))
            }
            inbox.post { $0.surveys.append(survey) }
        }
    }

    private func take(_ survey: Survey) {
        surveyIsRunning = false
        switch survey.listing {
        case .failure(let problem):
            // What lies in it is not known, which is not the same as gone.
            directoryProblem = problem.text
            guard problem.isShortage else { return }
            surveyWanted = surveyWanted?.union(survey.asked) ?? survey.asked
            noteShortage(problem)
        case .success(let listing):
            directoryProblem = listing.problem?.text ?? ""
            let there = Set(listing.names)
            for name in specimens.keys where !there.contains(name) && survey.asked.contains(name) {
                specimens[name] = nil
                standings[name] = nil
            }
            for name in listing.names {
                // One that nobody has seen changing, and that is in hand already, is not looked at once more.
                let isNew = specimens[name] == nil && !looks.contains(name)
                if survey.asked.contains(name) || isNew { looks.want(name) }
            }
        }
    }

    private func take(_ specimen: Specimen) {
        looks.end(specimen.name)
        undecidedSince = undecidedSince ?? MonotonicClock.now()
        switch specimen.finding {
        case .unseen(let problem):
            guard problem.isShortage else { return }
            looks.want(specimen.name)
            return noteShortage(problem)
        case .missing:
            specimens[specimen.name] = nil
            standings[specimen.name] = nil
        case .refused(.unsettled, _):
            parts.watch.lookAgain(at: specimen.name)
            if specimens[specimen.name] == nil { specimens[specimen.name] = specimen }
        case .refused, .plugin:
            // Also where it has changed meanwhile: one that changes all the time is known as what it was.
            specimens[specimen.name] = specimen
        }
        if let digest = specimen.digest {
            // Somebody has touched it: another chance.
            for pluginID in successions.keys { successions[pluginID]?.forgive(digest) }
        }
    }

    private func look(_ group: inout DiscardingTaskGroup) {
        guard shortUntil == nil else { return }
        for name in looks.begin(now: MonotonicClock.now()) {
            let (looker, inbox) = (parts.looker, parts.inbox)
            group.addTask {
                let specimen: Specimen
                do throws(PluginProblem) {
                    specimen = try await DedicatedThread.run(name: "plugin look") { looker.look(at: name) }
                } catch {
                    specimen = Specimen(name: name, finding: .unseen(error))
                }
                inbox.post { $0.looked.append(specimen) }
            }
        }
    }
}
