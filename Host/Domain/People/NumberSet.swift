/// What stands for something by a small number.
public protocol Numbered: Hashable, Comparable, Sendable {
    /// The number; dense, from 0.
    var number: UInt32 { get }
    init(number: UInt32)
}

/// A set of small numbers with fast algebra: a rule is decided for 100,000 people in a few thousand machine words, and a thousand
/// rooms of ten people cost a thousand short lists. A value; what is compared, hashed and handed out does not depend on how it is
/// kept.
public struct NumberSet<Element: Numbered>: Hashable, Sendable {
    var numbers: Numbers

    /// Nobody.
    public init() {
        numbers = Numbers()
    }

    init(_ numbers: Numbers) {
        self.numbers = numbers
    }

    /// These, in any order.
    public init(_ elements: some Sequence<Element>) {
        numbers = Numbers(unsorted: elements.map(\.number))
    }

    /// These, which must come smallest first; the same one may come again.
    public init(sorted elements: some Sequence<Element>) {
        let list = elements.map(\.number)
        precondition(zip(list, list.dropFirst()).allSatisfy(<=), "the caller says that they are sorted")
        numbers = Numbers(sorted: list)
    }

    /// Everybody whose number is in `range`.
    public init(numbers range: Range<UInt32>) {
        numbers = Numbers(range)
    }

    /// How many there are. Takes a look at every word of a dense set.
    public var count: Int { numbers.count }

    public var isEmpty: Bool { numbers.isEmpty }

    /// The one with the smallest number; `nil` = there is nobody. At once.
    public func min() -> Element? { numbers.min.map(Element.init(number:)) }

    /// The one with the greatest number; `nil` = there is nobody. At once.
    public func max() -> Element? { numbers.max.map(Element.init(number:)) }

    /// The `count` smallest, or all if there are fewer, smallest first.
    public func first(_ count: Int) -> [Element] { Array(prefix(count)) }

    /// Whether `element` is there.
    public func contains(_ element: Element) -> Bool { numbers.contains(element.number) }

    /// Returns whether it was not there before.
    @discardableResult
    public mutating func insert(_ element: Element) -> Bool { numbers.insert(element.number) }

    /// Returns whether it was there.
    @discardableResult
    public mutating func remove(_ element: Element) -> Bool { numbers.remove(element.number) }

    /// Adds those of `other`.
    public mutating func formUnion(_ other: NumberSet) { numbers.formUnion(other.numbers) }

    /// Keeps those that are in `other` too.
    public mutating func formIntersection(_ other: NumberSet) { numbers.formIntersection(other.numbers) }

    /// Takes those of `other` away.
    public mutating func subtract(_ other: NumberSet) { numbers.subtract(other.numbers) }

    /// Those of either.
    public func union(_ other: NumberSet) -> NumberSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// Those of both.
    public func intersection(_ other: NumberSet) -> NumberSet {
        var result = self
        result.formIntersection(other)
        return result
    }

    /// Those that are not in `other`.
    public func subtracting(_ other: NumberSet) -> NumberSet {
        var result = self
        result.subtract(other)
        return result
    }

    /// Those that are in one of the two and not in both: what changed between them.
    public func symmetricDifference(_ other: NumberSet) -> NumberSet {
        subtracting(other).union(other.subtracting(self))
    }

    /// How many are in both. Makes no set.
    public func intersectionCount(_ other: NumberSet) -> Int { numbers.intersectionCount(other.numbers) }

    /// Whether nobody is in both.
    public func isDisjoint(with other: NumberSet) -> Bool { numbers.isDisjoint(with: other.numbers) }

    /// Whether everybody is in `other` too.
    public func isSubset(of other: NumberSet) -> Bool { numbers.isSubset(of: other.numbers) }
}

extension NumberSet: Sequence {
    /// The elements, smallest first.
    public func makeIterator() -> Iterator { Iterator(numbers) }

    public var underestimatedCount: Int { numbers.count }

    /// Hands out the elements, smallest first.
    public struct Iterator: IteratorProtocol {
        /// Those of a sparse set, or the words of a dense one.
        private var source: Numbers
        private var index = 0
        private var rest: UInt64 = 0

        init(_ numbers: Numbers) {
            source = numbers
            if case .words(let words) = numbers, let first = words.first { rest = first }
        }

        public mutating func next() -> Element? {
            switch source {
            case .list(let list):
                guard index < list.count else { return nil }
                defer { index += 1 }
                return Element(number: list[index])
            case .words(let words):
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
}

extension NumberSet: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}
