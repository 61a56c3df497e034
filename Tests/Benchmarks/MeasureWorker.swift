import ArgumentParser
import FoundationEssentials
import UsherDomain
import UsherPlugins

/// How long a question to an authoriser takes: alone, in frames of 512, and behind an `await`.
struct MeasureWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker")

    @OptionGroup var measured: MeasuredPlugin
    @Option(help: "The requirement to ask about.") var requirement: String
    @Option(help: "Questions to ask of each kind.") var rounds = 20_000

    private static let frame = 512
    private static let warmUp = 2_000

    func run() async throws {
        let subject = Subject(accountID: "4711", pseudonym: String(repeating: "a", count: 64))
        let direct = try DirectWorker(
            file: measured.path, configJSON: measured.config, settings: measured.settings, keyValueStore: EmptyStore(),
            clock: FrozenClock(), logger: MeasuredPlugin.silent)
        for _ in 0..<Self.warmUp { try check(direct.evaluate([subject], requirementJSON: requirement)) }
        var alone: [Int64] = []
        for _ in 0..<rounds {
            alone.append(try await nanoseconds { try check(direct.evaluate([subject], requirementJSON: requirement)) })
        }
        let subjects = Array(repeating: subject, count: Self.frame)
        var frames: [Int64] = []
        for _ in 0..<max(rounds / Self.frame, 50) {
            frames.append(try await nanoseconds { try check(direct.evaluate(subjects, requirementJSON: requirement)) })
        }
        direct.close()
        let (each, wholes) = try await awaited(subject)
        let (awaited, whole) = (Samples(each), Samples(wholes))
        let (one, many) = (Samples(alone), Samples(frames))
        report([
            "alone_p50_us": one.microseconds(0.5), "alone_p99_us": one.microseconds(0.99),
            "in_frame_p50_us_each": many.microseconds(0.5) / Double(Self.frame),
            "awaited_p50_us": awaited.microseconds(0.5), "awaited_p99_us": awaited.microseconds(0.99),
            "ten_thousand_p50_ms": whole.microseconds(0.5) / 1_000,
        ])
    }

    /// One question at a time, and ten thousand subjects in one.
    private func awaited(_ subject: Subject) async throws -> (each: [Int64], wholes: [Int64]) {
        let plugins = try measured.host(MeasuredPlugin.silent)
        let instance = measured.instance
        try await plugins.start()
        for _ in 0..<Self.warmUp {
            try check(await plugins.evaluate([subject], requirementJSON: requirement, at: instance))
        }
        var samples: [Int64] = []
        for _ in 0..<rounds {
            samples.append(
                try await nanoseconds {
                    try check(await plugins.evaluate([subject], requirementJSON: requirement, at: instance))
                })
        }
        let crowd = Array(repeating: subject, count: 10_000)
        var wholes: [Int64] = []
        for _ in 0..<30 {
            wholes.append(
                try await nanoseconds {
                    let evidence = await plugins.evaluate(crowd, requirementJSON: requirement, at: instance)
                    guard evidence.count == crowd.count else { throw ValidationError("answers are missing") }
                    for one in evidence { try check([one]) }
                })
        }
        await plugins.shutdown()
        return (samples, wholes)
    }

    /// A figure for answers that are none would look splendid.
    private func check(_ evidence: [Evidence]) throws {
        guard let first = evidence.first else { throw ValidationError("the plugin gave no answer") }
        if case .unknown(let why) = first.finding { throw ValidationError("the plugin does not know: \(why)") }
    }
}

/// A store with nothing in it: evaluating must not depend on the database here.
struct EmptyStore: KeyValueStore {
    func get(_ key: String, of instance: InstanceID) throws -> KeyValue? { nil }

    func put(
        _ key: String, _ value: [UInt8], ttlMilliseconds: Int64, expected: KeyValueExpectation, of instance: InstanceID,
        bytesMax: Int64
    ) throws {
        throw KeyValueRefusal.quota
    }

    func delete(_ key: String, expected: KeyValueExpectation, of instance: InstanceID) throws {}

    func keys(prefix: String, after: String, limit: Int, of instance: InstanceID) throws -> [String] { [] }
}
