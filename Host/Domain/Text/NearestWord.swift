/// Finds the word that somebody probably meant.
public enum NearestWord {
    /// Longer texts are not worth the time: nobody means a known word by them.
    private static let bytesMax = 64

    /// The word that is reached from `text` with the fewest insertions, deletions and replacements; `nil` when none is reached
    /// with at most a third of its length.
    public static func of(_ text: String, among words: some Sequence<String>) -> String? {
        guard text.utf8.count <= bytesMax else { return nil }
        let best = words.map { (word: $0, changes: changes(from: Array(text), to: Array($0))) }.min {
            ($0.changes, $0.word) < ($1.changes, $1.word)
        }
        guard let best, best.changes <= max(best.word.count / 3, 1) else { return nil }
        return best.word
    }

    /// The Levenshtein distance, by the two-row method.
    private static func changes(from text: [Character], to word: [Character]) -> Int {
        var row = Array(0...word.count)
        for (line, letter) in text.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in word.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[word.count]
    }
}
