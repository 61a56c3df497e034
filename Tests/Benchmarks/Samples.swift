/// Durations in nanoseconds, and what is said of them.
struct Samples {
    private var sorted: [Int64]

    init(_ nanoseconds: [Int64]) {
        precondition(!nanoseconds.isEmpty, "nothing was measured")
        sorted = nanoseconds.sorted()
    }

    /// The value that this share (0 to 1) of the samples does not exceed, in microseconds.
    func microseconds(_ share: Double) -> Double {
        let index = Int((Double(sorted.count - 1) * share).rounded())
        return Double(sorted[index]) / 1_000
    }
}

/// Prints the figures as one JSON object, rounded to what the clock can tell.
func report(_ figures: KeyValuePairs<String, Double>) {
    let members = figures.map { "\"\($0.key)\":\(($0.value * 1_000).rounded() / 1_000)" }
    print("{\(members.joined(separator: ","))}")
}

/// How long `body` takes, in nanoseconds.
func nanoseconds(_ body: () async throws -> Void) async rethrows -> Int64 {
    let start = ContinuousClock.now
    try await body()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}
