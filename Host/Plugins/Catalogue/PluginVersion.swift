/// A plugin's version, as far as two of them can be put in order (semver.org, version 2.0.0, with missing numbers taken as 0).
struct PluginVersion: Sendable {
    /// Numbers in a version, and digits in a number: enough for dates.
    private static let numbersMax = 6
    private static let digitsMax = 12

    private let numbers: [Int]
    /// The parts behind a `-`; empty for a release, which is newer than what precedes it.
    private let preRelease: [Substring]

    /// `nil` when the text cannot be put in order with others.
    init?(_ text: String) {
        // What stands behind a plus says how it was built, not how new it is.
        let body = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let parts = body.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for word in parts[0].split(separator: ".", omittingEmptySubsequences: false) {
            guard word.utf8.count <= Self.digitsMax, let number = Self.number(word) else { return nil }
            numbers.append(number)
        }
        guard numbers.count <= Self.numbersMax else { return nil }
        self.numbers = numbers
        preRelease = parts.count < 2 ? [] : parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard !preRelease.contains("") else { return nil }
    }

    /// Whether this one is older.
    func isOlder(than other: PluginVersion) -> Bool {
        for index in 0..<max(numbers.count, other.numbers.count) {
            let mine = index < numbers.count ? numbers[index] : 0
            let theirs = index < other.numbers.count ? other.numbers[index] : 0
            if mine != theirs { return mine < theirs }
        }
        guard !preRelease.isEmpty, !other.preRelease.isEmpty else { return !preRelease.isEmpty && other.preRelease.isEmpty }
        for (mine, theirs) in zip(preRelease, other.preRelease) where mine != theirs {
            return switch (Self.number(mine), Self.number(theirs)) {
            case (let mine?, let theirs?): mine < theirs
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): mine < theirs
            }
        }
        return preRelease.count < other.preRelease.count
    }

    private static func number(_ word: Substring) -> Int? {
        guard !word.isEmpty, word.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(word)
    }
}
