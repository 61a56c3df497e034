import Testing
import UsherTesting

@testable import UsherDomain

@Suite("A set of numbers")
struct NumberSetTests {
    typealias Model = Set<UInt32>

    private static func set(_ model: some Sequence<UInt32>) -> PersonSet { PersonSet(model.map(PersonNumber.init(number:))) }

    private static func model(_ set: PersonSet) -> Model { Model(set.map(\.number)) }

    /// Few or many, near or far, in runs or scattered, and sometimes at the ends of words and of all numbers.
    private static func sample(_ random: SeededRandom) -> Model {
        let top = random.element(of: [8, 64, 65, 300, 2_000, 20_000, 200_000, Int(UInt32.max)]) ?? 0
        let count = random.element(of: [0, 1, 2, 10, 100]) ?? 0
        var model = Model()
        for _ in 0..<count {
            let start = random.number(in: 0...top)
            let length = random.element(of: [1, 1, 1, 3, 64, 130]) ?? 1
            for number in start..<min(start + length, top + 1) { model.insert(UInt32(number)) }
        }
        if random.number(in: 0...9) == 0 { model.formUnion([0, 63, 64, 127, 128, .max]) }
        return model
    }

    /// What must hold inside, so that comparing is cheap and right.
    private static func isWellFormed(_ set: PersonSet) -> Bool {
        switch set.numbers {
        case .list(let list): zip(list, list.dropFirst()).allSatisfy(<)
        case .words(let words): words.last.map { $0 != 0 } ?? false
        }
    }

    private static func expect(_ set: PersonSet, is model: Model, _ what: String) {
        let sorted = model.sorted()
        #expect(set.map(\.number) == sorted, "\(what)")
        #expect(set.count == model.count && set.isEmpty == model.isEmpty, "\(what)")
        #expect(set.min()?.number == sorted.first && set.max()?.number == sorted.last, "\(what)")
        #expect(isWellFormed(set), "\(what): \(set.numbers)")
    }

    /// The same numbers, kept the other way.
    private static func other(_ set: PersonSet) -> PersonSet? {
        switch set.numbers {
        case .list(let list): list.isEmpty || list[list.count - 1] > 1_000_000 ? nil : PersonSet(.words(Numbers.words(list)))
        case .words(let words): PersonSet(.list(Numbers.list(words)))
        }
    }

    @Test("Algebra agrees with that of a Set, however both sides are kept")
    func algebra() {
        let random = SeededRandom("NumberSet algebra")
        var kinds: Set<String> = []
        for round in 0..<300 {
            let (a, b) = (Self.sample(random), Self.sample(random))
            let (left, right) = (Self.set(a), Self.set(b))
            for left in [left, Self.other(left)].compactMap(\.self) {
                for right in [right, Self.other(right)].compactMap(\.self) {
                    kinds.insert("\(Self.kind(left)) \(Self.kind(right))")
                    Self.expect(left.union(right), is: a.union(b), "union, round \(round)")
                    Self.expect(left.intersection(right), is: a.intersection(b), "intersection, round \(round)")
                    Self.expect(left.subtracting(right), is: a.subtracting(b), "difference, round \(round)")
                    Self.expect(left.symmetricDifference(right), is: a.symmetricDifference(b), "change, round \(round)")
                    #expect(left.isDisjoint(with: right) == a.isDisjoint(with: b), "round \(round)")
                    #expect(left.isSubset(of: right) == a.isSubset(of: b), "round \(round)")
                    #expect(left.intersection(right).isSubset(of: right), "round \(round)")
                    #expect(left.intersectionCount(right) == a.intersection(b).count, "round \(round)")
                    #expect((left == right) == (a == b), "round \(round)")
                }
            }
        }
        #expect(kinds.count == 4, "each kind met each: \(kinds)")
    }

    private static func kind(_ set: PersonSet) -> String { if case .list = set.numbers { "list" } else { "words" } }

    @Test("Inserting, removing and looking agree with a Set")
    func single() {
        let random = SeededRandom("NumberSet single")
        for round in 0..<100 {
            var model = Self.sample(random)
            var set = Self.set(model)
            let top = UInt32(random.element(of: [10, 200, 10_000, 4_000_000_000]) ?? 0)
            for _ in 0..<100 {
                let number = UInt32(random.number(in: 0...Int(top)))
                let person = PersonNumber(number: number)
                #expect(set.contains(person) == model.contains(number))
                if random.number(in: 0...2) == 0 {
                    let (was, removed) = (model.remove(number) != nil, set.remove(person))
                    #expect(was == removed, "round \(round)")
                } else {
                    let (isNew, inserted) = (model.insert(number).inserted, set.insert(person))
                    #expect(isNew == inserted, "round \(round)")
                }
            }
            for number in model.shuffled().prefix(50) where random.number(in: 0...1) == 0 {
                let removed = set.remove(PersonNumber(number: number))
                model.remove(number)
                #expect(removed)
            }
            Self.expect(set, is: model, "round \(round)")
        }
    }

