import FoundationEssentials
import UsherDomain

/// The computer's wall clock.
struct SystemWallClock: WallClock {
    func now() -> Instant {
        Instant(unixMilliseconds: Int64((Date.now.timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

/// The computer's steady clock; it goes on while the computer sleeps.
struct SystemSteadyClock: SteadyClock {
    private static let start = ContinuousClock.now

    func nowMilliseconds() -> Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - Self.start).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    func sleep(milliseconds: Int64) async throws {
        try await ContinuousClock().sleep(for: .milliseconds(milliseconds))
    }
}

/// The computer's random numbers, fit for keys.
struct SystemRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
