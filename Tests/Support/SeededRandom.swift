import Glibc
import Synchronization
public import UsherDomain

/// Random bytes that come again with the same seed, which is printed: `USHER_SEED=<seed>` repeats a run.
///
/// SplitMix64 (Steele, Lea, Flood 2014): not fit for secrets, which is why it lives here.
public final class SeededRandom: RandomSource, RandomNumberGenerator, Sendable {
    /// Where it began.
    public let seed: UInt64
    private let state: Mutex<UInt64>

    /// Begins at `seed`, otherwise at `USHER_SEED` from the environment, otherwise anywhere; prints which.
    public init(_ name: String, seed: UInt64? = nil) {
        let seed = seed ?? Self.environmentSeed ?? UInt64.random(in: 0...UInt64.max)
        self.seed = seed
        state = Mutex(seed)
        print("\(name): USHER_SEED=\(seed)")
    }

    /// Begins at `seed` and says nothing: whoever makes thousands prints the one that matters.
    public init(silent seed: UInt64) {
        self.seed = seed
        state = Mutex(seed)
    }

    /// Whether something that happens `percent` times of a hundred happens.
    public func happens(_ percent: Int) -> Bool {
        percent > 0 && number(in: 1...100) <= percent
    }

    private static var environmentSeed: UInt64? {
        getenv("USHER_SEED").flatMap { UInt64(String(cString: $0)) }
    }

    /// The next 64 bits.
    public func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    public func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
    }

    /// A number of `range`.
    public func number(in range: ClosedRange<Int>) -> Int {
        var generator = self
        return Int.random(in: range, using: &generator)
    }

    /// One of `elements`; `nil` when there is none.
    public func element<Elements: Collection>(of elements: Elements) -> Elements.Element? {
        var generator = self
        return elements.randomElement(using: &generator)
    }
}
