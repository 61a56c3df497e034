import Foundation
import UsherDomain
import UsherPlugins
import UsherTesting

/// Runs cases: each is asked, judged, and forgotten, while the bystander has to answer.
enum Corpus {
    /// How many share a directory.
    static let casesInADen = 48
    /// How many are asked at the same time.
    private static let atOnce = 8

    static func run(_ cases: [HostileCase], forge: Forge, surroundings: Surroundings) async throws -> [Verdict] {
        let den = try await Den(cases, forge: forge, surroundings: surroundings)
        var verdicts: [Verdict] = []
        await withTaskGroup(of: Verdict.self) { group in
            var waiting = cases[...]
            for hostile in waiting.prefix(atOnce) { group.addTask { await examine(hostile, in: den) } }
            waiting = waiting.dropFirst(atOnce)
            for await verdict in group {
                verdicts.append(verdict)
                if let next = waiting.popFirst() { group.addTask { await examine(next, in: den) } }
            }
        }
        if await !den.bystanderAnswers() { verdicts[0].faults.append("after all, the bystander does not answer any more") }
        if den.host.workers().first(where: { $0.pluginID == "good" })?.crashes != 0 {
            verdicts[0].faults.append("the bystander's worker has ended")
        }
        await den.close()
        return verdicts.sorted { ($0.hostile.group, $0.hostile.name) < ($1.hostile.group, $1.hostile.name) }
    }

    private static func examine(_ hostile: HostileCase, in den: Den) async -> Verdict {
        let started = ContinuousClock.now
        var verdict = Verdict(hostile: hostile, outcome: "", faults: [])
        do {
            if case .file(let trick) = hostile.material, let change = trick.change { try change(try den.bench(for: hostile)) }
            try await question(hostile, in: den, &verdict)
        } catch {
            verdict.faults.append("the rig does not work: \(error)")
        }
        if await !den.bystanderAnswers() { verdict.faults.append("meanwhile the bystander did not answer") }
        verdict.milliseconds = (ContinuousClock.now - started).milliseconds
        return verdict
    }

    private static func question(_ hostile: HostileCase, in den: Den, _ verdict: inout Verdict) async throws {
        let interrogator = Interrogator(host: den.host, instance: hostile.instance, requirement: den.requirement())
        var heard: [Heard] = []
        for question in hostile.questions { heard += await interrogator.ask(question) }
        if case .unknown(_, .ends) = hostile.expected, !heard.contains(.notAsked) {
            _ = try await comesTrue(within: .seconds(5)) { den.crashes(of: hostile) ?? 0 > 0 }
        }
        let problems = await den.problems(of: hostile)
        let crashes = den.crashes(of: hostile)
        verdict.faults += Verdict.faults(heard, crashes: crashes, problems: problems, expected: hostile.expected)
        verdict.outcome = outcome(heard, problems: problems, crashes: crashes)

        // Whatever else it offers: nobody is let in by it.
        let more = hostile.isSlow ? [] : await interrogator.ask(.evaluate()) + interrogator.ask(.evaluateMany)
        if (heard + more).contains(where: \.isYes), !hostile.isHarmless { verdict.faults.append("somebody was granted") }
        let isQuiet = heard.allSatisfy { if case .unknown = $0 { false } else { true } }
        if !isQuiet, !den.log.names(hostile.id) { verdict.faults.append("no message names it") }
    }

    private static func outcome(_ heard: [Heard], problems: String, crashes: Int?) -> String {
        let words = crashes == nil ? "refused: \(problems)" : heard.map(\.text).joined(separator: ", ")
        let ended = crashes ?? 0 > 0 ? " (worker ended)" : ""
        return String(words.prefix(90)) + ended
    }

    static func printTable(_ verdicts: [Verdict]) {
        for verdict in verdicts {
            let name = verdict.hostile.id.padding(toLength: 30, withPad: " ", startingAt: 0)
            let rule = verdict.hostile.rule.padding(toLength: 4, withPad: " ", startingAt: 0)
            let mark = verdict.faults.isEmpty ? "ok  " : "WRONG"
            print("\(mark) \(name) \(rule) \(verdict.milliseconds) ms  \(verdict.outcome)")
        }
        let wrong = verdicts.count { !$0.faults.isEmpty }
        print("hostile plugins: \(verdicts.count) cases of \(Set(verdicts.map(\.hostile.group)).count) groups, \(wrong) wrong")
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

extension Array {
    /// The elements in order, `count` at a time.
    func chunks(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}
