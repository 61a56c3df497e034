import Foundation
import Synchronization
import UsherTesting

/// Many histories, several at once, each on a thread of its own.
final class Crowd: Sendable {
    private struct State {
        var next: UInt64
        var finished = 0
        var attempts = 0
        var deaths = 0
        var broken = 0
        var running: Int
    }

    /// How many histories pass between two lines of progress.
    private static let reportEvery = 10_000
    /// Most failures that are told.
    private static let toldMax = 50

    private let end: UInt64
    private let count: Int
    private let jobs: Int
    private let sabotage: Sabotage?
    private let goesOn: Bool
    private let state: Mutex<State>
    private let done = DispatchSemaphore(value: 0)

    init(first: UInt64, count: Int, jobs: Int, sabotage: Sabotage?, goesOn: Bool) {
        self.count = count
        self.jobs = max(jobs, 1)
        self.sabotage = sabotage
        self.goesOn = goesOn
        end = first + UInt64(count)
        state = Mutex(State(next: first, running: max(jobs, 1)))
    }

    /// Whether all were sound.
    func run(_ template: StoreTemplate) throws -> Bool {
        let start = ContinuousClock.now
        for _ in 0..<jobs {
            let thread = Thread { self.work(template) }
            thread.stackSize = 8 << 20
            thread.start()
        }
        for _ in 0..<jobs { done.wait() }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return state.withLock { state in
            print(
                "\(state.finished) histories, \(state.broken) broken, \(state.attempts) acts, \(state.deaths) deaths, "
                    + "\(Int(seconds * 10)) tenths of a second")
            return state.broken == 0
        }
    }

    private func work(_ template: StoreTemplate) {
        while let seed = take() {
            let outcome = History(seed: seed, template: template, sabotage: sabotage, trace: nil)()
            state.withLock { state in
                state.finished += 1
                state.attempts += outcome.attempts
                state.deaths += outcome.deaths
                if let broken = outcome.broken {
                    state.broken += 1
                    if state.broken <= Self.toldMax { say("USHER_SEED=\(outcome.seed): \(broken)") }
                }
                if state.finished % Self.reportEvery == 0 {
                    say("\(state.finished) of \(count), \(state.broken) broken")
                }
            }
        }
        done.signal()
    }

    private func take() -> UInt64? {
        state.withLock { state in
            guard state.next < end, goesOn || state.broken == 0 else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}
