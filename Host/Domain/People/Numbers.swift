/// The inside of a ``NumberSet``: a sorted list while there are few, a bit for each number when there are many. A list takes 4
/// bytes for each number that is there, words an eighth of a byte for each that might be.
///
/// A list is given up when it is twice as long as the words would be, and words are given up when they are twice as long as the
/// list: between the two, a set stays what it is, so that one which grows and shrinks does not change each time.
enum Numbers: Sendable {
    /// Ascending, each once.
    case list([UInt32])
    /// Bit `n % 64` of word `n / 64` is number `n`. The last word is not 0, and there is at least one.
    case words([UInt64])

    init() {
        self = .list([])
    }

    /// Ascending; the same number may come again.
    init(sorted list: [UInt32]) {
        var list = list
        if !zip(list, list.dropFirst()).allSatisfy(<) {
            var last: UInt32?
            list.removeAll { number in
                defer { last = number }
                return number == last
            }
        }
        self = Self.tooMany(list) ? .words(Self.words(list)) : .list(list)
    }

    /// In any order; the same number may come again.
    init(unsorted list: [UInt32]) {
        // Many need no sorting: each has its bit. Whatever is there twice makes them fewer than they look.
        if let max = list.max(), list.count > 4 * (Int(max / 64) + 1) {
            var words = [UInt64](repeating: 0, count: Int(max / 64) + 1)
            for number in list { words[Int(number / 64)] |= 1 << UInt64(number % 64) }
            self = Self.settled(words)
        } else {
            self.init(sorted: zip(list, list.dropFirst()).allSatisfy(<) ? list : list.sorted())
        }
    }

    init(_ range: Range<UInt32>) {
        guard let last = range.last else {
            self.init()
            return
        }
        // A range far up is mostly zeros.
        guard range.count > 2 * (Int(last / 64) + 1) else {
            self = .list(Array(range))
            return
        }
        var words = [UInt64](repeating: 0, count: Int(last / 64) + 1)
        for index in Int(range.lowerBound / 64)..<words.count { words[index] = .max }
        words[Int(range.lowerBound / 64)] &= .max << UInt64(range.lowerBound % 64)
        words[words.count - 1] &= .max >> UInt64(63 - last % 64)
        self = .words(words)
    }

    // MARK: Which of the two

    /// Whether words take less than half the room of this list.
    static func tooMany(_ list: [UInt32]) -> Bool {
        guard let last = list.last else { return false }
        return list.count > 4 * (Int(last / 64) + 1)
    }

    /// Whether a list takes less than half the room of these words. Stops to count as soon as it does not.
    static func tooFew(_ words: [UInt64]) -> Bool {
        var count = 0
        for word in words {
            count += word.nonzeroBitCount
            if count >= words.count { return false }
        }
        return true
    }

    static func words(_ list: [UInt32]) -> [UInt64] {
        guard let last = list.last else { return [] }
        var words = [UInt64](repeating: 0, count: Int(last / 64) + 1)
        for number in list { words[Int(number / 64)] |= 1 << UInt64(number % 64) }
        return words
    }

    static func list(_ words: [UInt64]) -> [UInt32] {
        var list: [UInt32] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                list.append(UInt32(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return list
    }

    /// What an operation on words left over, which may be less than there was.
    static func settled(_ words: [UInt64]) -> Numbers {
        var words = words
        while words.last == 0 { words.removeLast() }
        return tooFew(words) ? .list(list(words)) : .words(words)
    }

    // MARK: Looking

    var count: Int {
        switch self {
        case .list(let list): list.count
        case .words(let words): words.reduce(0) { $0 + $1.nonzeroBitCount }
        }
    }

    var isEmpty: Bool {
        if case .list(let list) = self { list.isEmpty } else { false }
    }

    var min: UInt32? {
        switch self {
        case .list(let list): list.first
        case .words(let words):
            words.firstIndex { $0 != 0 }.map { UInt32($0 * 64 + words[$0].trailingZeroBitCount) }
        }
    }

    var max: UInt32? {
        switch self {
        case .list(let list): list.last
        case .words(let words): words.last.map { UInt32(words.count * 64 - 1 - $0.leadingZeroBitCount) }
        }
    }

    func contains(_ number: UInt32) -> Bool {
        switch self {
        case .list(let list):
            let index = Self.place(of: number, in: list)
            return index < list.count && list[index] == number
        case .words(let words): return Self.contains(number, words)
        }
    }

    static func contains(_ number: UInt32, _ words: [UInt64]) -> Bool {
        let index = Int(number / 64)
        return index < words.count && words[index] & (1 << UInt64(number % 64)) != 0
    }

    /// The index of the first number that is not smaller.
    static func place(of number: UInt32, in list: [UInt32]) -> Int {
        guard let last = list.last, number <= last else { return list.count }
        var (low, high) = (0, list.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: One at a time

    /// Returns whether it was not there before.
    mutating func insert(_ number: UInt32) -> Bool {
        guard !contains(number) else { return false }
        switch self {
        case .list(var list):
            // What is taken out of an enum and put back is copied unless nobody else holds it meanwhile.
            self = .list([])
            list.insert(number, at: Self.place(of: number, in: list))
            self = Self.tooMany(list) ? .words(Self.words(list)) : .list(list)
        case .words(var words):
            let index = Int(number / 64)
            // Looked at only when it has to move anyway.
            if index >= words.capacity, Self.count(words) < index / 2 {
                var list = Self.list(words)
                list.append(number)
                self = .list(list)
                return true
            }
            self = .list([])
            if index >= words.count { words.append(contentsOf: repeatElement(0, count: index + 1 - words.count)) }
            words[index] |= 1 << UInt64(number % 64)
            self = .words(words)
        }
        return true
    }

    private static func count(_ words: [UInt64]) -> Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Returns whether it was there.
    mutating func remove(_ number: UInt32) -> Bool {
        guard contains(number) else { return false }
        switch self {
        case .list(var list):
            self = .list([])
            list.remove(at: Self.place(of: number, in: list))
            self = .list(list)
        case .words(var words):
            self = .list([])
            words[Int(number / 64)] &= ~(1 << UInt64(number % 64))
            while words.last == 0 { words.removeLast() }
            self = words.isEmpty ? .list([]) : .words(words)
        }
        return true
    }
}
