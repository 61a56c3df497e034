/// Repeats something, and stops early with plugins that are slow: a test must end.
enum Pace {
    private static let millisecondsMax: Int64 = 15_000

    /// Runs `body` at most `count` times; returns how often.
    static func repeating(_ count: Int, _ body: () -> Void) -> Int {
        let started = steadyMilliseconds()
        for turn in 0..<count {
            guard turn == 0 || steadyMilliseconds() - started < millisecondsMax else { return turn }
            body()
        }
        return count
    }
}
