import ArgumentParser
import Glibc
import Logging
import UsherDomain
import UsherHTTP
import UsherMatrix

/// Verifications of OpenID tokens a second, against a homeserver that answers at once: the verifier's own cost.
struct MeasureVerifier: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "verifier")

    @Option(help: "The homeserver, as host:port.") var server: String
    @Option(help: "Its certificate authority.") var authority: String
    @Option(help: "Verifications under way at once.") var concurrency = 16
    @Option(help: "How long to measure.") var seconds = 5.0

    func run() async throws {
        guard let name = ServerName(server), let token = OpenIDToken(server: server, token: "a-token-of-the-usual-size") else {
            throw ValidationError("--server must be a server name")
        }
        let http = try HTTPClient(trust: try TrustStore(extraFile: authority))
        let verifier = OpenIDVerifier(
            http: http, clock: FrozenClock(), privateServers: [name],
            log: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        for _ in 0..<concurrency { _ = try await verifier.verify(token) }

        let processorBefore = Self.processorMicroseconds()
        let deadline = ContinuousClock.now + .seconds(seconds)
        var all: [Int64] = []
        let elapsed = try await nanoseconds {
            all = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<concurrency {
                    group.addTask {
                        var own: [Int64] = []
                        while ContinuousClock.now < deadline {
                            own.append(try await nanoseconds { _ = try await verifier.verify(token) })
                        }
                        return own
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        let processor = Self.processorMicroseconds() - processorBefore
        await http.shutdown()
        let samples = Samples(all)
        report([
            "requests": Double(all.count), "per_second": Double(all.count) / (Double(elapsed) / 1e9),
            "p50_us": samples.microseconds(0.5), "p99_us": samples.microseconds(0.99),
            "processor_us_each": processor / Double(all.count),
        ])
    }

    /// Processor time of this process so far, user and system.
    private static func processorMicroseconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        return seconds * 1e6 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}

/// A clock that stands still: the moment of a proof is not what is measured.
struct FrozenClock: WallClock {
    func now() -> Instant { Instant(unixMilliseconds: 1_750_000_000_000) }
}
