import UsherDomain

/// Who has which number in records. Each user ID is stored once, however many rooms they are in: in blocks of equal size, so that
/// somebody new costs the last block and not all. A pure value but for the register of people that it reads.
struct RecordPeople {
    /// How many people are in a block: about 30 KB, and 100 blocks for a large community.
    static let blockPeople = 1_024

    /// By their numbers in records.
    private(set) var people: [PersonNumber] = []
    /// Numbers in records plus 1, by people; 0 = has none.
    private var numbers: [UInt32] = []

    /// Nobody.
    init() {}

    /// Reads blocks. Throws also when somebody is in them twice.
    init(_ blocks: [[UInt8]], register: People) throws(RecordProblem) {
        for block in blocks {
            var reader = RecordReader(block)
            // Only the last has room left.
            guard people.count % Self.blockPeople == 0 else { throw RecordProblem(at: 0) }
            let count = try reader.count()
            guard (1...Self.blockPeople).contains(count) else { throw RecordProblem(at: 0) }
            for _ in 0..<count {
                let person = try reader.text { register.number(ofID: $0) }
                guard known(person) == nil else { throw RecordProblem(at: 0) }
                add(person)
            }
            try reader.finish()
        }
    }

    private func known(_ person: PersonNumber) -> RecordNumber? {
        guard person.number < numbers.count, numbers[Int(person.number)] != 0 else { return nil }
        return RecordNumber(number: numbers[Int(person.number)] - 1)
    }

    private mutating func add(_ person: PersonNumber) {
        let index = Int(person.number)
        if index >= numbers.count { numbers += repeatElement(0, count: index + 1 - numbers.count) }
        people.append(person)
        numbers[index] = UInt32(people.count)
    }

    /// These as numbers for a record, given out now where there are none.
    mutating func numbers(_ set: PersonSet) -> NumberSet<RecordNumber> {
        NumberSet(
            set.map { person in
                if known(person) == nil { add(person) }
                return RecordNumber(number: numbers[Int(person.number)] - 1)
            })
    }

    /// Whom the numbers of a record mean; `nil` when one means nobody.
    func people(_ set: NumberSet<RecordNumber>) -> PersonSet? {
        guard let last = set.max() else { return [] }
        guard last.number < people.count else { return nil }
        return PersonSet(set.map { people[Int($0.number)] })
    }

    /// The blocks that somebody of number `first` or later is in.
    func blocks(from first: Int, register: People) -> [Int: [UInt8]] {
        var blocks: [Int: [UInt8]] = [:]
        guard first < people.count else { return blocks }
        for block in (first / Self.blockPeople)...((people.count - 1) / Self.blockPeople) {
            let start = block * Self.blockPeople
            let members = people[start..<min(start + Self.blockPeople, people.count)]
            var writer = RecordWriter()
            writer.count(members.count)
            for person in members { writer.text(register.user(person).text) }
            blocks[block] = writer.bytes
        }
        return blocks
    }
}
