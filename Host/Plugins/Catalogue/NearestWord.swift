/// Finds what somebody meant to write.
enum NearestWord {
    /// More changed letters than this make another word.
    private static let changesMax = 2

    /// The word that is closest to `text`; `nil` when none is close.
    static func of(_ text: String, among words: [String]) -> String? {
        // Not worth the time, and nobody means a known key by it.
        guard text.utf8.count <= 64 else { return nil }
        let distances = words.map { (word: $0, changes: changes(from: text, to: $0)) }
        guard let best = distances.min(by: { $0.changes < $1.changes }) else { return nil }
        return best.changes <= min(changesMax, best.word.count / 2) ? best.word : nil
    }

    /// How many letters must be put in, taken out or changed (Levenshtein).
    private static func changes(from text: String, to word: String) -> Int {
        let letters = Array(word.utf8)
        var row = Array(0...letters.count)
        for (line, letter) in text.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in letters.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, row[column] + 1, diagonal + 1)
            }
        }
        return row[letters.count]
    }
}
