/// Finds the key that somebody probably meant.
enum NearestKey {
    /// The key of `known` that is reached from `typed` with the fewest insertions, deletions and replacements; `nil` when none is
    /// reached with at most a third of its length.
    static func suggestion(for typed: String, among known: some Sequence<String>) -> String? {
        let best = known.map { (key: $0, distance: distance(Array(typed), Array($0))) }.min {
            ($0.distance, $0.key) < ($1.distance, $1.key)
        }
        guard let best, best.distance <= max(best.key.count / 3, 1) else { return nil }
        return best.key
    }

    /// The Levenshtein distance, by the two-row method.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var previous = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = previous + (a == b ? 0 : 1)
                previous = row[j + 1]
                row[j + 1] = min(replaced, row[j + 1] + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
