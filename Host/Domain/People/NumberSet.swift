/// What stands for something by a small number.
public protocol Numbered: Hashable, Comparable, Sendable {
    /// The number; dense, from 0.
    var number: UInt32 { get }
    init(number: UInt32)
}

/// A set of small numbers with fast algebra: a rule is decided for 100,000 people in a few thousand machine words. A value.
public struct NumberSet<Element: Numbered>: Hashable, Sendable {
    /// Bit `n % 64` of word `n / 64` is number `n`. The last word is never 0, so that equal sets have equal words.
    private var words: [UInt64] = []

    /// Nobody.
    public init() {}

    /// These.
    public init(_ elements: some Sequence<Element>) {
        for element in elements { insert(element) }
    }

    /// How many there are.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    public var isEmpty: Bool { words.isEmpty }

    public func contains(_ element: Element) -> Bool {
        let word = Int(element.number / 64)
        return word < words.count && words[word] & (1 << UInt64(element.number % 64)) != 0
    }

    /// Returns whether it was not there before.
    @discardableResult
    public mutating func insert(_ element: Element) -> Bool {
        let word = Int(element.number / 64)
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        let bit: UInt64 = 1 << UInt64(element.number % 64)
        defer { words[word] |= bit }
        return words[word] & bit == 0
    }

    /// Returns whether it was there.
    @discardableResult
    public mutating func remove(_ element: Element) -> Bool {
        guard contains(element) else { return false }
        words[Int(element.number / 64)] &= ~(1 << UInt64(element.number % 64))
        trim()
        return true
    }

    public mutating func formUnion(_ other: NumberSet) {
        if other.words.count > words.count {
            words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
        }
        for index in other.words.indices { words[index] |= other.words[index] }
    }

    public mutating func formIntersection(_ other: NumberSet) {
        if words.count > other.words.count { words.removeLast(words.count - other.words.count) }
        for index in words.indices { words[index] &= other.words[index] }
        trim()
    }

    public mutating func subtract(_ other: NumberSet) {
        for index in 0..<Swift.min(words.count, other.words.count) { words[index] &= ~other.words[index] }
        trim()
    }

    public func union(_ other: NumberSet) -> NumberSet {
        var result = self
        result.formUnion(other)
        return result
    }

    public func intersection(_ other: NumberSet) -> NumberSet {
        var result = self
        result.formIntersection(other)
        return result
    }

    public func subtracting(_ other: NumberSet) -> NumberSet {
        var result = self
        result.subtract(other)
        return result
    }

    public func isDisjoint(with other: NumberSet) -> Bool {
        for index in 0..<Swift.min(words.count, other.words.count) where words[index] & other.words[index] != 0 { return false }
        return true
    }

    public func isSubset(of other: NumberSet) -> Bool {
        subtracting(other).isEmpty
    }

    private mutating func trim() {
        while words.last == 0 { words.removeLast() }
    }
}

extension NumberSet: Sequence {
    /// The elements, smallest first.
    public func makeIterator() -> Iterator { Iterator(words: words) }

    public struct Iterator: IteratorProtocol {
        private let words: [UInt64]
        private var index = 0
        private var rest: UInt64

        init(words: [UInt64]) {
            self.words = words
            rest = words.first ?? 0
        }

        public mutating func next() -> Element? {
            while rest == 0 {
                index += 1
                guard index < words.count else { return nil }
                rest = words[index]
            }
            let bit = rest.trailingZeroBitCount
            rest &= rest - 1
            return Element(number: UInt32(index * 64 + bit))
        }
    }
}

extension NumberSet: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}
