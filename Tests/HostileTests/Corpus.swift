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
    }

    let forge: Forge
    let surroundings: Surroundings

    func run(_ cases: [HostileCase]) async throws -> Report {
        let den = try await Den(cases, forge: forge, surroundings: surroundings)
        var report = try await den.whileServing {
            var report = Report()
            let isOver = Atomic<Bool>(false)
            async let watched = watch(den, until: isOver)
            report.verdicts = await examine(cases, in: den)
            isOver.store(true, ordering: .relaxed)
            let (asked, failed, slowest) = try await watched
            report.bystanderAsked = asked
            report.bystanderFailed = failed
            report.bystanderSlowestMilliseconds = slowest
            if den.crashes(ofPlugin: "good") != 0 { report.bystanderFailed += 1 }
            if try await !comesTrue(within: .seconds(20), { den.host.workers().count == 1 }) {
                report.left = den.host.workers().map(\.pluginID)
            }
            return report
        }
        report.verdicts.sort { ($0.hostile.group, $0.hostile.name) < ($1.hostile.group, $1.hostile.name) }
        return report
    }

    /// Asks the bystander all the time.
    private func watch(_ den: Den, until isOver: borrowing Atomic<Bool>) async throws -> (Int, Int, Int64) {
        var asked = 0
        var failed = 0
        var slowest: Int64 = 0
        while !isOver.load(ordering: .relaxed) {
            let started = ContinuousClock.now
            asked += 1
            if await !den.bystanderAnswers() { failed += 1 }
            slowest = max(slowest, (ContinuousClock.now - started).milliseconds)
            _ = try await comesTrue(within: .milliseconds(20)) { false }
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
            try await question(hostile, in: den, &verdict)
            try den.dismiss(hostile)
        } catch {
            verdict.faults.append("the rig does not work: \(error)")
        }
        if await !den.bystanderAnswers() { verdict.faults.append("after it, the bystander does not answer") }
        verdict.milliseconds = (ContinuousClock.now - started).milliseconds
        return verdict
    }

    private func question(_ hostile: HostileCase, in den: Den, _ verdict: inout Verdict) async throws {
        let interrogator = Interrogator(host: den.host, instance: hostile.instance, requirement: den.requirement())
        var heard: [Heard] = []
        for question in hostile.questions {
            if case .silence = question { _ = try await comesTrue(within: .milliseconds(500)) { false } }
            heard += await interrogator.ask(question)
        }
        if case .unknown(_, .ends) = hostile.expected, !heard.contains(.notAsked) {
            _ = try await comesTrue(within: .seconds(5)) { den.crashes(ofPlugin: hostile.id) ?? 0 > 0 }
        }
        let problems = await den.problems(of: hostile)
        let crashes = den.crashes(ofPlugin: hostile.id)
        verdict.faults += Verdict.faults(heard, crashes: crashes, problems: problems, expected: hostile.expected)
        verdict.outcome = Self.outcome(heard, problems: problems, crashes: crashes)
        verdict.isAsked = !heard.contains(.notAsked)

        // Whatever else it is asked: nobody is let in by it.
        let more = hostile.isSlow ? [] : await interrogator.ask(.evaluate()) + interrogator.ask(.evaluateMany)
        if (heard + more).contains(where: \.isYes), !hostile.isHarmless { verdict.faults.append("somebody was granted") }
        verdict.isNamed = !heard.contains(where: \.isUnknown) || den.log.names(hostile.id)
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
            let mark =
                verdict.faults.isEmpty ? (verdict.isAsked ? "ok   " : "-    ") : verdict.hostile.known == nil ? "WRONG" : "known"
            print("\(mark) \(name) \(rule) \(verdict.milliseconds) ms  \(verdict.outcome)")
        }
        let asked = verdicts.filter(\.isAsked)
        print(
            "hostile plugins: \(verdicts.count) cases of \(Set(verdicts.map(\.hostile.group)).count) groups;"
                + " \(verdicts.count { !$0.faults.isEmpty }) wrong; \(verdicts.count - asked.count) about what the host does not"
                + " offer (-), of the groups "
                + "\(Set(verdicts.map(\.hostile.group)).subtracting(asked.map(\.hostile.group)).sorted())"
        )
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
