import Foundation
import Synchronization
import UsherDomain
import UsherPlugins
import UsherTesting

/// Runs cases: each is asked, judged, and forgotten, while the bystander has to answer.
struct Corpus: Sendable {
    /// How many are in the directory at the same time.
    private static let atOnce = 8

    /// What came of all cases.
    struct Report: Sendable {
        var verdicts: [Verdict] = []
        /// How often the bystander was asked meanwhile, how often it gave no good answer, and how long it took at worst.
        var bystanderAsked = 0
        var bystanderFailed = 0
        var bystanderSlowestMilliseconds: Int64 = 0
        /// The plugins that still run although their files are gone.
        var left: [String] = []
        /// Lines of the log, and answers, that give a secret away.
        var told: [String] = []
        /// Lines of the log with characters that only a plugin can have put there.
        var forged: [String] = []
    }

    let surroundings: Surroundings

    func run(_ cases: [HostileCase]) async throws -> Report {
        let den = try await Den(cases, surroundings: surroundings)
        var report = try await den.whileServing {
            var report = Report()
            let rhythm = Ticks(everyMilliseconds: 20)
            let beats = rhythm.stream
            async let watched = watch(den, beats)
            report.verdicts = await examine(cases, in: den)
            rhythm.stop()
            let (asked, failed, slowest) = await watched
            report.bystanderAsked = asked
            report.bystanderFailed = failed
            report.bystanderSlowestMilliseconds = slowest
            if den.crashes(ofPlugin: "good") != 0 { report.bystanderFailed += 1 }
            if try await !comesTrue(within: .seconds(20), { den.host.workers().count == 1 }) {
                report.left = den.host.workers().map(\.pluginID)
            }
            return report
        }
        report.told =
            den.log.lines.filter { $0.contains(Den.secret) } + report.verdicts.map(\.outcome).filter { $0.contains(Den.secret) }
        report.forged = den.log.lines.filter { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
        report.verdicts.sort { ($0.hostile.group, $0.hostile.name) < ($1.hostile.group, $1.hostile.name) }
        return report
    }

    /// Asks the bystander all the time.
    private func watch(_ den: Den, _ rhythm: AsyncStream<Void>) async -> (Int, Int, Int64) {
        var asked = 0
        var failed = 0
        var slowest: Int64 = 0
        for await _ in rhythm {
            let started = ContinuousClock.now
            asked += 1
            if await !den.bystanderAnswers() { failed += 1 }
            slowest = max(slowest, (ContinuousClock.now - started).milliseconds)
        }
        return (asked, failed, slowest)
    }

    private func examine(_ cases: [HostileCase], in den: Den) async -> [Verdict] {
        await withTaskGroup(of: Verdict.self) { group in
            var verdicts: [Verdict] = []
            var waiting = cases[...]
            for hostile in waiting.prefix(Self.atOnce) { group.addTask { await examine(hostile, in: den) } }
            waiting = waiting.dropFirst(Self.atOnce)
            for await verdict in group {
                verdicts.append(verdict)
                if let next = waiting.popFirst() { group.addTask { await examine(next, in: den) } }
            }
            return verdicts
        }
    }

    private func examine(_ hostile: HostileCase, in den: Den) async -> Verdict {
        let started = ContinuousClock.now
        var verdict = Verdict(hostile: hostile, outcome: "", faults: [])
        do {
            try await den.admit(hostile)
            try await question(hostile, since: started, in: den, &verdict)
            try den.dismiss(hostile)
        } catch {
            verdict.faults.append("the rig does not work: \(error)")
        }
        if await !den.bystanderAnswers() { verdict.faults.append("after it, the bystander does not answer") }
        verdict.milliseconds = (ContinuousClock.now - started).milliseconds
        return verdict
    }

    private func question(
        _ hostile: HostileCase, since started: ContinuousClock.Instant, in den: Den, _ verdict: inout Verdict
    ) async throws {
        let interrogator = Interrogator(host: den.host, instance: hostile.instance, requirement: den.requirement())
        var heard: [Heard] = []
        for question in hostile.questions { heard += await interrogator.ask(question) }
        if case .unknown(_, .ends) = hostile.expected {
            _ = try await comesTrue(within: .seconds(5)) { den.crashes(ofPlugin: hostile.id) ?? 0 > 0 }
        }
        let problems = await den.problems(of: hostile)
        let crashes = den.crashes(ofPlugin: hostile.id)
        verdict.faults += Verdict.faults(heard, crashes: crashes, problems: problems, expected: hostile.expected)
        verdict.outcome = Self.outcome(heard, problems: problems, crashes: crashes)
        if let sign = hostile.sign { verdict.faults += try await faults(of: hostile, sign, since: started, in: den) }

        // Whatever else it is asked: nobody is let in by it.
        let more = hostile.isSlow ? [] : await interrogator.ask(.evaluate()) + interrogator.ask(.evaluateMany)
        if (heard + more).contains(where: \.isYes), !hostile.isHarmless { verdict.faults.append("somebody was granted") }
        verdict.isNamed = !heard.contains(where: \.isUnknown) || den.log.says(hostile.id)
    }

    private func faults(
        of hostile: HostileCase, _ sign: Sign, since started: ContinuousClock.Instant, in den: Den
    ) async throws -> [String] {
        switch sign {
        case .line(let text):
            let isThere = try await comesTrue(within: .seconds(20)) { den.log.says(hostile.id, text) }
            return isThere ? [] : ["no line of the log that names it says \"\(text)\""]
        case .events:
            // The first second's, and then what was held back of them.
            let areThere = try await comesTrue(within: .seconds(20)) { den.events(of: hostile) > 1 }
            let seconds = Int((ContinuousClock.now - started).milliseconds / 1_000) + 2
            let events = den.events(of: hostile)
            var faults = areThere ? [] : ["only \(events) events of its watch were told"]
            if events > seconds * (Den.eventsPerSecondMax + 1) { faults.append("\(events) events in \(seconds) s") }
            return faults
        }
    }

    private static func outcome(_ heard: [Heard], problems: String, crashes: Int?) -> String {
        let words = crashes == nil ? "refused: \(problems)" : heard.map(\.text).joined(separator: ", ")
        let ended = crashes ?? 0 > 0 ? " (worker ended)" : ""
        return String(words.prefix(90)) + ended
    }
}

extension Corpus.Report {
    func printTable() {
        for verdict in verdicts {
            let name = verdict.hostile.id.padding(toLength: 32, withPad: " ", startingAt: 0)
            let rule = verdict.hostile.rule.padding(toLength: 3, withPad: " ", startingAt: 0)
            let mark = verdict.faults.isEmpty ? "ok   " : "WRONG"
            print("\(mark) \(name) \(rule) \(verdict.milliseconds) ms  \(verdict.outcome)")
        }
        print(
            "hostile plugins: \(verdicts.count) cases of \(Set(verdicts.map(\.hostile.group)).count) groups;"
                + " \(verdicts.count { !$0.faults.isEmpty }) wrong")
        print(
            "bystander: asked \(bystanderAsked) times meanwhile, \(bystanderFailed) without a good answer,"
                + " \(bystanderSlowestMilliseconds) ms at worst")
    }
}

extension HostileCase {
    /// Whether asking again would only wait for a deadline again.
    var isSlow: Bool {
        if case .unknown(let kinds, .ends) = expected { kinds.contains(.timedOut) } else { false }
    }

    /// Whether a yes is its honest answer.
    var isHarmless: Bool {
        if case .answers("holds") = expected { true } else { false }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