    @Test("Equal sets are equal and hash alike, whichever way they are kept")
    func representation() {
        let random = SeededRandom("NumberSet representation")
        for _ in 0..<300 {
            let set = Self.set(Self.sample(random))
            guard let other = Self.other(set) else { continue }
            #expect(set == other && set.hashValue == other.hashValue)
            #expect(set.encoded == other.encoded)
            var changed = other
            changed.insert(PersonNumber(number: 1_000_001))
            #expect(changed != set && changed.symmetricDifference(set) == [PersonNumber(number: 1_000_001)])
        }
    }

    @Test("Few numbers far up cost bytes, not kilobytes, and many cost a bit each")
    func size() {
        var few = PersonSet()
        for number in 0..<10 { few.insert(PersonNumber(number: 4_000_000_000 - UInt32(number) * 1_000)) }
        guard case .list(let list) = few.numbers else {
            Issue.record("ten numbers are a list")
            return
        }
        #expect(list.count == 10)
        let many = PersonSet(numbers: 0..<100_000)
        guard case .words(let words) = many.numbers else {
            Issue.record("a hundred thousand numbers are words")
            return
        }
        #expect(words.count == 1_563 && many.count == 100_000)
        #expect(Self.kind(many.intersection(few)) == "list")
        #expect(Self.kind(many.subtracting(PersonSet(numbers: 0..<99_990))) == "list")
        var grown = many
        grown.insert(PersonNumber(number: .max))
        #expect(grown.count == 100_001 && Self.kind(grown) == "list", "one number far up does not cost half a gigabyte")
        #expect(Self.kind(many.union(few)) == "list")
    }

    @Test("A range, a sorted sequence and the first few")
    func makers() {
        for range in [0..<0, 0..<1, 5..<64, 64..<128, 63..<65, 1_000..<9_999, 4_000_000_000..<4_000_000_100] as [Range<UInt32>] {
            Self.expect(PersonSet(numbers: range), is: Model(range), "\(range)")
        }
        let sorted = PersonSet(sorted: [1, 1, 2, 70, 70, 900].map(PersonNumber.init(number:)))
        Self.expect(sorted, is: [1, 2, 70, 900], "sorted")
        #expect(sorted.first(2).map(\.number) == [1, 2] && sorted.first(9).count == 4 && sorted.first(0).isEmpty)
        #expect(PersonSet().min() == nil && PersonSet().max() == nil)
        Self.expect(PersonSet([3, 1, 3, 2].map(PersonNumber.init(number:))), is: [1, 2, 3], "in any order")
    }

    @Test("What is stored reads back, in the shorter of the two forms")
    func encoding() throws {
        let random = SeededRandom("NumberSet encoding")
        for round in 0..<500 {
            let model = Self.sample(random)
            let set = Self.set(model)
            let bytes = set.encoded
            let limit = model.max().map { Int($0 / 8) + 2 } ?? 1
            #expect(bytes.count <= max(limit, 1), "round \(round): never longer than the bits")
            #expect(bytes.count <= 1 + 5 * model.count, "round \(round): never longer than the distances")
            let back = try #require(PersonSet(encoded: bytes), "round \(round)")
            Self.expect(back, is: model, "round \(round)")
        }
        #expect(PersonSet().encoded == [1])
        #expect(Self.set([0, 2, 130]).encoded == [1, 0, 1, 0x7f])
        #expect(Self.set([0, 1, 2, 3, 9]).encoded == [2, 0x0f, 0x02])
        #expect(PersonSet(numbers: 0..<100_000).encoded.count == 12_501)
    }

    @Test(
        "What is malformed is refused: nothing, an unknown form, an end in the middle, a number too long or too large",
        arguments: [
            [], [0], [3, 1], [1, 0x80], [1, 0x80, 0x00], [1, 0xff, 0xff, 0xff, 0xff, 0x10], [1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0],
            [1, 0x80, 0x80, 0x80, 0x80, 0x80, 1], [2], [2, 1, 0],
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        #expect(PersonSet(encoded: bytes) == nil)
    }

    @Test("The greatest number reads back, and random bytes never trap")
    func hostile() {
        #expect(PersonSet(encoded: [1, 0xff, 0xff, 0xff, 0xff, 0x0f])?.max()?.number == .max)
        let random = SeededRandom("NumberSet hostile")
        for _ in 0..<5_000 {
            var bytes = random.bytes(random.number(in: 0...12))
            if !bytes.isEmpty { bytes[0] = UInt8(random.number(in: 0...3)) }
            guard let set = PersonSet(encoded: bytes) else { continue }
            #expect(PersonSet(encoded: set.encoded) == set)
        }
        #expect(PersonSet(encoded: [UInt8](repeating: 1, count: PersonSet.encodedBytesMax + 1)) == nil)
    }
}
